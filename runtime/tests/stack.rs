//! Endless recursion must end in a trap, however LLVM compiles it. In a process of its own: where
//! this fails, it fails by an abort, or never ends. To be run with and without `--release`.

use std::hint::black_box;

use include_wasm::rt::*;
use include_wasm::{Limits, Trap, TrapCode};

const NEED: usize = 256;

fn run(f: impl FnOnce(&mut Cx) -> Option<i32> + Send + 'static) -> Result<i32, Trap> {
    // A stack as threads have it, of which the guest may use a half.
    let thread = std::thread::Builder::new().stack_size(2 << 20);
    let run = move || {
        let mut cx = Cx::new(&Limits::new().max_stack(1 << 20), 0);
        cx.begin();
        let result = f(&mut cx);
        cx.finish(result, &["zero", "one"])
    };
    thread.spawn(run).unwrap().join().unwrap()
}

fn assert_overflow(result: Result<i32, Trap>) {
    assert_eq!(result.unwrap_err().code(), TrapCode::StackOverflow);
}

fn tail(cx: &mut Cx) -> Option<i32> {
    stack_check(NEED, cx)?;
    tail(cx)
}

#[test]
fn tail_call() {
    assert_overflow(run(tail));
}

fn plain(a: i32, cx: &mut Cx) -> Option<i32> {
    stack_check(NEED, cx)?;
    let v = plain(i32_add(a, 1), cx)?;
    Some(i32_add(v, 1))
}

#[test]
fn call_with_work_after_it() {
    assert_overflow(run(|cx| plain(1, cx)));
}

fn even(a: i64, cx: &mut Cx) -> Option<i32> {
    stack_check(NEED, cx)?;
    if i64_eqz(a) != 0 {
        Some(1)
    } else {
        odd(i64_sub(a, 1), cx)
    }
}

fn odd(a: i64, cx: &mut Cx) -> Option<i32> {
    stack_check(NEED, cx)?;
    if i64_eqz(a) != 0 {
        Some(0)
    } else {
        even(i64_sub(a, 1), cx)
    }
}

#[test]
fn mutual_tail_calls() {
    assert_eq!(run(|cx| even(100, cx)).unwrap(), 1);
    assert_overflow(run(|cx| even(1 << 40, cx)));
}

/// An accumulator, which LLVM likes to turn into a loop.
fn sum(a: i64, cx: &mut Cx) -> Option<i32> {
    stack_check(NEED, cx)?;
    if i64_eqz(a) != 0 {
        return Some(0);
    }
    let v = sum(i64_sub(a, 1), cx)?;
    Some(i32_add(v, i32_wrap_i64(a)))
}

#[test]
fn accumulator() {
    assert_eq!(run(|cx| sum(100, cx)).unwrap(), 5050);
    assert_overflow(run(|cx| sum(1 << 40, cx)));
}

fn traced(a: i32, cx: &mut Cx) -> Option<i32> {
    stack_check(NEED, cx)?;
    trace(traced_body(a, cx), 1, cx)
}

#[inline(always)]
fn traced_body(a: i32, cx: &mut Cx) -> Option<i32> {
    traced(a, cx)
}

#[test]
fn backtraces_are_capped() {
    let trap = run(|cx| traced(1, cx)).unwrap_err();
    assert_eq!(trap.code(), TrapCode::StackOverflow);
    assert_eq!(trap.frames().len(), 128);
    assert!(trap.omitted_frames() > 100);
    assert!(
        trap.frames()
            .iter()
            .all(|frame| frame.name() == Some("one"))
    );
}

/// Frames of tens of kilobytes in debug builds, where a count of frames would not do.
fn wide(a: i32, cx: &mut Cx) -> Option<i32> {
    stack_check(64 << 10, cx)?;
    let buffer = black_box([a; 4096]);
    let v = wide(buffer[(a & 0xFFF) as usize], cx)?;
    Some(i32_add(v, black_box(buffer)[0]))
}

#[test]
fn wide_frames() {
    assert_overflow(run(|cx| wide(1, cx)));
}

/// An import that calls back: each level is an entry of its own, and still there is an end.
fn reenter(a: i32, cx: &mut Cx) -> Option<i32> {
    stack_check(NEED, cx)?;
    cx.host_enter();
    let result = host(a, cx);
    cx.host_leave(result)
}

fn host(a: i32, cx: &mut Cx) -> Result<i32, Trap> {
    cx.begin_nested();
    let result = reenter(i32_add(a, 1), cx);
    cx.finish(result, &[])
}

#[test]
fn recursion_through_the_host() {
    assert_overflow(run(|cx| reenter(1, cx)));
}

/// An import may run the guest on another thread; then the first stack is in force again.
#[test]
fn import_on_another_stack() {
    assert_overflow(run(|cx| {
        stack_check(NEED, cx)?;
        cx.host_enter();
        let inner = std::thread::scope(|scope| {
            let inner = scope.spawn(|| {
                cx.begin_nested();
                let result = sum(100, cx);
                cx.finish(result, &[])
            });
            inner.join().unwrap()
        });
        let inner = cx.host_leave(inner)?;
        assert_eq!(inner, 5050);
        assert_eq!(sum(100, cx), Some(5050));
        sum(1 << 40, cx)
    }));
}

/// A panic of an import leaves nothing behind that the next call would notice.
#[test]
fn panic_in_import() {
    let cx = &mut Cx::new(&Limits::new(), 1 << 19);
    for _ in 0..3 {
        cx.begin();
        let panicking = std::panic::AssertUnwindSafe(|| {
            cx.host_enter();
            std::panic::resume_unwind(Box::new("host"));
        });
        std::panic::catch_unwind(panicking).unwrap_err();
    }
    cx.begin();
    let result = sum(100, cx);
    assert_eq!(cx.finish(result, &[]).unwrap(), 5050);
    cx.begin();
    let result = sum(1 << 40, cx);
    assert_overflow(cx.finish(result, &[]));
}
