//! A world for tests, and a guest in it.
#![allow(dead_code)]

use include_wasm::wasi::{Buffer, Errno, FixedClock, MemFs, SeededRandom, WasiCtx};
use test_wasi::all;

pub type Guest = all::Instance<WasiCtx>;

/// The directory that [`world`] gives.
pub const ROOT: i32 = 3;
/// The file `file`, open for everything in [`guest`].
pub const FILE: i32 = 4;

/// Places in the guest's memory.
pub const OUT: i32 = 16;
pub const IOVS: i32 = 64;
pub const BUF: i32 = 1024;
pub const PATH: i32 = 2048;

/// Every right that a file can have.
pub const ALL_FILE: i64 = 0x08E0_01FF;

macro_rules! errnos {
    ($($name:ident)*) => { $(pub const $name: i32 = Errno::$name.to_i32();)* };
}

errnos! {
    BADF EXIST FAULT FBIG ILSEQ INVAL ISDIR LOOP MFILE NAMETOOLONG NOENT NOSPC NOTCAPABLE NOTDIR
    NOTEMPTY NOTSOCK NOTSUP PERM ROFS SPIPE XDEV
    AGAIN
}

/// Everything, reproducible.
pub fn world() -> WasiCtx {
    let mut fs = MemFs::new();
    fs.write("file", "contents").unwrap();
    fs.write("dir/inner", "inner").unwrap();
    fs.symlink("file", "link").unwrap();
    fs.symlink("loop", "loop").unwrap();
    fs.symlink("../..", "dir/up").unwrap();
    fs.symlink("/etc", "out").unwrap();
    WasiCtx::builder()
        .args(["guest", "argument"])
        .env("KEY", "value")
        .clock(FixedClock::new(1_700_000_000_000_000_000).step(1000))
        .random(SeededRandom::new(1))
        .stdin(Buffer::from("input"))
        .stdout(Buffer::new())
        .stderr(Buffer::new())
        .preopen("/", fs)
        .build()
}

/// A guest in a world; if that has a file `file` at its root, it is open as [`FILE`].
pub fn guest(wasi: WasiCtx) -> Guest {
    let mut m = all::Instance::new(wasi).unwrap();
    if m.imports()
        .fs::<MemFs>("/")
        .is_some_and(|fs| fs.exists("file"))
    {
        assert_eq!(open(&mut m, "file", 0, ALL_FILE), Ok(FILE));
    }
    m
}

pub fn files(m: &mut Guest) -> &mut MemFs {
    m.imports_mut().fs_mut("/").unwrap()
}

/// Puts a path into the guest's memory.
pub fn path(m: &mut Guest, path: &str) -> (i32, i32) {
    m.memory_mut().write_slice(PATH, path.as_bytes()).unwrap();
    (PATH, path.len() as i32)
}

/// `path_open` in the root, with `oflags` and rights: the descriptor, or the errno.
pub fn open(m: &mut Guest, name: &str, oflags: i32, rights: i64) -> Result<i32, i32> {
    let (s, n) = path(m, name);
    match m
        .path_open(ROOT, 0, s, n, oflags, rights, 0, 0, OUT)
        .unwrap()
    {
        0 => Ok(m.memory().read(OUT).unwrap()),
        errno => Err(errno),
    }
}

/// Writes text at the descriptor's position.
pub fn write(m: &mut Guest, fd: i32, text: &str) -> Result<u32, i32> {
    m.memory_mut().write_slice(BUF, text.as_bytes()).unwrap();
    m.memory_mut()
        .write(IOVS, [BUF, text.len() as i32])
        .unwrap();
    match m.fd_write(fd, IOVS, 1, OUT).unwrap() {
        0 => Ok(m.memory().read(OUT).unwrap()),
        errno => Err(errno),
    }
}

/// Reads up to 64 bytes at the descriptor's position.
pub fn read(m: &mut Guest, fd: i32) -> Result<String, i32> {
    m.memory_mut().write(IOVS, [BUF, 64]).unwrap();
    match m.fd_read(fd, IOVS, 1, OUT).unwrap() {
        0 => {
            let len: u32 = m.memory().read(OUT).unwrap();
            Ok(m.memory().str(BUF, len).unwrap().to_owned())
        }
        errno => Err(errno),
    }
}
