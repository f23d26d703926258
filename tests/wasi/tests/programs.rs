//! Programs in several languages, run here in memory and in a real directory, and, on request, by hosts that others wrote:
//! `cargo wasi-hosts` needs `node` and a Python with the package `wasmtime` (`PYTHON` says which).
#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use include_wasm::Trap;
use include_wasm::wasi::{self, Buffer, MemFs, OsRandom, WasiCtx};
use test_wasi::{echo, files, hello, report, tree};

/// One run of a program.
struct Run {
    program: &'static str,
    start: fn(WasiCtx) -> Result<(i32, WasiCtx), Trap>,
    args: &'static [&'static str],
    env: &'static [(&'static str, &'static str)],
    stdin: &'static str,
    /// Files that are there before.
    files: &'static [(&'static str, &'static str)],
}

/// What can be seen of it from outside.
#[derive(Debug, PartialEq)]
struct Outcome {
    status: i32,
    stdout: String,
    stderr: String,
    /// Path → contents; of a directory or link, nothing.
    tree: BTreeMap<String, String>,
}

macro_rules! start {
    ($module:ident) => {
        |wasi| {
            let mut instance = $module::Instance::new(wasi)?;
            let status = instance.start()?;
            Ok((status, instance.into_imports()))
        }
    };
}

const RUNS: &[Run] = &[
    Run {
        program: "hello.wasm",
        start: start!(hello),
        args: &["one", "two words", ""],
        env: &[("NAME", "include-wasm")],
        stdin: "first\nsecond\nno newline",
        files: &[],
    },
    Run {
        program: "files.wasm",
        start: start!(files),
        args: &[],
        env: &[],
        stdin: "",
        files: &[("given.txt", "given")],
    },
    Run {
        program: "report.wasm",
        start: start!(report),
        args: &["x"],
        env: &[("LIMIT", "2")],
        stdin: "dog\n",
        files: &[
            ("texts/a", "the cat the dog\nThe end\n"),
            ("texts/b", "cat cat"),
        ],
    },
    Run {
        program: "tree.wasm",
        start: start!(tree),
        args: &[],
        env: &[],
        stdin: "",
        files: &[],
    },
    Run {
        program: "echo.wasm",
        start: start!(echo),
        args: &["a", "b c"],
        env: &[],
        stdin: "some input\nin two lines\n",
        files: &[],
    },
];

fn world(run: &Run) -> wasi::Builder {
    WasiCtx::builder()
        .arg("guest")
        .args(run.args)
        .stdin(Buffer::from(run.stdin))
        .stdout(Buffer::new())
        .stderr(Buffer::new())
        .system_clock()
        .random(OsRandom)
}

fn with_env(run: &Run, builder: wasi::Builder) -> WasiCtx {
    let builder = run
        .env
        .iter()
        .fold(builder, |b, (key, value)| b.env(key, value));
    builder.build()
}

fn outcome(
    run: &Run,
    wasi: WasiCtx,
    tree: impl Fn(&WasiCtx) -> BTreeMap<String, String>,
) -> Outcome {
    let (status, wasi) = (run.start)(wasi).unwrap();
    let text =
        |buffer: Option<&Buffer>| String::from_utf8(buffer.unwrap().bytes().to_vec()).unwrap();
    Outcome {
        status,
        stdout: text(wasi.stdout()),
        stderr: text(wasi.stderr()),
        tree: tree(&wasi),
    }
}

fn in_memory(run: &Run) -> Outcome {
    let mut fs = MemFs::new();
    for (path, text) in run.files {
        fs.write(path, text).unwrap();
    }
    let wasi = with_env(run, world(run).preopen("/", fs));
    outcome(run, wasi, |wasi| {
        let fs: &MemFs = wasi.fs("/").unwrap();
        let text = |path: &str| match path.ends_with(['/', '@']) {
            true => String::new(),
            false => String::from_utf8(fs.read(path).unwrap().to_vec()).unwrap(),
        };
        fs.paths().iter().map(|p| (p.clone(), text(p))).collect()
    })
}

/// A new directory with the run's files.
fn prepare(run: &Run, host: &str) -> PathBuf {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("{}-{host}-{number}", run.program);
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    for (path, text) in run.files {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn listing(dir: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut pending = vec![(dir.to_owned(), String::new())];
    while let Some((dir, prefix)) = pending.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{prefix}{}", entry.file_name().into_string().unwrap());
            let ty = entry.file_type().unwrap();
            if ty.is_dir() {
                pending.push((entry.path(), format!("{path}/")));
                found.insert(path + "/", String::new());
            } else if ty.is_symlink() {
                found.insert(path + "@", String::new());
            } else {
                found.insert(path, fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    found
}

fn in_directory(run: &Run) -> Outcome {
    let dir = prepare(run, "here");
    let wasi = with_env(run, world(run).preopen_dir(&dir, "/").unwrap());
    outcome(run, wasi, |_| listing(&dir))
}

/// Runs the program by another host: a command to which program, directory and arguments are added.
fn elsewhere(run: &Run, host: &str, command: &[&str]) -> Outcome {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dir = prepare(run, host);
    let env: Vec<_> = run
        .env
        .iter()
        .map(|(key, value)| format!("{key:?}: {value:?}"))
        .collect();
    let mut child = Command::new(command[0])
        .args(&command[1..])
        .arg(root.join("../guests/wasi").join(run.program))
        .arg(&dir)
        .args(run.args)
        .env("GUEST_ENV", format!("{{{}}}", env.join(", ")))
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("{}: {e}", command[0]));
    child
        .stdin
        .take()
        .unwrap()
        .write_all(run.stdin.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    Outcome {
        status: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        tree: listing(&dir),
    }
}

#[test]
fn in_memory_as_in_a_directory() {
    for run in RUNS {
        let here = in_memory(run);
        assert!(!here.stdout.is_empty());
        assert_eq!(here, in_directory(run), "{}", run.program);
    }
}

#[test]
fn as_other_hosts_do() {
    if std::env::var_os("WASI_HOSTS").is_none() {
        return;
    }
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    for run in RUNS {
        let here = in_directory(run);
        let node = elsewhere(run, "node", &["node", "--no-warnings", "hosts/node.mjs"]);
        assert_eq!(here, node, "{}", run.program);
        let wasmtime = elsewhere(run, "wasmtime", &[&python, "hosts/wasmtime.py"]);
        assert_eq!(here, wasmtime, "{}", run.program);
    }
}

fn recorded(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../guests/wasi");
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn files_as_recorded() {
    let portable = in_memory(&RUNS[1]);
    assert_eq!(portable.stdout, recorded("files.stdout"));
    // What other hosts get wrong.
    let strict = Run {
        args: &["strict"],
        ..copy(&RUNS[1])
    };
    for outcome in [in_memory(&strict), in_directory(&strict)] {
        assert_eq!(
            (outcome.status, outcome.stdout),
            (1, recorded("files.strict.stdout"))
        );
    }
}

fn copy(run: &Run) -> Run {
    Run { ..*run }
}

/// A program without a world: it runs, and finds nothing.
#[test]
fn nothing_given() {
    let mut instance = hello::Instance::new(WasiCtx::new()).unwrap();
    assert_eq!(instance.start().unwrap(), 40);
}
