//! Bytes to [`Module`]: one module, validated by wasmparser, as plain data.
//!
//! First stage of the pipeline. Whatever the bytes, the answer is a module or errors that say what
//! is wrong and where; nothing downstream sees an invalid module.

pub(crate) mod consts;
pub mod features;
pub mod names;
mod sections;
pub(crate) mod text;

use crate::error::{Error, Errors};
use crate::module::Module;
use crate::options::Source;
use wasmparser::{Parser, ValidPayload, Validator};

/// Parses and validates source number `index`; bodies only if they will be translated, since unoptimised, as it runs in an
/// IDE, validation takes about a second per megabyte of them.
///
/// # Errors
/// Text that does not parse, a component instead of a module, an invalid or truncated binary (with
/// its offset and function), a feature that is not supported (with its name).
pub fn parse(source: &Source, index: usize, bodies: bool) -> Result<Module, Errors> {
    let fail = |message: String| {
        Errors::from(Error::source(
            index,
            format!("`{}`: {message}", source.name),
        ))
    };
    let bytes = text::to_binary(&source.bytes).map_err(fail)?;
    if Parser::is_component(&bytes) {
        return Err(fail(
            "this is a WebAssembly component, not a core module. Components are not supported yet; \
             build the guest for `wasm32-wasip1` or `wasm32-unknown-unknown`, or extract its core module"
                .into(),
        ));
    }
    let mut module = Module {
        name: source.name.clone(),
        ..Module::default()
    };
    match read(&bytes, &mut module, bodies) {
        Ok(()) => {
            module.bytes = bytes;
            Ok(module)
        }
        Err(e) => Err(fail(explain(&bytes, &e))),
    }
}

/// Why a section could not be read, and where.
pub(crate) struct ReadError {
    pub(crate) message: String,
    offset: u64,
}

impl From<wasmparser::BinaryReaderError> for ReadError {
    fn from(e: wasmparser::BinaryReaderError) -> Self {
        ReadError {
            message: e.message().to_owned(),
            offset: e.offset(),
        }
    }
}

/// Reads every section into `module`, validating as it goes.
fn read(bytes: &[u8], module: &mut Module, bodies: bool) -> Result<(), ReadError> {
    let mut validator = Validator::new_with_features(features::supported());
    let mut allocations = wasmparser::FuncValidatorAllocations::default();
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload?;
        if let ValidPayload::Func(to_validate, body) = validator.payload(&payload)?
            && bodies
        {
            let mut func = to_validate.into_validator(allocations);
            func.validate(&body)?;
            allocations = func.into_allocations();
        }
        sections::read(payload, module)?;
    }
    Ok(())
}

/// A validation error in words: what, at which offset, in which function, and, if only a feature
/// stands in the way, which one.
fn explain(bytes: &[u8], error: &ReadError) -> String {
    if let Some(missing) = features::missing(bytes) {
        let list = match &missing[..] {
            [init @ .., last] if !init.is_empty() => format!("{} and {last}", init.join(", ")),
            one => one.concat(),
        };
        return format!(
            "needs {list}: not supported yet (at offset {:#x}{})",
            error.offset,
            function_at(bytes, error.offset)
        );
    }
    let what = if bytes.is_empty() {
        "the file is empty"
    } else if !bytes.starts_with(b"\0asm") {
        "this is not WebAssembly (it does not start with `\\0asm`)"
    } else {
        return format!(
            "invalid WebAssembly: {} (at offset {:#x}{})",
            error.message,
            error.offset,
            function_at(bytes, error.offset)
        );
    };
    what.into()
}

/// ", in function 3 `name`" if the offset lies within a function's body.
fn function_at(bytes: &[u8], offset: u64) -> String {
    let mut index = 0;
    let mut found = None;
    let mut names = crate::module::Names::default();
    for payload in Parser::new(0).parse_all(bytes) {
        match payload {
            Ok(wasmparser::Payload::ImportSection(imports)) => {
                let is_func =
                    |i: &wasmparser::Import<'_>| matches!(i.ty, wasmparser::TypeRef::Func(_));
                index += imports
                    .into_imports()
                    .filter_map(Result::ok)
                    .filter(is_func)
                    .count() as u32;
            }
            Ok(wasmparser::Payload::CodeSectionEntry(body)) => {
                // The size field precedes the body; an error in a truncated body is at its end.
                if (body.range().start..=body.range().end).contains(&offset) {
                    found.get_or_insert(index);
                }
                index += 1;
            }
            Ok(wasmparser::Payload::CustomSection(section)) => names::read(&section, &mut names),
            Ok(_) => {}
            Err(_) => break,
        }
    }
    match found {
        None => String::new(),
        Some(f) => match names.funcs.get(&f) {
            Some(name) => format!(", in function {f} `{}`", names::demangle(name)),
            None => format!(", in function {f}"),
        },
    }
}
