//! Items over submodules: each is a codegen unit of its own, so that rustc uses all cores, and compiles again only what
//! has changed.
//!
//! Where a shard ends depends on the names of items near its end rather than on a running count, so that a change in one
//! function does not move the boundaries of all shards after it.

/// Bytes of text that a shard has at least: enough that a unit is worth its overhead.
const LEAST: usize = 60_000;
/// And at most (but for its last item): few enough that the last unit to finish is short.
const MOST: usize = 200_000;
/// Of items at which a shard may end, one in so many ends it.
const ONE_IN: u32 = 8;

/// Consecutive items, shard by shard.
pub fn shards(items: Vec<String>) -> Vec<Vec<String>> {
    let mut shards: Vec<Vec<String>> = Vec::new();
    let mut size = MOST;
    for item in items {
        if size >= MOST || (size >= LEAST && hash(name(&item)).is_multiple_of(ONE_IN)) {
            shards.push(Vec::new());
            size = 0;
        }
        size += item.len();
        shards
            .last_mut()
            .expect("the first item begins one")
            .push(item);
    }
    shards
}

/// The name of an item: what is between `pub fn` and the parameters.
fn name(item: &str) -> &str {
    let rest = item.split_once("pub fn ").map_or(item, |(_, rest)| rest);
    rest.split('(').next().unwrap_or_default()
}

/// FNV-1a, whose high bits are good.
fn hash(text: &str) -> u32 {
    let step = |h: u32, b: u8| (h ^ u32::from(b)).wrapping_mul(0x0100_0193);
    text.bytes().fold(0x811c_9dc5, step) >> 16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(changed: Option<usize>) -> Vec<String> {
        let item = |i| {
            let more = if changed == Some(i) { 900 } else { 0 };
            format!(
                "pub fn func{i}(){{{}}}",
                " ".repeat(500 + i * 7919 % 3000 + more)
            )
        };
        (0..2000).map(item).collect()
    }

    #[test]
    fn a_change_stays_in_its_neighbourhood() {
        let before = shards(items(None));
        assert!(before.len() > 20, "{}", before.len());
        for changed in [0, 700, 1400, 1999] {
            let after = shards(items(Some(changed)));
            let differ = after.iter().filter(|shard| !before.contains(shard)).count();
            assert!(differ <= 6, "function {changed} changes {differ} shards");
        }
    }
}
