//! The option `dynamic`: exports and imports by name.

use crate::bundle::{FUNC, GLOBAL, TABLE};
use crate::cursor::Check;
use crate::surface::{Surface, clamp, each, names, params, results};
use std::collections::BTreeSet;
use wasmparser::{FuncType, ValType};

fn val_types(list: &[ValType]) -> String {
    each(list, |_, t| format!("rt::ValType::{},", names(*t)[1]))
}

/// A type, or a tuple of what there is for each: one thing, or many in parentheses.
fn tuple(types: &[ValType], item: impl Fn(usize, &ValType) -> String) -> String {
    let list = each(types, |i, t| format!("{}, ", item(i, t)));
    if types.len() == 1 { list.replace(", ", "") } else { format!("({list})") }
}

/// The import of a function as a method of any dynamic host, from its parameters on.
pub fn import(module: &str, field: &str, ty: &FuncType) -> String {
    format!(
        "(&mut self, guest: &mut Guest, {}) -> Result<{}, rt::Trap> {{ let results = rt::call_import(&mut self.0, guest, \
         rt::ImportInfo {{ module: {module:?}, name: {field:?} }}, &[{}], &[{}])?; Ok({}) }}",
        params("a", ty.params()),
        results(ty.results()),
        each(ty.params(), |i, _| format!("a{i}.into(), ")),
        val_types(ty.results()),
        tuple(ty.results(), |i, t| format!("results.{}({i})", names(*t)[2]))
    )
}

/// Tables of exports, calls by index and name, `impl rt::Dynamic`, and the namespaces for every dynamic host.
pub fn check(s: &mut Surface<'_, '_, '_, '_>) -> Check<()> {
    let ([params, name], host, main, modules) = (s.instance, s.host, s.main, &s.bundle.modules);
    let exports = each(modules, |_, module| {
        let list = each(&module.exports, |_, (name, kind, index)| export(s, name, *kind, *index));
        let places = each(&module.exports, |_, (_, kind, index)| place(s, *kind, *index));
        format!("rt::Exports {{ list: &[{list}], places: &[{places}] }},")
    });
    let functions = modules.iter().flat_map(|m| &m.exports).filter(|e| e.1 == FUNC).map(|e| e.2);
    let [param, arg] = if s.bundle.has_host() { [", h: &mut dyn Imports", ", h"] } else { ["", ""] };
    let arms = each(functions.collect::<BTreeSet<u32>>(), |_, f| {
        let ty = s.bundle.func_type(f);
        let args = each(ty.params(), |i, t| format!("args.{}({i}), ", names(*t)[2]));
        let (pattern, list) = (tuple(ty.results(), |i, _| format!("r{i}")), each(ty.results(), |i, _| format!("r{i}.into(), ")));
        format!("{f} => {{ let Some({pattern}) = code::x{f}({args} g{arg}) else {{ return None }}; Some(rt::values(&[{list}])) }}")
    });
    s.t(&format!(
        "static EXPORTS: &[rt::Exports] = &[{exports}]; #[allow(unused_variables)] \
         fn call_export(function: u32, args: rt::Args<'_>, g: &mut Guest {param}) -> Option<rt::Values> {{ \
         match function {{ {arms} _ => None, }} }} \
         fn call_in(module: usize, name: &str, args: &[rt::Value], nested: bool, g: &mut Guest {param}) \
         -> Result<rt::Values, rt::CallError> {{ \
         match rt::enter(EXPORTS, module, name, args, nested, &mut g.s.cx) {{ \
         Ok((function, args)) => {{ let results = call_export(function, args, g{arg}); \
         rt::leave(results, code::names(), &mut g.s.cx) }} Err(error) => Err(error), }} }} \
         impl{params} {name} {{ \
         pub fn __call_in(&mut self, module: usize, name: &str, args: &[rt::Value]) -> Result<rt::Values, rt::CallError> {{ \
         call_in(module, name, args, false, &mut self.guest{host}) }} \
         pub fn __global_in(&self, module: usize, name: &str) -> Option<rt::Value> {{ \
         rt::global(EXPORTS, module, name, &self.guest) }} }} \
         impl{params} rt::Dynamic for {name} {{ \
         fn exports(&self) -> &'static [rt::ExportInfo] {{ rt::exports(EXPORTS, {main}) }} \
         fn call(&mut self, name: &str, args: &[rt::Value]) -> Result<rt::Values, rt::CallError> {{ \
         self.__call_in({main}, name, args) }} \
         fn global(&self, name: &str) -> Option<rt::Value> {{ self.__global_in({main}, name) }} \
         fn set_global(&mut self, name: &str, value: rt::Value) -> Result<(), rt::CallError> {{ \
         rt::set_global(EXPORTS, {main}, name, value, &mut self.guest) }} \
         fn memory(&self, name: &str) -> Option<&dyn rt::MemoryView> {{ rt::memory(EXPORTS, {main}, name, &self.guest) }} \
         fn memory_mut(&mut self, name: &str) -> Option<&mut dyn rt::MemoryView> {{ \
         rt::memory_mut(EXPORTS, {main}, name, &mut self.guest) }} }}"
    ))?;
    s.catch_all()
}

/// Where an export is: globals count if they have a place in the state.
fn place(s: &Surface<'_, '_, '_, '_>, kind: usize, index: u32) -> String {
    let list = &s.bundle.of[kind];
    let entity = &list[index as usize];
    if entity.constant().is_some() {
        return format!("rt::Place::Constant(rt::Value::{}({})),", names(entity.ty.value)[1], s.global_value(index, ""));
    }
    let own = list[..index as usize].iter().filter(|e| e.constant().is_none());
    format!("rt::Place::Index({}),", own.count())
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
