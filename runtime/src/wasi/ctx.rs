//! [`WasiCtx`], the world that a guest sees, and its [`Builder`].

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::any::Any;
use core::fmt;

use super::table::{Descriptor, Table, What};
use super::{Clock, Errno, FdFlags, Fs, Input, Output, Random, Rights};

/// The world of one program: its arguments and environment, the clock, randomness, the standard
/// streams, directories, and the descriptors that are open.
///
/// A new one gives a guest nothing: there are no arguments and variables, the standard streams are
/// closed ([`Errno::BADF`]), and there is no clock and no randomness ([`Errno::NOTCAPABLE`]).
///
/// ```
/// use include_wasm::wasi::{Buffer, FixedClock, MemFs, SeededRandom, WasiCtx};
///
/// let wasi = WasiCtx::builder()
///     .args(["program", "--verbose"])
///     .env("LANG", "C")
///     .clock(FixedClock::new(0))
///     .random(SeededRandom::new(0))
///     .stdin(Buffer::from("input"))
///     .stdout(Buffer::new())
///     .preopen("/", MemFs::new())
///     .build();
/// assert!(wasi.try_clone().is_some());
/// ```
pub struct WasiCtx {
    pub(super) args: Vec<String>,
    pub(super) env: Vec<String>,
    pub(super) clock: Option<Box<dyn Clock>>,
    pub(super) random: Option<Box<dyn Random>>,
    pub(super) stdin: Option<Box<dyn Input>>,
    pub(super) stdout: Option<Box<dyn Output>>,
    pub(super) stderr: Option<Box<dyn Output>>,
    pub(super) mounts: Vec<Mount>,
    pub(super) table: Table,
}

/// A file system that the guest was given.
pub(super) struct Mount {
    pub name: String,
    pub fs: Box<dyn Fs>,
    pub read_only: bool,
}

impl WasiCtx {
    /// A world with nothing in it.
    #[must_use]
    pub fn new() -> WasiCtx {
        WasiCtx::builder().build()
    }

    /// A world with nothing in it yet.
    pub fn builder() -> Builder {
        Builder {
            ctx: WasiCtx {
                args: Vec::new(),
                env: Vec::new(),
                clock: None,
                random: None,
                stdin: None,
                stdout: None,
                stderr: None,
                mounts: Vec::new(),
                table: Table::new(Builder::DEFAULT_MAX_DESCRIPTORS),
            },
            max_descriptors: Builder::DEFAULT_MAX_DESCRIPTORS,
        }
    }

    /// Standard input, if it is a `T`.
    #[must_use]
    pub fn stdin<T: Input>(&self) -> Option<&T> {
        (self.stdin.as_deref()? as &dyn Any).downcast_ref()
    }

    /// Standard input, to change it.
    #[must_use]
    pub fn stdin_mut<T: Input>(&mut self) -> Option<&mut T> {
        (self.stdin.as_deref_mut()? as &mut dyn Any).downcast_mut()
    }

    /// Standard output, if it is a `T`.
    #[must_use]
    pub fn stdout<T: Output>(&self) -> Option<&T> {
        (self.stdout.as_deref()? as &dyn Any).downcast_ref()
    }

    /// Standard output, to change it.
    #[must_use]
    pub fn stdout_mut<T: Output>(&mut self) -> Option<&mut T> {
        (self.stdout.as_deref_mut()? as &mut dyn Any).downcast_mut()
    }

    /// Standard error, if it is a `T`.
    #[must_use]
    pub fn stderr<T: Output>(&self) -> Option<&T> {
        (self.stderr.as_deref()? as &dyn Any).downcast_ref()
    }

    /// Standard error, to change it.
    #[must_use]
    pub fn stderr_mut<T: Output>(&mut self) -> Option<&mut T> {
        (self.stderr.as_deref_mut()? as &mut dyn Any).downcast_mut()
    }

    /// The file system that the guest was given under a name, if it is a `T`.
    #[must_use]
    pub fn fs<T: Fs>(&self, name: &str) -> Option<&T> {
        let mount = self.mounts.iter().find(|m| m.name == name)?;
        (&*mount.fs as &dyn Any).downcast_ref()
    }

    /// The file system that the guest was given under a name, to change it.
    #[must_use]
    pub fn fs_mut<T: Fs>(&mut self, name: &str) -> Option<&mut T> {
        let mount = self.mounts.iter_mut().find(|m| m.name == name)?;
        (&mut *mount.fs as &mut dyn Any).downcast_mut()
    }

    /// A copy to go with a snapshot of the guest. `None` if a part can't be copied, as a real
    /// directory or the process's own streams; everything in memory can.
    #[must_use]
    pub fn try_clone(&self) -> Option<WasiCtx> {
        /// The copy of a part that may not be there.
        macro_rules! part {
            ($field:ident) => {
                match &self.$field {
                    Some(part) => Some(part.try_clone()?),
                    None => None,
                }
            };
        }
        let mut mounts = Vec::new();
        for mount in &self.mounts {
            mounts.push(Mount {
                name: mount.name.clone(),
                fs: mount.fs.try_clone()?,
                read_only: mount.read_only,
            });
        }
        Some(WasiCtx {
            args: self.args.clone(),
            env: self.env.clone(),
            clock: part!(clock),
            random: part!(random),
            stdin: part!(stdin),
            stdout: part!(stdout),
            stderr: part!(stderr),
            mounts,
            table: self.table.clone(),
        })
    }
}

impl Default for WasiCtx {
    fn default() -> WasiCtx {
        WasiCtx::new()
    }
}

impl fmt::Debug for WasiCtx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mounts: Vec<_> = self.mounts.iter().map(|m| &m.name).collect();
        f.debug_struct("WasiCtx")
            .field("args", &self.args)
            .field("env", &self.env)
            .field("preopens", &mounts)
            .finish_non_exhaustive()
    }
}

/// Says what a [`WasiCtx`] gives.
#[must_use]
#[derive(Debug)]
pub struct Builder {
    ctx: WasiCtx,
    max_descriptors: usize,
}

impl Builder {
    /// Descriptors that a guest may have open, unless [`max_descriptors`](Builder::max_descriptors)
    /// says otherwise.
    pub const DEFAULT_MAX_DESCRIPTORS: usize = 1024;

    /// Adds an argument; the first is the name of the program. It ends at its first zero byte, as
    /// the guest will see it.
    pub fn arg(mut self, arg: impl AsRef<str>) -> Builder {
        self.ctx.args.push(c_string(arg.as_ref()));
        self
    }

    /// Adds arguments.
    pub fn args<T: AsRef<str>>(self, args: impl IntoIterator<Item = T>) -> Builder {
        args.into_iter().fold(self, Builder::arg)
    }

    /// Sets an environment variable. Key and value end at their first zero byte.
    pub fn env(mut self, key: impl AsRef<str>, value: impl AsRef<str>) -> Builder {
        let prefix = c_string(key.as_ref()) + "=";
        self.ctx.env.retain(|old| !old.starts_with(&prefix));
        self.ctx.env.push(prefix + &c_string(value.as_ref()));
        self
    }

    /// Gives a clock.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Builder {
        self.ctx.clock = Some(Box::new(clock));
        self
    }

    /// Gives randomness.
    pub fn random(mut self, random: impl Random + 'static) -> Builder {
        self.ctx.random = Some(Box::new(random));
        self
    }

    /// Gives standard input.
    pub fn stdin(mut self, stdin: impl Input) -> Builder {
        self.ctx.stdin = Some(Box::new(stdin));
        self
    }

    /// Gives standard output.
    pub fn stdout(mut self, stdout: impl Output) -> Builder {
        self.ctx.stdout = Some(Box::new(stdout));
        self
    }

    /// Gives standard error.
    pub fn stderr(mut self, stderr: impl Output) -> Builder {
        self.ctx.stderr = Some(Box::new(stderr));
        self
    }

    /// Gives the root directory of a file system, under the name `name`: `/` for most programs, or
    /// `.`, or any path that the program will ask for.
    pub fn preopen(mut self, name: impl Into<String>, fs: impl Fs) -> Builder {
        self.ctx.mounts.push(Mount {
            name: name.into(),
            fs: Box::new(fs),
            read_only: false,
        });
        self
    }

    /// Like [`preopen`](Builder::preopen), but whatever would change something is
    /// [`Errno::ROFS`].
    pub fn preopen_read_only(self, name: impl Into<String>, fs: impl Fs) -> Builder {
        let mut builder = self.preopen(name, fs);
        if let Some(mount) = builder.ctx.mounts.last_mut() {
            mount.read_only = true;
        }
        builder
    }

    /// How many descriptors the guest may have open at once; more are [`Errno::MFILE`]. What is
    /// given here counts, and is open in any case.
    pub fn max_descriptors(mut self, count: usize) -> Builder {
        self.max_descriptors = count;
        self
    }

    /// The world. The directories that were given are open from descriptor 3 on, in their order;
    /// one that can't be opened is not there.
    #[must_use]
    pub fn build(self) -> WasiCtx {
        let mut ctx = self.ctx;
        ctx.table = Table::new(self.max_descriptors);
        let stream = |what, base| Descriptor {
            what,
            base,
            inheriting: Rights::NONE,
            flags: FdFlags::NONE,
        };
        if ctx.stdin.is_some() {
            ctx.table.insert_at(0, stream(What::Stdin, Rights::INPUT));
        }
        if ctx.stdout.is_some() {
            ctx.table.insert_at(1, stream(What::Stdout, Rights::OUTPUT));
        }
        if ctx.stderr.is_some() {
            ctx.table.insert_at(2, stream(What::Stderr, Rights::OUTPUT));
        }
        for (fs, mount) in ctx.mounts.iter_mut().enumerate() {
            let Ok(node) = mount.fs.root() else { continue };
            ctx.table.insert(Descriptor {
                what: What::Directory {
                    fs,
                    node,
                    preopen: Some(mount.name.clone()),
                },
                base: Rights::DIRECTORY,
                inheriting: Rights::ALL,
                flags: FdFlags::NONE,
            });
        }
        ctx
    }
}

/// What C takes for the whole string.
fn c_string(text: &str) -> String {
    text.split('\0').next().unwrap_or_default().to_string()
}

/// The current time for a file system, in nanoseconds since 1970.
pub(super) fn stamp(clock: &mut Option<Box<dyn Clock>>, fs: &mut dyn Fs) {
    if let Some(clock) = clock
        && let Ok(now) = clock.now(super::ClockId::Realtime)
    {
        fs.set_now(now);
    }
}

/// A file system to change something in.
pub(super) fn writable<'a>(
    clock: &mut Option<Box<dyn Clock>>,
    mounts: &'a mut [Mount],
    index: usize,
) -> Result<&'a mut dyn Fs, Errno> {
    let mount = mounts.get_mut(index).ok_or(Errno::BADF)?;
    if mount.read_only {
        return Err(Errno::ROFS);
    }
    stamp(clock, &mut *mount.fs);
    Ok(&mut *mount.fs)
}
