//! Snapshots that anybody may have written: loaded, or refused with nothing changed.
#![no_main]
#![forbid(unsafe_code)]

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use include_wasm::rt::{Data, Elem, FixedMemory};
use include_wasm::{
    ExternRef, FuncRef, GuestState, Limits, Memory, MemoryView, Snapshot, SnapshotError, Table,
    V128, rt,
};
use libfuzzer_sys::fuzz_target;

const PAGE: usize = 65536;
/// Pages and elements that the guest may have.
const LIMIT: u32 = 3;
/// Its functions.
const NAMES: &[&str] = &["a", "b", "c"];
/// Magic number, version, hash of the module.
const HEADER: usize = 24;

/// A part of each kind.
struct Guest {
    cx: rt::Cx,
    memory: Memory,
    fixed: FixedMemory<PAGE>,
    i: i32,
    l: i64,
    f: f32,
    d: f64,
    v: V128,
    r: Option<FuncRef>,
    x: Option<ExternRef>,
    functions: Table<FuncRef>,
    values: Table<ExternRef>,
    data: Data,
    elem: Elem<FuncRef>,
}

impl Guest {
    fn new() -> Guest {
        let limits = Limits::new()
            .max_memory_pages(LIMIT)
            .max_table_elements(LIMIT);
        let mut guest = Guest {
            cx: rt::Cx::new(&limits, 1 << 20),
            memory: Memory::with_limits(1, None, &limits).expect("there is room"),
            fixed: FixedMemory::with_limits(&limits).expect("there is room"),
            i: -1,
            l: 1 << 40,
            f: 1.5,
            d: f64::NAN,
            v: V128::from_i64x2([1, 2]),
            r: FuncRef::new(2),
            x: None,
            functions: Table::with_limits(2, None, &limits).expect("there is room"),
            values: Table::with_limits(1, None, &limits).expect("there is room"),
            data: Data::new(b"some bytes"),
            elem: Elem::new(vec![FuncRef::new(0), None, FuncRef::new(1)]),
        };
        guest.memory.bytes_mut()[5000] = 1;
        guest.fixed.bytes_mut()[0] = 2;
        guest
    }
}

macro_rules! parts {
    ($guest:ident, $see:ident, $($reference:tt)+) => {
        parts!(@ $guest $see ($($reference)+) memory fixed i l f d v r x functions values data elem)
    };
    (@ $guest:ident $see:ident $reference:tt $($part:ident)*) => {
        $(parts!(# $guest $see $reference $part);)*
    };
    (# $guest:ident $see:ident ($($reference:tt)+) $part:ident) => {
        $see($($reference)+ $guest.$part)
    };
}

impl GuestState for Guest {
    fn memory(&self, index: u32) -> Option<&dyn MemoryView> {
        (index == 0).then_some(&self.memory)
    }
    fn memory_mut(&mut self, index: u32) -> Option<&mut dyn MemoryView> {
        (index == 0).then_some(&mut self.memory)
    }
    fn cx(&self) -> &rt::Cx {
        &self.cx
    }
    fn cx_mut(&mut self) -> &mut rt::Cx {
        &mut self.cx
    }
    fn names(&self) -> &'static [&'static str] {
        NAMES
    }
    fn parts(&self, see: &mut dyn FnMut(&dyn rt::Part)) {
        parts!(self, see, &);
    }
    fn parts_mut(&mut self, see: &mut dyn FnMut(&mut dyn rt::Part)) {
        parts!(self, see, &mut);
    }
    fn module_hash(&self) -> u128 {
        0x1234
    }
}

/// Bytes, and how they come to be.
#[derive(Arbitrary, Debug)]
enum Bytes {
    /// Of no relation to a snapshot.
    Any(Vec<u8>),
    /// Behind a header that is right.
    Body(Vec<u8>),
    /// A snapshot with changes; then its length.
    Changed(Vec<(u16, u8)>, u16),
}

/// What a guest of this module wrote.
static REAL: LazyLock<Vec<u8>> =
    LazyLock::new(|| Guest::new().save().expect("no host's values").into_bytes());

fuzz_target!(|bytes: Bytes| {
    let bytes = match bytes {
        Bytes::Any(bytes) => bytes,
        Bytes::Body(bytes) => [&REAL[..HEADER], &bytes].concat(),
        Bytes::Changed(changes, len) => {
            let mut real = REAL.clone();
            for (at, value) in changes {
                if let Some(byte) = real.get_mut(usize::from(at)) {
                    *byte = value;
                }
            }
            real.truncate(usize::from(len));
            real
        }
    };
    let mut guest = Guest::new();
    let before = guest.state_hash();
    let snapshot = Snapshot::from_bytes(bytes);
    if let Err(error) = guest.load(&snapshot) {
        assert!(!matches!(
            error,
            SnapshotError::OutOfMemory | SnapshotError::HostValue
        ));
        assert_eq!(guest.state_hash(), before, "what is refused changes nothing");
        return;
    }
    assert!(guest.memory.pages() <= LIMIT);
    assert!(guest.functions.size() <= LIMIT && guest.values.size() <= LIMIT);
    let functions = guest.functions.items().iter().chain([&guest.r]);
    for function in functions.chain(guest.elem.items()).flatten() {
        assert!((function.index() as usize) < NAMES.len());
    }
    // What was loaded is a state like any other: it can be saved, and means the same to the next one.
    let saved = guest.save().expect("no host's values");
    let mut other = Guest::new();
    assert_eq!(other.load(&saved), Ok(()));
    assert_eq!(other.state_hash(), guest.state_hash());
    // Whatever is in a table, a callee is found in it or not; there is no third way.
    for index in 0..=LIMIT {
        let _ = rt::callee(index as i32, &guest.functions, &mut guest.cx);
    }
});
