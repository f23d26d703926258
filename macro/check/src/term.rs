//! Terms: what a value is, as a function of unknowns. Equal terms have equal numbers.

/// A term, or [`Term::NONE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term(u32);

impl Term {
    /// No value.
    pub const NONE: Term = Term(u32::MAX);
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
        /// An integer constant, sign-extended: low, high.
        INT,
        /// `f32` bits.
        F32,
        /// `f64` bits: low, high.
        F64,
        /// An unknown: its number.
        UNKNOWN,
        /// What a local holds since a cut: local, epoch.
        LOCAL,
        /// The null reference.
        NULL,
        /// `ref.func`: function.
        REF_FUNC,
        /// A global: index, the last effect that may have set it.
        GLOBAL,
        /// Size of a memory: index, the last effect that may have changed it.
        MEMORY_SIZE,
        /// Size of a table, likewise.
        TABLE_SIZE,
        /// `select`: both values, condition.
        SELECT,
        /// `ref.is_null`.
        IS_NULL,
        /// A list of values: all but the last, the last.
        LIST,
        /// A result of an effect: effect, position.
        RESULT,
        /// Effects; the first field is the effect before it.
        GLOBAL_SET, MEMORY_GROW, MEMORY_FILL, MEMORY_COPY, MEMORY_INIT, DATA_DROP, TABLE_GET, TABLE_SET, TABLE_GROW,
        TABLE_FILL, TABLE_COPY, TABLE_INIT, ELEM_DROP, CALL, CALL_INDIRECT, POLL,
        /// Pure operators, trapping operators, loads and stores by their code.
        OPERATOR,
    }
}

type Node = [u32; 6];

/// All terms of one function.
#[derive(Debug)]
pub struct Terms {
    nodes: Vec<Node>,
    /// Open addressing: term + 1, or 0.
    table: Vec<u32>,
}

impl Default for Terms {
    fn default() -> Self {
        Terms {
            nodes: Vec::new(),
            table: vec![0; 1 << 10],
        }
    }
}

impl Terms {
    /// Forgets all terms.
    pub fn clear(&mut self) {
        if self.table.len() > 1 << 14 {
            self.table = vec![0; 1 << 10];
        } else {
            self.table.fill(0);
        }
        self.nodes.clear();
    }

    /// The term with this head and these fields.
    pub fn make(&mut self, head: u32, a: u32, b: u32, c: u32, d: u32, e: u32) -> Term {
        let node = [head, a, b, c, d, e];
        if self.nodes.len() * 2 >= self.table.len() {
            self.grow();
        }
        let mask = self.table.len() - 1;
        let mut at = hash(&node) & mask;
        loop {
            let found = self.table[at];
            if found == 0 {
                break;
            }
            if self.nodes[found as usize - 1] == node {
                return Term(found - 1);
            }
            at = (at + 1) & mask;
        }
        self.nodes.push(node);
        self.table[at] = self.nodes.len() as u32;
        Term(self.nodes.len() as u32 - 1)
    }

    /// A term of up to three terms.
    pub fn of(&mut self, head: u32, a: Term, b: Term, c: Term) -> Term {
        self.make(head, a.0, b.0, c.0, 0, 0)
    }

    /// An effect after `before`, of up to three terms, with an immediate.
    pub fn effect(&mut self, head: u32, before: Term, args: [Term; 3], immediate: u32) -> Term {
        self.make(head, before.0, args[0].0, args[1].0, args[2].0, immediate)
    }

    /// An integer constant.
    pub fn int(&mut self, value: i64) -> Term {
        self.make(head::INT, value as u32, (value >> 32) as u32, 0, 0, 0)
    }

    /// A term with numbers as fields.
    pub fn plain(&mut self, head: u32, a: u32, b: u32) -> Term {
        self.make(head, a, b, 0, 0, 0)
    }

    /// A term with a number and a term as fields.
    pub fn versioned(&mut self, head: u32, index: u32, version: Term) -> Term {
        self.make(head, index, version.0, 0, 0, 0)
    }

    /// Result number `k` of an effect.
    pub fn result(&mut self, effect: Term, k: u32) -> Term {
        self.make(head::RESULT, effect.0, k, 0, 0, 0)
    }

    fn grow(&mut self) {
        let mask = self.table.len() * 2 - 1;
        let mut table = vec![0; mask + 1];
        for (i, node) in self.nodes.iter().enumerate() {
            let mut at = hash(node) & mask;
            while table[at] != 0 {
                at = (at + 1) & mask;
            }
            table[at] = i as u32 + 1;
        }
        self.table = table;
    }
}

fn hash(n: &Node) -> usize {
    const K: u64 = 0x9e37_79b9_7f4a_7c15;
    let x = (u64::from(n[0]) << 32 | u64::from(n[1])).wrapping_mul(K);
    let y = (u64::from(n[2]) << 32 | u64::from(n[3])).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    let z = (u64::from(n[4]) << 32 | u64::from(n[5])).wrapping_mul(0x1656_67b1_9e37_79f9);
    let h = (x ^ y.rotate_left(23) ^ z.rotate_left(41)).wrapping_mul(K);
    (h ^ (h >> 32)) as usize
}
