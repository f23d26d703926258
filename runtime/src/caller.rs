//! [`Caller`]: a guest as one of its modules sees it.

use alloc::vec::Vec;

use crate::cx::Cx;
use crate::state::Part;
use crate::{CallError, DynamicHost, GuestState, MemoryView, Value};

/// A guest of several modules, for a host that knows nothing of them: memory 0 is that of the module whose import is
/// running. The others are as they were.
pub struct Caller<'a> {
    guest: &'a mut dyn GuestState,
    memory: Option<u32>,
}

impl<'a> Caller<'a> {
    /// `memory`: the index of the caller's memory in the bundle, if it has one.
    #[inline]
    pub fn new(guest: &'a mut dyn GuestState, memory: Option<u32>) -> Caller<'a> {
        Caller { guest, memory }
    }

    fn index(&self, index: u32) -> Option<u32> {
        if index == 0 { self.memory } else { Some(index) }
    }
}

impl GuestState for Caller<'_> {
    fn memory(&self, index: u32) -> Option<&dyn MemoryView> {
        self.guest.memory(self.index(index)?)
    }

    fn memory_mut(&mut self, index: u32) -> Option<&mut dyn MemoryView> {
        self.guest.memory_mut(self.index(index)?)
    }

    fn cx(&self) -> &Cx {
        self.guest.cx()
    }

    fn cx_mut(&mut self) -> &mut Cx {
        self.guest.cx_mut()
    }

    fn names(&self) -> &'static [&'static str] {
        self.guest.names()
    }

    fn parts(&self, see: &mut dyn FnMut(&dyn Part)) {
        self.guest.parts(see);
    }

    fn parts_mut(&mut self, see: &mut dyn FnMut(&mut dyn Part)) {
        self.guest.parts_mut(see);
    }

    fn module_hash(&self) -> u128 {
        self.guest.module_hash()
    }

    fn call(
        &mut self,
        host: &mut dyn DynamicHost,
        name: &str,
        args: &[Value],
    ) -> Result<Vec<Value>, CallError> {
        self.guest.call(host, name, args)
    }
}
