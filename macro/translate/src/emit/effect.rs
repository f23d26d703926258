//! Effects: each is one call of a runtime function or of another function.

use super::expr::{text, texts};
use super::signature::{Place, Scope, list};
use crate::ir::Effect;
use crate::module::SegmentMode;

/// The call, and whether it returns an option.
pub fn call(scope: &Scope<'_>, effect: &Effect, place: Place) -> (String, bool) {
    let state = place.state();
    let cx = place.cx();
    let write = |name: &str, args: &[crate::ir::Expr], rest: Vec<String>| {
        format!("{name}({})", list(texts(args, place), rest))
    };
    // What works on a shared memory is another function.
    let of = |name: &str, m: u32| match scope.bundle.is_shared(m) {
        true => format!("{name}_shared"),
        false => name.to_owned(),
    };
    let table = |t: u32| format!("&{state}.t{t}");
    let table_mut = |t: u32| format!("&mut {state}.t{t}");
    let out = match effect {
        Effect::Trapping(name, args) => write(name, args, vec![cx.into()]),
        Effect::Load(name, m, offset, address) => {
            format!(
                "{name}({}, {offset}, {})",
                text(address, place),
                place.memory(*m)
            )
        }
        Effect::Store(name, m, offset, address, value) => {
            let (address, value) = (text(address, place), text(value, place));
            format!(
                "{name}({address}, {value}, {offset}, {})",
                place.memory_mut(*m)
            )
        }
        Effect::LoadLane(name, m, offset, lane, args) => {
            let rest = vec![offset.to_string(), lane.to_string(), place.memory(*m)];
            write(&of(name, *m), args, rest)
        }
        Effect::StoreLane(name, m, offset, lane, args) => {
            let rest = vec![offset.to_string(), lane.to_string(), place.memory_mut(*m)];
            write(&of(name, *m), args, rest)
        }
        Effect::Atomic(name, m, offset, args) => {
            let rest = vec![offset.to_string(), place.memory_mut(*m), cx.into()];
            write(&of(name, *m), args, rest)
        }
        Effect::AtomicFence => "atomic_fence()".into(),
        Effect::Shared(name, m, offset, args) => {
            let rest = vec![offset.to_string(), place.memory_mut(*m)];
            write(&of(name, *m), args, rest)
        }
        Effect::SharedSize(m) => format!("memory_size_shared({})", place.memory(*m)),
        Effect::LoadIn(name, m, window, step, offset) => {
            let memory = place.memory(*m);
            format!("{name}_in(w{window}, i, {step}, {offset}, {memory})")
        }
        Effect::StoreIn(name, m, window, step, offset, value) => {
            let (value, memory) = (text(value, place), place.memory_mut(*m));
            format!("{name}_in(w{window}, i, {step}, {value}, {offset}, {memory})")
        }
        Effect::MemoryGrow(m, delta) => {
            let delta = text(delta, place);
            if scope.is_fixed(*m) {
                format!("memory_grow_fixed({delta}, {})", place.memory(*m))
            } else {
                format!("{}({delta}, &mut g.m{m})", of("memory_grow", *m))
            }
        }
        Effect::MemoryFill(m, args) => {
            write(&of("memory_fill", *m), args, vec![place.memory_mut(*m)])
        }
        Effect::MemoryCopy(to, from, args) if to == from => {
            write(&of("memory_copy", *to), args, vec![place.memory_mut(*to)])
        }
        Effect::MemoryCopy(to, from, args) => {
            let shared = if scope.bundle.is_shared(*to) {
                to
            } else {
                from
            };
            let rest = vec![place.memory_mut(*to), place.memory(*from)];
            write(&of("memory_copy_between", *shared), args, rest)
        }
        Effect::MemoryInit(d, m, args) => {
            // An active segment has been dropped by the time code runs (§4.5.4).
            let data = match scope.bundle.datas[*d as usize].mode {
                SegmentMode::Passive => format!("{state}.d{d}.bytes()"),
                _ => "&[]".into(),
            };
            write(
                &of("memory_init", *m),
                args,
                vec![data, place.memory_mut(*m)],
            )
        }
        Effect::DataDrop(d) => match scope.bundle.datas[*d as usize].mode {
            SegmentMode::Passive => format!("data_drop(&mut {state}.d{d})"),
            _ => "()".into(),
        },
        Effect::TableGet(t, index) => {
            format!("table_get({}, {}, {cx})", text(index, place), table(*t))
        }
        Effect::TableSet(t, index, value) => {
            format!(
                "table_set({}, {}, {}, {cx})",
                text(index, place),
                text(value, place),
                table_mut(*t)
            )
        }
        Effect::TableGrow(t, value, delta) => {
            format!(
                "table_grow({}, {}, {})",
                text(value, place),
                text(delta, place),
                table_mut(*t)
            )
        }
        Effect::TableFill(t, args) => write("table_fill", args, vec![table_mut(*t), cx.into()]),
        Effect::TableCopy(to, from, args) if to == from => {
            write("table_copy", args, vec![table_mut(*to), cx.into()])
        }
        Effect::TableCopy(to, from, args) => write(
            "table_copy_between",
            args,
            vec![table_mut(*to), table(*from), cx.into()],
        ),
        Effect::TableInit(e, t, args) => {
            let elem = match scope.bundle.elems[*e as usize].mode {
                SegmentMode::Passive => format!("&{state}.e{e}"),
                _ => "&Elem::default()".into(),
            };
            write("table_init", args, vec![elem, table_mut(*t), cx.into()])
        }
        Effect::ElemDrop(e) => match scope.bundle.elems[*e as usize].mode {
            SegmentMode::Passive => format!("elem_drop(&mut {state}.e{e})"),
            _ => "()".into(),
        },
        Effect::Call(f, args) => {
            let call = scope.call(*f, texts(args, place), place);
            return (call, scope.facts.funcs[*f as usize].traps);
        }
        Effect::CallIndirect(ty, t, args, index) => {
            let mut args = texts(args, place);
            args.push(text(index, place));
            let needs = &scope.facts.dispatch[&(*ty, *t)].needs;
            return (
                format!(
                    "call_t{ty}_{t}({})",
                    list(args, scope.state_args(needs, place))
                ),
                true,
            );
        }
    };
    (out, effect.traps())
}
