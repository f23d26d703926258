//! A JSON formatter that was written in C, compiled to WebAssembly, and is Rust by now.
//!
//! `cargo run -p examples --bin quickstart [FILE]`

use include_wasm::{Trap, include_wasm};

// Translated while this file compiles; there is no WebAssembly at run time. The path is relative to
// this file.
include_wasm!("../../../tests/guests/json.wasm");

/// What the guest imports: its one function is called where the text is not JSON.
struct Errors(Option<String>);

impl json::Env for Errors {
    fn error(
        &mut self,
        guest: &mut json::Guest,
        offset: i32,
        message: i32,
        len: i32,
    ) -> Result<(), Trap> {
        let message = guest.memory().str(message, len)?;
        self.0 = Some(format!("{message} at byte {offset}"));
        Ok(())
    }
}

fn format(text: &str) -> Result<Result<String, String>, Trap> {
    let mut json = json::Instance::new(Errors(None))?;
    // The exports of the module are methods.
    let address = json.alloc(text.len() as i32)?;
    json.memory_mut().write_slice(address, text.as_bytes())?;
    let output = json.format(address, text.len() as i32, 2)?;
    if let Some(error) = json.imports_mut().0.take() {
        return Ok(Err(error));
    }
    let len = json.output_len()?;
    Ok(Ok(json.memory().str(output, len)?.to_owned()))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = match std::env::args().nth(1) {
        Some(path) => std::fs::read_to_string(path)?,
        None => r#"{"name":"include-wasm","unsafe":0,"guests":["C","Rust","AssemblyScript"],"nested":{"empty":[]}}"#.into(),
    };
    println!("{}", format(&text)??);
    println!();
    match format(r#"{"a": tru}"#)? {
        Ok(text) => println!("{text}"),
        Err(error) => println!("an error of the guest's: {error}"),
    }
    Ok(())
}
