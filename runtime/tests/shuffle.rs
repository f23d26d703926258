//! `i8x16.shuffle` takes other ways for some patterns; all give the same.

use include_wasm::V128;
use include_wasm::rt::i8x16_shuffle;

/// Byte by byte, as the specification says it.
fn shuffled(a: [u8; 16], b: [u8; 16], lanes: [u8; 16]) -> [u8; 16] {
    lanes.map(|lane| match lane {
        0..16 => a[usize::from(lane)],
        _ => b[usize::from(lane) - 16],
    })
}

#[test]
fn patterns_within_words_and_others() {
    let a: [u8; 16] = std::array::from_fn(|i| i as u8 + 1);
    let b: [u8; 16] = std::array::from_fn(|i| i as u8 * 3 + 100);
    for pattern in 0..256u32 {
        let word: [u8; 4] = std::array::from_fn(|k| (pattern >> (2 * k)) as u8 & 3);
        let same: [u8; 16] = std::array::from_fn(|i| word[i % 4] + (i as u8 & !3));
        // As it is, and with one lane from elsewhere, each in turn.
        for other in 0..17 {
            let mut lanes = same;
            if let Some(lane) = lanes.get_mut(other) {
                *lane = (*lane + 1 + pattern as u8 % 31) % 32;
            }
            let bits = V128::from_bytes(lanes).to_u64x2();
            let found = i8x16_shuffle(V128::from_bytes(a), V128::from_bytes(b), bits[0], bits[1]);
            assert_eq!(found.to_bytes(), shuffled(a, b, lanes), "{lanes:?}");
        }
    }
}
