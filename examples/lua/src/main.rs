//! Lua 5.4 from its C sources, sandboxed: `cargo run -- SCRIPT.lua ARGUMENT…` runs a script that sees nothing but a
//! directory in memory with itself and `scripts/` in it. Without arguments, `scripts/tour.lua`.

use std::error::Error;
use std::process::ExitCode;
use std::{env, fmt, fs};

use include_wasm::wasi::{HasWasi, MemFs, Reader, WasiCtx, Writer};
use include_wasm::{Trap, include_wasm};

include_wasm! {
    /// The interpreter, a program of WASI; `build.rs` compiles it.
    mod lua = concat!(env!("OUT_DIR"), "/lua.wasm") {
        // It nests 200 calls of C functions, and says "C stack overflow" then.
        max_stack: 6 * 1024 * 1024,
        rename: { "__stack_pointer": stack_pointer },
    }
}

struct Host {
    wasi: WasiCtx,
}

impl HasWasi for Host {
    fn wasi(&mut self) -> &mut WasiCtx {
        &mut self.wasi
    }
}

/// What a Lua error travels as, through the guest.
#[derive(Debug)]
struct Thrown;

impl fmt::Display for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Lua error")
    }
}

impl Error for Thrown {}

/// Lua's `setjmp` and `longjmp`, see `guest/protect.h`.
impl lua::Env for Host {
    fn throw(&mut self, _: &mut lua::Guest) -> Result<(), Trap> {
        Err(Trap::host(Thrown))
    }

    fn protect(
        &mut self,
        guest: &mut lua::Guest,
        f: i32,
        state: i32,
        data: i32,
    ) -> Result<(), Trap> {
        let stack = guest.stack_pointer();
        match guest.with(self).call(f, state, data) {
            Err(trap) if trap.downcast_ref::<Thrown>().is_some() => {
                // The frames that were left can't give back what they took of the guest's stack.
                guest.set_stack_pointer(stack);
                Ok(())
            }
            result => result,
        }
    }
}

fn run(args: Vec<String>) -> Result<i32, Box<dyn Error>> {
    let mut files = MemFs::new();
    for script in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts"))? {
        let script = script?;
        files.write(
            &script.file_name().to_string_lossy(),
            fs::read(script.path())?,
        )?;
    }
    let mut args = args.into_iter();
    let script = match args.next() {
        Some(path) => {
            files.write("script.lua", fs::read(path)?)?;
            "script.lua"
        }
        None => "tour.lua",
    };
    let wasi = WasiCtx::builder()
        .args(["lua", script])
        .args(args)
        .stdin(Reader::new(std::io::stdin()))
        .stdout(Writer::new(std::io::stdout()))
        .stderr(Writer::new(std::io::stderr()))
        .system_clock()
        .preopen("/", files)
        .build();
    let mut lua = lua::Instance::new(Host { wasi })?;
    let status = lua.start()?;
    // What the script wrote is here, and nowhere else.
    let files: Option<&MemFs> = lua.imports().wasi.fs("/");
    if let Some(Ok(note)) = files.map(|f| f.read("note.txt")) {
        print!("the host reads: {}", String::from_utf8_lossy(note));
    }
    Ok(status)
}

fn main() -> ExitCode {
    let args = env::args().skip(1).collect();
    // `max_stack` is more than the main thread has on some systems.
    let thread = std::thread::Builder::new().stack_size(8 * 1024 * 1024);
    let result = thread.spawn(|| run(args).map_err(|e| e.to_string()));
    match result.map(|t| t.join()) {
        Ok(Ok(Ok(status))) => ExitCode::from(status as u8),
        Ok(Ok(Err(error))) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
        _ => ExitCode::FAILURE,
    }
}
