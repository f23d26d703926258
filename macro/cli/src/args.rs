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
    /// Check generated code: the last input is the file.
    Check(Box<TranslateArgs>),
    /// Describe a module.
    Inspect(InspectArgs),
    /// Read back the machine code of guest modules.
    Audit(AuditArgs),
    /// Write a crate for a module.
    NewCrate(NewCrateArgs),
    /// Run a program.
    Run(Box<RunArgs>),
    /// Run the beginning of a module, and write what it is then.
    Snapshot(Box<SnapshotArgs>),
}

/// `include-wasm translate`
pub struct TranslateArgs {
    /// The modules of the bundle.
    pub inputs: Vec<PathBuf>,
    /// Where to; standard output if absent.
    pub output: Option<PathBuf>,
    /// `--pretty` or `--raw`.
    pub pretty: Option<bool>,
    /// Where the certificate of a check goes.
    pub proof: Option<PathBuf>,
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

/// `include-wasm audit`
pub struct AuditArgs {
    /// The program.
    pub input: PathBuf,
    /// The Rust path of one guest module.
    pub module: Option<String>,
}

/// `include-wasm new-crate`
pub struct NewCrateArgs {
    /// The module.
    pub input: PathBuf,
    /// Name of the package.
    pub name: String,
    /// Of the Rust module in it.
    pub ident: String,
    /// Its folder; the name if absent.
    pub path: Option<PathBuf>,
    /// Source of the runtime crate.
    pub runtime: Option<PathBuf>,
}

/// `include-wasm run`
pub struct RunArgs {
    /// The program.
    pub input: PathBuf,
    /// Its arguments, after its name.
    pub args: Vec<OsString>,
    /// Directories: the host's path and the guest's.
    pub dirs: Vec<(OsString, String)>,
    /// Environment variables.
    pub env: Vec<(String, String)>,
    /// Imports that trap.
    pub stubs: Vec<String>,
    /// For rustc.
    pub opt_level: String,
    /// Where programs are kept.
    pub cache: Option<PathBuf>,
    /// Source of the runtime crate.
    pub runtime: Option<PathBuf>,
}

/// `include-wasm snapshot`
pub struct SnapshotArgs {
    /// The module; the arguments are those of the function.
    pub program: RunArgs,
    /// The export to call.
    pub call: String,
    /// Where to.
    pub output: PathBuf,
    /// Whether the export stays.
    pub keep: bool,
}

const HELP: &str = "\
WebAssembly to safe Rust.

usage: include-wasm translate IN.wasm… [-o OUT.rs] [options]
       include-wasm check IN.wasm… EXPANSION.rs [--proof FILE] [options]
       include-wasm inspect IN.wasm [--json]
       include-wasm new-crate IN.wasm [--name NAME] [--path DIR]
       include-wasm run PROGRAM.wasm [options] [-- ARGUMENT…]
       include-wasm snapshot IN.wasm -o OUT.wasm --call EXPORT [options] [-- ARGUMENT…]
       include-wasm audit PROGRAM [--module RUST::PATH]
       include-wasm --help | --version

`include-wasm translate --help`, `run --help` and `snapshot --help` list the options; `check` takes those of the translation, and
`--proof FILE` writes a certificate of what was checked. Files may be binary or text (.wat).
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
      --relaxed-simd MODE     `fast` or `deterministic` (default)
      --no-backtrace          record no WebAssembly backtrace
      --dynamic               also generate the dynamic interface
      --stub PATTERN          imports `namespace.field` that trap when called; `*` matches anything; may repeat
      --rename NAME=IDENT     name of an export, or `namespace.field` import, in Rust; may repeat
      --trait NAMESPACE=PATH  existing trait for an import namespace; may repeat
      --implements PATH       existing trait to implement, or `PATH{method,…}`; may repeat
      --crate PATH            path of the include-wasm crate (default: ::include_wasm)
";

const INSPECT_HELP: &str = "\
Describes a module: sections, features, imports, exports, biggest functions, what it will cost rustc, and
the traits that a host has to implement.

usage: include-wasm inspect IN.wasm [--json]
";

const NEW_CRATE_HELP: &str = "\
Writes a crate that holds a module and nothing else, so that cargo compiles it once, with a profile of its own.

usage: include-wasm new-crate IN.wasm [options]

      --name NAME             name of the package (default: the file's name and `-wasm`)
      --path DIR              where to (default: a new folder of that name)
      --runtime PATH          source of the crate include-wasm, instead of the published one
";

const AUDIT_HELP: &str = "\
Reads the machine code of the guest modules in a compiled program, and shows that it has no system
instructions, uses no segment registers, and calls nothing but its module, its imports, the runtime and a
closed list of helpers. Exit status 1 if there is a finding. For x86-64, and programs that keep their symbols.
LLVM may inline a host's import into the guest function that calls it: mark imports `#[inline(never)]`.

usage: include-wasm audit PROGRAM [--module RUST::PATH]

      --module PATH           only this guest module, by its path in Rust, such as `app::plugin`
";

const SNAPSHOT_HELP: &str = "\
Instantiates a module, calls one of its exports, and writes a module that begins in the state that this leads to.

usage: include-wasm snapshot IN.wasm -o OUT.wasm --call EXPORT [options] [--] [ARGUMENT…]

  -o, --output FILE           where the module goes
      --call EXPORT           the function to call; its arguments follow the options
      --keep                  leave the export in the module
      --dir HOST[::GUEST]     give a WASI directory meanwhile, by its own name or as GUEST; may repeat
      --env KEY=VALUE         set a WASI environment variable; KEY alone takes over the value; may repeat
      --stub PATTERN          WASI's functions `namespace.field` that trap when called; may repeat
  -O, --opt-level, --cache, --runtime: as for `include-wasm run`

Memories, globals and tables are kept; neither the start function nor `_initialize` runs again. Of WASI, the guest has the
directories and variables given, and standard error; what it opens is closed. All other imports trap when they are called.
Imported memories, tables and globals, and references to values of the host, can't be kept: they are errors.
";

const RUN_HELP: &str = "\
Runs a WASI program (preview 1): translates it, builds it with cargo, and keeps what was built.

usage: include-wasm run PROGRAM.wasm [options] [--] [ARGUMENT…]

      --dir HOST[::GUEST]     give a directory, by its own name or as GUEST; may repeat
      --env KEY=VALUE         set an environment variable; KEY alone takes over the value; may repeat
      --stub PATTERN          imports `namespace.field` that trap when called; `*` matches anything; may repeat
  -O, --opt-level N           0 to 3 (default: 1); more runs faster and compiles slower
      --cache DIR             where to keep what was built (default: INCLUDE_WASM_CACHE, or in the user's cache)
      --runtime PATH          source of the crate include-wasm, instead of the published one

The program has standard input, output and error, a clock and randomness, and nothing else that is
not given. The exit status is the program's; 134 if it traps.
";

/// Parses the command line. The error is one line for the user.
pub fn parse(mut parser: lexopt::Parser) -> Result<Command, String> {
    let result = match parser.next().map_err(|e| e.to_string())? {
        Some(Long("help") | Short('h')) => return Ok(Command::Help(HELP)),
        Some(Long("version") | Short('V')) => return Ok(Command::Version),
        Some(Value(command)) => match command.to_str() {
            Some("translate") => translate(&mut parser, false),
            Some("check") => check(&mut parser),
            Some("inspect") => inspect(&mut parser),
            Some("new-crate") => new_crate(&mut parser),
            Some("run") => run(&mut parser, false),
            Some("snapshot") => run(&mut parser, true),
            Some("audit") => audit(&mut parser),
            Some("help") => return Ok(Command::Help(HELP)),
            _ => {
                return Err(format!(
                    "unknown command {command:?}; the commands are translate, check, inspect, new-crate, run, snapshot and audit"
                ));
            }
        },
        Some(other) => Err(other.unexpected()),
        None => {
            return Err(
                "no command given; the commands are translate, check, inspect, new-crate, run, snapshot and audit"
                    .into(),
            );
        }
    };
    result.map_err(|e| e.to_string())
}

fn translate(parser: &mut lexopt::Parser, checking: bool) -> Result<Command, lexopt::Error> {
    let mut inputs: Vec<PathBuf> = Vec::new();
    let mut output = None;
    let mut name = None;
    let mut pretty = None;
    let mut proof = None;
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
            Long("relaxed-simd") => {
                options.relaxed_fast = parser.value()?.parse_with(|mode| match mode {
                    "fast" => Ok(true),
                    "deterministic" => Ok(false),
                    _ => Err("expected `fast` or `deterministic`"),
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
            Long("proof") if checking => proof = Some(parser.value()?.into()),
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
        proof,
        options,
    })))
}

/// The options must be those of the translation.
fn check(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    match translate(parser, true)? {
        Command::Translate(args) if args.inputs.len() < 2 => {
            Err("give the modules, then the file with the generated code".into())
        }
        Command::Translate(args) => Ok(Command::Check(args)),
        other => Ok(other),
    }
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

fn new_crate(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let (mut input, mut name, mut path, mut runtime) = (None, None, None, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help(NEW_CRATE_HELP)),
            Long("name") => name = Some(parser.value()?.string()?),
            Long("path") => path = Some(parser.value()?.into()),
            Long("runtime") => runtime = Some(parser.value()?.into()),
            Value(file) if input.is_none() => input = Some(PathBuf::from(file)),
            other => return Err(other.unexpected()),
        }
    }
    let input = input.ok_or("no input file given")?;
    let stem = input.file_stem().unwrap_or_default().to_string_lossy();
    let ident = ident(&stem);
    let name = name.unwrap_or_else(|| {
        let plain = ident.trim_start_matches("r#").trim_start_matches('_');
        format!("{}-wasm", plain.to_ascii_lowercase().replace('_', "-"))
    });
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.chars().all(letters) {
        return Err(
            format!("{name:?} can't be the name of a package; give one with --name").into(),
        );
    }
    Ok(Command::NewCrate(NewCrateArgs {
        input,
        name,
        ident,
        path,
        runtime,
    }))
}

fn audit(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let (mut input, mut module) = (None, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("help") | Short('h') => return Ok(Command::Help(AUDIT_HELP)),
            Long("module") => module = Some(parser.value()?.string()?),
            Value(path) if input.is_none() => input = Some(path.into()),
            other => return Err(other.unexpected()),
        }
    }
    let input = input.ok_or("no program given")?;
    Ok(Command::Audit(AuditArgs { input, module }))
}

/// `run`, or with the options that `snapshot` has besides.
fn run(parser: &mut lexopt::Parser, snapshot: bool) -> Result<Command, lexopt::Error> {
    let (mut input, mut output, mut call, mut keep) = (None, None, None, false);
    let mut args = RunArgs {
        input: PathBuf::new(),
        args: Vec::new(),
        dirs: Vec::new(),
        env: Vec::new(),
        stubs: Vec::new(),
        opt_level: "1".into(),
        cache: None,
        runtime: None,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("help") | Short('h') if snapshot => return Ok(Command::Help(SNAPSHOT_HELP)),
            Long("help") | Short('h') => return Ok(Command::Help(RUN_HELP)),
            Short('o') | Long("output") if snapshot => output = Some(parser.value()?.into()),
            Long("call") if snapshot => call = Some(parser.value()?.string()?),
            Long("keep") if snapshot => keep = true,
            Long("dir") => args.dirs.push(dir(&parser.value()?.string()?)),
            Long("env") => args.env.push(env(&parser.value()?.string()?)?),
            Long("stub") => args.stubs.push(parser.value()?.string()?),
            Short('O') | Long("opt-level") => {
                args.opt_level = parser.value()?.parse_with(|level| match level {
                    "0" | "1" | "2" | "3" => Ok(level.to_owned()),
                    _ => Err("expected a number from 0 to 3"),
                })?;
            }
            Long("cache") => args.cache = Some(parser.value()?.into()),
            Long("runtime") => args.runtime = Some(parser.value()?.into()),
            Value(path) if input.is_none() => input = Some(PathBuf::from(path)),
            // With or without `--` before it: from here on, everything is the program's.
            Value(first) => {
                args.args.push(first);
                args.args.extend(parser.raw_args()?);
            }
            other => return Err(other.unexpected()),
        }
    }
    if !snapshot {
        args.input = input.ok_or("no program given")?;
        return Ok(Command::Run(Box::new(args)));
    }
    args.input = input.ok_or("no input file given")?;
    Ok(Command::Snapshot(Box::new(SnapshotArgs {
        program: args,
        call: call.ok_or("no function given: --call EXPORT")?,
        output: output.ok_or("no output file given: -o OUT.wasm")?,
        keep,
    })))
}

/// `HOST::GUEST`, or one path for both.
fn dir(text: &str) -> (OsString, String) {
    let (host, guest) = text.rsplit_once("::").unwrap_or((text, text));
    (host.into(), guest.to_owned())
}

/// `KEY=VALUE`, or `KEY` with the value that it has here.
fn env(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) => Ok((key.to_owned(), value.to_owned())),
        None => match std::env::var(text) {
            Ok(value) => Ok((text.to_owned(), value)),
            Err(_) => Err(format!("the environment variable {text} is not set")),
        },
    }
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
            "--relaxed-simd=fast",
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
        assert!(o.relaxed_fast);
        assert_eq!(o.rename, [("x=y".to_owned(), "z".to_owned())]);
        assert_eq!(
            o.implements[0].methods,
            Some(vec!["a".to_owned(), "b".to_owned()])
        );
        assert_eq!(o.traits, [("env".to_owned(), "crate::Env".to_owned())]);
    }

    #[test]
    fn running() {
        let parse_run =
            |words: &[&str]| match parse(lexopt::Parser::from_args(["run"].iter().chain(words))) {
                Ok(Command::Run(args)) => Ok(*args),
                Ok(_) => Err("not a run".into()),
                Err(message) => Err(message),
            };
        let words = "p.wasm --dir /tmp::/ --dir=. --env A=b=c -O3 -- --dir x";
        let args = parse_run(&words.split(' ').collect::<Vec<_>>()).unwrap();
        assert_eq!(args.input, PathBuf::from("p.wasm"));
        assert_eq!(args.args, ["--dir", "x"]);
        let dirs = [
            ("/tmp".into(), "/".to_owned()),
            (".".into(), ".".to_owned()),
        ];
        assert_eq!(args.dirs, dirs);
        assert_eq!(args.env, [("A".to_owned(), "b=c".to_owned())]);
        assert_eq!(args.opt_level, "3");
        let args = parse_run(&["--dir", "d", "p.wasm", "a", "--env"]).unwrap();
        assert_eq!(args.args, ["a", "--env"]);
        assert!(parse_run(&[]).is_err());
        assert!(parse_run(&["p.wasm", "-O", "4"]).is_err());
    }

    #[test]
    fn snapshots() {
        let parse_snapshot = |words: &str| {
            let words = ["snapshot"].into_iter().chain(words.split(' '));
            match parse(lexopt::Parser::from_args(words)) {
                Ok(Command::Snapshot(args)) => Ok(*args),
                Ok(_) => Err("not a snapshot".into()),
                Err(message) => Err(message),
            }
        };
        let args =
            parse_snapshot("a.wasm -o b.wasm --call init --keep --env A=b -- -5 --dir").unwrap();
        assert_eq!(args.program.input, PathBuf::from("a.wasm"));
        assert_eq!(args.output, PathBuf::from("b.wasm"));
        assert_eq!((&args.call[..], args.keep), ("init", true));
        assert_eq!(args.program.env, [("A".to_owned(), "b".to_owned())]);
        assert_eq!(args.program.args, ["-5", "--dir"]);
        assert!(parse_snapshot("a.wasm -o b.wasm").is_err());
        assert!(parse_snapshot("a.wasm --call init").is_err());
        assert!(parse_snapshot("-o b.wasm --call init").is_err());
    }

    #[test]
    fn wrong_arguments() {
        for words in [
            &[][..],
            &["a.wasm", "--nope"],
            &["a.wasm", "--max-memory-pages", "65537"],
            &["a.wasm", "--nan", "maybe"],
            &["a.wasm", "--relaxed-simd", "slow"],
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
