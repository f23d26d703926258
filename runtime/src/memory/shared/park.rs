//! Threads that wait until another one notifies them (`memory.atomic.wait32`, `wait64` and `notify`).

use alloc::collections::VecDeque;
use alloc::sync::Arc;
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::cx::Cx;
use crate::rt::{poll, raise};
use crate::trap::TrapCode;

/// How often a thread that waits looks whether the host has interrupted it.
const POLL: Duration = Duration::from_millis(1);

/// What `wait` returns.
const WOKEN: i32 = 0;
const NOT_EQUAL: i32 = 1;
const TIMED_OUT: i32 = 2;

/// Those who wait at any address of a memory, in the order in which they came.
#[derive(Default)]
pub struct Parking(Mutex<VecDeque<Arc<Waiter>>>);

struct Waiter {
    address: u64,
    /// Set once, under the lock, by whoever takes it out of the queue.
    woken: AtomicBool,
    wake: Condvar,
}

impl Parking {
    fn queue(&self) -> MutexGuard<'_, VecDeque<Arc<Waiter>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits at `address` while `is_expected`, for `timeout` nanoseconds, or without end if that is negative; what `wait`
    /// returns. An interrupt traps.
    ///
    /// That the value is the expected one is looked up under the lock that `notify` takes: who changes it and notifies
    /// afterwards is not missed.
    pub fn wait(
        &self,
        address: u64,
        timeout: i64,
        cx: &mut Cx,
        is_expected: impl FnOnce() -> bool,
    ) -> Option<i32> {
        let timeout = u64::try_from(timeout).ok().map(Duration::from_nanos);
        // What is too far away for a clock never comes.
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut queue = self.queue();
        if !is_expected() {
            return Some(NOT_EQUAL);
        }
        if queue.try_reserve(1).is_err() {
            return raise(TrapCode::OutOfMemory, cx);
        }
        let me = Arc::new(Waiter {
            address,
            woken: AtomicBool::new(false),
            wake: Condvar::new(),
        });
        queue.push_back(me.clone());
        loop {
            if me.woken.load(Ordering::Relaxed) {
                return Some(WOKEN);
            }
            let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
            let over = left.is_some_and(|left| left.is_zero());
            if over || poll(cx).is_none() {
                queue.retain(|waiter| !Arc::ptr_eq(waiter, &me));
                return over.then_some(TIMED_OUT);
            }
            let turn = cx.interrupt.as_ref().map(|_| POLL);
            queue = match left.into_iter().chain(turn).min() {
                Some(time) => {
                    let woken = me.wake.wait_timeout(queue, time);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
                None => {
                    let woken = me.wake.wait(queue);
                    woken.unwrap_or_else(PoisonError::into_inner)
                }
            };
        }
    }

    /// Wakes at most `count` of those who wait at `address`; how many.
    pub fn notify(&self, address: u64, count: u32) -> u32 {
        let mut woken = 0;
        self.queue().retain(|waiter| {
            let stays = waiter.address != address || woken == count;
            if !stays {
                woken += 1;
                waiter.woken.store(true, Ordering::Relaxed);
                waiter.wake.notify_one();
            }
            stays
        });
        woken
    }
}
