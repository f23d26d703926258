//! What was compared, in numbers.

use std::fmt;

/// What was compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Modules in which nothing of ours differed, each in every profile.
    pub modules: u64,
    /// Of these, modules that could be instantiated.
    pub instances: u64,
    /// Calls whose outcome and state afterwards agreed.
    pub calls: u64,
    /// Of these, calls that trapped.
    pub traps: u64,
    /// Modules that were compared only up to a call that exhausted some engine's stack.
    pub cut: u64,
    /// Modules that both other engines played.
    pub twice: u64,
    /// Findings.
    pub ours: u64,
    /// Findings that are another engine's.
    pub theirs: u64,
}

impl Tally {
    /// All numbers, in the order of the fields.
    pub fn numbers(&self) -> [u64; 8] {
        [
            self.modules,
            self.instances,
            self.calls,
            self.traps,
            self.cut,
            self.twice,
            self.ours,
            self.theirs,
        ]
    }

    /// What [`numbers`](Tally::numbers) wrote down.
    pub fn from_numbers(numbers: [u64; 8]) -> Tally {
        let [modules, instances, calls, traps, cut, twice, ours, theirs] = numbers;
        Tally {
            modules,
            instances,
            calls,
            traps,
            cut,
            twice,
            ours,
            theirs,
        }
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Tally) -> Tally {
        let (mut sum, other) = (self.numbers(), other.numbers());
        for (sum, other) in sum.iter_mut().zip(other) {
            *sum += other;
        }
        Tally::from_numbers(sum)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tally {
            modules,
            instances,
            calls,
            traps,
            cut,
            twice,
            ours,
            theirs,
        } = self;
        write!(
            f,
            "{modules} modules ({twice} on both other engines, {cut} cut short), {instances} instances, {calls} calls \
             ({traps} traps); {ours} findings, and {theirs} that are another engine's"
        )
    }
}
