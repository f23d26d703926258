//! One call of the translator, watched.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use include_wasm_translate::options::{Options, Source};
use include_wasm_translate::translate;

/// Far more than any input here takes, even unoptimised and on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// The native stack of the thread that rustc expands macros in.
const STACK: usize = 8 << 20;

/// Bytes of output that are fine for any input.
const OUTPUT_BASE: usize = 1 << 20;

/// Bytes of output per byte of input. Five bytes can declare 50,000 locals; those must not all appear.
const OUTPUT_FACTOR: usize = 2000;

/// Brackets in the output that may be open at once. rustc 1.95 overflows its stack between 600 and 800, and a module
/// that it can't compile must be an error of ours.
const OUTPUT_DEPTH: usize = 400;

/// One input.
#[derive(Debug, Clone)]
pub struct Case {
    /// The bundle.
    pub sources: Vec<Source>,
    /// The options.
    pub options: Options,
}

impl Case {
    /// A bundle of one, with these options.
    pub fn new(bytes: Vec<u8>, options: Options) -> Self {
        Case {
            sources: vec![Source {
                name: "module".to_owned(),
                bytes,
                links: None,
            }],
            options,
        }
    }
}

/// What came of it; anything else fails the test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Translated: length of the output in bytes.
    Translated(usize),
    /// Rejected with this message.
    Rejected(String),
}

/// Cases so far, by verdict.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many were translated.
    pub translated: usize,
    /// How many were rejected.
    pub rejected: usize,
}

/// A thread that translates one case after the other.
pub struct Translator {
    cases: Sender<Case>,
    verdicts: Receiver<Result<Verdict, String>>,
    /// What came of the cases so far.
    pub tally: Tally,
}

impl Default for Translator {
    fn default() -> Self {
        Self::new()
    }
}

impl Translator {
    /// Starts the thread.
    ///
    /// # Panics
    ///
    /// If there can be no thread.
    pub fn new() -> Self {
        let (cases, todo) = channel::<Case>();
        let (done, verdicts) = channel();
        let run = move || {
            while let Ok(case) = todo.recv() {
                if done.send(translate_case(&case)).is_err() {
                    break;
                }
            }
        };
        thread::Builder::new()
            .stack_size(STACK)
            .spawn(run)
            .expect("a thread");
        Translator {
            cases,
            verdicts,
            tally: Tally::default(),
        }
    }

    /// Translates one case.
    ///
    /// # Panics
    ///
    /// If the translator panicked, took too long or wrote too much; the message says how to get the input.
    pub fn run(&mut self, what: &str, case: &Case) -> Verdict {
        self.cases
            .send(case.clone())
            .expect("the thread lives as long as this");
        let verdict = match self.verdicts.recv_timeout(PATIENCE) {
            Ok(Ok(verdict)) => verdict,
            Ok(Err(message)) => fail(what, case, &message),
            Err(RecvTimeoutError::Timeout) => {
                fail(what, case, &format!("took more than {PATIENCE:?}"))
            }
            Err(RecvTimeoutError::Disconnected) => {
                fail(what, case, "the translator's thread ended")
            }
        };
        match verdict {
            Verdict::Translated(_) => self.tally.translated += 1,
            Verdict::Rejected(_) => self.tally.rejected += 1,
        }
        verdict
    }

    /// Prints the tally; shown by `cargo test -- --nocapture`.
    pub fn report(&self, what: &str) {
        let Tally {
            translated,
            rejected,
        } = self.tally;
        println!(
            "{what}: {} cases, {translated} translated, {rejected} rejected",
            translated + rejected
        );
    }
}

fn translate_case(case: &Case) -> Result<Verdict, String> {
    let translated = catch_unwind(AssertUnwindSafe(|| translate(&case.sources, &case.options)));
    match translated {
        Ok(Ok(expansion)) => {
            let input: usize = case.sources.iter().map(|source| source.bytes.len()).sum();
            let output = expansion.surface.len() + expansion.code.len();
            let bound = OUTPUT_BASE + OUTPUT_FACTOR * input;
            if output > bound {
                return Err(format!(
                    "{output} bytes of output for {input} bytes of input"
                ));
            }
            let depth = depth(&expansion.surface).max(depth(&expansion.code));
            if depth > OUTPUT_DEPTH {
                return Err(format!("the output nests {depth} deep"));
            }
            Ok(Verdict::Translated(output))
        }
        Ok(Err(errors)) => {
            let message = errors.to_string();
            if message.is_empty() {
                Err("rejected without a message".to_owned())
            } else {
                Ok(Verdict::Rejected(message))
            }
        }
        Err(panic) => Err(format!("panicked: {}", panic_message(panic.as_ref()))),
    }
}

/// How many brackets are open at once, at most, outside of literals and comments.
fn depth(text: &str) -> usize {
    let (mut open, mut most) = (0usize, 0);
    for line in text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
    {
        let mut bytes = line.bytes();
        let mut quoted = false;
        while let Some(byte) = bytes.next() {
            match byte {
                b'\\' if quoted => drop(bytes.next()),
                b'"' => quoted = !quoted,
                b'(' | b'[' | b'{' if !quoted => {
                    open += 1;
                    most = most.max(open);
                }
                b')' | b']' | b'}' if !quoted => open = open.saturating_sub(1),
                _ => {}
            }
        }
    }
    most
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (_, Some(text)) => text,
        _ => "no message",
    }
}

/// Writes the input down and panics.
fn fail(what: &str, case: &Case, message: &str) -> ! {
    let folder = std::env::temp_dir().join("include-wasm-robust");
    let stem: String = what
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let mut saved = Vec::new();
    if std::fs::create_dir_all(&folder).is_ok() {
        for (i, source) in case.sources.iter().enumerate() {
            let path = folder.join(format!("{stem}.{i}.wasm"));
            if std::fs::write(&path, &source.bytes).is_ok() {
                saved.push(path);
            }
        }
    }
    panic!(
        "{what}: {message}\ninput saved to {saved:?}\noptions: {:?}",
        case.options
    );
}

#[cfg(test)]
mod tests {
    use super::depth;

    #[test]
    fn depth_counts_brackets_but_not_those_in_literals() {
        assert_eq!(depth("fn f() { g(h([1]), b\"((((\\\"(((\"); }"), 4);
        assert_eq!(depth("// ((((((\n{ { } }\n{ }"), 2);
    }
}
