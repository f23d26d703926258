//! Strings in both directions, and an import that calls back into the guest.
//!
//! `cargo run -p examples --bin memory_strings`

use include_wasm::{Pod, Trap, include_wasm};

// Text works as well as binaries do.
include_wasm! {
    mod greet = "../../../tests/guests/greet.wat"
}

struct Host {
    name: String,
    printed: Vec<String>,
}

impl greet::Env for Host {
    fn name(&mut self, guest: &mut greet::Guest) -> Result<i32, Trap> {
        // The string needs a place in the guest's memory, and only the guest knows where there is
        // some. `with` lends host and guest for a call; the borrow checker sees to it that nobody
        // holds a view of the memory meanwhile.
        let len = self.name.len() as i32;
        let address = guest.with(self).alloc(len)?;
        guest
            .memory_mut()
            .write_slice(address, self.name.as_bytes())?;
        Ok(address)
    }

    fn name_len(&mut self, _: &mut greet::Guest) -> Result<i32, Trap> {
        Ok(self.name.len() as i32)
    }

    fn print(&mut self, guest: &mut greet::Guest, text: i32, len: i32) -> Result<(), Trap> {
        self.printed.push(guest.memory().str(text, len)?.to_owned());
        Ok(())
    }
}

/// A record as the guest lays it out: little-endian, no padding.
#[derive(Clone, Copy, Debug, PartialEq, Pod)]
struct Header {
    magic: [u8; 4],
    version: u16,
    flags: u16,
    scale: f32,
}

fn main() -> Result<(), Trap> {
    let host = Host {
        name: "WebAssembly 🦀".into(),
        printed: Vec::new(),
    };
    let mut greet = greet::Instance::new(host)?;
    let len = greet.greet()?;
    println!("{} ({len} bytes)", greet.imports().printed[0]);

    // Numbers, arrays and records go through the same checked views.
    let header = Header {
        magic: *b"demo",
        version: 3,
        flags: 0x8001,
        scale: 0.5,
    };
    let at = greet.alloc(12)?;
    greet.memory_mut().write(at, header)?;
    println!("bytes in memory: {:02x?}", greet.memory().slice(at, 12)?);
    println!("read back: {:?}", greet.memory().read::<Header>(at)?);

    // Whatever address a guest gives, the worst that happens is an error.
    for (address, len) in [(-1, 1), (65_530, 100), (0x7fff_ffff, i32::MAX)] {
        match greet.memory().slice(address, len) {
            Ok(bytes) => println!("{} bytes", bytes.len()),
            Err(error) => println!("{address:#x}, {len}: {error}"),
        }
    }
    Ok(())
}
