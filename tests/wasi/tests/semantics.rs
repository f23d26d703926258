//! What the functions do when nobody means harm: rights, flags, positions, times, renumbering.
#![forbid(unsafe_code)]

mod common;

use common::*;
use include_wasm::wasi::{Buffer, Errno, Fs, MemFs, Rights, WasiCtx};

const CREATE: i32 = 1;
const DIRECTORY: i32 = 2;
const EXCLUSIVE: i32 = 4;
const TRUNCATE: i32 = 8;

const READ: i64 = 1 << 1;
const WRITE: i64 = 1 << 6;

fn size(m: &mut Guest, fd: i32) -> u64 {
    assert_eq!(m.fd_filestat_get(fd, BUF).unwrap(), 0);
    m.memory().read(BUF + 32).unwrap()
}

#[test]
fn arguments_and_environment() {
    let mut m = guest(world());
    assert_eq!(m.args_sizes_get(OUT, OUT + 4).unwrap(), 0);
    assert_eq!(m.memory().read::<[u32; 2]>(OUT).unwrap(), [2, 15]);
    assert_eq!(m.args_get(OUT, BUF).unwrap(), 0);
    assert_eq!(m.memory().read::<[i32; 2]>(OUT).unwrap(), [BUF, BUF + 6]);
    assert_eq!(m.memory().slice(BUF, 15).unwrap(), b"guest\0argument\0");
    assert_eq!(m.environ_sizes_get(OUT, OUT + 4).unwrap(), 0);
    assert_eq!(m.memory().read::<[u32; 2]>(OUT).unwrap(), [1, 10]);
    assert_eq!(m.environ_get(OUT, BUF).unwrap(), 0);
    assert_eq!(m.memory().slice(BUF, 10).unwrap(), b"KEY=value\0");
    // A later value replaces an earlier one, and strings end at a zero.
    let wasi = WasiCtx::builder()
        .env("A", "1")
        .env("A", "2\0x")
        .arg("a\0b")
        .build();
    assert_eq!(
        format!("{wasi:?}"),
        r#"WasiCtx { args: ["a"], env: ["A=2"], preopens: [], .. }"#
    );
}

/// All combinations of `oflags`, for what is there and what is not.
#[test]
fn flags_of_opening() {
    let run = |name: &str, oflags: i32, rights: i64| {
        let mut m = guest(world());
        open(&mut m, name, oflags, rights).map(|fd| match name {
            "dir" => 0,
            _ => size_by_path(&mut m, fd, name),
        })
    };
    for oflags in 0..16 {
        let has = |flag| oflags & flag != 0;
        let invalid = has(DIRECTORY) && oflags != DIRECTORY;
        let exists = has(CREATE) && has(EXCLUSIVE);
        for rights in [0, READ, WRITE, READ | WRITE] {
            let file = match () {
                () if invalid => Err(INVAL),
                () if exists => Err(EXIST),
                () if has(DIRECTORY) => Err(NOTDIR),
                () => Ok(if has(TRUNCATE) { 0 } else { 8 }),
            };
            assert_eq!(
                run("file", oflags, rights),
                file,
                "file {oflags:04b} {rights}"
            );
            let dir = match () {
                () if invalid => Err(INVAL),
                () if exists => Err(EXIST),
                () if has(CREATE) || has(TRUNCATE) || rights & WRITE != 0 => Err(ISDIR),
                () => Ok(0),
            };
            assert_eq!(run("dir", oflags, rights), dir, "dir {oflags:04b} {rights}");
            let new = match () {
                () if invalid => Err(INVAL),
                () if has(CREATE) => Ok(0),
                () => Err(NOENT),
            };
            assert_eq!(run("new", oflags, rights), new, "new {oflags:04b} {rights}");
            let link = match () {
                () if invalid => Err(INVAL),
                () if exists => Err(EXIST),
                () => Err(LOOP),
            };
            assert_eq!(
                run("link", oflags, rights),
                link,
                "link {oflags:04b} {rights}"
            );
        }
    }
}

/// The size by path, for descriptors without the right to ask.
fn size_by_path(m: &mut Guest, fd: i32, name: &str) -> u64 {
    assert_eq!(m.fd_filestat_get(fd, BUF).unwrap(), NOTCAPABLE);
    files(m).read(name).unwrap().len() as u64
}

#[test]
fn rights_are_inherited_and_given_up() {
    let mut m = guest(world());
    let (s, n) = path(&mut m, "dir");
    let base = (Rights::PATH_OPEN | Rights::FD_READDIR).bits() as i64;
    let inheriting = (Rights::FD_READ | Rights::FD_SEEK).bits() as i64;
    assert_eq!(
        m.path_open(ROOT, 0, s, n, 0, base, inheriting, 0, OUT)
            .unwrap(),
        0
    );
    let dir: i32 = m.memory().read(OUT).unwrap();
    assert_eq!(m.fd_fdstat_get(dir, BUF).unwrap(), 0);
    assert_eq!(
        m.memory().read::<[i64; 3]>(BUF).unwrap(),
        [3, base, inheriting]
    );
    // What is opened there has at most what is inherited.
    let (s, n) = path(&mut m, "inner");
    assert_eq!(
        m.path_open(dir, 0, s, n, 0, WRITE, 0, 0, OUT).unwrap(),
        NOTCAPABLE
    );
    assert_eq!(
        m.path_open(dir, 0, s, n, CREATE, READ, 0, 0, OUT).unwrap(),
        NOTCAPABLE
    );
    assert_eq!(
        m.path_open(dir, 0, s, n, TRUNCATE, READ, 0, 0, OUT)
            .unwrap(),
        NOTCAPABLE
    );
    assert_eq!(m.path_open(dir, 0, s, n, 0, READ, 0, 4, OUT).unwrap(), 0);
    let file: i32 = m.memory().read(OUT).unwrap();
    assert_eq!(read(&mut m, file).as_deref(), Ok("inner"));
    assert_eq!(write(&mut m, file, "x"), Err(NOTCAPABLE));
    // Reading at an offset needs the right to seek.
    assert_eq!(m.fd_pread(file, IOVS, 1, 0, OUT).unwrap(), NOTCAPABLE);
    assert_eq!(m.fd_seek(file, 0, 0, OUT).unwrap(), NOTCAPABLE);
    assert_eq!(m.fd_tell(file, OUT).unwrap(), NOTCAPABLE);
    assert_eq!(m.path_unlink_file(dir, s, n).unwrap(), NOTCAPABLE);
    assert_eq!(m.path_create_directory(dir, s, n).unwrap(), NOTCAPABLE);
    // Rights are only ever given up.
    assert_eq!(
        m.fd_fdstat_set_rights(file, READ | WRITE, 0).unwrap(),
        NOTCAPABLE
    );
    assert_eq!(m.fd_fdstat_set_rights(file, 0, 0).unwrap(), 0);
    assert_eq!(m.fd_fdstat_set_rights(file, READ, 0).unwrap(), NOTCAPABLE);
    assert_eq!(read(&mut m, file), Err(NOTCAPABLE));
    // The right to seek implies the right to tell.
    let seeker = open(&mut m, "file", 0, 1 << 2).unwrap();
    assert_eq!(m.fd_tell(seeker, OUT).unwrap(), 0);
    let teller = open(&mut m, "file", 0, 1 << 5).unwrap();
    assert_eq!(m.fd_seek(teller, 0, 1, OUT).unwrap(), 0);
    assert_eq!(m.fd_seek(teller, 1, 1, OUT).unwrap(), NOTCAPABLE);
}

#[test]
fn positions() {
    let mut m = guest(world());
    assert_eq!(read(&mut m, FILE).as_deref(), Ok("contents"));
    assert_eq!(read(&mut m, FILE).as_deref(), Ok(""));
    for (offset, whence, expected) in [
        (3, 0, Ok(3)),
        (2, 1, Ok(5)),
        (-1, 1, Ok(4)),
        (-8, 2, Ok(0)),
        (-1, 1, Err(INVAL)),
        (-9, 2, Err(INVAL)),
        (i64::MAX, 0, Ok(i64::MAX)),
        (1, 1, Err(Errno::OVERFLOW.to_i32())),
        (i64::MIN, 1, Err(INVAL)),
        (0, 1, Ok(i64::MAX)),
    ] {
        let result = match m.fd_seek(FILE, offset, whence, OUT).unwrap() {
            0 => Ok(m.memory().read(OUT).unwrap()),
            errno => Err(errno),
        };
        assert_eq!(result, expected, "{offset} {whence}");
    }
    assert_eq!(read(&mut m, FILE).as_deref(), Ok(""));
    assert_eq!(write(&mut m, FILE, "x"), Err(FBIG));
    // Writing behind the end leaves zeros.
    assert_eq!(m.fd_seek(FILE, 10, 0, OUT).unwrap(), 0);
    assert_eq!(write(&mut m, FILE, "x"), Ok(1));
    assert_eq!(files(&mut m).read("file").unwrap(), b"contents\0\0x");
    // Streams have no position.
    assert_eq!(m.fd_seek(1, 0, 1, OUT).unwrap(), SPIPE);
    assert_eq!(m.fd_tell(0, OUT).unwrap(), SPIPE);
    assert_eq!(m.fd_pread(0, IOVS, 1, 0, OUT).unwrap(), SPIPE);
    assert_eq!(m.fd_seek(ROOT, 0, 1, OUT).unwrap(), ISDIR);
}

#[test]
fn appending() {
    let mut m = guest(world());
    assert_eq!(m.fd_fdstat_set_flags(FILE, 1).unwrap(), 0);
    assert_eq!(write(&mut m, FILE, "+1"), Ok(2));
    assert_eq!(m.fd_tell(FILE, OUT).unwrap(), 0);
    assert_eq!(m.memory().read::<u64>(OUT).unwrap(), 10);
    assert_eq!(m.fd_seek(FILE, 0, 0, OUT).unwrap(), 0);
    assert_eq!(write(&mut m, FILE, "+2"), Ok(2));
    // At an offset is at the offset.
    m.memory_mut().write_slice(BUF, b"C").unwrap();
    m.memory_mut().write(IOVS, [BUF, 1]).unwrap();
    assert_eq!(m.fd_pwrite(FILE, IOVS, 1, 0, OUT).unwrap(), 0);
    assert_eq!(files(&mut m).read("file").unwrap(), b"Contents+1+2");
    assert_eq!(m.fd_fdstat_get(FILE, BUF).unwrap(), 0);
    assert_eq!(m.memory().read::<[u16; 2]>(BUF).unwrap(), [4, 1]);
    assert_eq!(m.fd_fdstat_set_flags(FILE, 0).unwrap(), 0);
    assert_eq!(m.fd_seek(FILE, 0, 0, OUT).unwrap(), 0);
    assert_eq!(write(&mut m, FILE, "c"), Ok(1));
    assert_eq!(files(&mut m).read("file").unwrap(), b"contents+1+2");
}

#[test]
fn sizes_and_times() {
    let mut m = guest(world());
    assert_eq!(m.fd_allocate(FILE, 0, 4).unwrap(), 0);
    assert_eq!(size(&mut m, FILE), 8);
    assert_eq!(m.fd_allocate(FILE, 10, 10).unwrap(), 0);
    assert_eq!(size(&mut m, FILE), 20);
    assert_eq!(m.fd_filestat_set_size(FILE, 3).unwrap(), 0);
    assert_eq!(files(&mut m).read("file").unwrap(), b"con");
    let times = |m: &mut Guest| {
        assert_eq!(m.fd_filestat_get(FILE, BUF).unwrap(), 0);
        m.memory().read::<[u64; 2]>(BUF + 40).unwrap()
    };
    assert_eq!(m.fd_filestat_set_times(FILE, 5, 7, 1 | 4).unwrap(), 0);
    assert_eq!(times(&mut m), [5, 7]);
    assert_eq!(m.fd_filestat_set_times(FILE, 6, 6, 4).unwrap(), 0);
    assert_eq!(times(&mut m), [5, 6]);
    assert_eq!(m.fd_filestat_set_times(FILE, 0, 0, 0).unwrap(), 0);
    assert_eq!(times(&mut m), [5, 6]);
    assert_eq!(m.fd_filestat_set_times(FILE, 0, 0, 2).unwrap(), 0);
    let [now, mtim] = times(&mut m);
    assert_eq!((now / 1_000_000_000, mtim), (1_700_000_000, 6));
    for both in [1 | 2, 4 | 8, 15] {
        assert_eq!(m.fd_filestat_set_times(FILE, 0, 0, both).unwrap(), INVAL);
    }
    // A symbolic link has times of its own.
    let (s, n) = path(&mut m, "link");
    assert_eq!(
        m.path_filestat_set_times(ROOT, 0, s, n, 1, 1, 5).unwrap(),
        0
    );
    assert_eq!(times(&mut m), [now, 6]);
    assert_eq!(
        m.path_filestat_set_times(ROOT, 1, s, n, 2, 2, 5).unwrap(),
        0
    );
    assert_eq!(times(&mut m), [2, 2]);
}

#[test]
fn renumbering() {
    let mut m = guest(world());
    assert_eq!(m.fd_renumber(FILE, 9).unwrap(), BADF);
    assert_eq!(m.fd_renumber(FILE, FILE).unwrap(), 0);
    let other = open(&mut m, "dir/inner", 0, READ).unwrap();
    assert_eq!(m.fd_renumber(FILE, other).unwrap(), 0);
    assert_eq!(read(&mut m, FILE), Err(BADF));
    assert_eq!(read(&mut m, other).as_deref(), Ok("contents"));
    // The lowest free number is next; those of the standard streams are not given away.
    assert_eq!(open(&mut m, "file", 0, READ), Ok(FILE));
    assert_eq!(m.fd_close(0).unwrap(), 0);
    assert_eq!(open(&mut m, "file", 0, READ), Ok(6));
    // A file can take the place of standard output.
    let log = open(&mut m, "log", CREATE, WRITE).unwrap();
    assert_eq!(m.fd_renumber(log, 1).unwrap(), 0);
    assert_eq!(write(&mut m, 1, "line"), Ok(4));
    assert_eq!(files(&mut m).read("log").unwrap(), b"line");
    assert_eq!(m.imports().stdout::<Buffer>().unwrap().bytes(), b"");
    // The preopened directory as well.
    assert_eq!(m.fd_renumber(ROOT, 1).unwrap(), 0);
    assert_eq!(m.fd_prestat_get(1, BUF).unwrap(), 0);
    assert_eq!(m.memory().read::<[u32; 2]>(BUF).unwrap(), [0, 1]);
    assert_eq!(m.fd_prestat_dir_name(1, BUF, 0).unwrap(), NAMETOOLONG);
}

/// A file lives as long as it is open.
#[test]
fn removed_while_open() {
    let mut m = guest(world());
    let used = files(&mut m).used();
    let (s, n) = path(&mut m, "file");
    assert_eq!(m.path_unlink_file(ROOT, s, n).unwrap(), 0);
    assert_eq!(read(&mut m, FILE).as_deref(), Ok("contents"));
    assert_eq!(write(&mut m, FILE, "more"), Ok(4));
    assert!(files(&mut m).used() > used - 200);
    assert_eq!(m.fd_close(FILE).unwrap(), 0);
    assert!(files(&mut m).used() < used - 200);
    // A directory that is gone takes nothing.
    let (s, n) = path(&mut m, "empty");
    assert_eq!(m.path_create_directory(ROOT, s, n).unwrap(), 0);
    let dir_rights = Rights::DIRECTORY.bits() as i64;
    assert_eq!(
        m.path_open(ROOT, 0, s, n, DIRECTORY, dir_rights, dir_rights, 0, OUT)
            .unwrap(),
        0
    );
    let dir: i32 = m.memory().read(OUT).unwrap();
    assert_eq!(m.path_remove_directory(ROOT, s, n).unwrap(), 0);
    assert_eq!(m.path_create_directory(dir, s, n).unwrap(), NOENT);
    assert_eq!(m.fd_readdir(dir, BUF, 100, 0, OUT).unwrap(), 0);
}

#[test]
fn a_listing_is_cut_off_where_the_buffer_ends() {
    let mut m = guest(world());
    assert_eq!(m.fd_readdir(ROOT, BUF, 1000, 0, OUT).unwrap(), 0);
    let all: u32 = m.memory().read(OUT).unwrap();
    let whole = m.memory().slice(BUF, all).unwrap().to_vec();
    for len in 0..all as i32 {
        m.memory_mut().fill(BUF, 1000, 0xAA).unwrap();
        assert_eq!(m.fd_readdir(ROOT, BUF, len, 0, OUT).unwrap(), 0);
        assert_eq!(m.memory().read::<i32>(OUT).unwrap(), len);
        assert_eq!(m.memory().slice(BUF, len).unwrap(), &whole[..len as usize]);
        assert_eq!(m.memory().read::<u8>(BUF + len).unwrap(), 0xAA);
    }
}

#[test]
fn read_only() {
    let mut fs = MemFs::new();
    fs.write("file", "contents").unwrap();
    let before = fs.paths();
    let mut m = guest_without_file(WasiCtx::builder().preopen_read_only("/", fs).build());
    let file = open(&mut m, "file", 0, READ).unwrap();
    assert_eq!(read(&mut m, file).as_deref(), Ok("contents"));
    assert_eq!(open(&mut m, "file", 0, WRITE), Err(ROFS));
    assert_eq!(open(&mut m, "file", TRUNCATE, READ), Err(ROFS));
    assert_eq!(open(&mut m, "new", CREATE, READ), Err(ROFS));
    assert!(open(&mut m, "file", CREATE, READ).is_ok());
    assert_eq!(open(&mut m, "file", CREATE | EXCLUSIVE, READ), Err(EXIST));
    assert_eq!(open(&mut m, ".", 0, WRITE), Err(ISDIR));
    let (s, n) = path(&mut m, "file");
    assert_eq!(m.path_unlink_file(ROOT, s, n).unwrap(), ROFS);
    assert_eq!(m.path_rename(ROOT, s, n, ROOT, s, n).unwrap(), ROFS);
    assert_eq!(m.path_create_directory(ROOT, s, n).unwrap(), ROFS);
    assert_eq!(
        m.path_filestat_set_times(ROOT, 0, s, n, 0, 0, 5).unwrap(),
        ROFS
    );
    assert_eq!(m.path_symlink(s, n, ROOT, s, n).unwrap(), ROFS);
    assert_eq!(m.path_link(ROOT, 0, s, n, ROOT, s, n).unwrap(), ROFS);
    assert_eq!(files(&mut m).paths(), before);
}

fn guest_without_file(wasi: WasiCtx) -> Guest {
    test_wasi::all::Instance::new(wasi).unwrap()
}

/// Two file systems are two devices.
#[test]
fn devices() {
    let mut second = MemFs::new();
    second.write("other", "").unwrap();
    let wasi = WasiCtx::builder()
        .preopen("/a", MemFs::new())
        .preopen("/b", second)
        .build();
    let mut m = guest_without_file(wasi);
    let (s, n) = path(&mut m, "other");
    assert_eq!(m.path_rename(4, s, n, 3, s, n).unwrap(), XDEV);
    assert_eq!(m.path_link(4, 0, s, n, 3, s, n).unwrap(), XDEV);
    let mut devices = [3, 4].map(|fd| {
        assert_eq!(m.fd_filestat_get(fd, BUF).unwrap(), 0);
        m.memory().read::<u64>(BUF).unwrap()
    });
    devices.sort();
    assert_eq!(devices, [1, 2]);
}

#[test]
fn events() {
    let mut m = guest(world());
    let subscription = |tag: u64, first: u64, timeout: u64, flags: u64| {
        [100 + tag + first, tag, first, timeout, 0, flags]
    };
    let poll = |m: &mut Guest, list: &[[u64; 6]]| {
        for (at, s) in (IOVS..).step_by(48).zip(list) {
            m.memory_mut().write(at, *s).unwrap();
        }
        assert_eq!(m.poll_oneoff(IOVS, BUF, list.len() as i32, OUT).unwrap(), 0);
        let count: i32 = m.memory().read(OUT).unwrap();
        let events = (0..count).map(|i| {
            let [userdata, head, bytes, _]: [u64; 4] = m.memory().read(BUF + 32 * i).unwrap();
            (userdata, (head & 0xFFFF) as i32, head >> 16, bytes)
        });
        events.collect::<Vec<_>>()
    };
    // A wait, of which the earliest end counts.
    let (hour, second) = (3_600_000_000_000, 1_000_000_000);
    let list = [subscription(0, 1, hour, 0), subscription(0, 0, second, 0)];
    assert_eq!(poll(&mut m, &list), [(100, 0, 0, 0)]);
    // A time that has passed, and files that are ready at once.
    let list = [
        subscription(0, 0, 1, 1),
        subscription(0, 1, hour, 0),
        subscription(1, FILE as u64, 0, 0),
        subscription(2, FILE as u64, 0, 0),
        subscription(1, 0, 0, 0),
        subscription(2, 1, 0, 0),
    ];
    let expected = [
        (100, 0, 0, 0),
        (105, 0, 1, 8),
        (106, 0, 2, 0),
        (101, 0, 1, 5),
        (103, 0, 2, 0),
    ];
    assert_eq!(poll(&mut m, &list), expected);
    // What is wrong with one subscription is said in its event.
    let list = [
        subscription(1, 99, 0, 0),
        subscription(1, ROOT as u64, 0, 0),
        subscription(2, 0, 0, 0),
        subscription(0, 9, 0, 0),
    ];
    let expected = [
        (200, BADF, 1, 0),
        (104, BADF, 1, 0),
        (102, NOTCAPABLE, 2, 0),
        (109, NOTSUP, 0, 0),
    ];
    assert_eq!(poll(&mut m, &list), expected);
}

#[test]
fn sockets_are_none() {
    let mut m = guest(world());
    for fd in [0, 1, ROOT, FILE] {
        assert_eq!(m.sock_shutdown(fd, 1).unwrap(), NOTSOCK);
        assert_eq!(m.sock_accept(fd, 0, OUT).unwrap(), NOTSOCK);
        assert_eq!(m.sock_recv(fd, IOVS, 0, 0, OUT, OUT).unwrap(), NOTSOCK);
        assert_eq!(m.sock_send(fd, IOVS, 0, 0, OUT).unwrap(), NOTSOCK);
    }
}

/// The in-memory file system as a host sees it.
#[test]
fn from_the_hosts_side() {
    let mut fs = MemFs::with_capacity(4096);
    fs.write("/a/b/c", "1").unwrap();
    fs.write("a/b/c", "22").unwrap();
    fs.symlink("b/c", "a/link").unwrap();
    assert_eq!(fs.read("a/link").unwrap(), b"22");
    assert_eq!(fs.paths(), ["a/", "a/b/", "a/b/c", "a/link@"]);
    assert_eq!(fs.read("a"), Err(Errno::ISDIR));
    assert_eq!(fs.read("../a"), Err(Errno::NOTCAPABLE));
    assert_eq!(fs.write("a/b", ""), Err(Errno::ISDIR));
    assert_eq!(fs.write("a/b/c/d", ""), Err(Errno::NOTDIR));
    assert_eq!(fs.write("big", [0; 5000]), Err(Errno::NOSPC));
    assert_eq!(fs.create_dir_all("a/b/x/y"), Ok(()));
    assert!(fs.is_dir("a/b/x/y") && !fs.is_dir("a/b/c"));
    let copy = fs.clone();
    fs.write("a/b/c", "333").unwrap();
    assert_eq!(copy.read("a/b/c").unwrap(), b"22");
    // A directory does not go into itself.
    let root = fs.root().unwrap();
    assert_eq!(fs.rename(root, "a", root, "a/b/a"), Err(Errno::INVAL));
    assert_eq!(fs.rename(root, "a/b", root, "a"), Err(Errno::NOTEMPTY));
    assert_eq!(fs.rename(root, "a/b", root, "b"), Ok(()));
    assert_eq!(fs.read("b/c").unwrap(), b"333");
    assert_eq!(fs.read("a/link"), Err(Errno::NOENT));
}

#[test]
fn clocks_and_randomness() {
    let mut m = guest(world());
    for clock in [0, 1] {
        assert_eq!(m.clock_res_get(clock, OUT).unwrap(), 0);
        assert_eq!(m.clock_time_get(clock, 0, OUT + 8).unwrap(), 0);
        let [resolution, first] = m.memory().read::<[u64; 2]>(OUT).unwrap();
        assert!(resolution > 0);
        assert_eq!(m.clock_time_get(clock, 0, OUT + 8).unwrap(), 0);
        // `world` has a clock that is read a microsecond later each time.
        assert_eq!(m.memory().read::<u64>(OUT + 8).unwrap(), first + 1000);
    }
    assert_eq!(m.clock_time_get(77, 0, OUT).unwrap(), INVAL);
    let mut draw = |len: i32| {
        m.memory_mut().fill(BUF, 32, 0).unwrap();
        assert_eq!(m.random_get(BUF, len).unwrap(), 0);
        m.memory().read::<[u8; 32]>(BUF).unwrap()
    };
    let (one, two, short) = (draw(32), draw(32), draw(3));
    assert_ne!(one, two);
    assert_eq!(short[3..], [0; 29]);
    assert_eq!(draw(0), [0; 32]);
}

#[test]
fn links_and_what_they_lead_to() {
    let mut m = guest(world());
    let (s, n) = path(&mut m, "link");
    // As much as there is room for, without a zero at the end.
    for (room, used) in [(64, 4), (3, 3), (0, 0)] {
        m.memory_mut().fill(BUF, 8, b'.').unwrap();
        assert_eq!(m.path_readlink(ROOT, s, n, BUF, room, OUT).unwrap(), 0);
        assert_eq!(m.memory().read::<u32>(OUT).unwrap(), used);
        let text = &m.memory().slice(BUF, 8).unwrap()[..used as usize];
        assert_eq!(text, &b"file"[..used as usize]);
        assert_eq!(m.memory().read::<u8>(BUF + used as i32).unwrap(), b'.');
    }
    // The file type, without and with following.
    for (flags, ty) in [(0, 7), (1, 4)] {
        assert_eq!(m.path_filestat_get(ROOT, flags, s, n, BUF).unwrap(), 0);
        assert_eq!(m.memory().read::<u8>(BUF + 16).unwrap(), ty);
    }
    let (s, n) = path(&mut m, "file");
    assert_eq!(m.path_readlink(ROOT, s, n, BUF, 8, OUT).unwrap(), INVAL);
    let (s, n) = path(&mut m, "loop");
    assert_eq!(m.path_filestat_get(ROOT, 1, s, n, BUF).unwrap(), LOOP);
}

/// What has no effect here that a guest could see.
#[test]
fn promises() {
    let mut m = guest(world());
    for fd in [FILE, ROOT] {
        assert_eq!(m.fd_sync(fd).unwrap(), 0);
        assert_eq!(m.fd_datasync(fd).unwrap(), 0);
    }
    for advice in 0..6 {
        assert_eq!(m.fd_advise(FILE, 0, 8, advice).unwrap(), 0);
    }
    assert_eq!(m.sched_yield().unwrap(), 0);
    assert_eq!(size(&mut m, FILE), 8);
    // Not an error of the host's, and the memory is as it was.
    for status in [0, 1, 255] {
        assert_eq!(m.proc_exit(status).unwrap_err().exit_status(), Some(status));
    }
}
