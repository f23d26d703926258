//! Terms: what a value is, as a function of unknowns. Equal terms have equal numbers.

/// A term, [`Term::NONE`] or [`Term::GONE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term(pub u32);

impl Term {
    /// No value.
    pub const NONE: Term = Term(u32::MAX);
    /// No value any more, for a name that must not be bound again: in Rust it may still be in scope behind an inner one.
    pub const GONE: Term = Term(u32::MAX - 1);
}

/// Heads of terms besides operators, which are `OPERATOR + code`.
pub mod head {
    macro_rules! heads {
        ($($(#[$doc:meta])* $name:ident,)*) => {
            #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
            enum Order { $($name,)* }
            $($(#[$doc])* pub const $name: u32 = Order::$name as u32;)*
        };
    }
    heads! {
        /// Literals: bits, the low ones first; an integer's are sign-extended to 64.
        INT, F32, F64, V128, NULL,
        /// An unknown: its number.
        UNKNOWN,
        /// What a local holds since a cut: local, epoch.
        LOCAL,
        /// A global: index, the last effect that may have set it.
        GLOBAL,
        /// What is in an operator itself: offset, second place that is accessed, lanes.
        IMMEDIATES,
        /// A list of values: all but the last, the last.
        LIST,
        /// A result of an effect: effect, position.
        RESULT,
        /// Effects besides operators.
        GLOBAL_SET, CALL, CALL_INDIRECT, POLL,
        /// Operators by their code: three operands, index of what is accessed, immediates. Before all that, effects have the one
        /// before them, and sizes of memories and tables the last one that may have changed them.
        OPERATOR,
    }
}

/// A head and six fields; what is not used is 0.
pub type Node = [u32; 7];

/// Where things with equal hashes may be in a list: open addressing, position + 1, or 0.
#[derive(Debug, Clone, Default)]
pub struct Index(Vec<u32>);

impl Index {
    /// The position of the thing with this hash that `same` finds to be the one, or `Err` with the position after the last,
    /// which is noted as its place.
    pub fn find(&mut self, hash: usize, len: usize, same: impl Fn(u32) -> bool, hash_of: impl Fn(usize) -> usize) -> Result<u32, u32> {
        if len * 2 >= self.0.len() {
            self.0 = vec![0; (len * 4).next_power_of_two().max(1 << 10)];
            for i in 0..len {
                let at = self.slot(hash_of(i), |_| false);
                self.0[at] = i as u32 + 1;
            }
        }
        let at = self.slot(hash, same);
        match self.0[at] {
            0 => {
                self.0[at] = len as u32 + 1;
                Err(len as u32)
            }
            found => Ok(found - 1),
        }
    }

    /// The first slot that is free or holds it.
    fn slot(&self, hash: usize, same: impl Fn(u32) -> bool) -> usize {
        let mask = self.0.len() - 1;
        let mut at = hash & mask;
        while self.0[at] != 0 && !same(self.0[at] - 1) {
            at = (at + 1) & mask;
        }
        at
    }
}

/// All terms of one function.
#[derive(Debug, Default)]
pub struct Terms {
    nodes: Vec<Node>,
    index: Index,
}

impl Terms {
    /// The term of this head and these fields.
    pub fn make(&mut self, node: Node) -> Term {
        let nodes = &self.nodes;
        let same = |i: u32| nodes[i as usize] == node;
        match self.index.find(hash(&node), nodes.len(), same, |i| hash(&nodes[i])) {
            Ok(term) => Term(term),
            Err(new) => {
                self.nodes.push(node);
                Term(new)
            }
        }
    }

    /// A term of up to two numbers.
    pub fn plain(&mut self, head: u32, a: u32, b: u32) -> Term {
        self.make([head, a, b, 0, 0, 0, 0])
    }

    /// A literal.
    pub fn literal(&mut self, head: u32, bits: u128) -> Term {
        let part = |k: u32| (bits >> (32 * k)) as u32;
        self.make([head, part(0), part(1), part(2), part(3), 0, 0])
    }

    /// An integer constant.
    pub fn int(&mut self, value: i64) -> Term {
        self.literal(head::INT, (value as u64).into())
    }

    /// A list with one more value.
    pub fn list(&mut self, list: Term, value: Term) -> Term {
        self.plain(head::LIST, list.0, value.0)
    }

    /// How many terms there are.
    pub fn len(&self) -> u32 {
        self.nodes.len() as u32
    }

    /// Head and fields.
    pub fn node(&self, term: Term) -> Node {
        self.nodes.get(term.0 as usize).copied().unwrap_or([u32::MAX; 7])
    }

    /// The value of an integer constant.
    pub fn integer(&self, term: Term) -> Option<i64> {
        let [head, low, high, ..] = self.node(term);
        (head == head::INT).then_some((i64::from(high) << 32) | i64::from(low))
    }
}

fn hash(n: &Node) -> usize {
    const K: u64 = 0x9e37_79b9_7f4a_7c15;
    let pair = |a: u32, b: u32| u64::from(a) << 32 | u64::from(b);
    let x = pair(n[0], n[1]).wrapping_mul(K);
    let y = pair(n[2], n[3]).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    let z = (pair(n[4], n[5]) ^ u64::from(n[6]).rotate_left(17)).wrapping_mul(0x1656_67b1_9e37_79f9);
    let h = (x ^ y.rotate_left(23) ^ z.rotate_left(41)).wrapping_mul(K);
    (h ^ (h >> 32)) as usize
}
