//! Guests that mean harm: every pointer, length, number and flag that a function takes.
#![forbid(unsafe_code)]

mod common;

use common::*;
use include_wasm::wasi::{Buffer, MemFs, WasiCtx};
use include_wasm::{Limits, Trap, TrapCode};
use test_wasi::all;

type Call = fn(&mut Guest, i32) -> Result<i32, Trap>;

/// Calls with one pointer left open, to a place for what is valid, one for each pointer of each function.
const POINTERS: &[(&str, Call)] = &[
    ("args_get argv", |m, p| m.args_get(p, BUF)),
    ("args_get buf", |m, p| m.args_get(OUT, p)),
    ("args_sizes_get count", |m, p| m.args_sizes_get(p, BUF)),
    ("args_sizes_get size", |m, p| m.args_sizes_get(OUT, p)),
    ("environ_get list", |m, p| m.environ_get(p, BUF)),
    ("environ_get buf", |m, p| m.environ_get(OUT, p)),
    ("environ_sizes_get count", |m, p| {
        m.environ_sizes_get(p, BUF)
    }),
    ("environ_sizes_get size", |m, p| m.environ_sizes_get(OUT, p)),
    ("clock_res_get", |m, p| m.clock_res_get(0, p)),
    ("clock_time_get", |m, p| m.clock_time_get(0, 0, p)),
    ("fd_fdstat_get", |m, p| m.fd_fdstat_get(ROOT, p)),
    ("fd_filestat_get", |m, p| m.fd_filestat_get(ROOT, p)),
    ("fd_pread iovs", |m, p| m.fd_pread(FILE, p, 1, 0, OUT)),
    ("fd_pread buffer", |m, p| {
        iovec(m, p);
        m.fd_pread(FILE, IOVS, 1, 0, OUT)
    }),
    ("fd_pread count", |m, p| m.fd_pread(FILE, IOVS, 1, 0, p)),
    ("fd_pwrite iovs", |m, p| m.fd_pwrite(FILE, p, 1, 0, OUT)),
    ("fd_pwrite buffer", |m, p| {
        iovec(m, p);
        m.fd_pwrite(FILE, IOVS, 1, 0, OUT)
    }),
    ("fd_pwrite count", |m, p| m.fd_pwrite(FILE, IOVS, 1, 0, p)),
    ("fd_read iovs", |m, p| m.fd_read(FILE, p, 1, OUT)),
    ("fd_read buffer", |m, p| {
        iovec(m, p);
        m.fd_read(FILE, IOVS, 1, OUT)
    }),
    ("fd_read count", |m, p| m.fd_read(FILE, IOVS, 1, p)),
    ("fd_read stdin", |m, p| m.fd_read(0, p, 1, OUT)),
    ("fd_write iovs", |m, p| m.fd_write(FILE, p, 1, OUT)),
    ("fd_write buffer", |m, p| {
        iovec(m, p);
        m.fd_write(FILE, IOVS, 1, OUT)
    }),
    ("fd_write count", |m, p| m.fd_write(FILE, IOVS, 1, p)),
    ("fd_write stdout", |m, p| m.fd_write(1, p, 1, OUT)),
    ("fd_prestat_get", |m, p| m.fd_prestat_get(ROOT, p)),
    ("fd_prestat_dir_name", |m, p| {
        m.fd_prestat_dir_name(ROOT, p, 16)
    }),
    ("fd_readdir buf", |m, p| m.fd_readdir(ROOT, p, 64, 0, OUT)),
    ("fd_readdir used", |m, p| m.fd_readdir(ROOT, BUF, 64, 0, p)),
    ("fd_seek", |m, p| m.fd_seek(FILE, 1, 0, p)),
    ("fd_tell", |m, p| m.fd_tell(FILE, p)),
    ("path_create_directory", |m, p| {
        m.path_create_directory(ROOT, p, 8)
    }),
    ("path_filestat_get path", |m, p| {
        m.path_filestat_get(ROOT, 0, p, 8, BUF)
    }),
    ("path_filestat_get stat", |m, p| {
        let (s, n) = path(m, "file");
        m.path_filestat_get(ROOT, 0, s, n, p)
    }),
    ("path_filestat_set_times", |m, p| {
        m.path_filestat_set_times(ROOT, 0, p, 8, 0, 0, 0)
    }),
    ("path_link old", |m, p| {
        let (s, n) = path(m, "new");
        m.path_link(ROOT, 0, p, 8, ROOT, s, n)
    }),
    ("path_link new", |m, p| {
        let (s, n) = path(m, "file");
        m.path_link(ROOT, 0, s, n, ROOT, p, 8)
    }),
    ("path_open path", |m, p| {
        m.path_open(ROOT, 0, p, 8, 1, 0, 0, 0, OUT)
    }),
    ("path_open fd", |m, p| {
        let (s, n) = path(m, "new");
        m.path_open(ROOT, 0, s, n, 1, 0, 0, 0, p)
    }),
    ("path_readlink path", |m, p| {
        m.path_readlink(ROOT, p, 8, BUF, 8, OUT)
    }),
    ("path_readlink buf", |m, p| {
        let (s, n) = path(m, "link");
        m.path_readlink(ROOT, s, n, p, 8, OUT)
    }),
    ("path_readlink used", |m, p| {
        let (s, n) = path(m, "link");
        m.path_readlink(ROOT, s, n, BUF, 8, p)
    }),
    ("path_remove_directory", |m, p| {
        m.path_remove_directory(ROOT, p, 8)
    }),
    ("path_rename old", |m, p| {
        let (s, n) = path(m, "new");
        m.path_rename(ROOT, p, 8, ROOT, s, n)
    }),
    ("path_rename new", |m, p| {
        let (s, n) = path(m, "file");
        m.path_rename(ROOT, s, n, ROOT, p, 8)
    }),
    ("path_symlink old", |m, p| {
        let (s, n) = path(m, "new");
        m.path_symlink(p, 8, ROOT, s, n)
    }),
    ("path_symlink new", |m, p| {
        let (s, n) = path(m, "x");
        m.path_symlink(s, n, ROOT, p, 8)
    }),
    ("path_unlink_file", |m, p| m.path_unlink_file(ROOT, p, 8)),
    ("poll_oneoff in", |m, p| m.poll_oneoff(p, BUF, 1, OUT)),
    ("poll_oneoff out", |m, p| m.poll_oneoff(IOVS, p, 1, OUT)),
    ("poll_oneoff count", |m, p| m.poll_oneoff(IOVS, BUF, 1, p)),
    ("random_get", |m, p| m.random_get(p, 16)),
    ("sock_accept", |m, p| m.sock_accept(FILE, 0, p)),
    ("sock_recv data", |m, p| {
        m.sock_recv(FILE, p, 1, 0, OUT, OUT)
    }),
    ("sock_recv len", |m, p| {
        m.sock_recv(FILE, IOVS, 1, 0, p, OUT)
    }),
    ("sock_recv flags", |m, p| {
        m.sock_recv(FILE, IOVS, 1, 0, OUT, p)
    }),
    ("sock_send data", |m, p| m.sock_send(FILE, p, 1, 0, OUT)),
    ("sock_send len", |m, p| m.sock_send(FILE, IOVS, 1, 0, p)),
];

/// One buffer of 16 bytes in the list at `IOVS`.
fn iovec(m: &mut Guest, ptr: i32) {
    m.memory_mut().write(IOVS, [ptr, 16]).unwrap();
}

#[test]
fn every_pointer() {
    for (name, call) in POINTERS {
        // The end of memory, within the last bytes of it, far out, and where an addition would wrap.
        for bad in [65536, 65535, i32::MAX, i32::MIN, -1, -4] {
            let mut m = guest(world());
            iovec(&mut m, BUF);
            let before = files(&mut m).paths();
            assert_eq!(call(&mut m, bad).unwrap(), FAULT, "{name} {bad}");
            assert_eq!(files(&mut m).paths(), before, "{name} {bad}");
            assert_eq!(files(&mut m).read("file").unwrap(), b"contents", "{name}");
        }
        let mut m = guest(world());
        iovec(&mut m, BUF);
        assert_ne!(call(&mut m, BUF).unwrap(), FAULT, "{name}");
    }
}

/// Descriptors that are not open, in every function that takes one.
#[test]
fn every_descriptor() {
    let calls: &[(&str, Call)] = &[
        ("fd_advise", |m, fd| m.fd_advise(fd, 0, 0, 0)),
        ("fd_allocate", |m, fd| m.fd_allocate(fd, 0, 1)),
        ("fd_close", |m, fd| m.fd_close(fd)),
        ("fd_datasync", |m, fd| m.fd_datasync(fd)),
        ("fd_fdstat_get", |m, fd| m.fd_fdstat_get(fd, BUF)),
        ("fd_fdstat_set_flags", |m, fd| m.fd_fdstat_set_flags(fd, 0)),
        ("fd_fdstat_set_rights", |m, fd| {
            m.fd_fdstat_set_rights(fd, 0, 0)
        }),
        ("fd_filestat_get", |m, fd| m.fd_filestat_get(fd, BUF)),
        ("fd_filestat_set_size", |m, fd| {
            m.fd_filestat_set_size(fd, 0)
        }),
        ("fd_filestat_set_times", |m, fd| {
            m.fd_filestat_set_times(fd, 0, 0, 0)
        }),
        ("fd_pread", |m, fd| m.fd_pread(fd, IOVS, 0, 0, OUT)),
        ("fd_prestat_get", |m, fd| m.fd_prestat_get(fd, BUF)),
        ("fd_prestat_dir_name", |m, fd| {
            m.fd_prestat_dir_name(fd, BUF, 8)
        }),
        ("fd_pwrite", |m, fd| m.fd_pwrite(fd, IOVS, 0, 0, OUT)),
        ("fd_read", |m, fd| m.fd_read(fd, IOVS, 0, OUT)),
        ("fd_readdir", |m, fd| m.fd_readdir(fd, BUF, 8, 0, OUT)),
        ("fd_renumber", |m, fd| m.fd_renumber(fd, ROOT)),
        ("fd_renumber to", |m, fd| m.fd_renumber(ROOT, fd)),
        ("fd_seek", |m, fd| m.fd_seek(fd, 0, 0, OUT)),
        ("fd_sync", |m, fd| m.fd_sync(fd)),
        ("fd_tell", |m, fd| m.fd_tell(fd, OUT)),
        ("fd_write", |m, fd| m.fd_write(fd, IOVS, 0, OUT)),
        ("path_create_directory", |m, fd| {
            m.path_create_directory(fd, BUF, 1)
        }),
        ("path_filestat_get", |m, fd| {
            m.path_filestat_get(fd, 0, BUF, 1, BUF)
        }),
        ("path_filestat_set_times", |m, fd| {
            m.path_filestat_set_times(fd, 0, BUF, 1, 0, 0, 0)
        }),
        ("path_link", |m, fd| {
            m.path_link(fd, 0, BUF, 1, ROOT, BUF, 1)
        }),
        ("path_link to", |m, fd| {
            m.path_link(ROOT, 0, BUF, 1, fd, BUF, 1)
        }),
        ("path_open", |m, fd| {
            m.path_open(fd, 0, BUF, 1, 0, 0, 0, 0, OUT)
        }),
        ("path_readlink", |m, fd| {
            m.path_readlink(fd, BUF, 1, BUF, 1, OUT)
        }),
        ("path_remove_directory", |m, fd| {
            m.path_remove_directory(fd, BUF, 1)
        }),
        ("path_rename", |m, fd| {
            m.path_rename(fd, BUF, 1, ROOT, BUF, 1)
        }),
        ("path_rename to", |m, fd| {
            m.path_rename(ROOT, BUF, 1, fd, BUF, 1)
        }),
        ("path_symlink", |m, fd| m.path_symlink(BUF, 1, fd, BUF, 1)),
        ("path_unlink_file", |m, fd| m.path_unlink_file(fd, BUF, 1)),
        ("sock_accept", |m, fd| m.sock_accept(fd, 0, OUT)),
        ("sock_recv", |m, fd| m.sock_recv(fd, IOVS, 0, 0, OUT, OUT)),
        ("sock_send", |m, fd| m.sock_send(fd, IOVS, 0, 0, OUT)),
        ("sock_shutdown", |m, fd| m.sock_shutdown(fd, 0)),
    ];
    let mut m = guest(world());
    m.memory_mut().write(BUF, b'x').unwrap();
    for (name, call) in calls {
        for fd in [5, 1000, i32::MAX, i32::MIN, -1] {
            assert_eq!(call(&mut m, fd).unwrap(), BADF, "{name} {fd}");
        }
    }
}

#[test]
fn a_new_world_gives_nothing() {
    let mut m = guest(WasiCtx::new());
    for fd in 0..8 {
        assert_eq!(m.fd_fdstat_get(fd, BUF).unwrap(), BADF);
        assert_eq!(m.fd_prestat_get(fd, BUF).unwrap(), BADF);
        assert_eq!(m.fd_write(fd, IOVS, 1, OUT).unwrap(), BADF);
        assert_eq!(m.fd_read(fd, IOVS, 1, OUT).unwrap(), BADF);
    }
    assert_eq!(m.clock_time_get(0, 0, OUT).unwrap(), NOTCAPABLE);
    assert_eq!(m.clock_res_get(1, OUT).unwrap(), NOTCAPABLE);
    assert_eq!(m.random_get(BUF, 8).unwrap(), NOTCAPABLE);
    m.memory_mut().write(OUT, [7, 7]).unwrap();
    assert_eq!(m.args_sizes_get(OUT, OUT + 4).unwrap(), 0);
    assert_eq!(m.memory().read::<[u32; 2]>(OUT).unwrap(), [0, 0]);
    assert_eq!(m.environ_sizes_get(OUT, OUT + 4).unwrap(), 0);
    assert_eq!(m.memory().read::<[u32; 2]>(OUT).unwrap(), [0, 0]);
    // A wait needs a clock.
    m.memory_mut().fill(IOVS, 48, 0).unwrap();
    assert_eq!(m.poll_oneoff(IOVS, BUF, 1, OUT).unwrap(), 0);
    assert_eq!(
        i32::from(m.memory().read::<u16>(BUF + 8).unwrap()),
        NOTCAPABLE
    );
}

/// A list of buffers that lies in its own first buffer.
#[test]
fn buffers_that_overlap_their_list() {
    let mut m = guest(world());
    m.memory_mut().write(IOVS, [[IOVS, 4], [BUF, 4]]).unwrap();
    assert_eq!(m.fd_read(FILE, IOVS, 2, OUT).unwrap(), 0);
    assert_eq!(m.memory().read::<u32>(OUT).unwrap(), 8);
    // The second buffer is where the list said before it was overwritten.
    assert_eq!(m.memory().slice(IOVS, 4).unwrap(), b"cont");
    assert_eq!(m.memory().slice(BUF, 4).unwrap(), b"ents");
}

#[test]
fn lists_of_any_length() {
    let mut m = guest(world());
    // Longer than memory, and one whose size in bytes wraps.
    for count in [8192, 1 << 29, i32::MAX, -1] {
        assert_eq!(m.fd_write(1, IOVS, count, OUT).unwrap(), FAULT, "{count}");
    }
    // A buffer of 4 GiB.
    m.memory_mut().write(IOVS, [0, -1]).unwrap();
    assert_eq!(m.fd_read(FILE, IOVS, 1, OUT).unwrap(), FAULT);
    assert_eq!(m.random_get(0, -1).unwrap(), FAULT);
    assert_eq!(m.fd_readdir(ROOT, 0, -1, 0, OUT).unwrap(), FAULT);
    assert_eq!(m.path_open(ROOT, 0, 0, -1, 0, 0, 0, 0, OUT).unwrap(), FAULT);
    // 4,000 buffers, each all of memory: written is as much as there is memory.
    for i in 0..4000 {
        m.memory_mut().write(8192 + 8 * i, [0, 65536]).unwrap();
    }
    assert_eq!(m.fd_write(1, 8192, 4000, OUT).unwrap(), 0);
    assert_eq!(m.memory().read::<u32>(OUT).unwrap(), 65536);
    assert_eq!(m.imports().stdout::<Buffer>().unwrap().bytes().len(), 65536);
    // Thousands of empty ones before one that is not.
    m.memory_mut().fill(8192, 8 * 4000, 0).unwrap();
    m.memory_mut().write(8192 + 8 * 3999, [0, 3]).unwrap();
    assert_eq!(m.fd_write(1, 8192, 4000, OUT).unwrap(), 0);
    assert_eq!(m.memory().read::<u32>(OUT).unwrap(), 3);
}

#[test]
fn growth_is_bounded_by_the_host() {
    let fs = MemFs::with_capacity(1 << 20);
    let wasi = WasiCtx::builder()
        .preopen("/", fs)
        .stdout(Buffer::with_capacity(10))
        .build();
    let mut m = guest(wasi);
    let file = open(&mut m, "file", 1, ALL_FILE).unwrap();
    assert_eq!(m.fd_filestat_set_size(file, 1 << 40).unwrap(), NOSPC);
    assert_eq!(m.fd_filestat_set_size(file, -1).unwrap(), INVAL);
    assert_eq!(m.fd_allocate(file, i64::MAX, 1).unwrap(), FBIG);
    assert_eq!(m.fd_allocate(file, 1 << 40, 1).unwrap(), NOSPC);
    assert_eq!(m.fd_allocate(file, 0, 0).unwrap(), INVAL);
    m.memory_mut().write(IOVS, [BUF, 16]).unwrap();
    assert_eq!(
        m.fd_pwrite(file, IOVS, 1, i64::MAX - 20, OUT).unwrap(),
        NOSPC
    );
    assert_eq!(m.fd_pwrite(file, IOVS, 1, i64::MAX - 2, OUT).unwrap(), FBIG);
    assert_eq!(m.fd_pwrite(file, IOVS, 1, -1, OUT).unwrap(), INVAL);
    assert_eq!(m.fd_write(1, IOVS, 1, OUT).unwrap(), 0);
    assert_eq!(m.memory().read::<u32>(OUT).unwrap(), 10);
    assert_eq!(m.fd_write(1, IOVS, 1, OUT).unwrap(), NOSPC);
    // Files, directories, links and names count as well, and what is removed is given back.
    let mut made = 0;
    let full = loop {
        let (s, n) = path(&mut m, &format!("directory {made}"));
        match m.path_create_directory(ROOT, s, n).unwrap() {
            0 => made += 1,
            errno => break errno,
        }
    };
    assert_eq!(full, NOSPC);
    assert!((1000..10_000).contains(&made), "{made}");
    for i in 0..made {
        let (s, n) = path(&mut m, &format!("directory {i}"));
        assert_eq!(m.path_remove_directory(ROOT, s, n).unwrap(), 0);
    }
    assert_eq!(m.fd_close(file).unwrap(), 0);
    let (s, n) = path(&mut m, "file");
    assert_eq!(m.path_unlink_file(ROOT, s, n).unwrap(), 0);
    let fresh = MemFs::new().used();
    assert_eq!(files(&mut m).used(), fresh);
}

#[test]
fn descriptors_run_out() {
    let wasi = WasiCtx::builder()
        .preopen("/", MemFs::new())
        .max_descriptors(10)
        .build();
    let mut m = guest(wasi);
    let mut opened = Vec::new();
    let errno = loop {
        match open(&mut m, ".", 0, 0) {
            Ok(fd) => opened.push(fd),
            Err(errno) => break errno,
        }
    };
    assert_eq!((errno, opened.len()), (MFILE, 9));
    assert_eq!(m.fd_close(opened[3]).unwrap(), 0);
    assert_eq!(open(&mut m, ".", 0, 0), Ok(opened[3]));
    // A file that can't get a descriptor is not created.
    assert_eq!(open(&mut m, "new", 1, 0), Err(MFILE));
    assert!(!files(&mut m).exists("new"));
}

/// Listed by a small buffer, while what was listed is removed: linear, and every name once.
#[test]
fn a_directory_of_100_000_names() {
    let mut fs = MemFs::new();
    for i in 0..100_000 {
        fs.write(&format!("{i}"), "").unwrap();
    }
    let mut m = guest(WasiCtx::builder().preopen("/", fs).build());
    let mut seen = vec![false; 100_000];
    let mut cookie = 0;
    loop {
        assert_eq!(m.fd_readdir(ROOT, BUF, 100, cookie, OUT).unwrap(), 0);
        let used: u32 = m.memory().read(OUT).unwrap();
        let mut at = BUF;
        while at + 24 <= BUF + used as i32 {
            let [next, _ino, len]: [u64; 3] = m.memory().read(at).unwrap();
            let len = len as u32 as i32;
            if at + 24 + len > BUF + used as i32 {
                break;
            }
            let name = m.memory().str(at + 24, len).unwrap().to_owned();
            if !name.starts_with('.') {
                assert!(!std::mem::replace(
                    &mut seen[name.parse::<usize>().unwrap()],
                    true
                ));
                let (s, n) = path(&mut m, &name);
                assert_eq!(m.path_unlink_file(ROOT, s, n).unwrap(), 0);
            }
            cookie = next as i64;
            at += 24 + len;
        }
        if used < 100 {
            break;
        }
    }
    assert!(seen.iter().all(|seen| *seen));
    assert_eq!(files(&mut m).paths(), [""; 0]);
    // Cookies that nobody gave.
    for cookie in [-1, i64::MAX, i64::MIN, 1 << 40] {
        assert_eq!(m.fd_readdir(ROOT, BUF, 100, cookie, OUT).unwrap(), 0);
        assert_eq!(m.memory().read::<u32>(OUT).unwrap(), 0);
    }
}

#[test]
fn flags_that_do_not_exist() {
    let mut m = guest(world());
    let (s, n) = path(&mut m, "file");
    for bits in [2, 1 << 31, -1] {
        assert_eq!(
            m.path_open(ROOT, bits, s, n, 0, 0, 0, 0, OUT).unwrap(),
            INVAL
        );
        assert_eq!(m.path_filestat_get(ROOT, bits, s, n, BUF).unwrap(), INVAL);
        assert_eq!(
            m.path_filestat_set_times(ROOT, bits, s, n, 0, 0, 0)
                .unwrap(),
            INVAL
        );
    }
    for bits in [16, -1, 1 << 16] {
        assert_eq!(
            m.path_open(ROOT, 0, s, n, bits, 0, 0, 0, OUT).unwrap(),
            INVAL
        );
        assert_eq!(m.fd_filestat_set_times(FILE, 0, 0, bits).unwrap(), INVAL);
    }
    for bits in [32, -1, 1 << 16] {
        assert_eq!(
            m.path_open(ROOT, 0, s, n, 0, 0, 0, bits, OUT).unwrap(),
            INVAL
        );
        assert_eq!(m.fd_fdstat_set_flags(FILE, bits).unwrap(), INVAL);
    }
    for rights in [1 << 30, i64::MIN, -1] {
        assert_eq!(
            m.path_open(ROOT, 0, s, n, 0, rights, 0, 0, OUT).unwrap(),
            NOTCAPABLE
        );
        assert_eq!(
            m.path_open(ROOT, 0, s, n, 0, 0, rights, 0, OUT).unwrap(),
            NOTCAPABLE
        );
        assert_eq!(m.fd_fdstat_set_rights(FILE, rights, 0).unwrap(), NOTCAPABLE);
    }
    for advice in [6, -1] {
        assert_eq!(m.fd_advise(FILE, 0, 0, advice).unwrap(), INVAL);
    }
    for whence in [3, -1, 256] {
        assert_eq!(m.fd_seek(FILE, 0, whence, OUT).unwrap(), INVAL);
    }
    for clock in [4, -1] {
        assert_eq!(m.clock_time_get(clock, 0, OUT).unwrap(), INVAL);
        assert_eq!(m.clock_res_get(clock, OUT).unwrap(), INVAL);
    }
}

#[test]
fn paths() {
    let mut m = guest(world());
    let long = "x/".repeat(2049);
    for (bad, errno) in [
        ("", NOENT),
        ("/file", NOTCAPABLE),
        ("..", NOTCAPABLE),
        ("dir/../..", NOTCAPABLE),
        ("dir/up/x", NOTCAPABLE),
        ("out", NOTCAPABLE),
        ("fi\0le", INVAL),
        (&long, NAMETOOLONG),
        (&"n".repeat(256), NAMETOOLONG),
        ("file/x", NOTDIR),
        ("file/", NOTDIR),
        ("loop", LOOP),
        ("nothing/x", NOENT),
    ] {
        let (s, n) = path(&mut m, bad);
        let label = &bad[..bad.len().min(20)];
        assert_eq!(
            m.path_filestat_get(ROOT, 1, s, n, BUF).unwrap(),
            errno,
            "{label:?}"
        );
        assert_eq!(
            m.path_open(ROOT, 1, s, n, 0, 0, 0, 0, OUT).unwrap(),
            errno,
            "{label:?}"
        );
    }
    // Not UTF-8.
    m.memory_mut().write(PATH, [0xFF_u8, 0xFE]).unwrap();
    assert_eq!(m.path_filestat_get(ROOT, 1, PATH, 2, BUF).unwrap(), ILSEQ);
    // The longest way that links can make: 40 targets of 4,096 bytes.
    for i in 0..40 {
        let end = if i == 0 {
            "dir".to_owned()
        } else {
            format!("way{}", i - 1)
        };
        let target = "./".repeat(2040) + &end;
        files(&mut m).symlink(&target, &format!("way{i}")).unwrap();
    }
    let (s, n) = path(&mut m, "way39/inner");
    assert_eq!(m.path_filestat_get(ROOT, 1, s, n, BUF).unwrap(), 0);
    // Symbolic links that double: 40 of them are followed, no more.
    for i in 0..60 {
        let target = if i == 0 {
            "dir".to_owned()
        } else {
            format!("l{0}/../l{0}", i - 1)
        };
        files(&mut m).symlink(&target, &format!("l{i}")).unwrap();
    }
    let (s, n) = path(&mut m, "l59");
    assert_eq!(m.path_filestat_get(ROOT, 1, s, n, BUF).unwrap(), LOOP);
}

#[test]
fn subscriptions() {
    let mut m = guest(world());
    for count in [0, 4097, i32::MAX, -1] {
        assert_eq!(
            m.poll_oneoff(IOVS, BUF, count, OUT).unwrap(),
            INVAL,
            "{count}"
        );
    }
    assert_eq!(m.poll_oneoff(IOVS, BUF, 4000, OUT).unwrap(), FAULT);
    // An unknown type, and unknown flags.
    m.memory_mut().fill(IOVS, 48, 0).unwrap();
    m.memory_mut().write(IOVS + 8, 3_u8).unwrap();
    assert_eq!(m.poll_oneoff(IOVS, BUF, 1, OUT).unwrap(), INVAL);
    m.memory_mut().write(IOVS + 8, 0_u8).unwrap();
    m.memory_mut().write(IOVS + 40, 2_u16).unwrap();
    assert_eq!(m.poll_oneoff(IOVS, BUF, 1, OUT).unwrap(), INVAL);
    // The longest wait that there is, and events over the subscription itself.
    m.memory_mut()
        .write(IOVS, [77_u64, 0, 1, u64::MAX, 0, 0])
        .unwrap();
    assert_eq!(m.poll_oneoff(IOVS, IOVS, 1, OUT).unwrap(), 0);
    assert_eq!(m.memory().read::<[u64; 2]>(IOVS).unwrap(), [77, 0]);
    assert_eq!(m.memory().read::<u32>(OUT).unwrap(), 1);
}

#[test]
fn exit_ends_the_guest_alone() {
    for status in [0, 1, 255, 256, -1, i32::MIN] {
        let trap = guest(world()).proc_exit(status).unwrap_err();
        assert_eq!(
            (trap.code(), trap.exit_status()),
            (TrapCode::Exit, Some(status))
        );
    }
    assert_eq!(guest(world()).proc_raise(6).unwrap(), NOTSUP);
    assert_eq!(guest(world()).sched_yield().unwrap(), 0);
}

/// Memory of another size than when it was looked at last.
#[test]
fn memory_grows_between_calls() {
    let mut m = guest(world());
    assert_eq!(m.random_get(65536, 16).unwrap(), FAULT);
    m.memory_mut().grow(1).unwrap();
    assert_eq!(m.random_get(65536, 65536).unwrap(), 0);
    assert_eq!(m.random_get(65537, 65536).unwrap(), FAULT);
}

#[test]
fn the_same_run_twice() {
    let run = || {
        let mut m = guest(world());
        m.random_get(BUF, 64).unwrap();
        m.clock_time_get(0, 0, OUT).unwrap();
        m.memory().bytes().to_vec()
    };
    assert_eq!(run(), run());
}

/// A snapshot is guest and world.
#[test]
fn snapshots() {
    let mut m = guest(world());
    let state = (m.guest().clone(), m.imports().try_clone().unwrap());
    let (s, n) = path(&mut m, "file");
    assert_eq!(m.path_unlink_file(ROOT, s, n).unwrap(), 0);
    assert_eq!(m.fd_close(FILE).unwrap(), 0);
    let mut m = all::Instance::from_guest(state.1, state.0);
    m.memory_mut().write(IOVS, [BUF, 8]).unwrap();
    assert_eq!(m.fd_read(FILE, IOVS, 1, OUT).unwrap(), 0);
    assert_eq!(m.memory().slice(BUF, 8).unwrap(), b"contents");
}

#[test]
fn limits_hold_here_too() {
    let limits = Limits::new().max_memory_pages(1);
    let mut m = all::Instance::with_limits(world(), limits).unwrap();
    assert_eq!(m.memory_mut().grow(1), None);
}
