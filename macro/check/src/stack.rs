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
/// A dispatch, and a host function.
const DISPATCH: u32 = 512;
const HOST: u32 = 4096;

/// A function, or (after all functions) a dispatch.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// Estimated frame.
    pub frame: u32,
    /// What it checks for on entry.
    pub check: Option<u32>,
    /// Functions it calls.
    pub calls: Vec<u32>,
    /// Dispatches it calls through.
    pub indirect: Vec<(u32, u32)>,
    /// Provided by the host.
    pub host: bool,
    /// Of a dispatch.
    pub dispatch: Option<(u32, u32)>,
}

/// The estimated frame of a body.
pub fn frame(operators: usize, locals: usize) -> u32 {
    let count = |n: usize, each: u32| u32::try_from(n).unwrap_or(u32::MAX).saturating_mul(each);
    FRAME
        .saturating_add(count(operators, PER_OPERATOR))
        .saturating_add(count(locals, PER_LOCAL))
}

/// What each node uses until the next check; or the function in which a check is missing, and why.
pub fn check(nodes: &[Node]) -> Result<Vec<u32>, (u32, String)> {
    let dispatches: std::collections::HashMap<_, _> = nodes
        .iter()
        .enumerate()
        .filter_map(|(i, n)| n.dispatch.map(|key| (key, i)))
        .collect();
    let callees = |n: usize| -> Vec<usize> {
        let indirect = nodes[n]
            .indirect
            .iter()
            .filter_map(|key| dispatches.get(key).copied());
        let mut list: Vec<usize> = nodes[n]
            .calls
            .iter()
            .map(|f| *f as usize)
            .chain(indirect)
            .collect();
        list.sort_unstable();
        list.dedup();
        list
    };
    const OPEN: u32 = u32::MAX;
    let mut needs: Vec<Option<u32>> = nodes
        .iter()
        .map(|n| {
            if n.host {
                Some(HOST)
            } else {
                n.check.map(|_| FRAME)
            }
        })
        .collect();
    // Depth first over unchecked nodes; an open one that is met again closes an unchecked cycle.
    for root in 0..nodes.len() {
        let mut work = vec![(root, false)];
        while let Some((n, done)) = work.pop() {
            if done {
                let below = callees(n)
                    .into_iter()
                    .filter_map(|c| needs[c])
                    .max()
                    .unwrap_or(0);
                let own = if nodes[n].dispatch.is_some() {
                    DISPATCH
                } else {
                    nodes[n].frame
                };
                let total = own.saturating_add(below);
                if total > UNCHECKED && nodes[n].dispatch.is_none() {
                    return Err((
                        n as u32,
                        format!("a stack check is due here: {total} bytes may be used"),
                    ));
                }
                needs[n] = Some(total.min(OPEN - 1));
            } else if needs[n].is_none() {
                needs[n] = Some(OPEN);
                work.push((n, true));
                for callee in callees(n) {
                    match needs[callee] {
                        None => work.push((callee, false)),
                        Some(OPEN) => {
                            let function = if nodes[n].dispatch.is_some() {
                                callee
                            } else {
                                n
                            };
                            return Err((
                                function as u32,
                                "recursion without a stack check".into(),
                            ));
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    let needs: Vec<u32> = needs.into_iter().map(|n| n.unwrap_or(OPEN)).collect();
    for (n, node) in nodes.iter().enumerate() {
        let Some(check) = node.check else { continue };
        // Callees that check pay for themselves, and so do those behind a dispatch, which may be on a cycle.
        let below =
            |list: &mut dyn Iterator<Item = usize>| list.map(|c| needs[c]).max().unwrap_or(0);
        let unchecked = node
            .calls
            .iter()
            .map(|f| *f as usize)
            .filter(|f| nodes[*f].check.is_none());
        let least = node.frame.saturating_add(below(&mut { unchecked }));
        let most = node
            .frame
            .saturating_add(below(&mut callees(n).into_iter()));
        if check < least || check > most {
            return Err((
                n as u32,
                format!("{check} bytes of stack instead of {least} to {most}"),
            ));
        }
    }
    Ok(needs)
}
