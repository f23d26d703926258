//! Terms: what a value is, as a function of unknowns. Equal terms have equal numbers.

/// A term, or [`Term::NONE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term(u32);

impl Term {
    /// No value.
    pub const NONE: Term = Term(u32::MAX);

    /// Whether it was made when there were fewer than `terms` terms.
    pub fn older_than(self, terms: u32) -> bool {
        self.0 < terms
    }
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
        /// Bits of a `v128`, or of an immediate.
        BITS,
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
        GLOBAL_SET, MEMORY_GROW, MEMORY_FILL, MEMORY_COPY, MEMORY_INIT, DATA_DROP, ATOMIC_FENCE, TABLE_GET, TABLE_SET, TABLE_GROW,
        TABLE_FILL, TABLE_COPY, TABLE_INIT, ELEM_DROP, CALL, CALL_INDIRECT, POLL,
        FUEL_BYTES, FUEL_ELEMENTS, FUEL_PAGES, FUEL_GROWN,
        /// Pure operators, trapping operators, loads and stores by their code.
        OPERATOR,
    }
}

type Node = [u32; 6];

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
    /// The term with this head and these fields.
    pub fn make(&mut self, head: u32, a: u32, b: u32, c: u32, d: u32, e: u32) -> Term {
        let (node, nodes) = ([head, a, b, c, d, e], &self.nodes);
        let same = |i: u32| nodes[i as usize] == node;
        match self.index.find(hash(&node), nodes.len(), same, |i| hash(&nodes[i])) {
            Ok(term) => Term(term),
            Err(new) => {
                self.nodes.push(node);
                Term(new)
            }
        }
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

    /// The constant of these bits.
    pub fn f64(&mut self, bits: u64) -> Term {
        self.plain(head::F64, bits as u32, (bits >> 32) as u32)
    }

    /// 128 bits.
    pub fn bits(&mut self, bits: u128) -> Term {
        let part = |k: u32| (bits >> (32 * k)) as u32;
        self.make(head::BITS, part(0), part(1), part(2), part(3), 0)
    }

    /// A pure operator of up to three operands, with an immediate.
    pub fn operator(&mut self, head: u32, args: [Term; 3], immediate: Term) -> Term {
        self.make(head, args[0].0, args[1].0, args[2].0, immediate.0, 0)
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

    /// How many terms there are.
    pub fn len(&self) -> u32 {
        self.nodes.len() as u32
    }

    /// Head and fields.
    pub fn parts(&self, term: Term) -> (u32, [u32; 5]) {
        let [head, fields @ ..] = self.nodes.get(term.0 as usize).copied().unwrap_or([u32::MAX; 6]);
        (head, fields)
    }

    /// The first two fields of an operator: its operands.
    pub fn operands(&self, term: Term) -> [Term; 2] {
        let (_, [x, y, ..]) = self.parts(term);
        [Term(x), Term(y)]
    }

    /// The first field of an effect: the effect before it.
    pub fn first(&self, effect: Term) -> Term {
        self.operands(effect)[0]
    }

    /// Address and offset of the effect, if it is this load or store in this memory.
    pub fn access(&self, effect: Term, head: u32, memory: u32) -> Option<(Term, Term)> {
        let (h, [_, address, _, offset, m]) = self.parts(effect);
        (h == head && m == memory).then_some((Term(address), Term(offset)))
    }

    /// The value of an integer constant.
    pub fn integer(&self, term: Term) -> Option<i64> {
        let (h, [low, high, ..]) = self.parts(term);
        (h == head::INT).then_some((i64::from(high) << 32) | i64::from(low))
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
