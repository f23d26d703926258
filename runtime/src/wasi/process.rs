//! Arguments, environment, clocks, randomness, and what concerns the program itself.

use alloc::string::String;

use super::ctx::WasiCtx;
use super::host::Done;
use super::memory::GuestMemory;
use super::table::What;
use super::{Clock, ClockId, Errno};

// As many as the interface has.
#[allow(clippy::too_many_arguments)]
impl WasiCtx {
    pub(super) fn args_get(&mut self, memory: &mut GuestMemory<'_>, argv: i32, buf: i32) -> Done {
        write_strings(memory, &self.args, argv, buf)
    }

    pub(super) fn args_sizes_get(
        &mut self,
        memory: &mut GuestMemory<'_>,
        argc: i32,
        size: i32,
    ) -> Done {
        write_sizes(memory, &self.args, argc, size)
    }

    pub(super) fn environ_get(
        &mut self,
        memory: &mut GuestMemory<'_>,
        list: i32,
        buf: i32,
    ) -> Done {
        write_strings(memory, &self.env, list, buf)
    }

    pub(super) fn environ_sizes_get(
        &mut self,
        memory: &mut GuestMemory<'_>,
        count: i32,
        size: i32,
    ) -> Done {
        write_sizes(memory, &self.env, count, size)
    }

    pub(super) fn clock_res_get(
        &mut self,
        memory: &mut GuestMemory<'_>,
        id: i32,
        resolution: i32,
    ) -> Done {
        let id = ClockId::from_guest(id as u32)?;
        let value = self.clock_mut()?.resolution(id)?;
        memory.write(resolution, value)
    }

    pub(super) fn clock_time_get(
        &mut self,
        memory: &mut GuestMemory<'_>,
        id: i32,
        _precision: i64,
        time: i32,
    ) -> Done {
        let id = ClockId::from_guest(id as u32)?;
        let value = self.clock_mut()?.now(id)?;
        memory.write(time, value)
    }

    pub(super) fn clock_mut(&mut self) -> Result<&mut dyn Clock, Errno> {
        match &mut self.clock {
            Some(clock) => Ok(&mut **clock),
            None => Err(Errno::NOTCAPABLE),
        }
    }

    pub(super) fn random_get(&mut self, memory: &mut GuestMemory<'_>, buf: i32, len: i32) -> Done {
        let buf = memory.slice_mut(buf, len)?;
        let random = self.random.as_mut().ok_or(Errno::NOTCAPABLE)?;
        Ok(random.fill(buf)?)
    }

    /// There are no signals: a guest ends itself by `proc_exit` or a trap.
    pub(super) fn proc_raise(&mut self, _memory: &mut GuestMemory<'_>, _signal: i32) -> Done {
        Err(Errno::NOTSUP.into())
    }

    pub(super) fn sched_yield(&mut self, _memory: &mut GuestMemory<'_>) -> Done {
        Ok(())
    }

    pub(super) fn sock_accept(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        _flags: i32,
        accepted: i32,
    ) -> Done {
        memory.check(accepted, 4)?;
        self.socket(fd)
    }

    pub(super) fn sock_recv(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        data: i32,
        data_len: i32,
        _flags: i32,
        len: i32,
        ro_flags: i32,
    ) -> Done {
        memory.buffers(data, data_len)?;
        memory.check(len, 4)?;
        memory.check(ro_flags, 2)?;
        self.socket(fd)
    }

    pub(super) fn sock_send(
        &mut self,
        memory: &mut GuestMemory<'_>,
        fd: i32,
        data: i32,
        data_len: i32,
        _flags: i32,
        len: i32,
    ) -> Done {
        memory.buffers(data, data_len)?;
        memory.check(len, 4)?;
        self.socket(fd)
    }

    pub(super) fn sock_shutdown(&mut self, _: &mut GuestMemory<'_>, fd: i32, _how: i32) -> Done {
        self.socket(fd)
    }

    /// A guest is never given a socket, and there is no call that makes one.
    fn socket(&self, fd: i32) -> Done {
        match self.table.get(fd)?.what {
            What::Directory { .. }
            | What::File { .. }
            | What::Stdin
            | What::Stdout
            | What::Stderr => Err(Errno::NOTSOCK.into()),
        }
    }
}

/// Number of strings, and bytes with the zeros at their ends.
fn write_sizes(memory: &mut GuestMemory<'_>, strings: &[String], count: i32, size: i32) -> Done {
    let bytes: usize = strings.iter().map(|s| s.len() + 1).sum();
    let number = u32::try_from(strings.len()).map_err(|_| Errno::OVERFLOW)?;
    let bytes = u32::try_from(bytes).map_err(|_| Errno::OVERFLOW)?;
    memory.check(size, 4)?;
    memory.write(count, number)?;
    memory.write(size, bytes)
}

/// The strings with zeros at their ends, one after the other, and pointers to them.
fn write_strings(memory: &mut GuestMemory<'_>, strings: &[String], list: i32, buf: i32) -> Done {
    let mut pointer = list as u32;
    let mut text = buf as u32;
    for string in strings {
        let len = i32::try_from(string.len() + 1).map_err(|_| Errno::OVERFLOW)?;
        let place = memory.slice_mut(text as i32, len)?;
        for (to, from) in place.iter_mut().zip(string.bytes().chain([0])) {
            *to = from;
        }
        memory.write(pointer as i32, text)?;
        pointer = pointer.checked_add(4).ok_or(Errno::FAULT)?;
        text = text.checked_add(len as u32).ok_or(Errno::FAULT)?;
    }
    Ok(())
}
