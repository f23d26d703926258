//! `scan` and `alike` against a search byte by byte.
#![forbid(unsafe_code)]

use include_wasm::rt::{alike, alike_within, scan, scan_within};

/// What `scan` must say: whole blocks of 16 without a stop, less one byte.
fn expected(from: usize, stops: &[i32], m: &[u8]) -> Option<i32> {
    let bytes = m.get(from..)?;
    let stop = |b: &u8| stops.contains(&i32::from(*b));
    let free = bytes.iter().position(stop).unwrap_or(bytes.len());
    (free / 16 * 16).checked_sub(1).map(|n| n as i32)
}

#[test]
fn like_byte_by_byte() {
    for len in (0..120).chain([255, 256, 1000]) {
        for stop in (0..len.min(100)).chain([len]) {
            let mut m = vec![7; len];
            if let Some(byte) = m.get_mut(stop) {
                *byte = 255;
            }
            for start in (0..len + 3).step_by(1 + len / 40) {
                for offset in [0, start.min(5)] {
                    let address = (start - offset) as i32;
                    let got = scan(address, offset as u32, [255], &m);
                    assert_eq!(got, expected(start, &[255], &m), "{len} {stop} {start}");
                    let got = scan(address, offset as u32, [0, 255, 8], &m);
                    assert_eq!(
                        got,
                        expected(start, &[0, 255, 8], &m),
                        "{len} {stop} {start}"
                    );
                    assert_eq!(scan(address, offset as u32, [1, 7], &m), None);
                }
            }
        }
    }
}

/// All rounds but the last are looked at, as far as there is memory.
#[test]
fn within_so_many_rounds() {
    for len in [0, 15, 16, 17, 31, 64] {
        let m = vec![7; len];
        for rounds in (0..80).chain([usize::MAX]) {
            for start in [0, 1, 5, 16] {
                let end = len.min(rounds.saturating_sub(1).saturating_add(start));
                let got = scan_within(start as i32, 0, [9], rounds, &m);
                assert_eq!(
                    got,
                    expected(start, &[9], &m[..end.max(start.min(len))]),
                    "{len} {rounds}"
                );
                assert_eq!(scan_within(start as i32, 0, [7], rounds, &m), None);
            }
        }
    }
}

/// What is no byte is never found; that nothing is passed over then is right as well.
#[test]
fn what_is_no_byte() {
    let m = [0; 64];
    assert_eq!(scan(0, 0, [256], &m), None);
    assert_eq!(scan(0, 0, [1, -1], &m), None);
}

#[test]
fn addresses_do_not_wrap() {
    let m = [1; 64];
    assert_eq!(scan(-1, 1, [0], &m), None);
    assert_eq!(scan(0, u32::MAX, [0], &m), None);
    assert_eq!(scan(-1, u32::MAX, [0], &m), None);
    assert_eq!(scan(48, 0, [0], &m), Some(15));
    assert_eq!(scan(49, 0, [0], &m), None);
}

/// What `alike` must say, of whole blocks of eight.
fn expected_alike(one: &[u8], other: &[u8], stops: &[i32]) -> Option<i32> {
    let len = one.len().min(other.len()) / 8 * 8;
    let goes_on = |k: &usize| one[*k] == other[*k] && !stops.contains(&i32::from(one[*k]));
    let passed = (0..len).take_while(goes_on).count();
    passed.checked_sub(1).map(|n| n as i32)
}

#[test]
fn alike_like_byte_by_byte() {
    for len in (0..60).chain([100, 257]) {
        for place in (0..len).chain([len]) {
            for (byte, stop) in [(9, 200), (7, 7), (8, 9)] {
                let mut m = vec![7; 2 * len + 3];
                if place < len {
                    m[len + place] = byte;
                }
                for (from, other, offset) in [(0, len, 0), (2, len + 2, 2), (len, 0, 0), (5, 5, 1)]
                {
                    let (one, second) =
                        (m.get(from..).unwrap_or(&[]), m.get(other..).unwrap_or(&[]));
                    let (a, b) = ((from - offset) as i32, (other - offset) as i32);
                    let (o, none) = (offset as u32, [0; 0]);
                    let expect = expected_alike(one, second, &[]);
                    assert_eq!(alike(a, o, none, b, o, &m), expect, "{len} {place} {from}");
                    let expect = expected_alike(one, second, &[stop]);
                    assert_eq!(
                        alike(a, o, [stop], b, o, &m),
                        expect,
                        "{len} {place} {from}"
                    );
                    for rounds in [0, 1, 2, 8, 9, 10, 17, 40, usize::MAX] {
                        let end = one.len().min(rounds.saturating_sub(1));
                        let expect = expected_alike(&one[..end], second, &[stop]);
                        let got = alike_within(a, o, [stop], b, o, rounds, &m);
                        assert_eq!(got, expect, "{len} {place} {from} {rounds}");
                    }
                }
            }
        }
    }
    let m = [1; 64];
    assert_eq!(alike(-1, 1, [0; 0], 0, 0, &m), None);
    assert_eq!(alike(0, 0, [0; 0], 0, u32::MAX, &m), None);
    assert_eq!(alike(56, 0, [0; 0], 0, 0, &m), Some(7));
    assert_eq!(alike(57, 0, [0; 0], 0, 0, &m), None);
}
