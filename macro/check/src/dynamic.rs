//! The option `dynamic`: exports and imports by name.

use crate::bundle::{FuncType, Type};
use crate::cursor::Check;
use crate::surface::{Gives, Surface, rust};
use wasmparser::ExternalKind;

/// `rt::ValType::…`
fn val_type(ty: Type) -> &'static str {
    match ty {
        Type::I32 => "rt::ValType::I32",
        Type::I64 => "rt::ValType::I64",
        Type::F32 => "rt::ValType::F32",
        Type::F64 => "rt::ValType::F64",
        Type::V128 => "rt::ValType::V128",
        Type::FuncRef => "rt::ValType::FuncRef",
        Type::ExternRef => "rt::ValType::ExternRef",
    }
}

fn val_types(list: &[Type]) -> String {
    list.iter()
        .map(|t| val_type(*t))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The method that takes a value apart.
fn getter(ty: Type) -> &'static str {
    match ty {
        Type::I32 => "i32",
        Type::I64 => "i64",
        Type::F32 => "f32",
        Type::F64 => "f64",
        Type::V128 => "v128",
        Type::FuncRef => "funcref",
        Type::ExternRef => "externref",
    }
}

/// `impl Instance { hidden methods }`, `impl rt::Dynamic`, and the namespaces for every dynamic host.
pub fn check(s: &mut Surface<'_, '_, '_>) -> Check<()> {
    let (params, name) = s.instance_type();
    let main = s.bundle.modules.len().saturating_sub(1);
    let host = s.host_argument("self");
    s.t(&format!("impl{params} {name} {{"))?;
    exports(s)?;
    s.t(
        "#[doc(hidden)] pub fn __init(&mut self, module: usize) -> Result<(), rt::Trap> { \
         self.guest.s.cx.begin(); let result = match module {",
    )?;
    for m in 0..s.bundle.modules.len() {
        s.t(&format!("{m} => code::init_{m}(&mut self.guest{host}),"))?;
    }
    s.t("_ => Some(()), }; self.guest.s.cx.finish(result, code::names()) }")?;
    call_in(s, "Self")?;
    s.t("#[doc(hidden)] pub fn __global_in(&self, module: usize, name: &str) -> Option<rt::Value> { \
         match (module, name) {")?;
    for m in 0..s.bundle.modules.len() {
        for (name, index) in of_kind(s, m, ExternalKind::Global) {
            s.t(&format!("({m},"))?;
            s.quoted(&name)?;
            s.t(") => Some(rt::Value::from(")?;
            s.global_value(index, "self.guest")?;
            s.t(")),")?;
        }
    }
    s.t("_ => None, } } }")?;
    if s.reentrant() {
        s.t("impl Session<'_> {")?;
        call_in(s, "Instance::<rt::CatchAll<&mut dyn rt::DynamicHost>>")?;
        s.t("}")?;
    }
    s.t(&format!(
        "impl{params} rt::Dynamic for {name} {{ \
         fn exports(&self) -> &'static [rt::ExportInfo] {{ Self::__exports({main}) }} \
         fn call(&mut self, name: &str, args: &[rt::Value]) -> Result<rt::Values, rt::CallError> {{ \
         self.__call_in({main}, name, args) }} \
         fn global(&self, name: &str) -> Option<rt::Value> {{ self.__global_in({main}, name) }}"
    ))?;
    set_global(s, main)?;
    for (method, reference) in [("memory", "&"), ("memory_mut", "&mut")] {
        s.t(&format!(
            "fn {method}({reference} self, name: &str) -> Option<{reference} dyn rt::MemoryView> {{ match name {{"
        ))?;
        for (name, index) in of_kind(s, main, ExternalKind::Memory) {
            s.quoted(&name)?;
            s.t(&format!("=> Some({reference} self.guest.m{index}),"))?;
        }
        s.t("_ => None, } }")?;
    }
    s.t("}")?;
    for n in 0..s.namespaces.len() {
        if !s.namespaces[n].foreign {
            catch_all(s, n)?;
        }
    }
    Ok(())
}

fn of_kind(s: &Surface<'_, '_, '_>, module: usize, kind: ExternalKind) -> Vec<(String, u32)> {
    let exports = s.bundle.modules.get(module).map_or(&[][..], |m| &m.exports);
    exports
        .iter()
        .filter(|e| e.1 == kind)
        .map(|e| (e.0.clone(), e.2))
        .collect()
}

fn exports(s: &mut Surface<'_, '_, '_>) -> Check<()> {
    let bundle = s.bundle;
    s.t("#[doc(hidden)] pub fn __exports(module: usize) -> &'static [rt::ExportInfo] { match module {")?;
    for (m, module) in bundle.modules.iter().enumerate() {
        s.t(&format!("{m} => &["))?;
        for (name, kind, index) in &module.exports {
            let i = *index as usize;
            s.t("rt::ExportInfo { name:")?;
            s.quoted(name)?;
            s.t(", ty: rt::ExternType::")?;
            let text = match kind {
                ExternalKind::Func => {
                    let ty = bundle.func_type(*index);
                    let (params, results) = (val_types(&ty.params), val_types(&ty.results));
                    format!("Func {{ params: &[{params}], results: &[{results}] }}")
                }
                ExternalKind::Global => {
                    let g = &bundle.globals[i];
                    format!(
                        "Global {{ ty: {}, mutable: {} }}",
                        val_type(g.ty),
                        g.mutable
                    )
                }
                ExternalKind::Memory => {
                    let m = &bundle.memories[i];
                    format!(
                        "Memory {{ min: {} }}",
                        s.memory_limits(m.min, m.max).replacen(", ", ", max: ", 1)
                    )
                }
                _ => {
                    let t = &bundle.tables[i];
                    let clamp = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
                    let (ty, min, max) = (val_type(t.element), clamp(t.min), t.max.map(clamp));
                    format!("Table {{ element: {ty}, min: {min}, max: {max:?} }}")
                }
            };
            s.t(&text)?;
            s.t("},")?;
        }
        s.t("],")?;
    }
    s.t("_ => &[], } }")
}

fn call_in(s: &mut Surface<'_, '_, '_>, instance: &str) -> Check<()> {
    let bundle = s.bundle;
    s.t("#[doc(hidden)] #[allow(unused_variables)] \
         pub fn __call_in(&mut self, module: usize, name: &str, args: &[rt::Value]) -> Result<rt::Values, rt::CallError> {")?;
    s.t(&format!(
        "let (place, args) = rt::Args::find({instance}::__exports(module), name, args)?; match (module, place) {{"
    ))?;
    for (m, module) in bundle.modules.iter().enumerate() {
        for (place, (name, kind, index)) in module.exports.iter().enumerate() {
            if *kind != ExternalKind::Func {
                continue;
            }
            let item = s
                .items
                .iter()
                .find(|i| i.module == m && i.kind == *kind && i.name == *name);
            let ident = item.map(|i| i.ident.clone()).unwrap_or_default();
            let FuncType { params, results } = bundle.func_type(*index);
            let list: Vec<String> = params
                .iter()
                .enumerate()
                .map(|(i, t)| format!("args.{}({i})", getter(*t)))
                .collect();
            let call = format!("self.{ident}({})?", list.join(", "));
            let names: Vec<String> = (0..results.len()).map(|i| format!("r{i}")).collect();
            s.t(&format!("({m}, {place}) =>"))?;
            match results.len() {
                0 => s.t(&format!("{{ {call}; Ok(rt::Values::new()) }}"))?,
                1 => s.t(&format!("Ok(rt::Values::from([{call}.into()])),"))?,
                _ => {
                    let into: Vec<String> = names.iter().map(|r| format!("{r}.into()")).collect();
                    let (names, into) = (names.join(", "), into.join(", "));
                    s.t(&format!(
                        "{{ let ({names}) = {call}; Ok(rt::Values::from([{into}])) }}"
                    ))?;
                }
            }
        }
    }
    s.t("_ => Err(rt::CallError::no_such_export(name)), } }")
}

fn set_global(s: &mut Surface<'_, '_, '_>, main: usize) -> Check<()> {
    s.t("#[allow(unused_variables)] \
         fn set_global(&mut self, name: &str, value: rt::Value) -> Result<(), rt::CallError> { match name {")?;
    for (name, index) in of_kind(s, main, ExternalKind::Global) {
        let global = &s.bundle.globals[index as usize];
        let (ty, mutable) = (global.ty, global.mutable);
        s.quoted(&name)?;
        if mutable {
            s.t(&format!(
                "=> {{ rt::CallError::check(&[{}], &[value])?; \
                 self.guest.s.g{index} = value.{}().unwrap_or_default(); Ok(()) }}",
                val_type(ty),
                getter(ty)
            ))?;
        } else {
            s.t("=> Err(rt::CallError::immutable_global(name)),")?;
        }
    }
    s.t("_ => Err(rt::CallError::no_such_export(name)), } }")
}

/// The namespace's trait for every dynamic host. Memories and tables keep their default.
fn catch_all(s: &mut Surface<'_, '_, '_>, n: usize) -> Check<()> {
    let module = s.namespaces[n].module.clone();
    let path = s.namespaces[n].path.clone();
    s.t(&format!(
        "impl<H: rt::DynamicHost> {path} for rt::CatchAll<H> {{"
    ))?;
    for (field, gives, ident) in s.namespaces[n].methods.clone() {
        match gives {
            Gives::Func(ty) => {
                let params: String = ty
                    .params
                    .iter()
                    .enumerate()
                    .map(|(i, t)| format!(", a{i}: {}", rust(*t)))
                    .collect();
                let args: Vec<String> = (0..ty.params.len())
                    .map(|i| format!("a{i}.into()"))
                    .collect();
                let names: Vec<String> = (0..ty.results.len()).map(|i| format!("r{i}")).collect();
                let typed: Vec<String> = names
                    .iter()
                    .zip(&ty.results)
                    .map(|(r, t)| format!("{r}.{}().unwrap_or_default()", getter(*t)))
                    .collect();
                s.t(&format!(
                    "fn {ident}(&mut self, guest: &mut Guest{params}) -> Result<"
                ))?;
                s.c.results(&ty.results)?;
                s.t(&format!(
                    ", rt::Trap> {{ let [{}] = rt::call_import(self, guest,",
                    names.join(", ")
                ))?;
                import_info(s, &module, &field)?;
                s.t(&format!(
                    ", &[{}], &[{}])?;",
                    args.join(", "),
                    val_types(&ty.results)
                ))?;
                match &typed[..] {
                    [one] => s.t(&format!("Ok({one}) }}"))?,
                    many => s.t(&format!("Ok(({})) }}", many.join(", ")))?,
                }
            }
            Gives::Global(ty) => {
                s.t(&format!(
                    "fn {ident}(&mut self) -> {} {{ rt::import_global(self,",
                    rust(ty)
                ))?;
                import_info(s, &module, &field)?;
                s.t(&format!(
                    ", {}).{}().unwrap_or_default() }}",
                    val_type(ty),
                    getter(ty)
                ))?;
            }
            Gives::Memory(..) | Gives::Table(..) => {}
        }
    }
    s.t("}")
}

fn import_info(s: &mut Surface<'_, '_, '_>, module: &str, field: &str) -> Check<()> {
    s.t("rt::ImportInfo { module:")?;
    s.quoted(module)?;
    s.t(", name:")?;
    s.quoted(field)?;
    s.t("}")
}
