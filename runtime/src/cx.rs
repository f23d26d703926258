//! [`Cx`]: what generated code carries along besides memories, tables and globals.

use alloc::vec::Vec;

use crate::limits::Limits;
use crate::stack::StackWindow;
use crate::trap::{Frame, Trap, TrapCode};

/// The execution context of one guest: its limits, and the trap that is under way.
///
/// Generated functions return `Option`: `None` unwinds to the boundary, where [`Cx::finish`] makes
/// a [`Trap`] of what was recorded here. `None` without a record is an access out of bounds of a
/// memory, so that the commonest check has nothing to write.
#[derive(Debug)]
pub struct Cx {
    /// First, since stack checks are the hottest use of a context.
    pub(crate) stack: StackWindow,
    pub(crate) fuel: u64,
    #[cfg(target_has_atomic = "ptr")]
    pub(crate) interrupt: Option<crate::limits::Interrupt>,
    pub(crate) code: Option<TrapCode>,
    pub(crate) detail: &'static str,
    /// The trap of an import, whole; it wins over `code`.
    stash: Option<Trap>,
    /// Function indices, innermost first.
    frames: Vec<u32>,
    omitted_frames: u64,
    /// The last trap that left the guest.
    trapped: Option<TrapCode>,
    max_stack: usize,
    /// Imports that are running.
    host_depth: u32,
    /// Windows to return to when an import re-entered the guest on another stack.
    outer_stacks: Vec<StackWindow>,
}

impl Cx {
    /// A context under `limits`. `default_max_stack`: bytes of native stack that one entry may
    /// use if the limits do not say.
    #[must_use]
    pub fn new(limits: &Limits, default_max_stack: usize) -> Cx {
        Cx {
            stack: StackWindow::NONE,
            fuel: limits.fuel.unwrap_or(u64::MAX),
            #[cfg(target_has_atomic = "ptr")]
            interrupt: limits.interrupt.clone(),
            code: None,
            detail: "",
            stash: None,
            frames: Vec::new(),
            omitted_frames: 0,
            trapped: None,
            max_stack: limits.max_stack.unwrap_or(default_max_stack),
            host_depth: 0,
            outer_stacks: Vec::new(),
        }
    }

    /// The host calls an export, from outside of the guest. Forgets what a panic of an import
    /// may have left behind.
    #[inline]
    pub fn begin(&mut self) {
        self.clear_trap();
        self.host_depth = 0;
        self.outer_stacks.clear();
        self.stack = StackWindow::below_here(self.max_stack);
    }

    /// The host calls an export, possibly from within an import: then the stack that is left to
    /// the outer call is all that this one has, or recursion through the host would have no end.
    #[inline]
    pub fn begin_nested(&mut self) {
        if self.host_depth == 0 {
            return self.begin();
        }
        self.clear_trap();
        if !self.stack.contains_here() {
            self.switch_stack();
        }
    }

    /// The import runs on another stack (a thread, a coroutine) than the guest that called it.
    #[cold]
    fn switch_stack(&mut self) {
        if self.outer_stacks.try_reserve(1).is_ok() {
            self.outer_stacks.push(self.stack);
        }
        self.stack = StackWindow::below_here(self.max_stack);
    }

    /// The export is done: its result, or the trap. `names`: function names by index.
    #[inline]
    pub fn finish<T>(
        &mut self,
        result: Option<T>,
        names: &'static [&'static str],
    ) -> Result<T, Trap> {
        if self.host_depth == 0 {
            // The next entry may be on another thread, whose stack may lie over this one's.
            self.stack = StackWindow::NONE;
        }
        match result {
            Some(value) => Ok(value),
            None => Err(self.take_trap(names)),
        }
    }

    #[cold]
    fn take_trap(&mut self, names: &'static [&'static str]) -> Trap {
        let code = self.code.unwrap_or(TrapCode::MemoryOutOfBounds);
        let mut trap = match self.stash.take() {
            Some(trap) => trap,
            None => Trap::new(code, self.detail),
        };
        for &index in &self.frames {
            trap.push_frame(Frame::new(index, names));
        }
        trap.omit_frames(self.omitted_frames);
        self.clear_trap();
        self.trapped = Some(trap.code());
        trap
    }

    /// The code of the last trap, unless it was forgotten since.
    pub(crate) fn trapped(&self) -> Option<TrapCode> {
        self.trapped
    }

    pub(crate) fn forget_trap(&mut self) {
        self.trapped = None;
    }

    #[inline]
    fn clear_trap(&mut self) {
        self.code = None;
        self.detail = "";
        self.stash = None;
        self.frames.clear();
        self.omitted_frames = 0;
    }

    /// The guest calls an import.
    #[inline]
    pub fn host_enter(&mut self) {
        self.host_depth = self.host_depth.saturating_add(1);
    }

    /// The import is done.
    #[inline]
    pub fn host_leave<T>(&mut self, result: Result<T, Trap>) -> Option<T> {
        self.host_depth = self.host_depth.saturating_sub(1);
        if !self.stack.contains_here() {
            self.return_to_stack();
        }
        match result {
            Ok(value) => Some(value),
            Err(trap) => {
                self.code = Some(trap.code());
                self.stash = Some(trap);
                None
            }
        }
    }

    /// Finds the window that [`switch_stack`](Self::switch_stack) left.
    #[cold]
    fn return_to_stack(&mut self) {
        while let Some(stack) = self.outer_stacks.pop() {
            if stack.contains_here() {
                self.stack = stack;
                return;
            }
        }
        self.stack = StackWindow::below_here(self.max_stack);
    }

    /// Notes that `function` was active, outside of those noted before.
    #[cold]
    #[inline(never)]
    pub(crate) fn push_frame(&mut self, function: u32) {
        if self.frames.len() < Trap::MAX_FRAMES && self.frames.try_reserve(1).is_ok() {
            self.frames.push(function);
        } else {
            self.omitted_frames = self.omitted_frames.saturating_add(1);
        }
    }

    /// The fuel that is left; `u64::MAX` if it was never limited.
    #[must_use]
    pub fn fuel_left(&self) -> u64 {
        self.fuel
    }

    /// Takes fuel for work of the host; all or nothing.
    pub(crate) fn charge(&mut self, fuel: u64) -> Result<(), Trap> {
        match self.fuel.checked_sub(fuel) {
            Some(left) => self.fuel = left,
            None => return Err(Trap::from(TrapCode::OutOfFuel)),
        }
        Ok(())
    }

    /// Sets the fuel that is left.
    pub fn set_fuel(&mut self, fuel: u64) {
        self.fuel = fuel;
    }
}

impl Clone for Cx {
    /// The clone has the same limits and fuel, but no trap under way and no call active.
    fn clone(&self) -> Cx {
        Cx {
            stack: StackWindow::NONE,
            fuel: self.fuel,
            #[cfg(target_has_atomic = "ptr")]
            interrupt: self.interrupt.clone(),
            code: None,
            detail: "",
            stash: None,
            frames: Vec::new(),
            omitted_frames: 0,
            trapped: self.trapped,
            max_stack: self.max_stack,
            host_depth: 0,
            outer_stacks: Vec::new(),
        }
    }
}
