//! The crate that this program uses is `no_std`: see `examples/src/sha256.rs`.
//!
//! `cargo run -p examples --bin no_std [TEXT]`

fn main() -> Result<(), include_wasm::Trap> {
    let text = std::env::args().nth(1).unwrap_or_else(|| "abc".into());
    let digest = examples::sha256(text.as_bytes())?;
    let hex: String = digest.iter().map(|b| format!("{b:02x}")).collect();
    println!("{hex}  {text}");
    Ok(())
}
