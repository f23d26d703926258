//! Sums modulo 2^32, which count as the same in any order.

use crate::body::Body;
use crate::term::{Term, head};

/// Terms that are looked at in one sum.
const MAX_SUM: u32 = 200;

/// `Σ factor·term + constant` modulo 2^32; terms ascend, no factor is 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Linear {
    pub terms: Vec<(Term, u32)>,
    pub constant: u32,
}

impl Linear {
    fn of(term: Term) -> Linear {
        Linear { terms: vec![(term, 1)], constant: 0 }
    }

    pub fn add(&mut self, factor: u32, other: &Linear) {
        self.constant = self.constant.wrapping_add(factor.wrapping_mul(other.constant));
        for (term, f) in &other.terms {
            let f = factor.wrapping_mul(*f);
            match self.terms.binary_search_by_key(term, |t| t.0) {
                Ok(at) => self.terms[at].1 = self.terms[at].1.wrapping_add(f),
                Err(at) => self.terms.insert(at, (*term, f)),
            }
        }
        self.terms.retain(|(_, f)| *f != 0);
    }

    /// `factor·self + constant`
    pub fn scaled(&self, factor: u32, constant: u32) -> Linear {
        let mut out = Linear { terms: vec![], constant };
        out.add(factor, self);
        out
    }
}

/// A term as a sum; a very large one is a value of its own.
pub fn linear(b: &Body<'_, '_>, term: Term) -> Linear {
    let mut left = MAX_SUM;
    sum(b, term, &mut left).unwrap_or_else(|| Linear::of(term))
}

/// The name and the first two operands of a pure operator.
pub fn operator<'b>(b: &'b Body<'_, '_>, term: Term) -> (&'b str, Term, Term) {
    let [head, x, y, ..] = b.terms.node(term);
    let plain = head.checked_sub(head::OPERATOR).and_then(|code| b.scope.plain.get(code as usize));
    (plain.map_or("", |p| p.name), Term(x), Term(y))
}

fn sum(b: &Body<'_, '_>, term: Term, left: &mut u32) -> Option<Linear> {
    *left = left.checked_sub(1)?;
    // An i64 is only taken for an i32 where it has the same value.
    let constant = |t: Term| b.terms.integer(t).and_then(|v| i32::try_from(v).ok());
    if let Some(value) = constant(term) {
        return Some(Linear { terms: vec![], constant: value as u32 });
    }
    let (name, x, y) = operator(b, term);
    let (factor, second) = match (name, constant(y)) {
        ("i32_add", _) => (1, Some(1)),
        ("i32_sub", _) => (1, Some(u32::MAX)),
        ("i32_mul", Some(factor)) => (factor as u32, None),
        ("i32_shl", Some(k)) => (1 << (k & 31), None),
        _ => return Some(Linear::of(term)),
    };
    let mut out = sum(b, x, left)?.scaled(factor, 0);
    if let Some(second) = second {
        out.add(second, &sum(b, y, left)?);
    }
    Some(out)
}
