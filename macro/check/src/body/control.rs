//! Control: where both sides must agree.

use super::{Body, Side};
use crate::cursor::Check;
use crate::term::{Term, head};
use crate::token::{Kind, word};
use wasmparser::{BlockType, BrTable, Operator};

#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// The function itself.
    #[default]
    Function,
    /// `block`
    Block,
    /// A `loop` to whose start nothing branches, as a block.
    Once,
    /// `loop`
    Loop,
    /// `if`: whether it has a labelled block around it.
    If { labelled: bool },
    /// The outermost block of a ladder.
    Ladder,
    /// An inner block of a ladder, with the arm after it.
    Rung { ladder: usize, arm: u32 },
}

/// A construct that is open.
#[derive(Default)]
pub struct Frame {
    pub(super) form: Form,
    /// Symbol of the label.
    label: Option<u32>,
    /// Operands below the construct's parameters.
    pub height: usize,
    params: usize,
    results: usize,
    /// Names of the results.
    bind: Vec<u32>,
    /// Names of a loop's parameters.
    pub(super) vars: Vec<u32>,
    /// An `if`'s parameters, for `else`.
    inputs: Vec<Term>,
    /// In the arm after `else`, or in the only one.
    last_arm: bool,
    /// How many parts were open where its braces are.
    pub(super) parts: usize,
    /// A loop in the braces behind the fast form of a counted one.
    alternative: bool,
}

impl Frame {
    pub fn function(results: usize) -> Frame {
        Frame { results, last_arm: true, ..Frame::default() }
    }
}

pub struct Ladder {
    pub(super) label: Option<u32>,
    parts: usize,
    pub(super) number: u32,
    pub(super) arms: u32,
    /// The last arm of the group that is open, in a part of its own.
    pub(super) group: Option<u32>,
    /// Blocks entered so far.
    entered: u32,
    vars: Vec<u32>,
    /// Of `vars`, what blocks that are not entered yet will use.
    free: usize,
}

impl Body<'_, '_> {
    /// Both sides have done the same, and hold the same in their locals.
    pub(super) fn cut(&mut self) -> Check<()> {
        self.report.cuts += 1;
        self.c.ensure(self.trace(Side::Wasm) == self.trace(Side::Rust), "the effects up to here differ from WebAssembly's")?;
        if self.differing == 0 {
            return Ok(());
        }
        let differs = self.locals.iter().position(|l| l.epoch == self.epoch && l.values[0] != l.values[1]);
        self.fail(format!("`l{}` differs from WebAssembly's local here", differs.unwrap_or(0)))
    }

    /// Values in the form of a tuple that are equal to the `n` operands on top of the stack.
    fn carried(&mut self, n: usize) -> Check<()> {
        let start = self.top(n)?;
        self.tuple(n, |b, k| {
            let value = b.expr()?;
            b.c.ensure(value == b.stack[start + k], "a value that is handed on here differs from WebAssembly's")
        })
    }

    /// The values on top of the stack, or nothing.
    fn values(&mut self, n: usize) -> Check<()> {
        if n == 0 { Ok(()) } else { self.carried(n) }
    }

    /// The statements of a branch to the frame `depth` levels out.
    pub(super) fn jump(&mut self, depth: u32) -> Check<()> {
        let at = self.c.some((self.frames.len() - 1).checked_sub(depth as usize), "no such frame")?;
        self.cut()?;
        if !self.parts.is_empty() && self.c.is_word(word::RETURN) {
            return self.exit_part(depth);
        }
        let Frame { form, mut label, results, ref vars, .. } = self.frames[at];
        let vars = vars.clone();
        match form {
            Form::Function => {
                self.c.word(word::RETURN)?;
                self.returned()?;
                return self.c.punct(';');
            }
            Form::Once => return self.fail("a branch to a loop that is not one"),
            Form::Block | Form::If { .. } | Form::Ladder => return self.leave_by(label, results),
            Form::Loop => self.assigned(&vars)?,
            Form::Rung { ladder, arm } => {
                self.assigned(&vars)?;
                label = self.ladders[ladder].label;
                self.c.template(&format!("p{} = {arm};", self.ladders[ladder].number))?;
            }
        }
        self.c.word(word::CONTINUE)?;
        self.label(label)?;
        self.c.punct(';')
    }

    /// `break 'b1 value;`
    fn leave_by(&mut self, label: Option<u32>, results: usize) -> Check<()> {
        self.c.word(word::BREAK)?;
        self.label(label)?;
        self.values(results)?;
        self.c.punct(';')
    }

    /// `v1 = a;` or `(v1, v2) = (a, b);` for the operands on top of the stack.
    fn assigned(&mut self, vars: &[u32]) -> Check<()> {
        if vars.is_empty() {
            return Ok(());
        }
        self.list(b'v', vars)?;
        self.c.punct('=')?;
        self.carried(vars.len())?;
        self.c.punct(';')
    }

    /// `v1` or `(v1, v2)`
    pub(super) fn list(&mut self, letter: u8, numbers: &[u32]) -> Check<()> {
        self.tuple(numbers.len(), |b, k| {
            let found = b.c.letter(letter)?;
            b.c.ensure(found == numbers[k], "another variable than can be here")
        })
    }

    /// The function's results, in `Some` if it may trap.
    fn returned(&mut self) -> Check<()> {
        if self.fallible {
            self.c.template("Some(")?;
        }
        self.carried(self.ty.results().len())?;
        if self.fallible { self.c.punct(')') } else { Ok(()) }
    }

    pub(super) fn label(&mut self, label: Option<u32>) -> Check<()> {
        let token = self.c.peek();
        self.c.ensure(token.kind == Kind::Lifetime && Some(token.data) == label, "another label than that of the target")?;
        self.c.at += 1;
        Ok(())
    }

    /// `'b3:`, if there is a label: no other that is open may have the same.
    fn new_label(&mut self) -> Check<Option<u32>> {
        let token = self.c.peek();
        if token.kind != Kind::Lifetime {
            return Ok(None);
        }
        let open = self.frames.iter().any(|f| f.label == Some(token.data));
        let fits = !open && self.c.tokens.name(token.data).0 == b'b';
        self.c.ensure(fits, "expected a label like 'b1, and inside no block of the same label")?;
        self.c.at += 1;
        self.c.punct(':')?;
        Ok(Some(token.data))
    }

    pub(super) fn block_type(&self, ty: BlockType) -> (usize, usize) {
        match ty {
            BlockType::Empty => (0, 0),
            BlockType::Type(_) => (0, 1),
            BlockType::FuncType(i) => {
                let ty = &self.scope.bundle.types[self.map.types[i as usize] as usize];
                (ty.params().len(), ty.results().len())
            }
        }
    }

    fn enter(&mut self, op: &Operator<'_>, ty: BlockType) -> Check<()> {
        self.constructs += 1;
        let condition = if let Operator::If { .. } = op { Some(self.pop()?) } else { None };
        self.reach()?;
        let (params, results) = self.block_type(ty);
        let (height, parts) = (self.top(params)?, self.parts.len());
        let alternative = std::mem::take(&mut self.alternative);
        let mut frame = Frame { form: Form::Block, height, params, results, last_arm: true, parts, alternative, ..Frame::default() };
        if matches!(op, Operator::Block { .. }) && self.rung(&mut frame)? {
            self.frames.push(frame);
            self.start_segment();
            return Ok(());
        }
        frame.bind = self.pending.take().unwrap_or_default();
        self.c.ensure(frame.bind.len() == results, "a block has as many names as results")?;
        frame.label = self.new_label()?;
        let recent = std::mem::take(&mut self.recent);
        let vars = std::mem::take(&mut self.recent_mut);
        let is_loop = matches!(op, Operator::Loop { .. });
        match op {
            Operator::Block { .. } if self.c.is_word(word::LOOP) => self.ladder(&mut frame, vars)?,
            Operator::Block { .. } => {
                self.report.rule("block");
                self.c.punct('{')?;
            }
            Operator::Loop { .. } => {
                self.report.rule("loop");
                frame.vars = recent[recent.len().saturating_sub(params)..].to_vec();
                self.loop_entry(&mut frame)?;
            }
            _ => {
                self.report.rule("if");
                let labelled = frame.label.is_some();
                if labelled {
                    self.c.punct('{')?;
                }
                frame.form = Form::If { labelled };
                frame.inputs = self.stack[height..].to_vec();
                frame.last_arm = false;
                self.branch(condition)?;
                self.cut()?;
                self.forget();
            }
        }
        self.frames.push(frame);
        self.start_segment();
        if is_loop && self.scope.options.interrupt { self.poll() } else { Ok(()) }
    }

    /// `if condition != 0 {`
    fn branch(&mut self, condition: Option<Term>) -> Check<()> {
        self.c.word(word::IF)?;
        let same = Some(self.expr()?) == condition;
        self.c.ensure(same, "the condition differs from WebAssembly's")?;
        self.c.template("!= 0 {")
    }

    /// Fuel if it is due, and a poll.
    fn poll(&mut self) -> Check<()> {
        let mut ahead = self.c;
        if ahead.eat_template("let Some(()) = fuel") {
            self.statement()?;
        }
        self.report.rule("poll");
        self.c.template("let Some(()) = poll(")?;
        self.context()?;
        self.c.punct(')')?;
        self.or_trap()?;
        self.c.ensure(self.fallible, "a function that returns plainly can't trap")?;
        self.fresh_segment = false;
        for side in [Side::Wasm, Side::Rust] {
            self.effect(side, head::POLL, [Term::NONE; 3], 0, Term::NONE);
        }
        Ok(())
    }

    fn loop_entry(&mut self, frame: &mut Frame) -> Check<()> {
        self.c.ensure(frame.vars.len() == frame.params, "a loop without its parameters")?;
        for (k, v) in frame.vars.iter().enumerate() {
            let same = self.value(*v)? == self.stack[frame.height + k];
            self.c.ensure(same, "the start value of a loop's parameter differs from WebAssembly's")?;
        }
        self.cut()?;
        frame.form = Form::Once;
        if self.c.eat_word(word::LOOP) {
            self.c.ensure(frame.label.is_some(), "a loop without a label")?;
            frame.form = Form::Loop;
        }
        // Where it is entered once, parameters are unknowns that are what they were on entry.
        self.forget();
        for (k, v) in frame.vars.iter().enumerate() {
            let value = self.unknown();
            self.rebind(*v, value)?;
            self.stack[frame.height + k] = value;
        }
        self.c.punct('{')?;
        self.as_is();
        Ok(())
    }

    /// What may stand at the start of a round: it does nothing, and LLVM lets the loop be.
    pub(super) fn as_is(&mut self) {
        self.c.eat_template("as_is();");
    }

    /// `loop { match p3 { 0 => {`, after the label.
    fn ladder(&mut self, frame: &mut Frame, vars: Vec<u32>) -> Check<()> {
        let number = frame.label.map(|label| self.c.tokens.name(label).1);
        let number = self.c.some(self.step.take().filter(|step| number == Some(*step)), "a ladder without its variable")?;
        self.c.template(&format!("loop {{ match p{number} {{"))?;
        // As many as there are braces; that each is an arm is checked where it is due.
        let (mut ahead, end, mut arms) = (self.c, self.c.tokens.close_of(self.c.at - 1), 0u32);
        while ahead.at < end {
            if ahead.is('{') {
                ahead.skip_group();
                arms = arms.saturating_add(1);
            } else if let Ok(first) = ahead.small() {
                let last = if ahead.eat_template("..=") { ahead.small()? } else { first };
                arms = arms.saturating_add(last.saturating_sub(first));
            } else {
                ahead.at += 1;
            }
        }
        self.c.ensure(arms > 1, "a ladder of one arm")?;
        frame.form = Form::Ladder;
        for v in &vars {
            self.rebind(*v, Term::GONE)?;
        }
        let (label, parts, free) = (frame.label, frame.parts, vars.len());
        self.ladders.push(Ladder { label, parts, number, arms, group: None, entered: 1, vars, free });
        self.report.rule("ladder");
        self.arm(self.ladders.len() - 1, 0)
    }

    /// Whether a block is the next one of the innermost ladder; only a hint can be wrong here, not the result.
    fn rung(&mut self, frame: &mut Frame) -> Check<bool> {
        let at = match self.frames.last().map(|f| f.form) {
            Some(Form::Ladder) => self.ladders.len() - 1,
            Some(Form::Rung { ladder, .. }) => ladder,
            _ => return Ok(false),
        };
        let ladder = &mut self.ladders[at];
        // A block of its own has a label whose number counts constructs.
        let token = self.c.peek();
        let own = token.kind == Kind::Lifetime && self.c.tokens.name(token.data) == (b'b', self.constructs);
        if ladder.entered == ladder.arms || own || self.c.is('{') {
            return Ok(false);
        }
        let start = self.c.some(ladder.free.checked_sub(frame.results), "a ladder with too few variables")?;
        frame.form = Form::Rung { ladder: at, arm: ladder.arms - ladder.entered };
        frame.parts = ladder.parts;
        frame.vars = ladder.vars[start..ladder.free].to_vec();
        ladder.free = start;
        ladder.entered += 1;
        Ok(true)
    }

    /// The end of a region: its value, if it falls off its end, and its closing brace.
    fn fall(&mut self) -> Check<()> {
        let frame = self.c.some(self.frames.last(), "no frame")?;
        let (form, label, results, height, parts) = (frame.form, frame.label, frame.results, frame.height, frame.parts);
        if self.dead.take().is_none() {
            self.reach()?;
            self.c.ensure(self.stack.len() == height + results, "the operand stack is not what the block's type says")?;
            // Where what follows is a branch, that is the cut.
            let jumps = matches!(form, Form::Rung { .. }) || form == Form::Function && self.fallible;
            if !jumps {
                self.cut()?;
            }
            match form {
                _ if jumps => self.jump(0)?,
                Form::Function => self.returned()?,
                Form::Block | Form::Once | Form::If { .. } => self.values(results)?,
                Form::Loop | Form::Ladder => self.leave_by(label, results)?,
                // It jumps.
                Form::Rung { .. } => {}
            }
            self.stack.truncate(height);
        }
        let group = matches!(form, Form::Rung { ladder, .. } if self.ladders[ladder].group.is_some());
        self.c.ensure(parts + usize::from(group) == self.parts.len(), "a block ends in another part than it began in")
    }

    fn otherwise(&mut self) -> Check<()> {
        self.fall()?;
        let close = self.c.at;
        self.c.punct('}')?;
        let mut frame = self.c.some(self.frames.pop(), "no frame")?;
        self.c.ensure(matches!(frame.form, Form::If { .. }) && !frame.last_arm, "`else` without `if`")?;
        frame.last_arm = true;
        self.stack.truncate(frame.height);
        self.stack.append(&mut frame.inputs);
        self.frames.push(frame);
        self.forget();
        if self.c.eat_word(word::ELSE) {
            self.c.punct('{')?;
        } else {
            // No `else` in Rust: an empty arm, whose end is this brace.
            self.c.at = close;
        }
        self.start_segment();
        Ok(())
    }

    fn end(&mut self) -> Check<()> {
        self.fall()?;
        let mut frame = self.c.some(self.frames.pop(), "no frame")?;
        if frame.form == Form::Function {
            return Ok(());
        }
        self.c.punct('}')?;
        let rung = matches!(frame.form, Form::Rung { .. });
        match frame.form {
            Form::If { labelled } => {
                if !frame.last_arm {
                    // No `else` in WebAssembly: the parameters are the results.
                    self.stack.truncate(frame.height);
                    self.stack.append(&mut frame.inputs);
                    self.forget();
                    if frame.results > 0 {
                        self.c.template("else {")?;
                        self.carried(frame.results)?;
                        self.c.punct('}')?;
                    }
                }
                if labelled {
                    self.c.punct('}')?;
                }
            }
            Form::Ladder => {
                self.c.punct('}')?;
                self.c.punct('}')?;
                let ladder = self.c.some(self.ladders.pop(), "no ladder")?;
                let complete = ladder.entered == ladder.arms && ladder.free == 0;
                self.c.ensure(complete, "a ladder with another number of blocks or variables")?;
            }
            Form::Rung { ladder, arm } => {
                let Ladder { arms, entered, ref vars, .. } = self.ladders[ladder];
                self.c.ensure(entered == arms, "a ladder with another number of blocks")?;
                for v in vars.clone() {
                    self.rebind(v, Term::GONE)?;
                }
                self.leave_group(ladder, arm - 1)?;
                self.arm(ladder, arm)?;
                frame.bind = std::mem::take(&mut frame.vars);
            }
            _ => {}
        }
        if frame.alternative {
            self.c.punct('}')?;
        }
        if frame.results > 0 && !rung {
            self.c.punct(';')?;
        }
        for v in &frame.vars {
            self.rebind(*v, Term::GONE)?;
        }
        self.stack.truncate(frame.height);
        self.forget();
        for v in &frame.bind {
            let value = self.unknown();
            if rung {
                self.rebind(*v, value)?
            } else {
                self.bind(*v, value)?
            }
            self.stack.push(value);
        }
        self.start_segment();
        Ok(())
    }

    /// What follows until the end of the region can't be reached.
    pub(super) fn leave(&mut self) -> Check<()> {
        self.dead = Some(0);
        let height = self.frames.last().map_or(0, |f| f.height);
        self.stack.truncate(height);
        self.c.ensure(self.c.is('}'), "statements after a jump")
    }

    fn switch(&mut self, targets: &BrTable<'_>) -> Check<()> {
        self.report.rule("switch");
        let index = self.pop()?;
        self.reach()?;
        // Targets that no arm has led to yet.
        let mut open = Vec::with_capacity(targets.len() as usize);
        for depth in targets.targets() {
            open.push(Some(depth?));
        }
        let mut default = targets.default();
        if self.pick(index, &mut open, default)? {
            // Then `_` is what is left, if anything is.
            match open.iter().flatten().last() {
                Some(depth) => default = *depth,
                None => return Ok(()),
            }
        }
        self.c.word(word::MATCH)?;
        let same = self.expr()? == index;
        self.c.ensure(same, "the index differs from WebAssembly's")?;
        self.c.punct('{')?;
        while !self.c.eat_word(word::UNDERSCORE) {
            let mut target = None;
            loop {
                let first = self.c.small()? as usize;
                let last = if self.c.eat_template("..=") { self.c.small()? as usize } else { first };
                let indices = open.get_mut(first..=last).filter(|i| !i.is_empty());
                for depth in self.c.some(indices, "an index that the table does not have")? {
                    let depth = self.c.some(depth.take(), "an index that has an arm already")?;
                    self.c.ensure(*target.get_or_insert(depth) == depth, "an index that goes elsewhere")?;
                }
                if !self.c.eat('|') {
                    break;
                }
            }
            self.c.template("=> {")?;
            self.jump(target.unwrap_or(u32::MAX))?;
            self.c.punct('}')?;
        }
        let rest = open.iter().flatten().all(|depth| *depth == default);
        self.c.ensure(rest, "an index that goes elsewhere")?;
        self.c.template("=> {")?;
        self.jump(default)?;
        self.c.punct('}')?;
        self.c.punct('}')?;
        self.leave()
    }

    pub(super) fn operator(&mut self, op: &Operator<'_>) -> Check<()> {
        if let Some(nested) = self.dead {
            match op {
                Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => self.dead = Some(nested + 1),
                Operator::End if nested > 0 => self.dead = Some(nested - 1),
                Operator::End => return self.end(),
                Operator::Else if nested == 0 => return self.otherwise(),
                _ => {}
            }
            return Ok(());
        }
        self.cost += 1;
        match op {
            Operator::Unreachable => {
                self.reach()?;
                self.cut()?;
                self.c.template("unreachable::<()>(")?;
                self.context()?;
                let trap = self.trap();
                self.c.template(&format!("); {trap};"))?;
                self.c.ensure(self.fallible, "a function that returns plainly can't trap")?;
                self.leave()
            }
            Operator::Block { blockty } | Operator::Loop { blockty } | Operator::If { blockty } => self.enter(op, *blockty),
            Operator::Else => self.otherwise(),
            Operator::End => self.end(),
            Operator::Br { .. } | Operator::Return => {
                self.reach()?;
                let function = self.frames.len() as u32 - 1;
                self.jump(if let Operator::Br { relative_depth } = op { *relative_depth } else { function })?;
                self.leave()
            }
            Operator::BrIf { relative_depth } => {
                let condition = Some(self.pop()?);
                self.reach()?;
                self.branch(condition)?;
                self.jump(*relative_depth)?;
                self.c.punct('}')?;
                self.start_segment();
                Ok(())
            }
            Operator::BrTable { targets } => self.switch(targets),
            other => self.simple(other),
        }
    }
}
