//! Ways to damage a module.

use test_differential_player::Rng;

/// Bytes that mean something in many places of a binary: limits of LEB128, opcodes that open and close, type codes.
const INTERESTING: [u8; 20] = [
    0x00, 0x01, 0x02, 0x03, 0x05, 0x0b, 0x0c, 0x10, 0x11, 0x40, 0x6f, 0x70, 0x7b, 0x7c, 0x7f, 0x80,
    0xc0, 0xfc, 0xfd, 0xff,
];

/// Five-byte LEB128 numbers that lengths and counts are replaced with: 0, 2³²-1, 2³¹, 2¹⁶, 7,654,321.
const LENGTHS: [[u8; 5]; 5] = [
    [0x80, 0x80, 0x80, 0x80, 0x00],
    [0xff, 0xff, 0xff, 0xff, 0x0f],
    [0x80, 0x80, 0x80, 0x80, 0x08],
    [0x80, 0x80, 0x84, 0x80, 0x00],
    [0xb1, 0x97, 0xd3, 0x83, 0x00],
];

/// A damaged copy of `seed`; `other` is a donor for splices.
pub fn mutate(seed: &[u8], other: &[u8], rng: &mut Rng) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..1 + rng.below(4) {
        step(&mut bytes, other, rng);
    }
    bytes
}

fn step(bytes: &mut Vec<u8>, other: &[u8], rng: &mut Rng) {
    // The header stays whole nearly always: without it nothing else is looked at.
    let low = if rng.one_in(50) {
        0
    } else {
        bytes.len().min(8)
    };
    if bytes.len() <= low {
        bytes.extend(rng.bytes(4));
        return;
    }
    let at = low + rng.below(bytes.len() - low);
    let span = 1 + rng.below((bytes.len() - at).min(64));
    match rng.below(8) {
        0 => bytes[at] ^= 1 << rng.below(8),
        1 => bytes[at] = *rng.pick(&INTERESTING),
        2 => bytes[at] = rng.next_u64() as u8,
        3 => bytes.truncate(at),
        4 => drop(bytes.drain(at..at + span)),
        5 => {
            let copy = bytes[at..at + span].to_vec();
            let to = low + rng.below(bytes.len() - low);
            bytes.splice(to..to, copy);
        }
        6 if !other.is_empty() => {
            let from = rng.below(other.len());
            let to = (from + span).min(other.len());
            bytes.splice(at..at + span, other[from..to].iter().copied());
        }
        _ => edit_length(bytes, rng),
    }
}

/// Replaces the size of a section, or the count that most sections begin with.
fn edit_length(bytes: &mut Vec<u8>, rng: &mut Rng) {
    let sections = sections(bytes);
    if sections.is_empty() {
        return;
    }
    let section = rng.pick(&sections).clone();
    let at = if rng.one_in(2) {
        section.size
    } else {
        section.body
    };
    let len = bytes[at..]
        .iter()
        .take(5)
        .take_while(|b| **b & 0x80 != 0)
        .count()
        + 1;
    let end = (at + len).min(bytes.len());
    if rng.one_in(3) {
        bytes.splice(at..end, *rng.pick(&LENGTHS));
    } else {
        bytes[at] = bytes[at].wrapping_add(1 + rng.below(3) as u8) & 0x7f;
    }
}

/// Where a section's size and contents begin.
#[derive(Clone)]
struct Section {
    size: usize,
    body: usize,
}

fn sections(bytes: &[u8]) -> Vec<Section> {
    let mut found = Vec::new();
    let mut at = 8;
    while at + 1 < bytes.len() {
        let size = at + 1;
        let (mut value, mut body) = (0u64, size);
        while body < bytes.len() && body < size + 5 {
            value |= u64::from(bytes[body] & 0x7f) << (7 * (body - size));
            body += 1;
            if bytes[body - 1] & 0x80 == 0 {
                break;
            }
        }
        if body >= bytes.len() {
            break;
        }
        found.push(Section { size, body });
        at = body.saturating_add(value as usize);
    }
    found
}

/// A damaged copy of a text.
pub fn mutate_text(seed: &str, rng: &mut Rng) -> Vec<u8> {
    const TOKENS: [&str; 18] = [
        "(",
        ")",
        "(module",
        "(func",
        "i32.const",
        "0x",
        "nan:",
        "\"",
        "\\ff",
        "(;",
        ";;",
        "$",
        "(@custom",
        "offset=",
        "4294967296",
        "end",
        "(type 0)",
        "v128.const i8x16",
    ];
    let mut bytes = seed.as_bytes().to_vec();
    for _ in 0..1 + rng.below(4) {
        let at = rng.below(bytes.len());
        let end = (at + 1 + rng.below(12)).min(bytes.len());
        match rng.below(4) {
            0 => drop(bytes.drain(at..end)),
            1 => drop(bytes.splice(at..at, rng.pick(&TOKENS).bytes())),
            2 => bytes.truncate(at + 1),
            _ => bytes[at] ^= 1 << rng.below(8),
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_found() {
        let module = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x82\0\x01\0";
        let found: Vec<_> = sections(module).iter().map(|s| (s.size, s.body)).collect();
        assert_eq!(found, [(9, 10), (15, 17)]);
    }

    #[test]
    fn most_mutants_differ() {
        let seed = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0";
        let mut rng = Rng::new(3);
        let same = (0..1000)
            .filter(|_| mutate(seed, seed, &mut rng) == seed)
            .count();
        assert!(same < 100, "{same} of 1000 mutants equal their seed");
    }
}
