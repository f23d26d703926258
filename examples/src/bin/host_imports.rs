//! Imports: the host's functions, the host's state, the host's errors.
//!
//! `cargo run -p examples --bin host_imports`

use include_wasm::{Trap, include_wasm};
use std::fmt;

include_wasm! {
    /// Counts words; written in Rust, see `tests/guests/words.rs`.
    mod words = "../../../tests/guests/words.wasm"
}

/// The host: what the imported functions work with. One per instance, plain Rust, no `Arc<Mutex>`.
struct Host {
    stop_words: &'static [&'static str],
    counted: Vec<(String, i32)>,
}

/// An error of the host's own.
#[derive(Debug)]
struct Forbidden(String);

impl fmt::Display for Forbidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the word {:?} is forbidden", self.0)
    }
}

impl std::error::Error for Forbidden {}

// The module imports from the namespace `host`, so there is a trait `Host`. Leave a function out and
// rustc says which.
impl words::Host for Host {
    fn accept(&mut self, guest: &mut words::Guest, word: i32, len: i32) -> Result<i32, Trap> {
        // Checked: an address outside of the guest's memory, or bytes that are not UTF-8, are an
        // error here, which ends the guest's call.
        let word = guest.memory().str(word, len)?;
        if word == "eval" {
            return Err(Trap::host(Forbidden(word.to_owned())));
        }
        Ok(i32::from(!self.stop_words.contains(&word)))
    }

    fn word(
        &mut self,
        guest: &mut words::Guest,
        word: i32,
        len: i32,
        count: i32,
    ) -> Result<(), Trap> {
        let word = guest.memory().str(word, len)?.to_owned();
        self.counted.push((word, count));
        Ok(())
    }
}

fn count(words: &mut words::Instance<Host>, text: &str) -> Result<i32, Trap> {
    let input = words.input()?;
    words.memory_mut().write_slice(input, text.as_bytes())?;
    words.count(text.len() as i32)
}

fn main() -> Result<(), Trap> {
    let host = Host {
        stop_words: &["the", "of", "a"],
        counted: Vec::new(),
    };
    let mut words = words::Instance::new(host)?;

    let text = "The owl and the pussycat went to sea in a beautiful pea-green boat. \
                They took some honey, and plenty of money; the owl looked up to the stars above.";
    let distinct = count(&mut words, text)?;
    println!("{distinct} distinct words, the most frequent:");
    for (word, count) in words.imports().counted.iter().take(4) {
        println!("{count:4} {word}");
    }

    // The host's error comes out of the export, with the way through the guest that led to it.
    match count(&mut words, "never eval this") {
        Ok(n) => println!("{n} words"),
        Err(trap) => {
            println!("\nstopped: {trap}");
            if let Some(Forbidden(word)) = trap.downcast_ref() {
                println!("it was the host that refused {word:?}");
            }
        }
    }
    Ok(())
}
