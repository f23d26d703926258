//! A guest's state, read from the bytes of a snapshot; their format is described in the runtime (`state/part.rs`).

use include_wasm_translate::module::{ConstOp, GlobalDef, Module, SegmentMode};
use include_wasm_translate::types::{RefType, ValType};

/// The format and its version.
const MAGIC: &[u8] = b"iwasm\0s\x01";
/// Bytes of the module's hash, which follows.
const HASH: usize = 16;
/// Memory is written in blocks of this many bytes, ended by this number.
pub const BLOCK: usize = 4096;
const NO_BLOCK: u32 = u32::MAX;

/// What the parts of a module are, by its own indices.
pub struct State<'a> {
    pub memories: Vec<Memory<'a>>,
    /// A constant for each global that has a value of its own, `None` for those that are always what they begin as.
    pub globals: Vec<Option<ConstOp>>,
    pub tables: Vec<Vec<Option<u32>>>,
    /// Whether the data segments are gone; active ones are.
    pub dropped_datas: Vec<bool>,
    /// Whether the element segments are gone, or were empty anyway; active and declared ones are.
    pub dropped_elems: Vec<bool>,
}

/// The size in pages, and the blocks that are not all zeros: index and contents, ascending.
pub struct Memory<'a> {
    pub pages: u32,
    pub blocks: Vec<(u32, &'a [u8])>,
}

impl<'a> State<'a> {
    /// Takes the bytes apart, all of them.
    ///
    /// # Errors
    /// If they are not what the module's state looks like.
    pub fn read(module: &Module, bytes: &'a [u8]) -> Result<State<'a>, String> {
        let mut input = Input(bytes);
        let state = input.state(module).filter(|_| input.0.is_empty());
        state.ok_or_else(|| "its state is not of the format that this command reads; is --runtime of another version?".into())
    }
}

struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn state(&mut self, module: &Module) -> Option<State<'a>> {
        if self.take(MAGIC.len())? != MAGIC {
            return None;
        }
        self.take(HASH)?;
        Some(State {
            memories: module
                .memories
                .iter()
                .map(|_| self.memory())
                .collect::<Option<_>>()?,
            globals: module
                .globals
                .iter()
                .map(|g| self.global(g))
                .collect::<Option<_>>()?,
            tables: module
                .tables
                .iter()
                .map(|t| self.items(t.ty.elem))
                .collect::<Option<_>>()?,
            dropped_datas: module
                .datas
                .iter()
                .map(|d| match d.mode {
                    SegmentMode::Passive => Some(self.take(1)? == [0]),
                    _ => Some(true),
                })
                .collect::<Option<_>>()?,
            dropped_elems: module
                .elems
                .iter()
                .map(|e| match e.mode {
                    SegmentMode::Passive => Some(self.items(e.ty)?.is_empty()),
                    _ => Some(true),
                })
                .collect::<Option<_>>()?,
        })
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(count)?;
        self.0 = tail;
        Some(head)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn number(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn memory(&mut self) -> Option<Memory<'a>> {
        let pages = self.number()?;
        let mut blocks = Vec::new();
        loop {
            match self.number()? {
                NO_BLOCK => return Some(Memory { pages, blocks }),
                index => blocks.push((index, self.take(BLOCK)?)),
            }
        }
    }

    /// Those that are always the same number are no state.
    fn global(&mut self, global: &GlobalDef) -> Option<Option<ConstOp>> {
        let ops = global.init.as_ref().map_or(&[][..], |init| &init.0);
        let is_number = matches!(
            ops,
            [ConstOp::I32(_)
                | ConstOp::I64(_)
                | ConstOp::F32(_)
                | ConstOp::F64(_)
                | ConstOp::V128(_)]
        );
        if is_number && !global.ty.mutable {
            return Some(None);
        }
        Some(Some(match global.ty.value {
            ValType::I32 => ConstOp::I32(i32::from_le_bytes(self.array()?)),
            ValType::I64 => ConstOp::I64(i64::from_le_bytes(self.array()?)),
            ValType::F32 => ConstOp::F32(u32::from_le_bytes(self.array()?)),
            ValType::F64 => ConstOp::F64(u64::from_le_bytes(self.array()?)),
            ValType::V128 => ConstOp::V128(self.array()?),
            ValType::Ref(ty) => self
                .item(ty)?
                .map_or(ConstOp::RefNull(ty), ConstOp::RefFunc),
        }))
    }

    fn items(&mut self, ty: RefType) -> Option<Vec<Option<u32>>> {
        let count = self.number()?;
        (0..count).map(|_| self.item(ty)).collect()
    }

    /// A function's index; references to values of the host are null.
    fn item(&mut self, ty: RefType) -> Option<Option<u32>> {
        match ty {
            RefType::Func => Some(self.number()?.checked_sub(1)),
            RefType::Extern => (self.take(1)? == [0]).then_some(None),
        }
    }
}
