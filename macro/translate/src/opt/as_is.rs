//! Loops that LLVM must leave as they are, because LLVM 22 makes wrong code of some like them.
//!
//! Its pass `loop-load-elim` keeps what a round stores in a register for the next round's load, and overlooks another store
//! to some of those bytes in between: where the widths differ, or the distance is less than the width. It looks at loops without
//! a second exit, so at those where no check of bounds is left: fast forms of counted loops ([`super::counted`]), and, in a memory of
//! constant size, any loop whose addresses are masked. A statement that LLVM can't look through keeps it off (`as_is` of the runtime).
//! Which bytes an address means isn't known here, so a load and two stores are enough.

use crate::ir::{Body, Effect, Region, Stmt};

/// What a run of code does to memory.
#[derive(Debug, Clone, Copy, Default)]
struct Traffic {
    loads: bool,
    stores: u32,
}

impl Traffic {
    fn of(effect: &Effect) -> Traffic {
        let (loads, stores) = match effect {
            Effect::Load(..) | Effect::LoadLane(..) => (true, 0),
            Effect::Store(..) | Effect::StoreLane(..) => (false, 1),
            Effect::Atomic(..) => (true, 1),
            // A callee may be inlined, and so are bulk operators of a few bytes.
            Effect::Call(..)
            | Effect::CallIndirect(..)
            | Effect::MemoryFill(..)
            | Effect::MemoryCopy(..)
            | Effect::MemoryInit(..) => (true, 2),
            // Those of shared memories are atomic, which that pass leaves alone.
            _ => (false, 0),
        };
        Traffic { loads, stores }
    }

    fn sum(each: impl Iterator<Item = Traffic>) -> Traffic {
        each.fold(Traffic::default(), |a, b| Traffic {
            loads: a.loads || b.loads,
            stores: a.stores.saturating_add(b.stores),
        })
    }
}

/// Marks the loops of a body. A poll is no protection: where there is no flag, LLVM makes a loop without it.
pub fn mark(body: &mut Body) {
    run(&mut body.code.stmts);
}

fn run(stmts: &mut [Stmt]) -> Traffic {
    Traffic::sum(stmts.iter_mut().map(stmt))
}

fn regions<'a>(regions: impl IntoIterator<Item = &'a mut Region>) -> Traffic {
    Traffic::sum(regions.into_iter().map(|r| run(&mut r.stmts)))
}

fn stmt(stmt: &mut Stmt) -> Traffic {
    match stmt {
        Stmt::Effect(_, effect) => Traffic::of(effect),
        Stmt::Block { body, .. } => regions([body]),
        Stmt::Loop { body, as_is, .. } => {
            let traffic = regions([body]);
            *as_is = traffic.loads && traffic.stores > 1;
            traffic
        }
        Stmt::If {
            then, otherwise, ..
        } => regions([then, otherwise]),
        Stmt::Steps { steps, .. } => regions(steps),
        Stmt::Part(part) => {
            let steps = regions(part.group.iter_mut().flat_map(|g| &mut g.steps));
            Traffic::sum([steps, run(&mut part.stmts)].into_iter())
        }
        Stmt::Counted(counted) => {
            let traffic = self::stmt(&mut counted.original);
            // Or LLVM would make second, vectorised forms of it.
            if let Stmt::Loop { as_is, .. } = &mut counted.original {
                *as_is = true;
            }
            traffic
        }
        _ => Traffic::default(),
    }
}
