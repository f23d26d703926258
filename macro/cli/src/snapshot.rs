//! `include-wasm snapshot`: runs the beginning of a module, translated and built as `include-wasm run` does it, and writes
//! a module that starts in the state that this led to.

mod rewrite;
mod state;

use std::process::Stdio;

use include_wasm_cli::read_source;
use include_wasm_translate::module::{Export, ExternKind, ImportKind, Module};
use include_wasm_translate::options::Source;
use include_wasm_translate::types::{FuncType, ValType};
use include_wasm_translate::{bundle::WASI, parse, to_binary};

use crate::args::SnapshotArgs;
use crate::program::{self, Program};
use state::State;

/// The program around the translated module. `%world%` are the items that WASI needs, `%wasi%` takes the world's
/// arguments, `%host%` is the first argument of the constructor; `%dir%` the arm for a directory.
const PROGRAM: &str = include_str!("snapshot/program.rs.in");
const WORLD: &str = include_str!("snapshot/world.rs.in");
const DIR: &str = r#"
            "--dir" => {
                let (host, guest) = (next()?, next()?);
                builder.preopen_dir(&host, guest).map_err(|e| format!("{host}: {e}"))?
            }"#;

/// What a WASI reactor calls before anything else. Generated constructors do so themselves.
const INITIALIZE: &str = "_initialize";

/// Writes the module.
///
/// # Errors
/// A module that can't be read or translated, or has imports that can't be kept; an export that can't be called so; a
/// build that fails; a trap; state that can't be written down.
pub fn snapshot(args: &SnapshotArgs) -> Result<(), String> {
    let program = &args.program;
    program::check_dirs(program)?;
    let mut source = read_source(&program.input)?;
    let about = |message: String| format!("{}: {message}", program.input.display());
    source.bytes = to_binary(&source.bytes).map_err(about)?;
    let module = parse::parse(&source, 0, true).map_err(|e| e.to_string())?;
    imports(&module).map_err(about)?;
    let initialize = function(&module, INITIALIZE)
        .filter(|(_, ty)| ty.params.is_empty() && ty.results.is_empty())
        .map(|(export, _)| export.name.as_str());
    let call = call(&module, args, initialize).map_err(about)?;

    let bytes = run(&source, &module, args, &call)?;
    let state = State::read(&module, &bytes).map_err(about)?;
    // It would run again, so not even `--keep` keeps it.
    let removed: Vec<&str> = initialize
        .into_iter()
        .chain((!args.keep).then_some(&args.call[..]))
        .collect();
    let output = rewrite::rewrite(&module, &state, &removed).map_err(about)?;
    let check = Source {
        bytes: output.clone(),
        ..source
    };
    parse::parse(&check, 0, true).map_err(|e| about(format!("what was made of it: {e}")))?;
    std::fs::write(&args.output, output)
        .map_err(|e| format!("can't write {}: {e}", args.output.display()))
}

/// Builds and runs the program around the module; gives the bytes of the guest's state.
fn run(
    source: &Source,
    module: &Module,
    args: &SnapshotArgs,
    call: &[String],
) -> Result<Vec<u8>, String> {
    // Everything but WASI traps.
    let mut stubs = args.program.stubs.clone();
    for import in module.imports.iter().filter(|i| i.module != WASI) {
        let pattern = format!("{}.*", import.module);
        if !stubs.contains(&pattern) {
            stubs.push(pattern);
        }
    }
    let has_dirs = !args.program.dirs.is_empty();
    // Real directories are most of what has to be compiled.
    let features: &[&str] = match module.imports.iter().any(|i| i.module == WASI) {
        true if has_dirs => &["wasi-cap-std"],
        true => &["std", "wasi"],
        false => &["std"],
    };
    let program = Program {
        kind: "snapshot",
        features,
        dynamic: true,
        stubs,
    };
    let program = program.build(source, &args.program, |text| Ok(main_text(text, has_dirs)))?;
    let output = program::command(&program, &args.program)
        .args(call)
        .stdin(Stdio::null())
        .output()
        .map_err(|e| format!("can't run {}: {e}", program.display()))?;
    let said = String::from_utf8_lossy(&output.stderr);
    match output.status.success() {
        true => {
            eprint!("{said}");
            Ok(output.stdout)
        }
        false => Err(format!(
            "{}: {}",
            args.program.input.display(),
            said.trim_end()
        )),
    }
}

fn main_text(generated: &str, has_dirs: bool) -> String {
    let host = generated.contains("pub struct Instance<I>");
    let (world, wasi, host) = match host {
        true => (WORLD, "let wasi = world(&mut args)?;", "wasi, "),
        false => ("", "args.find(|arg| arg == \"--\");", ""),
    };
    PROGRAM
        .replace("%world%", world)
        .replace("%dir%", if has_dirs { DIR } else { "" })
        .replace("%wasi%", wasi)
        .replace("%host%", host)
}

/// Only functions can be imported: they are there again when the new module is instantiated.
fn imports(module: &Module) -> Result<(), String> {
    for import in &module.imports {
        let what = match import.kind {
            ImportKind::Func(_) => continue,
            ImportKind::Table(_) => "table",
            ImportKind::Memory(_) => "memory",
            ImportKind::Global(_) => "global",
        };
        return Err(format!(
            "it imports the {what} {}.{}: what is the host's can't be kept in a module",
            import.module, import.name
        ));
    }
    Ok(())
}

/// An exported function and its type.
fn function<'a>(module: &'a Module, name: &str) -> Option<(&'a Export, &'a FuncType)> {
    let mut exports = module.exports.iter();
    let export = exports.find(|e| e.name == name && e.kind == ExternKind::Func)?;
    let ty = module
        .types
        .get(*module.funcs.get(export.index as usize)? as usize)?;
    Some((export, ty))
}

/// The arguments of the program: the function's name and the bits of its arguments; nothing for the initializer, which the
/// constructor calls.
fn call(
    module: &Module,
    args: &SnapshotArgs,
    initialize: Option<&str>,
) -> Result<Vec<String>, String> {
    let name = &args.call;
    let (_, ty) = function(module, name).ok_or_else(|| format!("no exported function {name:?}"))?;
    let given = &args.program.args;
    if ty.params.len() != given.len() {
        return Err(format!(
            "{} arguments given, {name} takes {}",
            given.len(),
            ty.params.len()
        ));
    }
    if initialize == Some(name) {
        return Ok(Vec::new());
    }
    let mut words = vec![name.clone()];
    for (ty, text) in ty.params.iter().zip(given) {
        let text = text.to_str().unwrap_or_default();
        let bits =
            bits(*ty, text).ok_or_else(|| format!("{text:?} is not an argument of type {ty}"))?;
        words.push(bits.to_string());
    }
    Ok(words)
}

/// The bits of a number; integers may be signed or not.
fn bits(ty: ValType, text: &str) -> Option<u64> {
    match ty {
        ValType::I32 => {
            let signed = text.parse::<i32>().map(|v| v as u32);
            signed.or_else(|_| text.parse()).ok().map(u64::from)
        }
        ValType::I64 => text
            .parse::<i64>()
            .map(|v| v as u64)
            .or_else(|_| text.parse())
            .ok(),
        ValType::F32 => text.parse::<f32>().ok().map(|v| v.to_bits().into()),
        ValType::F64 => text.parse::<f64>().ok().map(f64::to_bits),
        ValType::V128 | ValType::Ref(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments() {
        assert_eq!(bits(ValType::I32, "-1"), Some(0xffff_ffff));
        assert_eq!(bits(ValType::I32, "4294967295"), Some(0xffff_ffff));
        assert_eq!(bits(ValType::I32, "4294967296"), None);
        assert_eq!(bits(ValType::I64, "-1"), Some(u64::MAX));
        assert_eq!(bits(ValType::F32, "-0"), Some(0x8000_0000));
        assert_eq!(bits(ValType::F64, "1.5"), Some(1.5_f64.to_bits()));
        assert_eq!(bits(ValType::V128, "0"), None);
    }
}
