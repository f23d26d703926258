//! Functions over submodules: each is a codegen unit of its own, so that rustc uses all cores.

use crate::ir::Body;

/// Operators per shard: enough that a unit is worth its overhead, few enough that the last one to finish is short.
const TARGET: usize = 6_000;

/// Consecutive function indices, shard by shard.
pub fn shards(bodies: &[Option<Body>]) -> Vec<Vec<u32>> {
    let mut shards: Vec<Vec<u32>> = Vec::new();
    let mut room = 0usize;
    for (f, body) in (0..).zip(bodies) {
        let Some(body) = body else { continue };
        if room == 0 || shards.is_empty() {
            shards.push(Vec::new());
            room = TARGET;
        }
        shards.last_mut().expect("just pushed").push(f);
        room = room.saturating_sub(body.size);
    }
    shards
}
