//! The intermediate representation: typed, structured, tree-shaped.
//!
//! It keeps WebAssembly's structured control one to one. Pure operators are trees ([`Expr`]); whatever
//! has an effect or may trap is a statement, in WebAssembly's order, whose results are named by
//! [`Temp`]s that are assigned once. The results of a block are its value.
//!
//! All indices are the bundle's.

use crate::types::{RefType, ValType};

/// A value that is defined once, `v{n}` in the output (a loop's parameters are redefined by `continue`).
pub type Temp = u32;
/// A label, `'b{n}` in the output.
pub type Label = u32;

/// A function body.
#[derive(Debug, Clone)]
pub struct Body {
    /// Types of all locals; the first `params` are the parameters.
    pub locals: Vec<ValType>,
    /// How many locals are parameters.
    pub params: usize,
    /// Which locals are ever assigned.
    pub assigned: Vec<bool>,
    /// Result types.
    pub results: Vec<ValType>,
    /// The code; falls off its end with the results.
    pub code: Region,
    /// Number of nodes, a measure of size.
    pub size: usize,
    /// Bytes of stack that its parts use besides, as an unoptimised build uses them.
    pub parts: u32,
    /// The largest number of a [`Temp`].
    pub temps: Temp,
    /// Whether it compares floats, and whether it has scalar square roots.
    pub floats: Floats,
}

/// What a body does with floats, as far as LLVM may take it apart.
#[derive(Debug, Clone, Copy, Default)]
pub struct Floats {
    /// Compares two of them, or their lanes.
    pub compares: bool,
    /// Has scalar square roots.
    pub roots: bool,
}

/// Statements and how control leaves them.
#[derive(Debug, Clone)]
pub struct Region {
    /// In order.
    pub stmts: Vec<Stmt>,
    /// Where control goes then.
    pub end: End,
}

/// How control leaves a region.
#[derive(Debug, Clone)]
pub enum End {
    /// Off its end; these are the values of the enclosing block, arm or function.
    Fall(Vec<Expr>),
    /// By a branch.
    Jump(Jump),
    /// `br_table`: one arm per distinct target, with the indices that select it; the last arm is the default.
    Switch(Expr, Vec<(Vec<u32>, Jump)>),
    /// `unreachable`.
    Unreachable,
}

/// A branch with the values that it carries.
#[derive(Debug, Clone)]
pub struct Jump {
    /// Where to.
    pub target: Target,
    /// Operands for the target.
    pub values: Vec<Expr>,
}

/// The target of a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// Out of the block (or if, or loop) with this label.
    Break(Label),
    /// To the start of the loop with this label.
    Continue(Label),
    /// To step `.1` of the ladder with label `.0`.
    Step(Label, u32),
    /// Out of the function.
    Return,
}

/// A statement.
#[derive(Debug, Clone)]
pub enum Stmt {
    /// Names a value.
    Let((Temp, ValType), Expr),
    /// An effect; its results are named by temps.
    Effect(Vec<(Temp, ValType)>, Effect),
    /// `local.set`
    SetLocal(u32, Expr),
    /// `global.set`
    SetGlobal(u32, Expr),
    /// `block`
    Block {
        /// Its label.
        label: Label,
        /// Whether anything branches to it.
        targeted: bool,
        /// Names of its results.
        results: Vec<(Temp, ValType)>,
        /// Contents.
        body: Region,
    },
    /// `loop`
    Loop {
        /// Its label.
        label: Label,
        /// Whether anything branches to its start; if not it is a block.
        targeted: bool,
        /// Parameters with their initial values.
        params: Vec<(Temp, ValType, Expr)>,
        /// Names of its results.
        results: Vec<(Temp, ValType)>,
        /// Contents.
        body: Region,
        /// Operators in it, a measure of size.
        size: usize,
        /// Whether LLVM is kept from looking through it (see `opt::as_is`).
        as_is: bool,
    },
    /// Rounds of the loop that comes next, many at once (see `opt::counted::scan`).
    Scan(Box<Scan>),
    /// A loop in two forms (see `opt::counted`).
    Counted(Box<Counted>),
    /// `if`
    If {
        /// Its label.
        label: Label,
        /// Whether anything branches to its end.
        targeted: bool,
        /// The condition, an i32.
        cond: Expr,
        /// Names of its results.
        results: Vec<(Temp, ValType)>,
        /// If not zero.
        then: Region,
        /// If zero.
        otherwise: Region,
    },
    /// Nested blocks made flat (see `opt::ladder`): a loop over numbered steps, entered at step 0.
    Steps {
        /// The label of the outermost block; a branch to it leaves the steps with the results.
        label: Label,
        /// Names of the results.
        results: Vec<(Temp, ValType)>,
        /// Results of the inner blocks, assigned by jumps to steps.
        vars: Vec<(Temp, ValType)>,
        /// Which of `vars` a jump to each step assigns.
        into: Vec<Vec<Temp>>,
        /// The steps; only the last may fall off its end, with the results. A [`Group`] stands for as many as are in it.
        steps: Vec<Region>,
    },
    /// A run of statements in a function of its own (see `opt::split`).
    Part(Box<Part>),
    /// `br_if`
    BrIf(Expr, Jump),
    /// In the fast form of a loop: if the condition is not 0, locals are set, and the loop is left by this branch or to behind it.
    Leave(Expr, Vec<Stmt>, Option<Target>),
    /// Take this much fuel (option `fuel`).
    Fuel(u32),
    /// Poll the interrupt flag (option `interrupt`).
    Poll,
}

/// A run of statements that is a function of its own, because the body would be too much for rustc.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its number in the function.
    pub number: u32,
    /// The statements.
    pub stmts: Vec<Stmt>,
    /// Locals that they read or assign, ascending, and which of both.
    pub locals: Vec<(u32, bool)>,
    /// Values of the code around that they read, ascending.
    pub reads: Vec<(Temp, ValType)>,
    /// Values that they name for the code after them.
    pub results: Vec<(Temp, ValType)>,
    /// Branches out of them, each carrying some of `carried`.
    pub exits: Vec<Jump>,
    /// Values for the exits, named in the code around.
    pub carried: Vec<(Temp, ValType)>,
    /// Steps of a long ladder, instead of statements.
    pub group: Option<Group>,
}

/// Steps of a ladder in a part, which is handed the number of one of them and hands back that of the next.
#[derive(Debug, Clone)]
pub struct Group {
    /// The ladder.
    pub label: Label,
    /// Number of the first.
    pub first: u32,
    /// Each ends in a branch.
    pub steps: Vec<Region>,
}

/// A loop whose rounds and accesses are counted on entry: a fast form where all of them lie in memory, the loop as it
/// was where not.
#[derive(Debug, Clone)]
pub struct Counted {
    /// How many rounds the fast form has, or at most, if it may be left before: runtime function, operands.
    pub rounds: (&'static str, Vec<Expr>),
    /// What the counter moves by between two tests, and how many rounds of the fast form that is.
    pub step: u32,
    /// See `step`.
    pub copies: u32,
    /// Whether the last round, in which the loop is left before its end, is none of the fast form.
    pub early: bool,
    /// The parts of memory that the fast form accesses.
    pub windows: Vec<Window>,
    /// One round; no control but what leaves the loop.
    pub body: Region,
    /// Whether LLVM is kept from looking through the rounds (see `opt::as_is`).
    pub as_is: bool,
    /// Which windows to try as slices of their own.
    pub apart: Option<Apart>,
    /// Where control goes after the last round; `None` is the code after the loop, or if `early`, the loop.
    pub exit: Option<Target>,
    /// The loop as it was.
    pub original: Stmt,
}

/// Rounds of a loop that looks for certain bytes, or for two that differ.
#[derive(Debug, Clone)]
pub struct Scan {
    /// How many rounds are run at once; one more comes then.
    pub skipped: Temp,
    /// The memory.
    pub memory: u32,
    /// The offset of the loads.
    pub offset: u64,
    /// The address of the first.
    pub address: Expr,
    /// Offset and address of the bytes that these are compared with, if the loop stops where two differ.
    pub other: Option<(u64, Expr)>,
    /// The bytes.
    pub stops: Vec<Expr>,
    /// How many rounds the loop has if it counts as well: runtime function, operands, what the counter moves by.
    pub within: Option<(&'static str, Vec<Expr>, u32)>,
    /// Locals to which a round adds a constant.
    pub moves: Vec<(u32, u32)>,
    /// One round; no control.
    pub last: Region,
}

/// The windows of a counted loop, where LLVM gains by knowing that they don't overlap, and what a function of rounds takes.
#[derive(Debug, Clone)]
pub struct Apart {
    /// Windows that are stored to, and the others.
    pub stored: Vec<usize>,
    /// See `stored`.
    pub loaded: Vec<usize>,
    /// Locals that a round reads or assigns, and whether it does the latter.
    pub locals: Vec<(u32, bool)>,
}

/// The accesses of a counted loop that move together.
#[derive(Debug, Clone)]
pub struct Window {
    /// The memory.
    pub memory: u32,
    /// The lowest address in the first round.
    pub base: Expr,
    /// What a round adds to it.
    pub step: i32,
    /// Bytes from `base` on that a round may access.
    pub extent: u64,
}

/// A pure expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Expr {
    /// A local.
    Local(u32),
    /// A named value.
    Temp(Temp),
    /// `i32.const`
    I32(i32),
    /// `i64.const`
    I64(i64),
    /// `f32.const`, as bits.
    F32(u32),
    /// `f64.const`, as bits.
    F64(u64),
    /// `v128.const`, little-endian.
    V128([u8; 16]),
    /// `ref.null`
    Null(RefType),
    /// `ref.func`
    RefFunc(u32),
    /// `global.get` of a global that has a field.
    Global(u32),
    /// `memory.size`
    MemorySize(u32),
    /// `table.size`
    TableSize(u32),
    /// An immediate of an operator: a lane, or eight bytes.
    Immediate(u64),
    /// A runtime function without effects.
    Op(&'static str, Vec<Expr>),
}

/// An operation with an effect, or one that may trap.
#[derive(Debug, Clone)]
pub enum Effect {
    /// A numeric operator that may trap: runtime function, operands.
    Trapping(&'static str, Vec<Expr>),
    /// Runtime function, memory, offset, address.
    Load(&'static str, u32, u64, Expr),
    /// Runtime function, memory, offset, address, value.
    Store(&'static str, u32, u64, Expr, Expr),
    /// Runtime function, memory, offset, lane; address, vector.
    LoadLane(&'static str, u32, u64, u8, [Expr; 2]),
    /// Runtime function, memory, offset, lane; address, vector.
    StoreLane(&'static str, u32, u64, u8, [Expr; 2]),
    /// An atomic operator: runtime function, memory, offset; address, values.
    Atomic(&'static str, u32, u64, Vec<Expr>),
    /// `atomic.fence`
    AtomicFence,
    /// A load or store of a shared memory: runtime function, memory, offset; address, value.
    Shared(&'static str, u32, u64, Vec<Expr>),
    /// `memory.size` of a shared memory, which another thread may grow.
    SharedSize(u32),
    /// A load in a counted loop: runtime function, memory, window, step, offset in the window.
    LoadIn(&'static str, u32, usize, i32, u32),
    /// A store in a counted loop: runtime function, memory, window, step, offset in the window, value.
    StoreIn(&'static str, u32, usize, i32, u32, Expr),
    /// `memory.grow`: memory, delta.
    MemoryGrow(u32, Expr),
    /// `memory.fill`: memory, destination, value, length.
    MemoryFill(u32, [Expr; 3]),
    /// `memory.copy`: destination and source memory; destination, source, length.
    MemoryCopy(u32, u32, [Expr; 3]),
    /// `memory.init`: data segment, memory; destination, source, length.
    MemoryInit(u32, u32, [Expr; 3]),
    /// `data.drop`
    DataDrop(u32),
    /// `table.get`: table, index.
    TableGet(u32, Expr),
    /// `table.set`: table, index, value.
    TableSet(u32, Expr, Expr),
    /// `table.grow`: table, value, delta.
    TableGrow(u32, Expr, Expr),
    /// `table.fill`: table; index, value, length.
    TableFill(u32, [Expr; 3]),
    /// `table.copy`: destination and source table; destination, source, length.
    TableCopy(u32, u32, [Expr; 3]),
    /// `table.init`: element segment, table; destination, source, length.
    TableInit(u32, u32, [Expr; 3]),
    /// `elem.drop`
    ElemDrop(u32),
    /// `call`: function, arguments.
    Call(u32, Vec<Expr>),
    /// `call_indirect`: type, table, arguments, index.
    CallIndirect(u32, u32, Vec<Expr>, Expr),
}

impl Expr {
    /// Number of nodes.
    pub fn size(&self) -> usize {
        match self {
            Expr::Op(_, args) => 1 + args.iter().map(Expr::size).sum::<usize>(),
            _ => 1,
        }
    }

    /// Whether it is a literal or a name: as cheap to repeat as to name.
    pub fn is_atom(&self) -> bool {
        !matches!(
            self,
            Expr::Op(..) | Expr::MemorySize(_) | Expr::TableSize(_) | Expr::Global(_)
        )
    }

    /// Calls `f` on this expression and all below it.
    pub fn visit(&self, f: &mut impl FnMut(&Expr)) {
        f(self);
        if let Expr::Op(_, args) = self {
            for arg in args {
                arg.visit(f);
            }
        }
    }

    /// Whether `f` holds anywhere in it.
    pub fn any(&self, f: &impl Fn(&Expr) -> bool) -> bool {
        f(self) || matches!(self, Expr::Op(_, args) if args.iter().any(|a| a.any(f)))
    }
}

impl Region {
    /// The steps in it, if it is nothing but a part with a group of them.
    pub fn group(&self) -> Option<&Group> {
        match &self.stmts[..] {
            [Stmt::Part(part)] => part.group.as_ref(),
            _ => None,
        }
    }

    /// Calls `on_stmt` on every statement and `on_expr` on every expression root, in order.
    pub fn visit(&self, on_stmt: &mut dyn FnMut(&Stmt), on_expr: &mut dyn FnMut(&Expr)) {
        for stmt in &self.stmts {
            stmt.visit(on_stmt, on_expr);
        }
        self.end.visit(on_expr);
    }
}

impl Stmt {
    /// What it names for those after it in the region.
    pub fn results(&self) -> &[(Temp, ValType)] {
        match self {
            Stmt::Let(named, _) => std::slice::from_ref(named),
            Stmt::Effect(results, _)
            | Stmt::Block { results, .. }
            | Stmt::Loop { results, .. }
            | Stmt::Steps { results, .. }
            | Stmt::If { results, .. } => results,
            Stmt::Part(part) => &part.results,
            Stmt::SetLocal(..)
            | Stmt::SetGlobal(..)
            | Stmt::BrIf(..)
            | Stmt::Leave(..)
            | Stmt::Scan(_)
            | Stmt::Counted(_)
            | Stmt::Fuel(_)
            | Stmt::Poll => &[],
        }
    }

    /// Calls `on_stmt` on this and every statement in it, and `on_expr` on every expression root, in order.
    pub fn visit(&self, on_stmt: &mut dyn FnMut(&Stmt), on_expr: &mut dyn FnMut(&Expr)) {
        on_stmt(self);
        match self {
            Stmt::Let(_, e) | Stmt::SetLocal(_, e) | Stmt::SetGlobal(_, e) => on_expr(e),
            Stmt::Effect(_, effect) => effect.operands().into_iter().for_each(on_expr),
            Stmt::Block { body, .. } => body.visit(on_stmt, on_expr),
            Stmt::Loop { params, body, .. } => {
                params.iter().for_each(|(_, _, e)| on_expr(e));
                body.visit(on_stmt, on_expr);
            }
            Stmt::If {
                cond,
                then,
                otherwise,
                ..
            } => {
                on_expr(cond);
                then.visit(on_stmt, on_expr);
                otherwise.visit(on_stmt, on_expr);
            }
            Stmt::Steps { steps, .. } => steps.iter().for_each(|step| step.visit(on_stmt, on_expr)),
            Stmt::Part(part) => {
                part.stmts.iter().for_each(|s| s.visit(on_stmt, on_expr));
                let steps = part.group.iter().flat_map(|g| &g.steps);
                steps.for_each(|step| step.visit(on_stmt, on_expr));
            }
            Stmt::Scan(scan) => {
                on_expr(&scan.address);
                scan.other.iter().for_each(|(_, address)| on_expr(address));
                scan.stops.iter().for_each(&mut *on_expr);
                let within = scan.within.iter().flat_map(|(_, operands, _)| operands);
                within.for_each(&mut *on_expr);
                scan.last.visit(on_stmt, on_expr);
            }
            Stmt::Counted(counted) => {
                counted.rounds.1.iter().for_each(&mut *on_expr);
                counted.windows.iter().for_each(|w| on_expr(&w.base));
                counted.body.visit(on_stmt, on_expr);
                counted.original.visit(on_stmt, on_expr);
            }
            Stmt::BrIf(cond, jump) => {
                on_expr(cond);
                jump.values.iter().for_each(on_expr);
            }
            Stmt::Leave(cond, sets, _) => {
                on_expr(cond);
                sets.iter().for_each(|s| s.visit(on_stmt, on_expr));
            }
            Stmt::Fuel(_) | Stmt::Poll => {}
        }
    }
}

impl End {
    /// Calls `on_expr` on every expression root.
    pub fn visit(&self, on_expr: &mut dyn FnMut(&Expr)) {
        match self {
            End::Fall(values) => values.iter().for_each(on_expr),
            End::Jump(jump) => jump.values.iter().for_each(on_expr),
            End::Switch(index, arms) => {
                on_expr(index);
                arms.iter()
                    .flat_map(|(_, jump)| &jump.values)
                    .for_each(on_expr);
            }
            End::Unreachable => {}
        }
    }
}

impl Effect {
    /// Its operands, in order of evaluation.
    pub fn operands(&self) -> Vec<&Expr> {
        match self {
            Effect::Trapping(_, args)
            | Effect::Call(_, args)
            | Effect::Atomic(.., args)
            | Effect::Shared(.., args) => args.iter().collect(),
            Effect::CallIndirect(_, _, args, index) => args.iter().chain([index]).collect(),
            Effect::Load(_, _, _, a) | Effect::MemoryGrow(_, a) | Effect::TableGet(_, a) => vec![a],
            Effect::Store(_, _, _, a, b)
            | Effect::TableSet(_, a, b)
            | Effect::TableGrow(_, a, b) => vec![a, b],
            Effect::LoadLane(.., args) | Effect::StoreLane(.., args) => args.iter().collect(),
            Effect::MemoryFill(_, args)
            | Effect::MemoryCopy(_, _, args)
            | Effect::MemoryInit(_, _, args)
            | Effect::TableFill(_, args)
            | Effect::TableCopy(_, _, args)
            | Effect::TableInit(_, _, args) => args.iter().collect(),
            Effect::StoreIn(_, _, _, _, _, value) => vec![value],
            Effect::LoadIn(..)
            | Effect::DataDrop(_)
            | Effect::ElemDrop(_)
            | Effect::SharedSize(_)
            | Effect::AtomicFence => vec![],
        }
    }
}

impl Effect {
    /// Whether it may trap by itself (calls: see the facts).
    pub fn traps(&self) -> bool {
        !matches!(
            self,
            Effect::MemoryGrow(..)
                | Effect::DataDrop(_)
                | Effect::TableGrow(..)
                | Effect::ElemDrop(_)
                | Effect::AtomicFence
                | Effect::SharedSize(_)
                | Effect::Call(..)
                | Effect::CallIndirect(..)
        )
    }
}
