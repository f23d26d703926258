//! Command-line arguments.

use std::ffi::OsString;
use std::path::PathBuf;

use include_wasm_translate::options::{Implements, Options};
use lexopt::prelude::*;

/// What to do.
pub enum Command {
    /// Print this.
    Help(&'static str),
    /// Print the version.
    Version,
    /// Translate to Rust.
    Translate(Box<TranslateArgs>),
    /// Describe a module.
    Inspect(InspectArgs),
}

/// `include-wasm translate`
pub struct TranslateArgs {
    /// The modules of the bundle.
    pub inputs: Vec<PathBuf>,
    /// Where to; standard output if absent.
    pub output: Option<PathBuf>,
    /// `--pretty` or `--raw`.
    pub pretty: Option<bool>,
    /// The compiler's options.
    pub options: Options,
}

/// `include-wasm inspect`
pub struct InspectArgs {
    /// The module.
    pub input: PathBuf,
    /// JSON instead of text.
    pub json: bool,
}

const HELP: &str = "\
WebAssembly to safe Rust.

usage: include-wasm translate IN.wasm… [-o OUT.rs] [options]
       include-wasm inspect IN.wasm [--json]
       include-wasm --help | --version

`include-wasm translate --help` lists the options. Files may be binary or text (.wat).
Exit status: 0 if all went well, 1 if an input can't be read or translated, 2 for wrong arguments.
";

const TRANSLATE_HELP: &str = "\
Translates a module, or several that are linked with each other, to one Rust module.

usage: include-wasm translate IN.wasm… [-o OUT.rs] [options]

  -o, --output FILE           write to FILE instead of standard output
      --name IDENT            name of the Rust module (default: from the first file's name)
      --visibility VIS        its visibility (default: pub)
      --pretty, --raw         format the code, or not (default: format up to 256 KiB)

The options of `include_wasm!`:
      --max-memory-pages N    ceiling for every memory, in pages of 64 KiB
      --fixed-memory-pages N  every memory has exactly N pages and never grows
      --max-stack BYTES       native stack that one call of an export may use
      --fuel                  count fuel
      --interrupt             poll an interrupt flag in loops
      --nan MODE              `canonical` or `preserve` (default)
      --no-backtrace          record no WebAssembly backtrace
      --dynamic               also generate the dynamic interface
      --stub PATTERN          imports `namespace.field` that trap when called; `*` matches anything; may repeat
      --rename NAME=IDENT     name of an export, or `namespace.field` import, in Rust; may repeat
      --trait NAMESPACE=PATH  existing trait for an import namespace; may repeat
      --implements PATH       existing trait to implement, or `PATH{method,…}`; may repeat
      --crate PATH            path of the include-wasm crate (default: ::include_wasm)
";

const INSPECT_HELP: &str = "\
Describes a module: sections, features, imports, exports, biggest functions, and the traits that a
host has to implement.

usage: include-wasm inspect IN.wasm [--json]
";

/// Parses the command line. The error is one line for the user.
pub fn parse(mut parser: lexopt::Parser) -> Result<Command, String> {
    let result = match parser.next().map_err(|e| e.to_string())? {
        Some(Long("help") | Short('h')) => return Ok(Command::Help(HELP)),
        Some(Long("version") | Short('V')) => return Ok(Command::Version),
        Some(Value(command)) => match command.to_str() {
            Some("translate") => translate(&mut parser),
            Some("inspect") => inspect(&mut parser),
            Some("help") => return Ok(Command::Help(HELP)),
            _ => {
                return Err(format!(
                    "unknown command {command:?}; the commands are translate and inspect"
                ));
            }
        },
        Some(other) => Err(other.unexpected()),
        None => return Err("no command given; the commands are translate and inspect".into()),
    };
    result.map_err(|e| e.to_string())
}

fn translate(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut inputs: Vec<PathBuf> = Vec::new();
    let mut output = None;
    let mut name = None;
    let mut pretty = None;
    let mut options = Options {
        visibility: "pub".into(),
        ..Options::default()
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help(TRANSLATE_HELP)),
            Short('o') | Long("output") => output = Some(parser.value()?.into()),
            Long("name") => name = Some(parser.value()?.string()?),
            Long("visibility") => options.visibility = parser.value()?.string()?,
            Long("pretty") => pretty = Some(true),
            Long("raw") => pretty = Some(false),
            Long("max-memory-pages") => options.max_memory_pages = Some(pages(parser.value()?)?),
            Long("fixed-memory-pages") => {
                options.fixed_memory_pages = Some(pages(parser.value()?)?)
            }
            Long("max-stack") => options.max_stack = Some(parser.value()?.parse()?),
            Long("fuel") => options.fuel = true,
            Long("interrupt") => options.interrupt = true,
            Long("nan") => {
                options.canonical_nan = parser.value()?.parse_with(|mode| match mode {
                    "canonical" => Ok(true),
                    "preserve" => Ok(false),
                    _ => Err("expected `canonical` or `preserve`"),
                })?;
            }
            Long("no-backtrace") => options.backtrace = false,
            Long("dynamic") => options.dynamic = true,
            Long("stub") => options.stubs.push(parser.value()?.string()?),
            Long("rename") => options.rename.push(parser.value()?.parse_with(pair)?),
            Long("trait") => options.traits.push(parser.value()?.parse_with(pair)?),
            Long("implements") => options
                .implements
                .push(parser.value()?.parse_with(implements)?),
            Long("crate") => options.runtime = parser.value()?.string()?,
            Value(input) => inputs.push(input.into()),
            other => return Err(other.unexpected()),
        }
    }
    let Some(first) = inputs.first() else {
        return Err("no input file given".into());
    };
    options.ident = match name {
        Some(name) => name,
        None => ident(
            &first
                .file_stem()
                .map(|s| s.to_string_lossy().into_owned())
                .unwrap_or_default(),
        ),
    };
    if syn::parse_str::<syn::Ident>(&options.ident).is_err() {
        return Err(format!(
            "{:?} is not an identifier; give one with --name",
            options.ident
        )
        .into());
    }
    Ok(Command::Translate(Box::new(TranslateArgs {
        inputs,
        output,
        pretty,
        options,
    })))
}

fn inspect(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut input = None;
    let mut json = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help(INSPECT_HELP)),
            Long("json") => json = true,
            Value(path) if input.is_none() => input = Some(path.into()),
            other => return Err(other.unexpected()),
        }
    }
    let input = input.ok_or("no input file given")?;
    Ok(Command::Inspect(InspectArgs { input, json }))
}

fn pages(value: OsString) -> Result<u32, lexopt::Error> {
    value.parse_with(|text| match text.parse() {
        Ok(pages) if pages <= 65536 => Ok(pages),
        _ => Err("expected a number of pages up to 65536"),
    })
}

/// `left=right`
fn pair(text: &str) -> Result<(String, String), &'static str> {
    // Export names may contain `=`, identifiers and paths may not.
    match text.rsplit_once('=') {
        Some((left, right)) if !right.is_empty() => Ok((left.to_owned(), right.to_owned())),
        _ => Err("expected two parts with `=` between them"),
    }
}

/// `path` or `path{method,…}`
fn implements(text: &str) -> Result<Implements, &'static str> {
    let Some((path, rest)) = text.split_once('{') else {
        return Ok(Implements {
            path: text.to_owned(),
            host: None,
            methods: None,
        });
    };
    let list = rest
        .trim_end()
        .strip_suffix('}')
        .ok_or("expected `}` at the end")?;
    let methods = list
        .split(',')
        .map(str::trim)
        .filter(|m| !m.is_empty())
        .map(str::to_owned)
        .collect();
    Ok(Implements {
        path: path.trim().to_owned(),
        host: None,
        methods: Some(methods),
    })
}

/// A file's stem as an identifier, if it can be made one.
fn ident(stem: &str) -> String {
    let mut ident: String = stem
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect();
    if ident.starts_with(|c: char| c.is_numeric()) {
        ident.insert(0, '_');
    }
    if syn::parse_str::<syn::Ident>(&ident).is_err() {
        ident.insert_str(0, "r#");
    }
    ident
}

#[cfg(test)]
mod tests {
    use super::*;

    fn translate_args(words: &[&str]) -> Result<TranslateArgs, String> {
        let words = ["translate"].iter().chain(words);
        match parse(lexopt::Parser::from_args(words))? {
            Command::Translate(args) => Ok(*args),
            _ => Err("not a translation".into()),
        }
    }

    #[test]
    fn options_reach_the_compiler() {
        let args = translate_args(&[
            "a-b.wasm",
            "c.wat",
            "-oout.rs",
            "--max-stack=65536",
            "--fuel",
            "--nan",
            "canonical",
            "--stub",
            "env.*",
            "--rename",
            "x=y=z",
            "--implements",
            "crate::P{a, b}",
            "--trait",
            "env=crate::Env",
            "--raw",
        ])
        .unwrap();
        assert_eq!(args.inputs.len(), 2);
        assert_eq!(args.pretty, Some(false));
        let o = &args.options;
        assert_eq!(
            (&o.ident[..], o.max_stack, o.fuel, o.canonical_nan),
            ("a_b", Some(65536), true, true)
        );
        assert_eq!(o.rename, [("x=y".to_owned(), "z".to_owned())]);
        assert_eq!(
            o.implements[0].methods,
            Some(vec!["a".to_owned(), "b".to_owned()])
        );
        assert_eq!(o.traits, [("env".to_owned(), "crate::Env".to_owned())]);
    }

    #[test]
    fn wrong_arguments() {
        for words in [
            &[][..],
            &["a.wasm", "--nope"],
            &["a.wasm", "--max-memory-pages", "65537"],
            &["a.wasm", "--nan", "maybe"],
            &["a.wasm", "--name", "1x"],
            &["a.wasm", "--rename", "x"],
            &["a.wasm", "--fuel=yes"],
        ] {
            assert!(translate_args(words).is_err(), "{words:?}");
        }
    }

    #[test]
    fn module_names() {
        for (stem, name) in [
            ("plugin", "plugin"),
            ("my-plugin.opt", "my_plugin_opt"),
            ("7z", "_7z"),
            ("fn", "r#fn"),
        ] {
            assert_eq!(ident(stem), name);
        }
    }
}
