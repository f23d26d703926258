//! Guests and hosts behind `dyn`: by names and [`Value`]s instead of generated methods and traits.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::error::Error;
use core::fmt;

use crate::cx::Cx;
use crate::state::{self, Part, Snapshot, SnapshotError};
use crate::{GrowthDenied, MemoryView, Trap, TrapCode, ValType, Value};

/// An export of a module.
///
/// ```
/// use include_wasm::{Dynamic, ExternType};
///
/// fn functions(instance: &dyn Dynamic) -> Vec<&'static str> {
///     let functions = instance.exports().iter();
///     let functions = functions.filter(|e| matches!(e.ty, ExternType::Func { .. }));
///     functions.map(|e| e.name).collect()
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExportInfo {
    /// The name in the module, not that of a Rust method.
    pub name: &'static str,
    /// What is exported.
    pub ty: ExternType,
}

/// The type of an export, see [`ExportInfo`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExternType {
    /// A function.
    Func {
        /// Parameter types.
        params: &'static [ValType],
        /// Result types.
        results: &'static [ValType],
    },
    /// A global variable.
    Global {
        /// The value's type.
        ty: ValType,
        /// Whether it can be set.
        mutable: bool,
    },
    /// A memory.
    Memory {
        /// Pages of 64 KiB at the start.
        min: u32,
        /// The most pages of 64 KiB, if the module says so.
        max: Option<u32>,
    },
    /// A table.
    Table {
        /// [`ValType::FuncRef`] or [`ValType::ExternRef`].
        element: ValType,
        /// Elements at the start.
        min: u32,
        /// The most elements, if the module says so.
        max: Option<u32>,
    },
}

/// An import by its two names.
///
/// ```
/// let import = include_wasm::ImportInfo { module: "env", name: "log" };
/// assert_eq!(import.to_string(), "env.log");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportInfo {
    /// The namespace, such as `env`.
    pub module: &'static str,
    /// The name in it.
    pub name: &'static str,
}

impl fmt::Display for ImportInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.module, self.name)
    }
}

/// An instance whose exports are found by name at run time. Generated instances implement it on
/// request.
///
/// ```
/// use include_wasm::{CallError, Dynamic, Value};
///
/// fn add(instance: &mut dyn Dynamic) -> Result<Option<i32>, CallError> {
///     let results = instance.call("add", &[Value::I32(1), Value::I32(2)])?;
///     Ok(results.first().and_then(Value::i32))
/// }
/// ```
pub trait Dynamic {
    /// All exports, in the module's order.
    fn exports(&self) -> &'static [ExportInfo];

    /// Calls an exported function.
    ///
    /// # Errors
    ///
    /// Without such a function, with arguments of other types, or if the guest traps.
    fn call(&mut self, name: &str, args: &[Value]) -> Result<Vec<Value>, CallError>;

    /// The value of an exported global.
    fn global(&self, name: &str) -> Option<Value>;

    /// Sets an exported global.
    ///
    /// # Errors
    ///
    /// Without such a global, if it is immutable, or if `value` has another type.
    fn set_global(&mut self, name: &str, value: Value) -> Result<(), CallError>;

    /// An exported memory.
    fn memory(&self, name: &str) -> Option<&dyn MemoryView>;

    /// An exported memory, to write to.
    fn memory_mut(&mut self, name: &str) -> Option<&mut dyn MemoryView>;

    /// The type of the export with this name.
    fn export(&self, name: &str) -> Option<ExternType> {
        crate::exports::ty(self.exports(), name)
    }
}

/// A host that gives imports by their names at run time.
///
/// ```
/// use include_wasm::{DynamicHost, GuestState, ImportInfo, Trap, ValType, Value};
///
/// /// Answers every call with zeros.
/// struct Zeros;
///
/// impl DynamicHost for Zeros {
///     fn call(
///         &mut self,
///         _guest: &mut dyn GuestState,
///         _import: ImportInfo,
///         _args: &[Value],
///         results: &[ValType],
///     ) -> Result<Vec<Value>, Trap> {
///         Ok(results.iter().map(|ty| Value::zero(*ty)).collect())
///     }
/// }
/// ```
pub trait DynamicHost {
    /// The guest calls an imported function. What is returned must have the types `results`.
    ///
    /// # Errors
    ///
    /// A trap ends the guest's call, and comes out at whoever called the guest.
    fn call(
        &mut self,
        guest: &mut dyn GuestState,
        import: ImportInfo,
        args: &[Value],
        results: &[ValType],
    ) -> Result<Vec<Value>, Trap>;

    /// The initial value of an imported global, which must be of type `ty`. Zero unless
    /// implemented.
    ///
    /// # Errors
    ///
    /// The global is zero then, as it is if the value has another type.
    fn global(&mut self, import: ImportInfo, ty: ValType) -> Result<Value, Trap> {
        let _ = import;
        Ok(Value::zero(ty))
    }
}

impl<H: DynamicHost + ?Sized> DynamicHost for &mut H {
    fn call(
        &mut self,
        guest: &mut dyn GuestState,
        import: ImportInfo,
        args: &[Value],
        results: &[ValType],
    ) -> Result<Vec<Value>, Trap> {
        (**self).call(guest, import, args, results)
    }

    fn global(&mut self, import: ImportInfo, ty: ValType) -> Result<Value, Trap> {
        (**self).global(import, ty)
    }
}

/// The state of a guest of whatever module. Every generated `Guest` implements it.
///
/// ```
/// use include_wasm::{GuestState, Trap};
///
/// fn log(guest: &dyn GuestState, ptr: i32, len: i32) -> Result<(), Trap> {
///     let memory = guest.memory(0).ok_or_else(|| Trap::message("no memory"))?;
///     println!("{}", memory.str(ptr, len)?);
///     Ok(())
/// }
/// ```
pub trait GuestState {
    /// The memory with this index in the bundle of modules; 0 in a module with one memory. `None` for a shared one, too,
    /// whose bytes can't be lent.
    fn memory(&self, index: u32) -> Option<&dyn MemoryView>;

    /// The memory with this index, to write to.
    fn memory_mut(&mut self, index: u32) -> Option<&mut dyn MemoryView>;

    #[doc(hidden)]
    fn cx(&self) -> &Cx;

    #[doc(hidden)]
    fn cx_mut(&mut self) -> &mut Cx;

    #[doc(hidden)]
    fn names(&self) -> &'static [&'static str];

    /// Calls `see` with memories, globals, tables and passive segments, in this order and by index.
    #[doc(hidden)]
    fn parts(&self, see: &mut dyn FnMut(&dyn Part));

    #[doc(hidden)]
    fn parts_mut(&mut self, see: &mut dyn FnMut(&mut dyn Part));

    /// A hash of the module's bytes: tells modules apart, but does not protect against somebody who
    /// makes a module on purpose that has the hash of another. The algorithm is that of
    /// [`state_hash`](GuestState::state_hash), on the length (8 bytes) and the bytes of each module
    /// of the bundle, dependencies first.
    fn module_hash(&self) -> u128;

    /// The fuel that is left; `u64::MAX` if it is not limited.
    fn fuel(&self) -> u64 {
        self.cx().fuel_left()
    }

    /// Sets the fuel that is left. Without effect in modules compiled without `fuel: true`.
    fn set_fuel(&mut self, fuel: u64) {
        self.cx_mut().set_fuel(fuel);
    }

    /// Takes fuel for what an import does on behalf of the guest.
    ///
    /// # Errors
    ///
    /// [`TrapCode::OutOfFuel`] if less is left; then none is taken.
    fn charge(&mut self, fuel: u64) -> Result<(), Trap> {
        self.cx_mut().charge(fuel)
    }

    /// The code of the last trap that ended a call, if one did: what the guest was doing is half done then. The state
    /// is what the specification says, so the guest can be called again, but its own code may not expect that.
    /// Forgotten when a snapshot is loaded or assigned, and by [`forget_trap`](GuestState::forget_trap).
    fn trapped(&self) -> Option<TrapCode> {
        self.cx().trapped()
    }

    /// Makes [`trapped`](GuestState::trapped) `None`.
    fn forget_trap(&mut self) {
        self.cx_mut().forget_trap();
    }

    /// Why a memory or table last did not grow, in the order of their indices, memories first; `None` if all did.
    fn growth_denied(&self) -> Option<GrowthDenied> {
        let mut denied = None;
        self.parts(&mut |part| denied = denied.or(part.growth_denied()));
        denied
    }

    /// A hash of memories, globals, tables and dropped segments: equal states of the same module have equal hashes, on
    /// every machine. Fuel, limits, and what the host keeps are not part of it.
    ///
    /// With `nan: canonical` and imports that answer the same, the same calls lead to the same hash.
    /// It finds accidental differences; against somebody who makes them on purpose, use a cryptographic hash of
    /// the bytes of a [`Snapshot`].
    ///
    /// Algorithm: the bytes of a snapshot without its first 8, in little-endian words of 64 bits (the last one
    /// filled up with zeros), then their number in one more. From `h = 0`, each word `w` does
    /// `h = (h ^ w) * 0x9E3779B97F4A7C15F39CC0605CEDC835` modulo 2^128 and `h = h ^ (h >> 64)`.
    fn state_hash(&self) -> u128 {
        state::hash(self.module_hash(), &|see| self.parts(see))
    }

    /// The state as bytes, to be stored and loaded again, also by another process.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::HostValue`] if the guest holds an `externref` that is not null, and
    /// [`SnapshotError::OutOfMemory`].
    fn save(&self) -> Result<Snapshot, SnapshotError> {
        state::save(self.module_hash(), &|see| self.parts(see))
    }

    /// Replaces the state by one that [`save`](GuestState::save) wrote, as assigning a clone would; limits, fuel and
    /// interrupt stay. Whatever the bytes are, the guest can do nothing afterwards that it could not do before.
    ///
    /// # Errors
    ///
    /// If it is no snapshot of this module, or larger than what the instance may have: then nothing has changed.
    /// After [`SnapshotError::OutOfMemory`] the state is a mixture of both; load another one, or drop it.
    fn load(&mut self, snapshot: &Snapshot) -> Result<(), SnapshotError> {
        let (module, functions) = (self.module_hash(), self.names().len());
        state::load(snapshot, module, functions, &mut |see| self.parts_mut(see))?;
        self.cx_mut().forget_trap();
        Ok(())
    }

    /// All bytes of a memory.
    fn memory_bytes(&self, index: u32) -> Option<&[u8]> {
        bytes(self.memory(index))
    }

    /// All bytes of a memory, to write to.
    fn memory_bytes_mut(&mut self, index: u32) -> Option<&mut [u8]> {
        bytes_mut(self.memory_mut(index))
    }

    /// The size of a memory in pages of 64 KiB.
    fn pages(&self, index: u32) -> Option<u32> {
        pages(self.memory(index))
    }

    /// Grows a memory by `delta` pages of 64 KiB and returns the old size, or `None` if there is
    /// no such memory or it cannot grow so far.
    fn grow_memory(&mut self, index: u32, delta: u32) -> Option<u32> {
        grow(self.memory_mut(index), delta)
    }

    /// Calls an exported function, as [`Dynamic::call`] does, from within an import; what the guest
    /// imports meanwhile is answered by `host`. Modules that are not compiled with `dynamic: true`
    /// have no exports here.
    ///
    /// # Errors
    ///
    /// As [`Dynamic::call`].
    fn call(
        &mut self,
        host: &mut dyn DynamicHost,
        name: &str,
        args: &[Value],
    ) -> Result<Vec<Value>, CallError> {
        let _ = (host, args);
        Err(CallError::no_such_export(name))
    }
}

// What the defaults above do, compiled once and not for every module.

fn bytes(memory: Option<&dyn MemoryView>) -> Option<&[u8]> {
    Some(memory?.bytes())
}

fn bytes_mut(memory: Option<&mut dyn MemoryView>) -> Option<&mut [u8]> {
    Some(memory?.bytes_mut())
}

fn pages(memory: Option<&dyn MemoryView>) -> Option<u32> {
    Some(memory?.pages())
}

fn grow(memory: Option<&mut dyn MemoryView>, delta: u32) -> Option<u32> {
    memory?.grow(delta)
}

/// A [`Clone`] that may fail. Every generated `Guest` implements it.
///
/// ```
/// use include_wasm::{Trap, TryClone};
///
/// fn checkpoint<G: TryClone>(guest: &G) -> Result<G, Trap> {
///     guest.try_clone()
/// }
/// ```
pub trait TryClone: Sized {
    /// A copy, where [`Clone`] would abort the process if there is no room for it.
    ///
    /// # Errors
    ///
    /// [`TrapCode::OutOfMemory`] if there is no room, or not enough left of the
    /// [`Budget`](crate::Budget).
    fn try_clone(&self) -> Result<Self, Trap>;
}

/// Why a [`Dynamic`] call returned no results.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallError {
    /// There is no export of this name and kind.
    NoSuchExport(Box<str>),
    /// Too many or too few arguments.
    ArgumentCount {
        /// How many the function takes.
        expected: usize,
        /// How many were given.
        found: usize,
    },
    /// An argument, or the new value of a global, is of another type.
    ArgumentType {
        /// Position, from 0.
        index: usize,
        /// The type that the module declares.
        expected: ValType,
        /// The type of the value.
        found: ValType,
    },
    /// The global cannot be set.
    ImmutableGlobal(Box<str>),
    /// The guest trapped.
    Trap(Trap),
}

impl CallError {
    /// [`CallError::NoSuchExport`].
    #[must_use]
    pub fn no_such_export(name: &str) -> CallError {
        CallError::NoSuchExport(String::from(name).into_boxed_str())
    }

    /// [`CallError::ImmutableGlobal`].
    #[must_use]
    pub fn immutable_global(name: &str) -> CallError {
        CallError::ImmutableGlobal(String::from(name).into_boxed_str())
    }

    /// Checks the number and types of arguments.
    ///
    /// # Errors
    ///
    /// The first difference.
    ///
    /// ```
    /// use include_wasm::{CallError, ValType, Value};
    ///
    /// let types = [ValType::I32, ValType::F32];
    /// assert!(CallError::check(&types, &[Value::I32(1), Value::F32(1.0)]).is_ok());
    /// let error = CallError::check(&types, &[Value::I32(1), Value::I32(1)]).unwrap_err();
    /// assert_eq!(error.to_string(), "argument 1 is i32, expected f32");
    /// ```
    pub fn check(expected: &[ValType], args: &[Value]) -> Result<(), CallError> {
        if expected.len() != args.len() {
            return Err(CallError::ArgumentCount {
                expected: expected.len(),
                found: args.len(),
            });
        }
        for (index, (&expected, arg)) in expected.iter().zip(args).enumerate() {
            let found = arg.ty();
            if found != expected {
                return Err(CallError::ArgumentType {
                    index,
                    expected,
                    found,
                });
            }
        }
        Ok(())
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CallError::NoSuchExport(name) => write!(f, "no such export: {name:?}"),
            CallError::ArgumentCount { expected, found } => {
                write!(f, "{found} arguments given, expected {expected}")
            }
            CallError::ArgumentType {
                index,
                expected,
                found,
            } => write!(f, "argument {index} is {found}, expected {expected}"),
            CallError::ImmutableGlobal(name) => write!(f, "global {name:?} is immutable"),
            CallError::Trap(trap) => trap.fmt(f),
        }
    }
}

impl Error for CallError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            // Transparent: the text is the trap's, so the cause is the trap's too.
            CallError::Trap(trap) => trap.source(),
            _ => None,
        }
    }
}

impl From<Trap> for CallError {
    fn from(trap: Trap) -> CallError {
        CallError::Trap(trap)
    }
}
