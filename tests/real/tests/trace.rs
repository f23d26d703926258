//! The reader of traces: everything that the format has, and that it refuses the rest.

use test_real::trace::{Event, MemoryOf, Outcome, Trace};
use test_real::value::Recorded;

fn events(json: &str) -> Result<Vec<Event>, String> {
    let text = format!(r#"{{"format": "wasm-trace/1", "memory": null, "events": {json}}}"#);
    Trace::parse(&text)
        .map(|trace| trace.events)
        .map_err(|e| e.to_string())
}

#[test]
fn memory_events() {
    let expected = vec![Event::Write(16, b"abc".to_vec()), Event::Grow(2)];
    assert_eq!(events(r#"[["w", 16, "YWJj"], ["g", 2]]"#), Ok(expected));
    let expected = vec![Event::Write(0xffff_fff0, Vec::new())];
    assert_eq!(events(r#"[["w", -16, ""]]"#), Ok(expected));
}

#[test]
fn calls_nest() {
    let json = r#"[["c", "f", [1], [["i", "m", "n", [], [["c", "g", [], [], []]], "throw"]], "throw", "00"]]"#;
    let parsed = events(json).expect("a trace");
    let [Event::Call(f)] = &parsed[..] else {
        panic!("{parsed:?}")
    };
    assert_eq!((&f.export[..], &f.outcome), ("f", &Outcome::Throw));
    assert_eq!(f.memory_sha256.as_deref(), Some("00"));
    let [Event::Import(import)] = &f.nested[..] else {
        panic!("{f:?}")
    };
    assert_eq!((&import.module[..], &import.name[..]), ("m", "n"));
    assert!(
        matches!(&import.events[..], [Event::Call(g)] if g.export == "g" && g.memory_sha256.is_none())
    );
}

#[test]
fn values() {
    let json = r#"[["c", "f", [-1, 4294967295, "-5n", "18446744073709551615n", "f32:7fc00001", "f64:8000000000000000",
        "v128:000102030405060708090a0b0c0d0e0f", null, "extern:7"], [], "trap:unreachable"]]"#;
    let parsed = events(json).expect("a trace");
    let [Event::Call(call)] = &parsed[..] else {
        panic!("{parsed:?}")
    };
    let bytes = std::array::from_fn(|i| i as u8);
    let expected = [
        Recorded::I32(-1),
        Recorded::I32(-1),
        Recorded::I64(-5),
        Recorded::I64(-1),
        Recorded::F32(0x7fc0_0001),
        Recorded::F64(1 << 63),
        Recorded::V128(bytes),
        Recorded::Null,
        Recorded::Extern(7),
    ];
    assert_eq!(call.args, expected);
    assert_eq!(call.outcome, Outcome::Trap("unreachable".into()));
    for value in [
        "-1",
        "-5n",
        "f32:7fc00001",
        "f64:8000000000000000",
        "v128:000102030405060708090a0b0c0d0e0f",
    ] {
        assert!(expected.iter().any(|e| e.to_string() == value), "{value}");
    }
}

#[test]
fn what_is_unknown_is_refused() {
    for json in [
        r#"[["x", 1]]"#,
        r#"[["w", 1]]"#,
        r#"[["w", 1, "*"]]"#,
        r#"[["w", 1.5, ""]]"#,
        r#"[["g", "2"]]"#,
        r#"[["c", "f", [], []]]"#,
        r#"[["c", "f", [], [], [], "00", 1]]"#,
        r#"[["c", "f", [1.5], [], []]]"#,
        r#"[["c", "f", [4294967296], [], []]]"#,
        r#"[["c", "f", ["12"], [], []]]"#,
        r#"[["c", "f", ["f32:1234567890"], [], []]]"#,
        r#"[["c", "f", [], [], "trapped"]]"#,
        r#"[["i", "m", "n", [], []]]"#,
        r#"[[]]"#,
        r#"{}"#,
    ] {
        assert!(events(json).is_err(), "{json}");
    }
    assert!(Trace::parse(r#"{"format": "wasm-trace/2", "events": []}"#).is_err());
    assert!(Trace::parse(r#"{"format": "wasm-trace/1"}"#).is_err());
    assert!(Trace::parse("").is_err());
}

#[test]
fn memories() {
    let memory = |json: &str| {
        Trace::parse(&format!(r#"{{"memory": {json}, "events": []}}"#))
            .map(|t| t.memory)
            .map_err(|e| e.to_string())
    };
    assert_eq!(memory("null"), Ok(MemoryOf::None));
    assert_eq!(
        memory(r#"{"export": "mem"}"#),
        Ok(MemoryOf::Export("mem".into()))
    );
    let import = MemoryOf::Import {
        module: "env".into(),
        name: "memory".into(),
        initial: Some(17),
    };
    let json = r#"{"import": ["env", "memory"], "initial": 17, "declared": {"min": 1}}"#;
    assert_eq!(memory(json), Ok(import));
    assert!(memory(r#"{"import": ["env"]}"#).is_err());
    assert!(memory("3").is_err());
}

#[test]
fn instantiation_ends_before_the_first_call() {
    let count = |json| Trace::parse(json).expect("a trace").instantiation();
    assert_eq!(
        count(r#"{"events": [["w", 0, ""], ["c", "f", [], [], []]]}"#),
        0
    );
    let json = r#"{"events": [["w", 0, ""], ["i", "m", "n", [], [], []], ["g", 1], ["c", "f", [], [], []], ["i", "m", "n", [], [], []]]}"#;
    assert_eq!(count(json), 2);
}

#[test]
fn the_recorded_traces_are_traces() {
    let mut count = 0;
    for folder in ["traces", "own"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in std::fs::read_dir(folder).expect("the folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|e| e == "json") {
                let text = std::fs::read_to_string(&path).expect("text");
                let trace =
                    Trace::parse(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
                assert!(
                    trace.sha256.is_some() && !trace.events.is_empty(),
                    "{}",
                    path.display()
                );
                count += 1;
            }
        }
    }
    assert_eq!(count, 23);
}
