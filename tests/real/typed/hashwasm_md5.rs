//! MD5 from the npm package `hash-wasm`, as a user would call it.

use include_wasm::{Trap, include_wasm};

include_wasm! {
    mod md5 = "hashwasm_md5.wasm" {
        rename: {
            "Hash_GetBuffer": buffer,
            "Hash_Init": init,
            "Hash_Update": update,
            "Hash_Final": finish,
        }
    }
}

fn md5(data: &[u8]) -> Result<String, Trap> {
    let mut md5 = md5::Instance::new()?;
    let buffer = md5.buffer()?;
    md5.init()?;
    for chunk in data.chunks(16 * 1024) {
        md5.memory_mut().write_slice(buffer, chunk)?;
        md5.update(chunk.len() as i32)?;
    }
    md5.finish()?;
    Ok(md5.memory().slice(buffer, 16)?.iter().map(|b| format!("{b:02x}")).collect())
}

fn main() -> Result<(), Trap> {
    // RFC 1321, A.5.
    assert_eq!(md5(b"")?, "d41d8cd98f00b204e9800998ecf8427e");
    assert_eq!(md5(b"message digest")?, "f96b697d7cb7938d525a2f31aaf161d0");
    // As coreutils' md5sum has it.
    assert_eq!(md5(&[b'a'; 1_000_000])?, "7707d6ae4e027c70eea2a935c2296f21");
    println!("three digests");
    Ok(())
}
