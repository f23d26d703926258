//! A real directory that another thread changes while the guest uses it: nothing outside is ever seen or touched.
#![cfg(unix)]
#![forbid(unsafe_code)]

mod common;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use common::*;
use include_wasm::wasi::WasiCtx;
use test_wasi::all;

/// An empty directory of this test.
fn scratch(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

#[test]
fn a_directory_that_becomes_a_link_out() {
    let top = scratch("race");
    let (inside, outside) = (top.join("inside"), top.join("outside"));
    for dir in [&inside, &outside, &inside.join("real")] {
        fs::create_dir_all(dir).unwrap();
    }
    fs::write(outside.join("secret"), "secret").unwrap();
    fs::write(inside.join("real/secret"), "decoy").unwrap();
    symlink(&outside, inside.join("out")).unwrap();
    symlink("../outside", inside.join("up")).unwrap();
    symlink("real", inside.join("in")).unwrap();
    symlink("real", inside.join("dir")).unwrap();

    let done = AtomicBool::new(false);
    let (mut decoys, mut refused) = (0, 0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // Swaps what `dir` is, by renaming, so that there is always something.
            for target in ["out", "in", "up", "in"].iter().cycle() {
                if done.load(Ordering::Relaxed) {
                    break;
                }
                let link = fs::read_link(inside.join(target)).unwrap();
                let next = inside.join("next");
                let _ = fs::remove_file(&next);
                symlink(link, &next).unwrap();
                fs::rename(&next, inside.join("dir")).unwrap();
            }
        });
        let wasi = WasiCtx::builder()
            .preopen_dir(&inside, "/")
            .unwrap()
            .build();
        let mut m = all::Instance::new(wasi).unwrap();
        for _ in 0..4000 {
            let (s, n) = path(&mut m, "dir/secret");
            match m.path_open(ROOT, 1, s, n, 0, 2, 0, 0, OUT).unwrap() {
                0 => {
                    let fd: i32 = m.memory().read(OUT).unwrap();
                    assert_eq!(read(&mut m, fd).as_deref(), Ok("decoy"));
                    assert_eq!(m.fd_close(fd).unwrap(), 0);
                    decoys += 1;
                }
                errno => {
                    assert!(
                        [NOTCAPABLE, PERM, NOENT, XDEV, LOOP, NOTDIR, AGAIN].contains(&errno),
                        "{errno}"
                    );
                    refused += 1;
                }
            }
            // What would write.
            let (s, n) = path(&mut m, "dir/created");
            m.path_create_directory(ROOT, s, n).unwrap();
            m.path_remove_directory(ROOT, s, n).unwrap();
            let (s, n) = path(&mut m, "dir/secret");
            m.path_filestat_set_times(ROOT, 1, s, n, 0, 0, 5).unwrap();
            m.path_open(ROOT, 1, s, n, 8 | 1, 1 << 6, 0, 0, OUT)
                .unwrap();
            if let fd @ 4.. = m.memory().read::<i32>(OUT).unwrap() {
                write(&mut m, fd, "decoy").ok();
                m.fd_close(fd).unwrap();
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(decoys > 0 && refused > 0, "{decoys} {refused}");
    assert_eq!(
        fs::read_to_string(outside.join("secret")).unwrap(),
        "secret"
    );
    let left: Vec<_> = fs::read_dir(&outside)
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(left, ["secret"]);
    let modified = fs::metadata(outside.join("secret"))
        .unwrap()
        .modified()
        .unwrap();
    assert!(modified.elapsed().unwrap().as_secs() < 3600);
}

/// The ways out that need no race.
#[test]
fn ways_out() {
    let top = scratch("ways-out");
    let inside = top.join("inside");
    fs::create_dir_all(inside.join("dir")).unwrap();
    fs::write(top.join("secret"), "secret").unwrap();
    symlink(top.join("secret"), inside.join("absolute")).unwrap();
    symlink("../secret", inside.join("relative")).unwrap();
    symlink("..", inside.join("dir/up")).unwrap();
    symlink("/proc/self/root", inside.join("magic")).unwrap();
    let wasi = WasiCtx::builder()
        .preopen_dir(&inside, "/")
        .unwrap()
        .build();
    let mut m = all::Instance::new(wasi).unwrap();
    for out in [
        "../secret",
        "dir/../../secret",
        "dir/up/../secret",
        "absolute",
        "relative",
        "/secret",
        "magic/etc/passwd",
        "dir/up/up/secret",
    ] {
        let (s, n) = path(&mut m, out);
        assert_ne!(
            m.path_open(ROOT, 1, s, n, 0, 2, 0, 0, OUT).unwrap(),
            0,
            "{out}"
        );
        assert_ne!(m.path_filestat_get(ROOT, 1, s, n, BUF).unwrap(), 0, "{out}");
        assert_ne!(
            m.path_open(ROOT, 1, s, n, 1 | 8, 1 << 6, 0, 0, OUT)
                .unwrap(),
            0,
            "{out}"
        );
    }
    // A link is not made to an absolute path, nor a hard link out.
    m.memory_mut().write_slice(BUF, b"/etc").unwrap();
    let (s, n) = path(&mut m, "made");
    assert_eq!(m.path_symlink(BUF, 4, ROOT, s, n).unwrap(), NOTCAPABLE);
    m.memory_mut().write_slice(BUF, b"../secret").unwrap();
    assert_ne!(m.path_link(ROOT, 0, BUF, 9, ROOT, s, n).unwrap(), 0);
    assert_ne!(m.path_rename(ROOT, BUF, 9, ROOT, s, n).unwrap(), 0);
    assert_ne!(m.path_rename(ROOT, s, n, ROOT, BUF, 9).unwrap(), 0);
    assert_eq!(fs::read_to_string(top.join("secret")).unwrap(), "secret");
}
