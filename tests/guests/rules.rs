//! A rule engine: `name: condition -> action` lines over facts that the host knows.
//!
//! `temperature: celsius > 30 -> fan` fires `fan` when the host's fact `celsius` is above 30. A
//! condition is `fact op number`, op one of `<`, `>`, `=`; several are joined by `and`.
#![no_std]

#[link(wasm_import_module = "host")]
extern "C" {
    /// The value of a fact.
    fn fact(name: *const u8, len: usize) -> f64;
    /// An action whose condition held.
    fn fire(rule: *const u8, rule_len: usize, action: *const u8, action_len: usize);
}

const CAPACITY: usize = 8192;
static mut SOURCE: [u8; CAPACITY] = [0; CAPACITY];

/// Where the host writes the rules.
#[no_mangle]
pub extern "C" fn source(len: usize) -> *mut u8 {
    if len > CAPACITY {
        return core::ptr::null_mut();
    }
    unsafe { SOURCE.as_mut_ptr() }
}

/// Evaluates the rules in the first `len` bytes; the number that fired, or minus the line of the
/// first one that can't be understood.
#[no_mangle]
pub extern "C" fn evaluate(len: usize) -> i32 {
    let text = match core::str::from_utf8(unsafe { &SOURCE[..len] }) {
        Ok(text) => text,
        Err(_) => return -1,
    };
    let mut fired = 0;
    for (i, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        match rule(line) {
            Some(true) => fired += 1,
            Some(false) => {}
            None => return -(i as i32 + 1),
        }
    }
    fired
}

fn rule(line: &str) -> Option<bool> {
    let (name, rest) = line.split_once(':')?;
    let (conditions, action) = rest.split_once("->")?;
    for condition in conditions.split(" and ") {
        if !holds(condition)? {
            return Some(false);
        }
    }
    let (name, action) = (name.trim(), action.trim());
    unsafe { fire(name.as_ptr(), name.len(), action.as_ptr(), action.len()) };
    Some(true)
}

fn holds(condition: &str) -> Option<bool> {
    let mut parts = condition.split_whitespace();
    let (name, op, number) = (parts.next()?, parts.next()?, parts.next()?);
    let limit = decimal(number)?;
    let value = unsafe { fact(name.as_ptr(), name.len()) };
    match op {
        "<" => Some(value < limit),
        ">" => Some(value > limit),
        "=" => Some(value == limit),
        _ => None,
    }
}

/// `-12.5`; core's own parser is exact and ten times the size.
fn decimal(text: &str) -> Option<f64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mut value, mut scale, mut fraction) = (0.0, 1.0, false);
    for c in digits.bytes() {
        match c {
            b'0'..=b'9' => {
                value = value * 10.0 + f64::from(c - b'0');
                scale *= if fraction { 10.0 } else { 1.0 };
            }
            b'.' if !fraction => fraction = true,
            _ => return None,
        }
    }
    Some(if negative { -value / scale } else { value / scale })
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
