//! The interface `wasi_snapshot_preview1` as a trait.

use crate::{CatchAll, DynamicHost, GuestState, ImportInfo, Trap};

use super::Errno;

/// Hands the list of all functions that return an `errno` to the macro `$then`: all but `proc_exit`.
macro_rules! functions {
    ($then:ident) => {
        $then! {
            /// Writes the program's arguments, each ended by a zero, to `argv_buf`, and pointers to
            /// them to `argv`.
            args_get(argv: i32, argv_buf: i32);
            /// Writes the number of arguments, and the size of all with their zeros in bytes.
            args_sizes_get(argc: i32, argv_buf_size: i32);
            /// Writes the environment, `KEY=VALUE` each, as [`args_get`](Preview1::args_get) does.
            environ_get(environ: i32, environ_buf: i32);
            /// Writes the number of variables, and the size of all with their zeros in bytes.
            environ_sizes_get(count: i32, environ_buf_size: i32);
            /// Writes the resolution of a clock, in nanoseconds (`u64`).
            clock_res_get(id: i32, resolution: i32);
            /// Writes the time of a clock, in nanoseconds (`u64`).
            clock_time_get(id: i32, precision: i64, time: i32);
            /// Tells how a part of a file will be used.
            fd_advise(fd: i32, offset: i64, len: i64, advice: i32);
            /// Makes a file at least `offset + len` bytes large.
            fd_allocate(fd: i32, offset: i64, len: i64);
            /// Closes a descriptor.
            fd_close(fd: i32);
            /// Waits until the contents of a file are stored.
            fd_datasync(fd: i32);
            /// Writes an `fdstat` of 24 bytes: type, flags and rights of a descriptor.
            fd_fdstat_get(fd: i32, stat: i32);
            /// Sets the flags of a descriptor.
            fd_fdstat_set_flags(fd: i32, flags: i32);
            /// Gives up rights of a descriptor.
            fd_fdstat_set_rights(fd: i32, base: i64, inheriting: i64);
            /// Writes a `filestat` of 64 bytes.
            fd_filestat_get(fd: i32, stat: i32);
            /// Sets the size of a file in bytes.
            fd_filestat_set_size(fd: i32, size: i64);
            /// Sets the times of a file, in nanoseconds since 1970.
            fd_filestat_set_times(fd: i32, atim: i64, mtim: i64, fst_flags: i32);
            /// Reads at `offset`, without regard to the position.
            fd_pread(fd: i32, iovs: i32, iovs_len: i32, offset: i64, nread: i32);
            /// Writes a `prestat` of 8 bytes if the descriptor was open from the start.
            fd_prestat_get(fd: i32, prestat: i32);
            /// Writes the name under which a directory was given to the guest.
            fd_prestat_dir_name(fd: i32, path: i32, path_len: i32);
            /// Writes at `offset`, without regard to the position.
            fd_pwrite(fd: i32, iovs: i32, iovs_len: i32, offset: i64, nwritten: i32);
            /// Reads into the buffers of a list.
            fd_read(fd: i32, iovs: i32, iovs_len: i32, nread: i32);
            /// Writes as many directory entries after `cookie` as fit, the last one cut off.
            fd_readdir(fd: i32, buf: i32, buf_len: i32, cookie: i64, bufused: i32);
            /// Moves a descriptor to the number of another, which is closed.
            fd_renumber(fd: i32, to: i32);
            /// Moves the position of a file.
            fd_seek(fd: i32, offset: i64, whence: i32, newoffset: i32);
            /// Waits until contents and metadata of a file are stored.
            fd_sync(fd: i32);
            /// Writes the position of a file (`u64`).
            fd_tell(fd: i32, offset: i32);
            /// Writes from the buffers of a list.
            fd_write(fd: i32, iovs: i32, iovs_len: i32, nwritten: i32);
            /// Creates a directory.
            path_create_directory(fd: i32, path: i32, path_len: i32);
            /// Writes the `filestat` of what is at a path.
            path_filestat_get(fd: i32, flags: i32, path: i32, path_len: i32, stat: i32);
            /// Sets the times of what is at a path.
            path_filestat_set_times(
                fd: i32, flags: i32, path: i32, path_len: i32, atim: i64, mtim: i64, fst_flags: i32
            );
            /// Creates a hard link.
            path_link(
                old_fd: i32, old_flags: i32, old_path: i32, old_path_len: i32,
                new_fd: i32, new_path: i32, new_path_len: i32
            );
            /// Opens a file or directory, and writes its new descriptor.
            path_open(
                fd: i32, dirflags: i32, path: i32, path_len: i32, oflags: i32,
                rights_base: i64, rights_inheriting: i64, fdflags: i32, opened_fd: i32
            );
            /// Writes the contents of a symbolic link.
            path_readlink(fd: i32, path: i32, path_len: i32, buf: i32, buf_len: i32, bufused: i32);
            /// Removes an empty directory.
            path_remove_directory(fd: i32, path: i32, path_len: i32);
            /// Renames a file or directory.
            path_rename(
                fd: i32, old_path: i32, old_path_len: i32,
                new_fd: i32, new_path: i32, new_path_len: i32
            );
            /// Creates a symbolic link with the contents `old_path`.
            path_symlink(old_path: i32, old_path_len: i32, fd: i32, new_path: i32, new_path_len: i32);
            /// Removes a name of a file.
            path_unlink_file(fd: i32, path: i32, path_len: i32);
            /// Waits until one of the subscriptions (48 bytes each) occurs, and writes the events
            /// (32 bytes each).
            poll_oneoff(subscriptions: i32, events: i32, nsubscriptions: i32, nevents: i32);
            /// Sends a signal to the program itself.
            proc_raise(sig: i32);
            /// Lets others run.
            sched_yield();
            /// Fills a buffer with random bytes.
            random_get(buf: i32, buf_len: i32);
            /// Accepts a connection.
            sock_accept(fd: i32, flags: i32, accepted_fd: i32);
            /// Receives from a socket.
            sock_recv(
                fd: i32, ri_data: i32, ri_data_len: i32, ri_flags: i32,
                ro_datalen: i32, ro_flags: i32
            );
            /// Sends to a socket.
            sock_send(fd: i32, si_data: i32, si_data_len: i32, si_flags: i32, so_datalen: i32);
            /// Ends one or both directions of a connection.
            sock_shutdown(fd: i32, how: i32);
        }
    };
}
#[cfg(feature = "wasi")]
pub(super) use functions;

macro_rules! define {
    ($($(#[$doc:meta])* $name:ident($($param:ident: $ty:ty),* $(,)?);)*) => {
        /// The interface `wasi_snapshot_preview1`, of which a module imports what it needs: the 46
        /// functions, with the types that they have in Wasm.
        ///
        /// Generated modules take this trait for that namespace. With the feature `wasi`, write
        /// `impl HasWasi for Host`, and the trait is there. Without it, or if a host wants nothing
        /// but `fd_write`, implement the trait: every function that is left out returns
        /// [`Errno::NOSYS`] to the guest, and `proc_exit` ends the guest's call.
        ///
        /// Pointers are addresses in memory 0 of `guest`. The result is an [`Errno`] as `i32`, 0 for
        /// success; a [`Trap`] ends the guest's call.
        ///
        /// ```
        /// use include_wasm::wasi::Preview1;
        /// use include_wasm::{GuestState, Trap};
        ///
        /// struct Serial(Vec<u8>);
        ///
        /// impl Preview1 for Serial {
        ///     fn fd_write(
        ///         &mut self,
        ///         guest: &mut dyn GuestState,
        ///         _fd: i32,
        ///         iovs: i32,
        ///         _iovs_len: i32,
        ///         nwritten: i32,
        ///     ) -> Result<i32, Trap> {
        ///         let memory = guest.memory_mut(0).ok_or_else(|| Trap::message("no memory"))?;
        ///         let [ptr, len] = memory.read::<[u32; 2]>(iovs)?;
        ///         self.0.extend_from_slice(memory.slice(ptr, len)?);
        ///         memory.write(nwritten, len)?;
        ///         Ok(0)
        ///     }
        /// }
        /// ```
        #[diagnostic::on_unimplemented(
            message = "`{Self}` does not provide the imports from \"wasi_snapshot_preview1\"",
            label = "`include_wasm::wasi::Preview1` is not implemented for this type",
            note = "write `impl include_wasm::wasi::HasWasi for {Self}` (feature `wasi` of include-wasm), \
                    or implement the functions that the module needs with `impl include_wasm::wasi::Preview1`"
        )]
        #[allow(clippy::too_many_arguments)]
        pub trait Preview1 {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                ///
                /// A trap ends the guest's call.
                fn $name(&mut self, guest: &mut dyn GuestState, $($param: $ty),*) -> Result<i32, Trap> {
                    let _ = (guest, $($param),*);
                    Ok(Errno::NOSYS.to_i32())
                }
            )*

            /// Ends the program with an exit status.
            ///
            /// # Errors
            ///
            /// By default, always: [`Trap::exit`].
            fn proc_exit(&mut self, guest: &mut dyn GuestState, status: i32) -> Result<(), Trap> {
                let _ = guest;
                Err(Trap::exit(status))
            }
        }

        #[allow(clippy::too_many_arguments)]
        impl<H: DynamicHost> Preview1 for CatchAll<H> {
            $(fn $name(&mut self, guest: &mut dyn GuestState, $($param: $ty),*) -> Result<i32, Trap> {
                let import = ImportInfo { module: super::PREVIEW1, name: stringify!($name) };
                let args = [$($param.into()),*];
                let results =
                    crate::catch_all::call_import(&mut self.0, guest, import, &args, &[crate::ValType::I32])?;
                Ok(results.i32(0))
            })*

            fn proc_exit(&mut self, guest: &mut dyn GuestState, status: i32) -> Result<(), Trap> {
                let import = ImportInfo { module: super::PREVIEW1, name: "proc_exit" };
                crate::catch_all::call_import(&mut self.0, guest, import, &[status.into()], &[])?;
                Ok(())
            }
        }
    };
}

functions!(define);
