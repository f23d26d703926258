//! Long ladders: arms in parts, and the tables that lead to them.
//!
//! Arms `a` to `b` of a ladder may stand in a part of their own, `a..=b => { let Some((exit, step, r1)) = part4_1(l0, l1, p3, s) else
//! { return None }; l1 = r1; p3 = step; match exit { 0 => {} … } }`, whose body is `match p3 { a => {…} … _ => {…} }`: it is called with
//! `p3` from `a` to `b`, so `_` is arm `b`. `return Some((0, k, l1));` is the jump to arm `k`: the ladder's loop goes round with `p3 = k`.
//! Nothing else returns 0, since a group has no end to fall off.

use super::control::Form;
use super::part::Open;
use super::{Body, Term};
use crate::cursor::Check;
use crate::token::word;

impl Body<'_, '_> {
    /// `2 => {` of a ladder, `_` for the last arm; before it, the group that begins with it.
    pub(super) fn arm(&mut self, ladder: usize, k: u32) -> Check<()> {
        let (number, arms) = (self.ladders[ladder].number, self.ladders[ladder].arms);
        let mut last = self.ladders[ladder].group.unwrap_or(arms - 1);
        if last == arms - 1 && self.c.eat_template(&format!("{k}..=")) {
            last = self.c.small()?;
            self.c.template("=> {")?;
            let inside = last > k && last < arms - 1 && self.enter_part(Some(number))?;
            self.c.ensure(inside, "arms of a ladder that are not in a part of their own")?;
            self.c.template(&format!("match p{number} {{"))?;
            self.ladders[ladder].group = Some(last);
        }
        self.c.template(&if k == last { "_ => {".to_owned() } else { format!("{k} => {{") })
    }

    /// After arm `k`: at the end of its group, on after the call.
    pub(super) fn leave_group(&mut self, ladder: usize, k: u32) -> Check<()> {
        if self.ladders[ladder].group != Some(k) {
            return Ok(());
        }
        self.ladders[ladder].group = None;
        self.c.punct('}')?;
        let part = self.c.some(self.parts.pop(), "no part")?;
        self.c.ensure(part.group && self.c.at == part.end, "statements after the arms of a group")?;
        self.c.at = part.after;
        self.c.punct('}')
    }

    /// The arm that a branch to the frame `depth` levels out goes to, without values, if the loop of that ladder is in the open part:
    /// ladder and arm.
    fn arm_of(&self, depth: u32) -> Option<(usize, u32)> {
        let frame = &self.frames[(self.frames.len() - 1).checked_sub(depth as usize)?];
        match frame.form {
            Form::Rung { ladder, arm } if frame.vars.is_empty() && frame.parts == self.parts.len() => Some((ladder, arm)),
            _ => None,
        }
    }

    /// The jump from an arm in this part, which is not open any more, to the arm `step`.
    pub(super) fn next_arm(&mut self, part: Open, depth: u32, step: u32, terms: &[Term]) -> Check<()> {
        let found = self.arm_of(depth).is_some_and(|(_, arm)| arm == step) && terms.iter().all(|t| self.is_zero(*t));
        self.parts.push(part);
        self.c.ensure(found, "another arm than that of the branch")
    }

    /// `p3 = pick(INDEX, &[4, 0, 7], 4); if p3 != 0 { continue 'b3; }`, if that is how a table begins: for each index the arm of a ladder,
    /// beyond them the one behind, or 0 where the branch leads elsewhere, which a `match` does then. Without that, no `if`.
    /// Targets that have an arm are taken out of `open`; whether the default has one.
    pub(super) fn pick(&mut self, index: Term, open: &mut [Option<u32>], default: u32) -> Check<bool> {
        let Ok(number) = self.c.letter(b'p') else { return Ok(false) };
        self.report.rule("table of arms");
        let ladder = self.ladders.iter().position(|l| l.number == number && l.group.is_none());
        let ladder = self.c.some(ladder, "no such ladder")?;
        self.cut()?;
        self.c.template("= pick(")?;
        let same = self.expr()? == index;
        self.c.ensure(same, "the index differs from WebAssembly's")?;
        self.c.template(", &[")?;
        let mut entries = Vec::new();
        while !self.c.eat(']') {
            self.c.comma(entries.len())?;
            entries.push(self.c.small()?);
        }
        self.c.punct(',')?;
        let beyond = self.c.small()?;
        self.c.template(");")?;
        self.c.ensure(entries.len() <= open.len(), "a table that is longer than WebAssembly's")?;
        for (k, depth) in open.iter_mut().enumerate() {
            let arm = *entries.get(k).unwrap_or(&beyond);
            if arm != 0 {
                let here = depth.take().and_then(|d| self.arm_of(d)) == Some((ladder, arm));
                self.c.ensure(here, "an index that goes elsewhere")?;
            }
        }
        let here = beyond == 0 || self.arm_of(default) == Some((ladder, beyond));
        self.c.ensure(here, "a default that goes elsewhere")?;
        let all = beyond != 0 && open.iter().all(Option::is_none);
        if !all {
            self.c.template(&format!("if p{number} != 0 {{"))?;
        }
        self.c.word(word::CONTINUE)?;
        self.label(self.ladders[ladder].label)?;
        self.c.punct(';')?;
        if all {
            self.leave()?
        } else {
            self.c.punct('}')?
        }
        Ok(beyond != 0)
    }
}
