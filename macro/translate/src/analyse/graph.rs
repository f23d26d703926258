//! The call graph, and the closure of needs over it.

use super::Needs;
use super::stack;

/// A function or a dispatch.
pub struct Node {
    pub needs: Needs,
    /// Successors.
    pub calls: Vec<usize>,
    /// Dispatches (type, table) that become successors.
    pub indirect: Vec<(u32, u32)>,
}

#[derive(Default)]
pub struct Graph {
    pub nodes: Vec<Node>,
}

impl Graph {
    /// Gives every node the needs of all that it reaches, and decides where the stack is checked. The
    /// first `funcs` nodes are functions, the others dispatches.
    pub fn close(&mut self, backtrace: bool, funcs: usize) {
        let components = self.components();
        let mut component_of = vec![0; self.nodes.len()];
        for (i, component) in components.iter().enumerate() {
            component.iter().for_each(|&n| component_of[n] = i);
        }
        for component in components {
            let mut sum = Needs::default();
            for &n in &component {
                merge(&mut sum, &self.nodes[n].needs);
                for &callee in &self.nodes[n].calls {
                    merge(&mut sum, &self.nodes[callee].needs);
                }
            }
            let first = component[0];
            let recursive = component.len() > 1 || self.nodes[first].calls.contains(&first);
            // A check may fail, and a trap is recorded in the context.
            sum.traps |= recursive;
            sum.state |= recursive || (sum.traps && backtrace);
            for &n in &component {
                let own = self.nodes[n].needs.stack;
                let below = self.nodes[n].calls.iter().map(|&c| {
                    if component_of[c] != component_of[n] {
                        self.nodes[c].needs.stack
                    } else if n >= funcs {
                        // A dispatch does not check, so it pays for callees up to their checks.
                        stack::PER_FRAME
                    } else {
                        0
                    }
                });
                let below = below.max().unwrap_or(0);
                let checkable = n < funcs && !self.nodes[n].needs.host_import();
                let plan = stack::plan(own, below, recursive && checkable, checkable);
                let needs = &mut self.nodes[n].needs;
                merge(needs, &sum);
                (needs.stack_check, needs.stack, needs.large_frame) = plan;
                if needs.stack_check.is_some() {
                    (needs.traps, needs.state) = (true, true);
                }
            }
        }
    }

    /// Strongly connected components, callees before callers (Tarjan, without recursion).
    fn components(&self) -> Vec<Vec<usize>> {
        const NEW: usize = usize::MAX;
        let n = self.nodes.len();
        let (mut index, mut low, mut on_stack) = (vec![NEW; n], vec![0; n], vec![false; n]);
        let (mut next, mut stack, mut found) = (0, Vec::new(), Vec::new());
        for root in 0..n {
            if index[root] != NEW {
                continue;
            }
            let mut work = vec![(root, 0)];
            while let Some((v, edge)) = work.pop() {
                if edge == 0 {
                    (index[v], low[v], on_stack[v]) = (next, next, true);
                    next += 1;
                    stack.push(v);
                } else {
                    let w = self.nodes[v].calls[edge - 1];
                    low[v] = low[v].min(low[w]);
                }
                let mut edge = edge;
                let mut descended = false;
                while let Some(&w) = self.nodes[v].calls.get(edge) {
                    edge += 1;
                    if index[w] == NEW {
                        work.push((v, edge));
                        work.push((w, 0));
                        descended = true;
                        break;
                    } else if on_stack[w] {
                        low[v] = low[v].min(index[w]);
                    }
                }
                if !descended && low[v] == index[v] {
                    let at = stack.iter().rposition(|&w| w == v).unwrap_or(0);
                    let component = stack.split_off(at);
                    component.iter().for_each(|&w| on_stack[w] = false);
                    found.push(component);
                }
            }
        }
        found
    }
}

impl Needs {
    fn host_import(&self) -> bool {
        self.stack == stack::HOST && self.host
    }
}

/// Adds what a callee needs to what its caller needs; the stack is another matter.
fn merge(into: &mut Needs, from: &Needs) {
    into.traps |= from.traps;
    into.state |= from.state;
    into.guest |= from.guest;
    into.host |= from.host;
    into.memories.extend(&from.memories);
}
