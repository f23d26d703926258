//! Where the native stack must be checked.
//!
//! Every cycle of the call graph must pass a check, and no chain of unchecked calls may be estimated to use more than
//! [`UNCHECKED`] bytes. Frames are estimated from the WebAssembly, as upper bounds for unoptimised code; that they are
//! is measured, not proved.

/// Estimated bytes of a frame: fixed, per operator, per local.
const FRAME: u32 = 256;
const PER_OPERATOR: u32 = 32;
const PER_LOCAL: u32 = 16;
/// What an unchecked chain of calls may use.
const UNCHECKED: u32 = 16 * 1024;
/// A larger frame must be entered after its check.
pub const LARGE: u32 = 8 * 1024;
/// Frames of a dispatch, and of a host function.
pub const DISPATCH: u32 = 512;
pub const HOST: u32 = 4096;

/// A function, or (after all functions) a dispatch.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// Estimated frame.
    pub frame: u32,
    /// What it checks for on entry.
    pub check: Option<u32>,
    /// Nodes that it calls.
    pub calls: Vec<usize>,
    /// Not a function.
    pub dispatch: bool,
}

/// The estimated frame of a body. A part of it has one without operators, which its function counts.
pub fn frame(operators: usize, locals: usize) -> u32 {
    let count = |n: usize, each: u32| u32::try_from(n).unwrap_or(u32::MAX).saturating_mul(each);
    FRAME.saturating_add(count(operators, PER_OPERATOR)).saturating_add(count(locals, PER_LOCAL))
}

/// What each node uses until the next check; or the function in which a check is missing, and why.
pub fn check(nodes: &[Node]) -> Result<Vec<u32>, (u32, String)> {
    // Callees first; a node with a check does not wait for them.
    let mut callers = vec![Vec::new(); nodes.len()];
    let mut waits = Vec::new();
    for (n, node) in nodes.iter().enumerate() {
        let calls = if node.check.is_none() { &node.calls[..] } else { &[] };
        calls.iter().for_each(|c| callers[*c].push(n));
        waits.push(calls.len());
    }
    let mut ready: Vec<usize> = (0..nodes.len()).filter(|n| waits[*n] == 0).collect();
    let mut needs = vec![FRAME; nodes.len()];
    while let Some(n) = ready.pop() {
        let node = &nodes[n];
        if node.check.is_none() {
            let below = node.calls.iter().map(|c| needs[*c]).max();
            needs[n] = node.frame.saturating_add(below.unwrap_or(0));
            if needs[n] > UNCHECKED && !node.dispatch {
                let what = format!("a stack check is due here: {} bytes may be used", needs[n]);
                return Err((n as u32, what));
            }
        }
        for caller in &callers[n] {
            waits[*caller] -= 1;
            if waits[*caller] == 0 {
                ready.push(*caller);
            }
        }
    }
    // Who still waits is on a cycle, or above one.
    if let Some(n) = (0..nodes.len()).find(|n| waits[*n] > 0 && !nodes[*n].dispatch) {
        return Err((n as u32, "recursion without a stack check".into()));
    }
    for (n, node) in nodes.iter().enumerate() {
        let Some(check) = node.check else { continue };
        // Callees that check pay for themselves, and so do those behind a dispatch, which may be on a cycle.
        let pays = |c: &&usize| nodes[**c].check.is_some() || nodes[**c].dispatch;
        let most = node.calls.iter().map(|c| needs[*c]).max().unwrap_or(0);
        let least = node.calls.iter().filter(|c| !pays(c)).map(|c| needs[*c]).max();
        let [least, most] = [least.unwrap_or(0), most].map(|n| node.frame.saturating_add(n));
        if check < least || check > most {
            let what = format!("{check} bytes of stack instead of {least} to {most}");
            return Err((n as u32, what));
        }
    }
    Ok(needs)
}
