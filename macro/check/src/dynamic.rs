//! The option `dynamic`: exports and imports by name.

use crate::bundle::{FUNC, GLOBAL, MEMORY, TABLE};
use crate::cursor::Check;
use crate::surface::{Item, Surface, clamp, each, names, params, results};
use wasmparser::{FuncType, ValType};

fn val_types(list: &[ValType]) -> String {
    each(list, |_, t| format!("rt::ValType::{},", names(*t)[1]))
}

/// The import of a function as a method of any dynamic host, from its parameters on.
pub fn import(module: &str, field: &str, ty: &FuncType) -> String {
    let into = each(ty.params(), |i, _| format!("a{i}.into(), "));
    let list = each(ty.results(), |i, _| format!("r{i}, "));
    let typed = each(ty.results(), |i, t| {
        let comma = if i > 0 { ", " } else { "" };
        format!("{comma}r{i}.{}().unwrap_or_default()", names(*t)[2])
    });
    let typed = if ty.results().len() == 1 { typed } else { format!("({typed})") };
    format!(
        "(&mut self, guest: &mut Guest, {}) -> Result<{}, rt::Trap> {{ let [{list}] = rt::call_import(self, guest, \
         rt::ImportInfo {{ module: {module:?}, name: {field:?} }}, &[{into}], &[{}])?; Ok({typed}) }}",
        params("a", ty.params()),
        results(ty.results()),
        val_types(ty.results())
    )
}

/// `impl Instance { hidden methods }`, `impl rt::Dynamic`, and the namespaces for every dynamic host.
pub fn check(s: &mut Surface<'_, '_, '_, '_>) -> Check<()> {
    let ([params, name], host, main) = (s.instance, s.host, s.main);
    let modules = &s.bundle.modules;
    let exported =
        each(modules, |m, module| format!("{m} => &[{}],", each(&module.exports, |_, (name, kind, index)| export(s, name, *kind, *index))));
    let inits = each(modules, |m, _| format!("{m} => code::init_{m}(&mut self.guest{host}),"));
    let globals = each(modules, |m, module| {
        each(of_kind(&module.exports, GLOBAL), |_, (name, index)| {
            format!("({m}, {name:?}) => Some(rt::Value::from({})),", s.global_value(index, "self.guest"))
        })
    });
    s.t(&format!(
        "impl{params} {name} {{ pub fn __exports(module: usize) -> &'static [rt::ExportInfo] {{ \
         match module {{ {exported} _ => &[], }} }} \
         pub fn __init(&mut self, module: usize) -> Result<(), rt::Trap> {{ self.guest.s.cx.begin(); \
         let result = match module {{ {inits} _ => Some(()), }}; self.guest.s.cx.finish(result, code::names()) }} {} \
         pub fn __global_in(&self, module: usize, name: &str) -> Option<rt::Value> {{ \
         match (module, name) {{ {globals} _ => None, }} }} }}",
        call_in(s, "Self")
    ))?;
    if s.reentrant() {
        let call_in = call_in(s, "Instance::<rt::CatchAll<&mut dyn rt::DynamicHost>>");
        s.t(&format!("impl Session<'_> {{ {call_in} }}"))?;
    }
    let exports = s.bundle.modules.get(main).map_or(&[][..], |m| &m.exports);
    let set = each(of_kind(exports, GLOBAL), |_, (name, index)| {
        let global = &s.bundle.of[GLOBAL][index as usize].ty;
        let [_, variant, getter] = names(global.value);
        match global.mutable {
            true => format!(
                "{name:?} => {{ rt::CallError::check(&[rt::ValType::{variant}], &[value])?; \
                 self.guest.s.g{index} = value.{getter}().unwrap_or_default(); Ok(()) }}"
            ),
            false => format!("{name:?} => Err(rt::CallError::immutable_global(name)),"),
        }
    });
    let memories = each([("", "&"), ("_mut", "&mut")], |_, (suffix, reference)| {
        let viewed = of_kind(exports, MEMORY).filter(|(_, m)| !s.bundle.of[MEMORY][*m as usize].ty.shared);
        let arms = each(viewed, |_, (name, index)| format!("{name:?} => Some({reference} self.guest.m{index}),"));
        format!(
            "fn memory{suffix}({reference} self, name: &str) -> Option<{reference} dyn rt::MemoryView> {{ \
             match name {{ {arms} _ => None, }} }}"
        )
    });
    s.t(&format!(
        "impl{params} rt::Dynamic for {name} {{ \
         fn exports(&self) -> &'static [rt::ExportInfo] {{ Self::__exports({main}) }} \
         fn call(&mut self, name: &str, args: &[rt::Value]) -> Result<rt::Values, rt::CallError> {{ \
         self.__call_in({main}, name, args) }} \
         fn global(&self, name: &str) -> Option<rt::Value> {{ self.__global_in({main}, name) }} \
         #[allow(unused_variables)] fn set_global(&mut self, name: &str, value: rt::Value) -> Result<(), rt::CallError> {{ \
         match name {{ {set} _ => Err(rt::CallError::no_such_export(name)), }} }} {memories} }}"
    ))?;
    s.catch_all()
}

fn of_kind(exports: &[(String, usize, u32)], kind: usize) -> impl Iterator<Item = (&str, u32)> {
    let same = exports.iter().filter(move |e| e.1 == kind);
    same.map(|e| (&e.0[..], e.2))
}

/// What is known of an export.
fn export(s: &Surface<'_, '_, '_, '_>, name: &str, kind: usize, index: u32) -> String {
    let entity = &s.bundle.of[kind][index as usize];
    let variant = names(entity.ty.value)[1];
    let ty = match kind {
        FUNC => {
            let ty = s.bundle.func_type(index);
            let (params, results) = (val_types(ty.params()), val_types(ty.results()));
            format!("Func {{ params: &[{params}], results: &[{results}] }}")
        }
        GLOBAL => format!("Global {{ ty: rt::ValType::{variant}, mutable: {} }}", entity.ty.mutable),
        TABLE => format!("Table {{ element: rt::ValType::{variant}, min: {}, max: {:?} }}", clamp(entity.ty.min), entity.ty.max.map(clamp)),
        _ => format!("Memory {{ min: {} }}", s.memory_limits(entity).replacen(", ", ", max: ", 1)),
    };
    format!("rt::ExportInfo {{ name: {name:?}, ty: rt::ExternType::{ty} }},")
}

/// The call of an export by its place in a module's list.
fn call_in(s: &Surface<'_, '_, '_, '_>, instance: &str) -> String {
    let arm = |m: usize, place: usize, item: &Item| {
        let ty = s.bundle.func_type(item.index);
        let args = each(ty.params(), |i, t| format!("args.{}({i}), ", names(*t)[2]));
        let call = format!("self.{}({args})?", item.ident);
        let list = |more: &str| each(ty.results(), |i, _| format!("r{i}{more}, "));
        let body = match ty.results().len() {
            0 => format!("{{ {call}; Ok(rt::Values::new()) }}"),
            1 => format!("Ok(rt::Values::from([{call}.into()])),"),
            _ => format!("{{ let ({}) = {call}; Ok(rt::Values::from([{}])) }}", list(""), list(".into()")),
        };
        format!("({m}, {place}) => {body}")
    };
    let arms = each(&s.bundle.modules, |m, module| {
        let places = module.exports.iter().enumerate().filter(|(_, e)| e.1 == FUNC);
        let items = s.items.iter().filter(|i| (i.module, i.kind) == (m, FUNC));
        each(places.zip(items), |_, ((place, _), item)| arm(m, place, item))
    });
    format!(
        "#[allow(unused_variables)] \
         pub fn __call_in(&mut self, module: usize, name: &str, args: &[rt::Value]) -> Result<rt::Values, rt::CallError> {{ \
         let (place, args) = rt::Args::find({instance}::__exports(module), name, args)?; \
         match (module, place) {{ {arms} _ => Err(rt::CallError::no_such_export(name)), }} }}"
    )
}
