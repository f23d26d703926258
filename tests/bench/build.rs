//! Translates the kernels: one file of Rust for each binary that holds generated code.
#![forbid(unsafe_code)]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use include_wasm_translate::options::{Implements, Options, Source};

// The library has the rest of it.
#[allow(dead_code)]
#[path = "src/synthetic.rs"]
mod synthetic;

/// What `fixed_memory_pages` gives every kernel: 8 MiB, enough for each.
const FIXED_PAGES: u32 = 128;

/// Kernels that the rows of safety switches use: calls, loops over memory, dispatch, floats.
const SWITCHED: &[&str] = &[
    "fib",
    "gemm",
    "indirect",
    "interpreter",
    "jacobi-2d",
    "json",
    "nbody",
    "quicksort",
    "sha256",
    "tree",
];

/// Name of a switch, and how it changes the options.
type Switch = (&'static str, fn(&mut Options));

const SWITCHES: &[Switch] = &[
    ("fuel", |o| o.fuel = true),
    ("interrupt", |o| o.interrupt = true),
    ("nan-canonical", |o| o.canonical_nan = true),
    ("backtrace-off", |o| o.backtrace = false),
    // No option of the product: the checks are taken out of the text, to see what they cost.
    ("stack-check-off", |_| {}),
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/synthetic.rs");
    println!("cargo::rerun-if-changed=wasm");
    let kernels = kernels();

    let mut growing = Group::default();
    let mut fixed = Group::default();
    for (name, bytes) in &kernels {
        growing.add(name, bytes, Options::default(), &KERNEL);
        let options = Options {
            fixed_memory_pages: Some(FIXED_PAGES),
            ..Options::default()
        };
        fixed.add(name, bytes, options, &KERNEL);
    }
    growing.write("growing.rs");
    fixed.write("fixed.rs");

    if env::var_os("CARGO_FEATURE_EXTRA").is_none() {
        return;
    }
    let mut switches = Group::default();
    for (switch, change) in SWITCHES {
        for (name, bytes) in kernels
            .iter()
            .filter(|(name, _)| SWITCHED.contains(&&name[..]))
        {
            let mut options = Options::default();
            change(&mut options);
            switches.add(&format!("{switch}/{name}"), bytes, options, &KERNEL);
        }
    }
    switches.write("switches.rs");

    let mut rows = Group::default();
    for row in synthetic::tables() {
        rows.add(
            &row.name(),
            row.wat().as_bytes(),
            Options::default(),
            &KERNEL,
        );
    }
    let wat = synthetic::instantiation();
    for (name, fixed_memory_pages) in [
        ("instantiate/growing", None),
        ("instantiate/fixed", Some(synthetic::PAGES)),
    ] {
        let options = Options {
            fixed_memory_pages,
            ..Options::default()
        };
        rows.add(name, wat.as_bytes(), options, &SNAPSHOT);
    }
    for name in ["imports/dyn", "imports/generic"] {
        rows.add(
            name,
            synthetic::CALLER.as_bytes(),
            Options::default(),
            &CALLER,
        );
    }
    rows.write("synthetic.rs");
}

/// Name and bytes of every kernel, by name.
fn kernels() -> Vec<(String, Vec<u8>)> {
    let mut paths: Vec<PathBuf> = fs::read_dir("wasm")
        .expect("the folder of kernels")
        .map(|e| e.expect("a folder's entry").path())
        .collect();
    paths.sort();
    let name = |path: &Path| {
        path.file_stem()
            .expect("a file's name")
            .to_string_lossy()
            .into_owned()
    };
    paths
        .iter()
        .map(|path| (name(path), fs::read(path).expect("a kernel")))
        .collect()
}

/// A trait of this package that instances implement, and the constant that lists them.
struct Interface {
    path: &'static str,
    methods: &'static [&'static str],
}

const KERNEL: Interface = Interface {
    path: "::test_bench::Kernel",
    methods: &["init", "run", "check"],
};
const SNAPSHOT: Interface = Interface {
    path: "::test_bench::Touch",
    methods: &["touch"],
};

const CALLER: Interface = Interface {
    path: "::test_bench::Caller",
    methods: &["run"],
};

/// The generated code of one binary.
#[derive(Default)]
struct Group {
    modules: String,
    kernels: String,
}

impl Group {
    fn add(&mut self, name: &str, bytes: &[u8], mut options: Options, interface: &Interface) {
        let ident: String = name
            .chars()
            .map(|c| if c.is_alphanumeric() { c } else { '_' })
            .collect();
        options.ident = format!("k_{ident}");
        options.visibility = "pub".into();
        options.implements = vec![Implements {
            path: interface.path.into(),
            host: None,
            methods: Some(interface.methods.iter().map(|m| (*m).to_owned()).collect()),
        }];
        let source = Source {
            name: ident,
            bytes: bytes.to_vec(),
            links: None,
        };
        let mut text = match include_wasm_translate::translate(&[source], &options) {
            Ok(expansion) => expansion.module(&options),
            Err(errors) => panic!("{name}: {errors:?}"),
        };
        if name.starts_with("stack-check-off/") {
            text = without_stack_checks(&text);
        }
        if name == "imports/generic" {
            text = generic(&text);
        }
        self.modules.push_str(&text);
        if interface.path == KERNEL.path {
            let ident = &options.ident;
            writeln!(
                self.kernels,
                "    ({name:?}, || Ok(Box::new({ident}::Instance::with_limits(::test_bench::limits())?))),"
            )
            .expect("writing to a string");
        }
    }

    fn write(&self, file: &str) {
        let Group { modules, kernels } = self;
        let text = format!(
            "{modules}\n/// The kernels of this binary.\npub const KERNELS: &[(&str, ::test_bench::Start)] = &[\n{kernels}];\n"
        );
        let path = Path::new(&env::var_os("OUT_DIR").expect("OUT_DIR")).join(file);
        fs::write(path, text).expect("writing generated code");
    }
}

/// The text without its stack checks. Two statements do not look like one, so a line is taken out whole or not at all.
fn without_stack_checks(text: &str) -> String {
    let statement = "let Some(()) = stack_check(";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(statement) {
        let end = rest[start..].find('}').expect("the end of a stack check") + start + 1;
        out.push_str(&rest[..start]);
        rest = rest[end..]
            .strip_prefix(';')
            .expect("a semicolon after a stack check");
    }
    out + rest
}

/// The text with functions that are generic over the host, as no option of the product makes them.
fn generic(text: &str) -> String {
    const HOST: &str = "h: &mut dyn Imports";
    let pieces = text.split("fn ").map(|piece| {
        let (head, rest) = piece.split_at(piece.find('{').unwrap_or(0));
        match head.contains(HOST) {
            true => {
                let head = head.replacen('(', "<H: Imports + ?Sized>(", 1);
                head.replacen(HOST, "h: &mut H", 1) + &rest.replace("<dyn Imports as", "<H as")
            }
            false => piece.to_owned(),
        }
    });
    pieces.collect::<Vec<_>>().join("fn ")
}
