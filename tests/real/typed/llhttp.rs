//! The HTTP parser of node's `undici`, with a host that collects what it is told.

use include_wasm::{Trap, include_wasm};

include_wasm! {
    mod llhttp = "llhttp.wasm"
}

const RESPONSE: i32 = 2;

#[derive(Debug, Default)]
struct Response {
    status: i32,
    reason: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    complete: bool,
}

impl Response {
    fn text(guest: &llhttp::Guest, at: i32, len: i32) -> Result<String, Trap> {
        Ok(guest.memory().str(at, len)?.to_owned())
    }
}

impl llhttp::Env for Response {
    fn wasm_on_message_begin(&mut self, _: &mut llhttp::Guest, _: i32) -> Result<i32, Trap> {
        *self = Response::default();
        Ok(0)
    }

    fn wasm_on_url(&mut self, _: &mut llhttp::Guest, _: i32, _: i32, _: i32) -> Result<i32, Trap> {
        Err(Trap::message("a response has no URL"))
    }

    fn wasm_on_status(&mut self, guest: &mut llhttp::Guest, _: i32, at: i32, len: i32) -> Result<i32, Trap> {
        self.reason = Response::text(guest, at, len)?;
        Ok(0)
    }

    fn wasm_on_header_field(&mut self, guest: &mut llhttp::Guest, _: i32, at: i32, len: i32) -> Result<i32, Trap> {
        self.headers.push((Response::text(guest, at, len)?, String::new()));
        Ok(0)
    }

    fn wasm_on_header_value(&mut self, guest: &mut llhttp::Guest, _: i32, at: i32, len: i32) -> Result<i32, Trap> {
        let value = Response::text(guest, at, len)?;
        let (_, last) = self.headers.last_mut().ok_or_else(|| Trap::message("a value without a field"))?;
        last.push_str(&value);
        Ok(0)
    }

    fn wasm_on_headers_complete(
        &mut self,
        _: &mut llhttp::Guest,
        _: i32,
        status: i32,
        _upgrade: i32,
        _keep_alive: i32,
    ) -> Result<i32, Trap> {
        self.status = status;
        Ok(0)
    }

    fn wasm_on_body(&mut self, guest: &mut llhttp::Guest, _: i32, at: i32, len: i32) -> Result<i32, Trap> {
        self.body.extend_from_slice(guest.memory().slice(at, len)?);
        Ok(0)
    }

    fn wasm_on_message_complete(&mut self, _: &mut llhttp::Guest, _: i32) -> Result<i32, Trap> {
        self.complete = true;
        Ok(0)
    }
}

fn execute(http: &mut llhttp::Instance<Response>, parser: i32, data: &[u8]) -> Result<i32, Trap> {
    let at = http.malloc(data.len() as i32)?;
    http.memory_mut().write_slice(at, data)?;
    let errno = http.llhttp_execute(parser, at, data.len() as i32)?;
    http.free(at)?;
    Ok(errno)
}

fn main() -> Result<(), Trap> {
    let mut http = llhttp::Instance::new(Response::default())?;
    let parser = http.llhttp_alloc(RESPONSE)?;
    let head = b"HTTP/1.1 418 I'm a teapot\r\nServer: kettle\r\nTransfer-Encoding: chunked\r\n\r\n";
    assert_eq!(execute(&mut http, parser, head)?, 0);
    // A state of the parser to come back to, in the middle of a message.
    let snapshot = http.guest().clone();
    for part in [&b"6\r\nshort "[..], b"\r\n9\r\nand s", b"tout\r\n0\r\n\r\n"] {
        assert_eq!(execute(&mut http, parser, part)?, 0, "{part:?}");
    }
    let response = http.imports();
    assert_eq!((response.status, &response.reason[..], response.complete), (418, "I'm a teapot", true));
    assert_eq!(response.headers[0], ("Server".to_owned(), "kettle".to_owned()));
    assert_eq!(response.headers.len(), 2);
    assert_eq!(response.body, b"short and stout");

    *http.guest_mut() = snapshot;
    http.imports_mut().body.clear();
    assert_eq!(execute(&mut http, parser, b"3\r\ntea\r\n")?, 0);
    assert_eq!(http.imports().body, b"tea");
    assert_ne!(execute(&mut http, parser, b"zz\r\n")?, 0, "a chunk size that is none");
    let reason = http.llhttp_get_error_reason(parser)?;
    let reason = http.memory().c_str(reason)?.to_string_lossy().into_owned();
    assert!(reason.contains("chunk size"), "{reason}");
    println!("a response, a snapshot, and an error: {reason}");
    Ok(())
}
