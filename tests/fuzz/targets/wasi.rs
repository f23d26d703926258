//! Sequences of WASI calls, with pointers and lengths of all kinds, on a file system in memory.
#![no_main]
#![forbid(unsafe_code)]

use arbitrary::{Arbitrary, Result, Unstructured};
use include_wasm::wasi::{Buffer, FixedClock, MemFs, Preview1, SeededRandom, WasiCtx};
use include_wasm::{GuestState, Limits, Memory, MemoryView, Trap, TrapCode, rt};
use libfuzzer_sys::fuzz_target;

/// Bytes of files that the guest may make.
const CAPACITY: u64 = 1 << 16;

struct Guest(Memory, rt::Cx);

impl GuestState for Guest {
    fn memory(&self, index: u32) -> Option<&dyn MemoryView> {
        (index == 0).then_some(&self.0)
    }
    fn memory_mut(&mut self, index: u32) -> Option<&mut dyn MemoryView> {
        (index == 0).then_some(&mut self.0)
    }
    fn cx(&self) -> &rt::Cx {
        &self.1
    }
    fn cx_mut(&mut self) -> &mut rt::Cx {
        &mut self.1
    }
    fn names(&self) -> &'static [&'static str] {
        &[]
    }
    fn parts(&self, see: &mut dyn FnMut(&dyn rt::Part)) {
        see(&self.0);
    }
    fn parts_mut(&mut self, see: &mut dyn FnMut(&mut dyn rt::Part)) {
        see(&mut self.0);
    }
    fn module_hash(&self) -> u128 {
        0
    }
}

/// Descriptors, flags, pointers, lengths.
fn narrow(u: &mut Unstructured<'_>) -> Result<i32> {
    Ok(match u.int_in_range(0..=9)? {
        0..=3 => u.int_in_range(0..=8)?,
        4..=6 => u.int_in_range(0..=1023)?,
        7 => u.int_in_range(65_536 - 80..=65_540)?,
        8 => -u.int_in_range(0..=64)?,
        _ => u.arbitrary()?,
    })
}

/// Offsets, rights, times.
fn wide(u: &mut Unstructured<'_>) -> Result<i64> {
    Ok(match u.int_in_range(0..=5)? {
        0 => -1,
        1 | 2 => u.int_in_range(0..=200)?,
        3 => i64::MAX - u.int_in_range(0..=5)?,
        4 => 1 << u.int_in_range(0..=63)?,
        _ => u.arbitrary()?,
    })
}

type Call = fn(
    &mut WasiCtx,
    &mut Guest,
    &mut Unstructured<'_>,
) -> Result<Result<i32, Trap>, arbitrary::Error>;

macro_rules! calls {
    ($($name:ident($($kind:ident)*))*) => {
        &[$(|wasi, guest, _u| call!(wasi guest _u $name [] $($kind)*),)*]
    };
}

macro_rules! call {
    ($wasi:ident $guest:ident $u:ident $name:ident [$($done:expr,)*] $kind:ident $($rest:ident)*) => {
        call!($wasi $guest $u $name [$($done,)* $kind($u)?,] $($rest)*)
    };
    ($wasi:ident $guest:ident $u:ident $name:ident [$($done:expr,)*]) => {
        Ok($wasi.$name($guest, $($done,)*))
    };
}

const CALLS: &[Call] = calls! {
    args_get(narrow narrow)
    args_sizes_get(narrow narrow)
    environ_get(narrow narrow)
    environ_sizes_get(narrow narrow)
    clock_res_get(narrow narrow)
    clock_time_get(narrow wide narrow)
    fd_advise(narrow wide wide narrow)
    fd_allocate(narrow wide wide)
    fd_close(narrow)
    fd_datasync(narrow)
    fd_fdstat_get(narrow narrow)
    fd_fdstat_set_flags(narrow narrow)
    fd_fdstat_set_rights(narrow wide wide)
    fd_filestat_get(narrow narrow)
    fd_filestat_set_size(narrow wide)
    fd_filestat_set_times(narrow wide wide narrow)
    fd_pread(narrow narrow narrow wide narrow)
    fd_prestat_get(narrow narrow)
    fd_prestat_dir_name(narrow narrow narrow)
    fd_pwrite(narrow narrow narrow wide narrow)
    fd_read(narrow narrow narrow narrow)
    fd_readdir(narrow narrow narrow wide narrow)
    fd_renumber(narrow narrow)
    fd_seek(narrow wide narrow narrow)
    fd_sync(narrow)
    fd_tell(narrow narrow)
    fd_write(narrow narrow narrow narrow)
    path_create_directory(narrow narrow narrow)
    path_filestat_get(narrow narrow narrow narrow narrow)
    path_filestat_set_times(narrow narrow narrow narrow wide wide narrow)
    path_link(narrow narrow narrow narrow narrow narrow narrow)
    path_open(narrow narrow narrow narrow narrow wide wide narrow narrow)
    path_open(narrow narrow narrow narrow narrow wide wide narrow narrow)
    path_readlink(narrow narrow narrow narrow narrow narrow)
    path_remove_directory(narrow narrow narrow)
    path_rename(narrow narrow narrow narrow narrow narrow)
    path_symlink(narrow narrow narrow narrow narrow)
    path_unlink_file(narrow narrow narrow)
    poll_oneoff(narrow narrow narrow narrow)
    proc_raise(narrow)
    sched_yield()
    random_get(narrow narrow)
    sock_accept(narrow narrow narrow)
    sock_recv(narrow narrow narrow narrow narrow narrow)
    sock_send(narrow narrow narrow narrow narrow)
    sock_shutdown(narrow narrow)
};

fn run(u: &mut Unstructured<'_>) -> Result<()> {
    let mut fs = MemFs::with_capacity(CAPACITY);
    for (path, text) in [("a", "hello"), ("d/b", ""), ("d/e/c", "world")] {
        fs.write(path, text)
            .map_err(|_| arbitrary::Error::IncorrectFormat)?;
    }
    let _ = fs.symlink("../d/e", "d/l");
    let mut wasi = WasiCtx::builder()
        .args(["program", "--flag"])
        .env("KEY", "value")
        .clock(FixedClock::new(1_000_000_000))
        .random(SeededRandom::new(7))
        .stdin(Buffer::from("input"))
        .stdout(Buffer::with_capacity(1 << 14))
        .preopen("/", fs)
        .max_descriptors(12)
        .build();
    let mut guest = Guest(
        Memory::new(1, Some(1)).map_err(|_| arbitrary::Error::IncorrectFormat)?,
        rt::Cx::new(&Limits::new(), 0),
    );
    // Paths, I/O vectors and subscriptions are what the guest has in its memory.
    let paths = b"a\0d\0d/b\0../a\0d/../d/l/c\0.\0..\0l\0x/y\0";
    let _ = guest.0.write_slice(0, paths);
    while !u.is_empty() {
        if bool::arbitrary(u)? {
            let words: [i32; 4] = [narrow(u)?, narrow(u)?, narrow(u)?, narrow(u)?];
            let at = u.int_in_range(0..=1000)?;
            for (i, word) in (0..).zip(words) {
                let _ = guest.0.write(at + 4 * i, word);
            }
        }
        let call = *u.choose(CALLS)?;
        match call(&mut wasi, &mut guest, u)? {
            Ok(errno) => assert!((0..=76).contains(&errno), "errno {errno}"),
            Err(trap) => assert_eq!(trap.code(), TrapCode::Exit, "{trap}"),
        }
        let used = wasi.fs::<MemFs>("/").map_or(0, MemFs::used);
        assert!(used <= CAPACITY, "{used} bytes of {CAPACITY}");
    }
    Ok(())
}

fuzz_target!(|data: &[u8]| {
    // Input that ends early is as good as any.
    let _ = run(&mut Unstructured::new(data));
});
