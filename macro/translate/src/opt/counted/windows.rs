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
    /// Whether nothing that is stored, where something is loaded, overlaps what else is accessed of its window in part only, in
    /// whichever rounds. Compilers write other loops for no array.
    pub whole: bool,
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

/// What of a window is accessed, from the group's address on.
struct Bytes {
    group: usize,
    at: i64,
    width: i64,
    stored: bool,
}

impl Bytes {
    /// Whether both are the same bytes in some round and have none in common in all others.
    fn apart(&self, other: &Bytes, step: i32) -> bool {
        let step = i64::from(step).abs();
        if step == 0 {
            let (low, high) = if self.at < other.at {
                (self, other)
            } else {
                (other, self)
            };
            return (self.at, self.width) == (other.at, other.width)
                || low.at + low.width <= high.at;
        }
        let way = (other.at - self.at).rem_euclid(step);
        way == 0 && self.width == other.width && self.width <= step
            || way >= self.width && way + other.width <= step
    }
}

/// See [`Placed::whole`].
fn whole(accesses: &[Option<Bytes>], groups: &[Group]) -> bool {
    let accesses: Vec<&Bytes> = accesses.iter().flatten().collect();
    // A window that is only stored to is not in question.
    let loaded = |group| accesses.iter().any(|a| a.group == group && !a.stored);
    let stores = accesses.iter().filter(|a| a.stored && loaded(a.group));
    let mut pairs = stores.flat_map(|s| accesses.iter().map(move |a| (s, a)));
    pairs.all(|(s, a)| s.group != a.group || s.apart(a, groups[s.group].step))
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
    let mut of: Vec<Option<Bytes>> = Vec::new();
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
        of.push(Some(Bytes {
            group,
            at: apart + offset as i64,
            width,
            stored: event.result.is_none(),
        }));
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
        let place = place.as_ref()?;
        let group = &groups[place.group];
        Some(Access {
            window: place.group,
            step: group.step,
            offset: u32::try_from(place.at - group.low).ok()?,
        })
    });
    Some(Placed {
        windows,
        accesses: accesses.collect(),
        whole: whole(&of[..rolled.effects], &groups),
    })
}
