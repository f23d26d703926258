//! The descriptors of a guest.

use alloc::collections::BTreeMap;
use alloc::string::String;

use super::fs::Node;
use super::{Errno, FdFlags, Rights};

/// New descriptors begin here: 0 to 2 are the standard streams, whether they are there or not.
const FIRST: u32 = 3;

/// An open descriptor.
#[derive(Clone, Debug)]
pub(super) struct Descriptor {
    pub what: What,
    pub base: Rights,
    pub inheriting: Rights,
    pub flags: FdFlags,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    Stdin,
    Stdout,
    Stderr,
    File {
        /// Index of the file system.
        fs: usize,
        node: Node,
        position: u64,
    },
    Directory {
        /// Index of the file system.
        fs: usize,
        node: Node,
        /// The name under which the host gave it.
        preopen: Option<String>,
    },
}

#[derive(Clone, Debug)]
pub(super) struct Table {
    open: BTreeMap<u32, Descriptor>,
    /// No number below is free.
    free: u32,
    limit: usize,
}

impl Table {
    pub fn new(limit: usize) -> Table {
        Table {
            open: BTreeMap::new(),
            free: FIRST,
            limit,
        }
    }

    /// Fails if there are as many descriptors as there may be.
    pub fn check_room(&self) -> Result<(), Errno> {
        match self.open.len() < self.limit {
            true => Ok(()),
            false => Err(Errno::MFILE),
        }
    }

    pub fn insert(&mut self, descriptor: Descriptor) -> u32 {
        while self.open.contains_key(&self.free) {
            self.free += 1;
        }
        self.open.insert(self.free, descriptor);
        self.free
    }

    pub fn insert_at(&mut self, fd: u32, descriptor: Descriptor) -> Option<Descriptor> {
        self.open.insert(fd, descriptor)
    }

    pub fn get(&self, fd: i32) -> Result<&Descriptor, Errno> {
        self.open.get(&(fd as u32)).ok_or(Errno::BADF)
    }

    pub fn get_mut(&mut self, fd: i32) -> Result<&mut Descriptor, Errno> {
        self.open.get_mut(&(fd as u32)).ok_or(Errno::BADF)
    }

    pub fn remove(&mut self, fd: i32) -> Result<Descriptor, Errno> {
        let fd = fd as u32;
        let descriptor = self.open.remove(&fd).ok_or(Errno::BADF)?;
        if fd >= FIRST {
            self.free = self.free.min(fd);
        }
        Ok(descriptor)
    }
}
