//! Windows as slices of their own: all windows of a small memory.
#![forbid(unsafe_code)]

use include_wasm::rt::{Window, apart, window};

const SIZE: usize = 7;

/// All windows that are not empty, with their bounds.
fn windows() -> Vec<(usize, usize, Window)> {
    let memory = [0; SIZE];
    let starts = (0..SIZE).flat_map(|start| (start + 1..=SIZE).map(move |end| (start, end)));
    starts
        .map(|(start, end)| {
            let made = window(start as i32, 0, (end - start) as u64, 1, &memory);
            (start, end, made.expect("inside of the memory"))
        })
        .collect()
}

fn meet(a: (usize, usize), b: (usize, usize)) -> bool {
    a.0 < b.1 && b.0 < a.1
}

/// Makes slices of the windows, writes through those that are stored to, and compares with the memory.
fn try_apart<const S: usize, const L: usize>(
    stored: [(usize, usize, Window); S],
    loaded: [(usize, usize, Window); L],
) {
    let bounds = |w: &(usize, usize, Window)| (w.0, w.1);
    let mut memory: [u8; SIZE] = std::array::from_fn(|i| i as u8);
    let expected = memory;
    let overlap = stored.iter().enumerate().any(|(i, s)| {
        let others = stored.iter().skip(i + 1).chain(&loaded);
        others.map(bounds).any(|other| meet(bounds(s), other))
    });
    let made = apart(stored.map(|w| w.2), loaded.map(|w| w.2), &mut memory);
    assert_eq!(made.is_none(), overlap, "{stored:?} {loaded:?}");
    let Some((own, pieces)) = made else { return };
    for (piece, w) in pieces.iter().zip(&loaded) {
        assert_eq!(*piece, &expected[w.0..w.1], "{stored:?} {loaded:?}");
    }
    for (slice, w) in own.into_iter().zip(&stored) {
        assert_eq!(slice, &expected[w.0..w.1], "{stored:?} {loaded:?}");
        slice.fill(99);
    }
    for (i, (byte, before)) in memory.iter().zip(expected).enumerate() {
        let written = stored.iter().any(|w| (w.0..w.1).contains(&i));
        assert_eq!(*byte, if written { 99 } else { before });
    }
}

#[test]
fn one_is_stored_to() {
    for a in windows() {
        for b in windows() {
            try_apart([a], [b]);
            for c in windows() {
                try_apart([a], [b, c]);
            }
        }
    }
}

#[test]
fn two_are_stored_to() {
    for a in windows() {
        for b in windows() {
            try_apart([a, b], []);
            for c in windows() {
                try_apart([a, b], [c]);
            }
        }
    }
}
