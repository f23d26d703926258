//! Which accesses of a loop share a window, and how large windows are.

use super::dag::Node;
use super::linear::Linear;
use super::roll::Rolled;
use super::round::Round;
use crate::ir::Window;
use std::collections::BTreeMap;

/// Windows of a loop: each costs a check on entry.
const MAX_WINDOWS: usize = 10;

/// The windows, and for each effect of a round which one it accesses, and where in it.
pub struct Placed {
    pub windows: Vec<Window>,
    pub accesses: Vec<Option<Access>>,
}

/// An access inside of a window.
#[derive(Debug, Clone, Copy)]
pub struct Access {
    pub window: usize,
    pub step: i32,
    pub offset: u32,
}

/// Accesses whose addresses differ by constants only.
struct Group {
    address: Linear,
    step: i32,
    memory: u32,
    /// Lowest address and end of what is accessed, relative to `address`.
    low: i64,
    end: i64,
}

/// Bytes that a load or store accesses, as its name says.
fn width(name: &str) -> Option<i64> {
    let (ty, rest) = name.split_once('_')?;
    if !matches!(ty, "i32" | "i64" | "f32" | "f64" | "v128") {
        return None;
    }
    let bits = rest.trim_start_matches("load").trim_start_matches("store");
    Some(match (bits.split('_').next()?, ty) {
        ("8", _) => 1,
        ("16", _) => 2,
        ("32", _) | ("", "i32" | "f32") => 4,
        ("64" | "8x8" | "16x4" | "32x2", "v128") | ("", "i64" | "f64") => 8,
        ("", "v128") => 16,
        _ => return None,
    })
}

/// Places the accesses. `None` if there is nothing to gain.
pub fn place(round: &mut Round, rolled: &Rolled) -> Option<Placed> {
    let mut groups: Vec<Group> = Vec::new();
    // By memory, terms of the address, and step.
    type Key = (u32, Vec<(Node, u32)>, i32);
    let mut index: BTreeMap<Key, usize> = BTreeMap::new();
    // The group of each access, and its distance from the group's address in the first round.
    let mut of: Vec<Option<(usize, i64)>> = Vec::new();
    for (at, event) in round.effects.iter().enumerate() {
        let found = (event.access, &rolled.places[at], width(event.name));
        let (Some((memory, offset)), Some(place), Some(width)) = found else {
            of.push(None);
            continue;
        };
        let terms = place.address.terms.iter().map(|(n, f)| (*n, *f)).collect();
        let next = groups.len();
        let group = *index.entry((memory, terms, place.step)).or_insert(next);
        if group == next {
            let (address, step) = (place.address.clone(), place.step);
            groups.push(Group {
                address,
                step,
                memory,
                low: i64::MAX,
                end: 0,
            });
        }
        let copy = (at / rolled.effects) as u32;
        let group_at = &mut groups[group];
        let way = (place.step as u32).wrapping_mul(copy);
        let apart = place
            .address
            .constant
            .wrapping_sub(group_at.address.constant);
        let apart = i64::from(apart.wrapping_sub(way) as i32);
        group_at.low = group_at.low.min(apart);
        group_at.end = group_at.end.max(apart + offset as i64 + width);
        of.push(Some((group, apart + offset as i64)));
    }
    let moving = groups.iter().any(|g| g.step != 0);
    if !moving || groups.len() > MAX_WINDOWS {
        return None;
    }
    let windows = groups.iter().map(|g| Window {
        memory: g.memory,
        base: g.address.offset(g.low as u32).expr(&round.dag),
        step: g.step,
        extent: (g.end - g.low) as u64,
    });
    let windows: Vec<Window> = windows.collect();
    let accesses = of[..rolled.effects].iter().map(|place| {
        let (group, at) = (*place)?;
        Some(Access {
            window: group,
            step: groups[group].step,
            offset: u32::try_from(at - groups[group].low).ok()?,
        })
    });
    Some(Placed {
        windows,
        accesses: accesses.collect(),
    })
}
