//! A word counter: the host writes text, the guest calls the host once per distinct word, most
//! frequent first, and lets it decide what is worth counting.
#![no_std]

const TEXT: usize = 16 * 1024;
const WORDS: usize = 1024;

#[link(wasm_import_module = "host")]
extern "C" {
    /// Whether the word should be counted.
    fn accept(word: *const u8, len: usize) -> i32;
    /// A distinct word and how often it occurred.
    fn word(word: *const u8, len: usize, count: u32);
}

#[derive(Clone, Copy)]
struct Entry {
    start: usize,
    len: usize,
    count: u32,
}

static mut INPUT: [u8; TEXT] = [0; TEXT];
static mut ENTRIES: [Entry; WORDS] = [Entry { start: 0, len: 0, count: 0 }; WORDS];

/// Where the host writes the text; `capacity()` bytes.
#[no_mangle]
pub extern "C" fn input() -> *mut u8 {
    unsafe { INPUT.as_mut_ptr() }
}

#[no_mangle]
pub extern "C" fn capacity() -> usize {
    TEXT
}

/// Counts the words of the first `len` bytes; returns how many distinct ones there are.
#[no_mangle]
pub extern "C" fn count(len: usize) -> usize {
    let (text, entries) = unsafe { (&mut INPUT[..len], &mut ENTRIES) };
    text.make_ascii_lowercase();
    let mut found = 0;
    let mut start = 0;
    while start < len {
        if !text[start].is_ascii_alphanumeric() {
            start += 1;
            continue;
        }
        let length = text[start..].iter().take_while(|c| c.is_ascii_alphanumeric()).count();
        let this = &text[start..start + length];
        let known = entries[..found].iter().position(|e| &text[e.start..e.start + e.len] == this);
        match known {
            Some(i) => entries[i].count += 1,
            None if unsafe { accept(this.as_ptr(), length) } != 0 => {
                entries[found] = Entry { start, len: length, count: 1 };
                found += 1;
            }
            None => {}
        }
        start += length;
    }
    let entries = &mut entries[..found];
    entries.sort_unstable_by(|a, b| (b.count, a.start).cmp(&(a.count, b.start)));
    for e in entries.iter() {
        unsafe { word(text[e.start..].as_ptr(), e.len, e.count) }
    }
    found
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
