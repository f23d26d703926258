//! What a host allows an instance: [`Limits`], and [`Interrupt`] to stop it from outside.
//! What instances share is in [`budget`](crate::budget).

#[cfg(target_has_atomic = "ptr")]
use alloc::sync::Arc;
#[cfg(target_has_atomic = "ptr")]
use core::sync::atomic::{AtomicBool, Ordering};

/// What an instance may use. Nothing is limited by default beyond what the module declares.
///
/// ```
/// use include_wasm::{Limits, Memory};
///
/// let limits = Limits::new().max_memory_pages(16).max_stack(256 * 1024);
/// let mut memory = Memory::with_limits(1, None, &limits)?;
/// assert_eq!(memory.grow(15), Some(1));
/// assert_eq!(memory.grow(1), None);
/// # Ok::<(), include_wasm::Trap>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Limits {
    pub(crate) max_memory_pages: Option<u32>,
    pub(crate) max_table_elements: Option<u32>,
    pub(crate) max_stack: Option<usize>,
    pub(crate) fuel: Option<u64>,
    #[cfg(target_has_atomic = "ptr")]
    pub(crate) interrupt: Option<Interrupt>,
    #[cfg(target_has_atomic = "ptr")]
    pub(crate) budget: Option<crate::Budget>,
}

impl Limits {
    /// No limits beyond what the module declares.
    #[must_use]
    pub fn new() -> Limits {
        Limits::default()
    }

    /// The most pages of 64 KiB that each memory may have. Instantiation fails with
    /// [`OutOfMemory`](crate::TrapCode::OutOfMemory) if a memory starts larger, and `memory.grow`
    /// returns -1 beyond.
    #[must_use]
    pub fn max_memory_pages(mut self, pages: u32) -> Limits {
        self.max_memory_pages = Some(pages);
        self
    }

    /// The most elements that each table may have. Instantiation fails with
    /// [`OutOfMemory`](crate::TrapCode::OutOfMemory) if a table starts larger, and `table.grow`
    /// returns -1 beyond.
    #[must_use]
    pub fn max_table_elements(mut self, elements: u32) -> Limits {
        self.max_table_elements = Some(elements);
        self
    }

    /// The bytes of native stack that one call into the guest may use, re-entries from imports
    /// included. Deeper recursion is [`StackOverflow`](crate::TrapCode::StackOverflow).
    ///
    /// The calling thread must have this much stack left, and some tens of KiB for what does not
    /// recurse: Rust's threads have 2 MiB by default, a main thread usually 8 MiB or 1 MiB.
    #[must_use]
    pub fn max_stack(mut self, bytes: usize) -> Limits {
        self.max_stack = Some(bytes);
        self
    }

    /// The fuel that an instance starts with, if its module was compiled with `fuel: true`. Using
    /// more is [`OutOfFuel`](crate::TrapCode::OutOfFuel). Without this call, fuel is unlimited.
    ///
    /// The same module with the same input uses the same fuel, on every machine and with every compiler:
    ///
    /// | what | fuel |
    /// |---|---|
    /// | each operator of a WebAssembly function, `end`, `else` and `nop` included | 1 |
    /// | `memory.fill`, `memory.copy`, `memory.init` | also 1 for each whole 64 bytes |
    /// | `table.fill`, `table.copy`, `table.init` | also 1 for each whole 16 elements |
    /// | `memory.grow` that succeeds | also 1,024 for each page |
    /// | `table.grow` that succeeds | also 1 for each whole 16 elements |
    /// | segments and initial values at instantiation | 0 |
    /// | a call of the host, and what the host does | 0, and what it [charges](crate::GuestState::charge) |
    ///
    /// Operators are paid together, at the start of each sequence that runs without a branch, before any of them
    /// runs: a trap in the middle does not give fuel back. Lengths are paid before the work, growing after it. What
    /// can't be paid takes nothing: the rest stays, the call traps, and more fuel
    /// ([`set_fuel`](crate::GuestState::set_fuel)) makes the instance callable again.
    ///
    /// Code that can't be reached (after `br`, `return` or `unreachable`) costs nothing.
    #[must_use]
    pub fn fuel(mut self, fuel: u64) -> Limits {
        self.fuel = Some(fuel);
        self
    }

    /// A switch that stops the guest with [`Interrupt`](crate::TrapCode::Interrupt) from another
    /// thread or a signal handler, if its module was compiled with `interrupt: true`.
    #[cfg(target_has_atomic = "ptr")]
    #[must_use]
    pub fn interrupt(mut self, interrupt: Interrupt) -> Limits {
        self.interrupt = Some(interrupt);
        self
    }

    /// Bytes for memories and tables that the instance shares with others.
    #[cfg(target_has_atomic = "ptr")]
    #[must_use]
    pub fn budget(mut self, budget: crate::Budget) -> Limits {
        self.budget = Some(budget);
        self
    }
}

/// Bytes of stack for a thread that only waits.
#[cfg(all(feature = "std", target_has_atomic = "ptr"))]
const WATCHER_STACK: usize = 64 * 1024;

/// A switch that stops guests from outside. Clones are the same switch.
///
/// The switch stays on until it is [cleared](Interrupt::clear): an instance that was stopped
/// stops again at its next call.
///
/// ```
/// use include_wasm::{Interrupt, Limits};
///
/// let interrupt = Interrupt::new();
/// let limits = Limits::new().interrupt(interrupt.clone());
/// std::thread::spawn(move || interrupt.trigger());
/// # drop(limits);
/// ```
#[cfg(target_has_atomic = "ptr")]
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

#[cfg(target_has_atomic = "ptr")]
impl Interrupt {
    /// A new switch, off.
    #[must_use]
    pub fn new() -> Interrupt {
        Interrupt::default()
    }

    /// Stops the guests that hold this switch at their next loop iteration or recursive call.
    pub fn trigger(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Lets guests run again.
    pub fn clear(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    /// Runs the guest for no longer than this: then the switch is triggered, by a thread that `within` waits for, so
    /// nothing is left behind. Afterwards the switch is off again if it was the deadline that turned it on.
    ///
    /// The guest's module must be compiled with `interrupt: true`, and its instance hold this switch. Imports, and bulk
    /// instructions on large memories, come to their end first.
    ///
    /// ```
    /// # use include_wasm::{Interrupt, Limits, Trap};
    /// # use core::time::Duration;
    /// # struct Instance;
    /// # impl Instance {
    /// #     fn with_limits(_: Limits) -> Result<Instance, Trap> { Ok(Instance) }
    /// #     fn render(&mut self) -> Result<i32, Trap> { Ok(7) }
    /// # }
    /// let interrupt = Interrupt::new();
    /// let mut plugin = Instance::with_limits(Limits::new().interrupt(interrupt.clone()))?;
    /// let result = interrupt.within(Duration::from_millis(20), || plugin.render());
    /// assert_eq!(result?, 7);
    /// # Ok::<(), Trap>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What `run` returns: a trap with [`Interrupt`](crate::TrapCode::Interrupt) if it took longer. A trap with
    /// [`Host`](crate::TrapCode::Host), and `run` is not called, if there can be no thread.
    #[cfg(feature = "std")]
    pub fn within<T, E: From<crate::Trap>>(
        &self,
        limit: core::time::Duration,
        run: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        use std::sync::mpsc::{RecvTimeoutError, channel};

        let (done, wait) = channel::<()>();
        // Whether it turned the switch on. `done` is never used: it is gone when `run` has returned, or panicked.
        let watch = move || match wait.recv_timeout(limit) {
            Err(RecvTimeoutError::Timeout) => !self.0.swap(true, Ordering::Relaxed),
            _ => false,
        };
        std::thread::scope(|scope| {
            let watcher = std::thread::Builder::new().stack_size(WATCHER_STACK);
            let watcher = watcher.spawn_scoped(scope, watch);
            let watcher = watcher.map_err(crate::Trap::host)?;
            let result = {
                let _done = done;
                run()
            };
            if watcher.join().unwrap_or(false) {
                self.clear();
            }
            result
        })
    }

    /// Whether the switch is on.
    #[must_use]
    #[inline]
    pub fn is_triggered(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
