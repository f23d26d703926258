//! The public surface as text: which names exist, and what is wrong with options.
//!
//! That the text compiles and does what it says is the business of `tests/api`.

use include_wasm_translate::error::{At, Errors};
use include_wasm_translate::options::{Implements, Options, Source};
use include_wasm_translate::surface;

fn source(name: &str, wat: &str) -> Source {
    Source {
        name: name.into(),
        bytes: wat.as_bytes().to_vec(),
        links: None,
    }
}

fn write(wat: &str, options: &Options) -> Result<String, Errors> {
    surface(&[source("guest", wat)], options)
}

/// The methods of the inherent impl of `ty`, in order: name and signature.
fn methods(text: &str, ty: &str) -> Vec<String> {
    let mut lines = text
        .lines()
        .skip_while(|line| *line != format!("impl {ty} {{"));
    let body = lines.by_ref().skip(1).take_while(|line| *line != "}");
    body.filter_map(|line| line.strip_prefix("    pub fn "))
        .map(str::to_owned)
        .collect()
}

/// The exported methods of an instance without host, by name.
fn exports(wat: &str) -> Vec<String> {
    let text = write(wat, &Options::default()).unwrap();
    let own = [
        "new",
        "with_limits",
        "guest",
        "guest_mut",
        "into_guest",
        "from_guest",
        "from_snapshot",
        "imports",
        "imports_mut",
        "into_imports",
    ];
    let names = methods(&text, "Instance")
        .into_iter()
        .map(|m| m.split('(').next().unwrap_or("").to_owned());
    names.filter(|name| !own.contains(&&name[..])).collect()
}

fn messages(options: Options) -> Vec<(At, String)> {
    const WAT: &str = r#"(module
        (import "env" "log" (func (param i32)))
        (import "wasi" "exit" (func))
        (memory (export "memory") 2 8)
        (func (export "run")) (func (export "walk")))"#;
    let errors = write(WAT, &options).unwrap_err();
    errors.iter().map(|e| (e.at, e.message.clone())).collect()
}

#[test]
fn the_same_input_gives_the_same_text() {
    let wat = r#"(module (import "a" "x" (func)) (import "b" "y" (func)) (func (export "z")) (func (export "a")))"#;
    assert_eq!(
        write(wat, &Options::default()).unwrap(),
        write(wat, &Options::default()).unwrap()
    );
}

#[test]
fn a_module_without_imports_has_no_host() {
    let text = write(
        r#"(module (func (export "add") (param i32) (result i64) i64.const 0))"#,
        &Options::default(),
    )
    .unwrap();
    assert!(
        !text.contains("Imports") && !text.contains("Session"),
        "{text}"
    );
    assert!(
        text.contains("pub fn new() -> Result<Self, rt::Trap>"),
        "{text}"
    );
    assert!(
        text.contains("pub fn add(&mut self, a0: i32) -> Result<i64, rt::Trap>"),
        "{text}"
    );
    assert!(text.contains("code::x0(a0, &mut self.guest);"), "{text}");
}

#[test]
fn names_that_are_no_identifiers() {
    let funcs = |names: &[&str]| {
        let list: String = names
            .iter()
            .map(|n| format!("(func (export {n:?}))"))
            .collect();
        exports(&format!("(module {list})"))
    };
    assert_eq!(
        funcs(&["my-fn", "self", "", "a.b", "9"]),
        ["my_fn", "self_", "export_", "a_b", "_9"]
    );
    // Whoever is really called so keeps the name.
    assert_eq!(
        funcs(&["a-b", "a.b", "a_b", "a_b_2"]),
        ["a_b_3", "a_b_4", "a_b", "a_b_2"]
    );
    assert_eq!(
        funcs(&["new", "guest", "clone", "memory", "with"]),
        ["new_", "guest_", "clone_", "memory_", "with_"]
    );
}

#[test]
fn ten_thousand_names() {
    let funcs: String = (0..10_000)
        .map(|i| format!("(func (export \"f{}{i}\"))", "-".repeat(i % 3)))
        .collect();
    let start = std::time::Instant::now();
    let names: std::collections::BTreeSet<String> =
        exports(&format!("(module {funcs})")).into_iter().collect();
    assert_eq!(names.len(), 10_000);
    assert!(start.elapsed().as_secs() < 10);
}

#[test]
fn globals_memories_and_tables() {
    let names = exports(
        r#"(module (memory (export "heap") 1) (table (export "t") 1 funcref)
            (global (export "c") i32 (i32.const 5)) (global (export "v") (mut f32) (f32.const 1))
            (func (export "set_v")))"#,
    );
    assert_eq!(
        names,
        [
            "memory",
            "memory_mut",
            "heap",
            "heap_mut",
            "t",
            "t_mut",
            "c",
            "v_2",
            "set_v_2",
            "set_v"
        ]
    );
}

#[test]
fn two_memories_need_names() {
    let two = |a: &str, b: &str| {
        exports(&format!(
            "(module (memory (export {a:?}) 1) (memory (export {b:?}) 1))"
        ))
    };
    assert_eq!(two("a", "b"), ["a", "a_mut", "b", "b_mut"]);
    assert_eq!(two("a", "memory"), ["memory", "memory_mut", "a", "a_mut"]);
}

#[test]
fn namespaces_that_are_no_identifiers() {
    let text = write(
        r#"(module (import "wasi:io/streams@0.2" "a" (func)) (import "" "" (func)) (import "Guest" "self" (func))
            (import "env" "f" (func)) (import "Env" "f" (func)) (import "m0" "f" (func))
            (import "env" "f" (func (param i32))) (import "env" "f" (func)))"#,
        &Options::default(),
    )
    .unwrap();
    let traits: Vec<&str> = text
        .lines()
        .filter_map(|l| l.strip_prefix("pub trait "))
        .collect();
    let expected = [
        "WasiIoStreams02 {",
        "Namespace {",
        "Guest_ {",
        "Env {",
        "Env_2 {",
        "M0_ {",
        "Imports: WasiIoStreams02 + Namespace + Guest_ + Env + Env_2 + M0_ {}",
        "Exports {",
    ];
    assert_eq!(traits, expected);
    assert!(
        text.contains("fn import_(&mut self, guest: &mut Guest)"),
        "{text}"
    );
    assert!(
        text.contains("fn f_2(&mut self, guest: &mut Guest, a0: i32)"),
        "{text}"
    );
    assert!(
        !text.contains("f_3"),
        "the third `env.f` has the type of the first"
    );
}

#[test]
fn stubs_need_no_host() {
    let wat = r#"(module (import "env" "a" (func)) (func (export "run")))"#;
    let options = Options {
        stubs: vec!["env.*".into()],
        ..Options::default()
    };
    let text = write(wat, &options).unwrap();
    assert!(
        text.contains("pub fn new() -> Result<Self, rt::Trap>"),
        "{text}"
    );
    assert!(text.contains("rt::stub(\"env.a\", &mut g.s.cx)"), "{text}");
    assert!(
        text.contains("code::x1(&mut self.guest, &mut ());"),
        "{text}"
    );
}

#[test]
fn the_last_module_of_a_bundle_keeps_its_names() {
    let sources = [
        source(
            "main",
            r#"(module (import "lib" "f" (func)) (func (export "run")) (func (export "_initialize")))"#,
        ),
        source(
            "lib",
            r#"(module (func (export "f")) (func (export "run")) (func (export "_initialize")))"#,
        ),
    ];
    let text = surface(&sources, &Options::default()).unwrap();
    let names: Vec<String> = methods(&text, "Instance")
        .iter()
        .map(|m| m.split('(').next().unwrap().into())
        .collect();
    let expected = ["run", "_initialize", "lib_f", "lib_run", "lib__initialize"];
    assert_eq!(names[names.len() - 5..], expected);
    let order: Vec<usize> = [
        ".__init(0)?",
        ".lib__initialize()?",
        ".__init(1)?",
        "._initialize()?",
    ]
    .iter()
    .map(|part| {
        text.find(part)
            .unwrap_or_else(|| panic!("no {part} in {text}"))
    })
    .collect();
    assert!(order.is_sorted(), "{text}");
}

#[test]
fn fixed_memories() {
    let fixed = Options {
        fixed_memory_pages: Some(2),
        ..Options::default()
    };
    let own = r#"(module (memory (export "memory") 1))"#;
    assert!(
        write(own, &fixed)
            .unwrap()
            .contains("type M0 = [u8; 131072];")
    );
    assert!(
        write(own, &Options::default())
            .unwrap()
            .contains("type M0 = [u8];")
    );
    let equal = r#"(module (memory 3 3))"#;
    assert!(
        write(equal, &Options::default())
            .unwrap()
            .contains("type M0 = [u8; 196608];")
    );
    let imported = r#"(module (import "env" "m" (memory 1)))"#;
    assert!(
        write(imported, &Options::default())
            .unwrap()
            .contains("type M0 = [u8];")
    );
    let errors = write(imported, &fixed).unwrap_err().to_string();
    assert!(errors.contains("imports its memory"), "{errors}");
    let equal = r#"(module (import "env" "m" (memory 2 2)))"#;
    assert!(
        write(equal, &fixed)
            .unwrap()
            .contains("type M0 = [u8; 131072];")
    );
}

#[test]
fn custom_sections() {
    let text = write(
        r#"(module $inner (@custom "a\"b" "\00\ff\"\\") (@custom ".debug_info" "x"))"#,
        &Options::default(),
    )
    .unwrap();
    assert!(text.contains(r#"("a\"b", b"\0\xff\"\\"),"#), "{text}");
    assert!(!text.contains("debug_info"), "{text}");
    assert!(
        text.contains("pub const MODULE_NAME: &str = \"inner\";"),
        "{text}"
    );
}

#[test]
fn rename() {
    let options = Options {
        rename: vec![
            ("run".into(), "start".into()),
            ("env.log".into(), "print".into()),
        ],
        ..Options::default()
    };
    let text = write(
        r#"(module (import "env" "log" (func)) (func (export "run")))"#,
        &options,
    )
    .unwrap();
    assert!(
        text.contains("fn print(&mut self, guest: &mut Guest)"),
        "{text}"
    );
    assert!(
        text.contains("pub fn start(&mut self)") && !text.contains("fn run("),
        "{text}"
    );
}

#[test]
fn wrong_renames() {
    let rename = |list: &[(&str, &str)]| {
        let rename = list
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect();
        messages(Options {
            rename,
            ..Options::default()
        })
    };
    let at = |i| At::Option("rename", i);
    let found = rename(&[("run", "ok"), ("nope", "x")]);
    assert!(
        matches!(&found[..], [(a, m)] if *a == at(1) && m.contains("nothing is called \"nope\"")),
        "{found:?}"
    );
    let found = rename(&[("run", "fn")]);
    assert!(
        matches!(&found[..], [(a, m)] if *a == at(0) && m.contains("not an identifier")),
        "{found:?}"
    );
    let found = rename(&[("run", "walk")]);
    assert!(
        matches!(&found[..], [(a, m)] if *a == at(0) && m.contains("another export")),
        "{found:?}"
    );
    let found = rename(&[("run", "x"), ("walk", "x")]);
    assert!(
        matches!(&found[..], [(a, m)] if *a == at(1) && m.contains("taken")),
        "{found:?}"
    );
    let found = rename(&[("run", "x"), ("run", "y")]);
    assert!(
        matches!(&found[..], [(a, m)] if *a == at(1) && m.contains("twice")),
        "{found:?}"
    );
}

#[test]
fn wrong_stubs_traits_and_implements() {
    let found = messages(Options {
        stubs: vec!["env.*".into(), "evn.*".into()],
        ..Options::default()
    });
    assert!(
        matches!(&found[..], [(At::Option("stubs", 1), m)] if m.contains("evn.*")),
        "{found:?}"
    );
    let found = messages(Options {
        traits: vec![("wsi".into(), "crate::W".into())],
        ..Options::default()
    });
    assert!(
        matches!(&found[..], [(At::Option("traits", 0), m)] if m.contains("\"env\", \"wasi\"")),
        "{found:?}"
    );
    let implements = vec![Implements {
        path: "crate::P".into(),
        host: None,
        methods: Some(vec!["ran".into()]),
    }];
    let found = messages(Options {
        implements,
        ..Options::default()
    });
    assert!(
        matches!(&found[..], [(At::Option("implements", 0), m)] if m.contains("`run`, `walk`")),
        "{found:?}"
    );
}

#[test]
fn wrong_memory_sizes() {
    let found = messages(Options {
        max_memory_pages: Some(1),
        ..Options::default()
    });
    assert!(
        matches!(&found[..], [(At::Option("max_memory_pages", 0), m)] if m.contains("2 pages")),
        "{found:?}"
    );
    let found = messages(Options {
        fixed_memory_pages: Some(9),
        ..Options::default()
    });
    assert!(
        matches!(&found[..], [(At::Option("fixed_memory_pages", 0), m)] if m.contains("8 pages")),
        "{found:?}"
    );
    let both = Options {
        fixed_memory_pages: Some(8),
        max_memory_pages: Some(4),
        ..Options::default()
    };
    assert!(matches!(
        &messages(both)[..],
        [(At::Option("fixed_memory_pages", 0), _)]
    ));
}

#[test]
fn a_trait_of_the_user_in_the_place_of_a_generated_one() {
    let options = Options {
        traits: vec![("env".into(), "crate::Env<u8>".into())],
        ..Options::default()
    };
    let text = write(
        r#"(module (import "env" "log" (func)) (func (export "run")))"#,
        &options,
    )
    .unwrap();
    assert!(!text.contains("pub trait Env"), "{text}");
    assert!(
        text.contains("pub trait Imports: crate::Env<u8> {}"),
        "{text}"
    );
    assert!(
        text.contains("<dyn Imports as crate::Env<u8>>::log(h, g)"),
        "{text}"
    );
}

#[test]
fn wasi_has_a_trait_already() {
    const WAT: &str = r#"(module
        (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_fly" (func)))"#;
    let bound = |options: Options| {
        let text = write(WAT, &options).unwrap();
        let line = text
            .lines()
            .find_map(|l| l.strip_prefix("pub trait Imports: "));
        line.unwrap().to_owned()
    };
    assert_eq!(
        bound(Options::default()),
        "rt::wasi::Preview1 + WasiSnapshotPreview1 {}"
    );
    let stubs = vec!["*.fd_fly".to_owned()];
    assert_eq!(
        bound(Options {
            stubs,
            ..Options::default()
        }),
        "rt::wasi::Preview1 {}"
    );
    let traits = vec![(
        "wasi_snapshot_preview1".to_owned(),
        "crate::Mine".to_owned(),
    )];
    assert_eq!(
        bound(Options {
            traits,
            ..Options::default()
        }),
        "crate::Mine {}"
    );
}
