//! Why a call into a guest did not return: [`Trap`], its [`TrapCode`], and the Wasm [`Frame`]s.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::error::Error;
use core::fmt::{self, Write as _};

use crate::MemoryError;

/// The reason of a [`Trap`], in one byte.
///
/// The [`Display`](fmt::Display) text of the codes that the specification knows is the text that
/// its test suite uses.
///
/// ```
/// use include_wasm::TrapCode;
///
/// assert_eq!(TrapCode::MemoryOutOfBounds.to_string(), "out of bounds memory access");
/// assert_eq!(size_of::<Option<TrapCode>>(), 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum TrapCode {
    /// `unreachable` was executed.
    Unreachable,
    /// A load, store, or bulk memory operation left the memory, or a data segment did not fit.
    MemoryOutOfBounds,
    /// A table operation left the table, or an element segment did not fit.
    TableOutOfBounds,
    /// `call_indirect` with an index that is not in the table.
    UndefinedElement,
    /// `call_indirect` through a null reference.
    UninitializedElement,
    /// `call_indirect` to a function of another type.
    IndirectCallTypeMismatch,
    /// An integer division or remainder by zero.
    IntegerDivisionByZero,
    /// The smallest integer divided by -1, or a float too large for the integer type.
    IntegerOverflow,
    /// A NaN converted to an integer.
    InvalidConversion,
    /// The guest recursed beyond its share of the native stack, see [`Limits`](crate::Limits).
    StackOverflow,
    /// The fuel that the host gave is used up, see [`Limits::fuel`](crate::Limits::fuel).
    OutOfFuel,
    /// The host asked the guest to stop, see [`Limits::interrupt`](crate::Limits).
    Interrupt,
    /// A memory or table could not be allocated, or is larger than the host allows.
    OutOfMemory,
    /// An import that was given does not fit what the module asks for.
    Link,
    /// The guest called an import that was stubbed out at build time.
    Stub,
    /// An import failed with an error of the host.
    Host,
    /// The guest asked to exit, for instance by `proc_exit`.
    Exit,
    /// An atomic operation at an address that is not a multiple of its width.
    UnalignedAtomic,
    /// `memory.atomic.wait32` or `wait64` on a memory that is not shared, where nobody could end the waiting.
    ExpectedSharedMemory,
}

impl TrapCode {
    /// The words of the specification's test suite, or ours where it has none.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            TrapCode::Unreachable => "unreachable",
            TrapCode::MemoryOutOfBounds => "out of bounds memory access",
            TrapCode::TableOutOfBounds => "out of bounds table access",
            TrapCode::UndefinedElement => "undefined element",
            TrapCode::UninitializedElement => "uninitialized element",
            TrapCode::IndirectCallTypeMismatch => "indirect call type mismatch",
            TrapCode::IntegerDivisionByZero => "integer divide by zero",
            TrapCode::IntegerOverflow => "integer overflow",
            TrapCode::InvalidConversion => "invalid conversion to integer",
            TrapCode::StackOverflow => "call stack exhausted",
            TrapCode::OutOfFuel => "all fuel consumed",
            TrapCode::Interrupt => "interrupted",
            TrapCode::OutOfMemory => "out of memory",
            TrapCode::Link => "incompatible import",
            TrapCode::Stub => "stubbed import called",
            TrapCode::Host => "host error",
            TrapCode::Exit => "guest exited",
            TrapCode::UnalignedAtomic => "unaligned atomic",
            TrapCode::ExpectedSharedMemory => "expected shared memory",
        }
    }
}

impl fmt::Display for TrapCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One Wasm function that was active when a [`Trap`] happened.
///
/// ```
/// fn innermost(trap: &include_wasm::Trap) -> Option<&'static str> {
///     trap.frames().first()?.name()
/// }
/// # assert_eq!(innermost(&include_wasm::Trap::exit(0)), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    index: u32,
    name: &'static str,
}

impl Frame {
    pub(crate) fn new(index: u32, names: &'static [&'static str]) -> Frame {
        let name = names.get(index as usize).copied().unwrap_or("");
        Frame { index, name }
    }

    /// The function's index in its bundle of modules; for a single module, its Wasm function index.
    #[must_use]
    pub fn index(&self) -> u32 {
        self.index
    }

    /// The function's name, demangled, if the module's name section or an export has one. It may be any text; only
    /// [`Display`](fmt::Display) escapes what terminals obey.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        (!self.name.is_empty()).then_some(self.name)
    }
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name().unwrap_or("<unnamed>");
        write!(f, "{} (function {})", Printable(name), self.index)
    }
}

/// A name that a module chose, for people to read: what would steer a terminal, or turn the direction of text
/// around, is escaped.
struct Printable<'a>(&'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                    write!(f, "{}", c.escape_unicode())?;
                }
                c if c.is_control() => write!(f, "{}", c.escape_default())?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// A call into a guest that did not return: a Wasm trap, an error of the host on the way, a limit
/// that was reached, or a guest that asked to exit.
///
/// One pointer in size. An import fails by returning one, usually with `?`:
///
/// ```
/// use include_wasm::{Memory, Trap, TrapCode};
///
/// fn log(memory: &Memory, ptr: i32, len: i32) -> Result<(), Trap> {
///     let line = memory.str(ptr, len)?; // `MemoryError` converts
///     if line.is_empty() {
///         return Err(Trap::message("nothing to log"));
///     }
///     line.parse::<u32>().map_err(Trap::host)?; // any error
///     Ok(())
/// }
///
/// let memory = Memory::new(1, None)?;
/// assert_eq!(log(&memory, -1, 8).unwrap_err().code(), TrapCode::MemoryOutOfBounds);
/// assert_eq!(log(&memory, 0, 0).unwrap_err().to_string(), "host error: nothing to log");
/// # Ok::<(), Trap>(())
/// ```
pub struct Trap(Box<Inner>);

struct Inner {
    code: TrapCode,
    /// What exactly, for codes that have more to say: the name of a stubbed import, for example.
    detail: &'static str,
    /// Innermost first.
    frames: Vec<Frame>,
    /// Outer frames that were not kept.
    omitted: u64,
    error: Option<Box<dyn Error + Send + Sync>>,
    status: i32,
}

/// The error inside of [`Trap::message`].
#[derive(Debug)]
struct Message(String);

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Message {}

impl Trap {
    /// The most frames that a trap keeps; outer ones are only counted.
    pub(crate) const MAX_FRAMES: usize = 128;

    #[cold]
    pub(crate) fn new(code: TrapCode, detail: &'static str) -> Trap {
        Trap(Box::new(Inner {
            code,
            detail,
            frames: Vec::new(),
            omitted: 0,
            error: None,
            status: 0,
        }))
    }

    /// An error of the host: code [`TrapCode::Host`], and `error` for whoever called the guest.
    ///
    /// ```
    /// use include_wasm::Trap;
    ///
    /// let trap = "seven".parse::<i32>().map_err(Trap::host).unwrap_err();
    /// assert!(trap.downcast_ref::<std::num::ParseIntError>().is_some());
    /// ```
    pub fn host(error: impl Error + Send + Sync + 'static) -> Trap {
        Trap::with_error(TrapCode::Host, Box::new(error))
    }

    /// An error of the host that is only a text: code [`TrapCode::Host`].
    ///
    /// ```
    /// let trap = include_wasm::Trap::message("no such file");
    /// assert_eq!(trap.to_string(), "host error: no such file");
    /// ```
    pub fn message(text: impl Into<String>) -> Trap {
        Trap::host(Message(text.into()))
    }

    /// The guest asks to end with an exit status: code [`TrapCode::Exit`].
    ///
    /// ```
    /// let trap = include_wasm::Trap::exit(3);
    /// assert_eq!(trap.exit_status(), Some(3));
    /// assert_eq!(trap.to_string(), "guest exited with status 3");
    /// ```
    #[must_use]
    pub fn exit(status: i32) -> Trap {
        let mut trap = Trap::from(TrapCode::Exit);
        trap.0.status = status;
        trap
    }

    /// An error of the runtime's own, under its code.
    pub(crate) fn caused(code: TrapCode, error: impl Error + Send + Sync + 'static) -> Trap {
        Trap::with_error(code, Box::new(error))
    }

    fn with_error(code: TrapCode, error: Box<dyn Error + Send + Sync>) -> Trap {
        let mut trap = Trap::from(code);
        trap.0.error = Some(error);
        trap
    }

    /// Why.
    #[must_use]
    pub fn code(&self) -> TrapCode {
        self.0.code
    }

    /// The Wasm functions that were active, innermost first, if the module was compiled with
    /// backtraces. At most 128; see [`omitted_frames`](Trap::omitted_frames).
    #[must_use]
    pub fn frames(&self) -> &[Frame] {
        &self.0.frames
    }

    /// How many outer frames are missing in [`frames`](Trap::frames).
    #[must_use]
    pub fn omitted_frames(&self) -> u64 {
        self.0.omitted
    }

    /// The error of the host that is the cause, if one is.
    #[must_use]
    pub fn host_error(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.0.error.as_deref()
    }

    /// The error of the host, if it is an `E`.
    #[must_use]
    pub fn downcast_ref<E: Error + 'static>(&self) -> Option<&E> {
        self.host_error()?.downcast_ref()
    }

    /// The status with which the guest asked to exit, if it did.
    #[must_use]
    pub fn exit_status(&self) -> Option<i32> {
        (self.0.code == TrapCode::Exit).then_some(self.0.status)
    }

    /// Adds a frame further out than all others.
    pub(crate) fn push_frame(&mut self, frame: Frame) {
        let frames = &mut self.0.frames;
        if frames.len() < Trap::MAX_FRAMES && frames.try_reserve(1).is_ok() {
            frames.push(frame);
        } else {
            self.omit_frames(1);
        }
    }

    pub(crate) fn omit_frames(&mut self, count: u64) {
        self.0.omitted = self.0.omitted.saturating_add(count);
    }
}

impl fmt::Display for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            code,
            detail,
            frames,
            omitted,
            error,
            status,
        } = &*self.0;
        write!(f, "{code}")?;
        if *code == TrapCode::Exit {
            write!(f, " with status {status}")?;
        }
        if !detail.is_empty() {
            write!(f, ": {}", Printable(detail))?;
        }
        if let Some(error) = error {
            write!(f, ": {error}")?;
        }
        if !frames.is_empty() {
            f.write_str("\nwasm backtrace:")?;
        }
        for (i, frame) in frames.iter().enumerate() {
            write!(f, "\n{i:5}: {frame}")?;
        }
        if *omitted > 0 {
            write!(f, "\n       … and {omitted} more")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `main` returning `Err(trap)` prints this: the readable form serves better than fields.
        write!(f, "Trap({self})")
    }
}

impl Error for Trap {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.error.as_deref().map(|e| e as &(dyn Error + 'static))
    }
}

impl From<TrapCode> for Trap {
    fn from(code: TrapCode) -> Trap {
        Trap::new(code, "")
    }
}

impl From<MemoryError> for Trap {
    /// An address outside of memory becomes [`TrapCode::MemoryOutOfBounds`], as if the guest had
    /// used it itself; text that is none becomes [`TrapCode::Host`].
    fn from(error: MemoryError) -> Trap {
        let code = match error {
            MemoryError::OutOfBounds { .. } => TrapCode::MemoryOutOfBounds,
            _ => TrapCode::Host,
        };
        Trap::with_error(code, Box::new(error))
    }
}
