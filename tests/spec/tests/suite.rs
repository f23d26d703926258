//! Runs the specification suite: one test per file, every directive counted.
//!
//! `cargo test -p test-spec` builds the translated modules without optimisation, `cargo spec-release` at opt-level 3.
#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::thread;

use include_wasm::{CallError, Trap, TrapCode, Value};
use libtest_mimic::{Arguments, Failed, Trial};
use test_spec::bundle::{self, Bundle};
use test_spec::expect::{matches, message_matches, value};
use test_spec::script::{self, Action, Command, CommandKind, Expect, Module};
use test_spec::skip::{self, SKIPPED, Skip, UNREAD, Unread};
use test_spec::suite::{self, File};
use test_spec::translation::translate;

/// Enough native stack for the default limit of an instance and the frames of an unoptimised runner.
const THREAD_STACK: usize = 64 << 20;

/// Failures that are printed per file.
const SHOWN: usize = 20;

/// What came of the directives of a file.
#[derive(Debug, Default)]
struct Outcome {
    passed: usize,
    skipped: usize,
    failures: Vec<String>,
}

/// Outcomes by file.
type Outcomes = Arc<Mutex<BTreeMap<String, Outcome>>>;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let outcomes = Outcomes::default();
    let trials = suite::files()
        .into_iter()
        .map(|file| {
            let (outcomes, built) = (Arc::clone(&outcomes), bundle::start(&file.name).is_some());
            Trial::test(file.name.clone(), move || run(file, &outcomes)).with_ignored_flag(!built)
        })
        .collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list {
        report(
            &outcomes
                .lock()
                .expect("tests don't panic while they hold the lock"),
        );
    }
    conclusion.exit_code()
}

/// The table per file, what was skipped and why, and the total.
fn report(outcomes: &BTreeMap<String, Outcome>) {
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for (file, outcome) in outcomes {
        println!(
            "{:6} passed {:5} failed {:3} skipped  {file}",
            outcome.passed,
            outcome.failures.len(),
            outcome.skipped
        );
        passed += outcome.passed;
        failed += outcome.failures.len();
        skipped += outcome.skipped;
    }
    println!(
        "{passed:6} passed {failed:5} failed {skipped:3} skipped  in {} files",
        outcomes.len()
    );
    for Skip {
        file,
        lines,
        reason,
    } in SKIPPED
        .iter()
        .filter(|skip| outcomes.contains_key(skip.file))
    {
        println!("skipped: {file} {lines:?}: {reason}");
    }
    for Unread {
        file,
        lines,
        reason,
    } in UNREAD
        .iter()
        .filter(|unread| outcomes.contains_key(unread.file))
    {
        println!("not read: {file} {lines:?}: {reason}");
    }
}

fn run(file: File, outcomes: &Outcomes) -> Result<(), Failed> {
    let name = file.name.clone();
    let thread = thread::Builder::new()
        .stack_size(THREAD_STACK)
        .spawn(move || run_file(&file));
    let outcome = thread
        .map_err(|e| e.to_string())?
        .join()
        .map_err(|_| "the runner panicked")?;
    let failures = &outcome.failures;
    let mut text = failures
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join("\n");
    if failures.len() > SHOWN {
        text += &format!("\nand {} more", failures.len() - SHOWN);
    }
    outcomes
        .lock()
        .expect("tests don't panic while they hold the lock")
        .insert(name, outcome);
    if text.is_empty() {
        Ok(())
    } else {
        Err(text.into())
    }
}

fn run_file(file: &File) -> Outcome {
    let mut outcome = Outcome::default();
    let links = |modules: &[Module]| translate("linked", modules).is_ok();
    let script = match script::parse(file, &links) {
        Ok(script) => script,
        Err(e) => {
            outcome.failures.push(e);
            return outcome;
        }
    };
    // Modules that must be rejected can be tested even if there is no bundle.
    let mut bundle = match bundle::start(&file.name) {
        Some(start) => start(),
        None => Err("not built: SPEC_FILES was set when the package was compiled".to_owned()),
    };
    outcome.skipped = script.unread;
    for Command { line, kind } in &script.commands {
        match (
            execute(kind, &mut bundle),
            kind,
            skip::reason(&file.name, *line),
        ) {
            (_, CommandKind::Prepare(_), _) => {}
            (Ok(()), _, None) => outcome.passed += 1,
            (Err(_), _, Some(_)) => outcome.skipped += 1,
            (Ok(()), _, Some(_)) => outcome
                .failures
                .push(format!("{}:{line}: is skipped, but passes", file.name)),
            (Err(e), _, None) => outcome.failures.push(format!("{}:{line}: {e}", file.name)),
        }
    }
    outcome
}

fn execute(kind: &CommandKind, bundle: &mut Result<Box<dyn Bundle>, String>) -> Result<(), String> {
    let bundle = match (kind, bundle) {
        (CommandKind::Reject(modules), _) => return reject(modules),
        (_, Ok(bundle)) => bundle,
        (_, Err(e)) => return Err(e.clone()),
    };
    match kind {
        CommandKind::Reject(_) => Ok(()),
        CommandKind::Prepare(module) | CommandKind::Instantiate(module) => bundle
            .init(*module)
            .map_err(|trap| format!("module {module} trapped: {trap}")),
        CommandKind::InstantiateTrap(module, message) => match bundle.init(*module) {
            Ok(()) => Err(format!(
                "module {module}: instantiated, expected trap {message:?}"
            )),
            Err(trap) => trapped(message, &trap),
        },
        CommandKind::Unlinkable(module) => match bundle.init(*module) {
            Ok(()) => Err(format!(
                "module {module}: instantiated, expected a link error"
            )),
            Err(trap) if trap.code() == TrapCode::Link => Ok(()),
            Err(trap) => Err(format!(
                "module {module}: expected a link error, trapped with {:?}",
                trap.code()
            )),
        },
        CommandKind::Invoke(action) => perform(bundle.as_mut(), action)
            .map(drop)
            .map_err(|e| e.to_string()),
        CommandKind::Return(action, expected) => {
            let actual =
                perform(bundle.as_mut(), action).map_err(|e| format!("{action:?}: {e}"))?;
            returned(action, expected, &actual)
        }
        CommandKind::Trap(action, message) => match perform(bundle.as_mut(), action) {
            Ok(results) => Err(format!(
                "{action:?}: returned {results:?}, expected trap {message:?}"
            )),
            Err(CallError::Trap(trap)) => {
                trapped(message, &trap).map_err(|e| format!("{action:?}: {e}"))
            }
            Err(other) => Err(format!("{action:?}: {other}")),
        },
    }
}

fn perform(bundle: &mut dyn Bundle, action: &Action) -> Result<Vec<Value>, CallError> {
    match action {
        Action::Call(module, name, args) => {
            let args: Vec<Value> = args.iter().copied().map(value).collect();
            bundle.call(*module, name, &args)
        }
        Action::Get(module, name) => match bundle.global(*module, name) {
            Some(value) => Ok(vec![value]),
            None => Err(CallError::no_such_export(name)),
        },
    }
}

fn returned(action: &Action, expected: &[Expect], actual: &[Value]) -> Result<(), String> {
    let same = expected.len() == actual.len()
        && expected
            .iter()
            .zip(actual)
            .all(|(want, got)| matches(want, got));
    if same {
        Ok(())
    } else {
        Err(format!(
            "{action:?}: returned {actual:?}, expected {expected:?}"
        ))
    }
}

fn trapped(want: &str, trap: &Trap) -> Result<(), String> {
    let got = trap.code().to_string();
    if message_matches(want, &got) {
        Ok(())
    } else {
        Err(format!("trapped with {got:?}, expected {want:?}"))
    }
}

/// The translator must reject the last module, and only that one.
fn reject(modules: &[Module]) -> Result<(), String> {
    if translate("rejected", modules).is_ok() {
        return Err("a module was accepted that must be rejected".to_owned());
    }
    let [earlier @ .., _] = modules else {
        return Ok(());
    };
    if earlier.is_empty() {
        return Ok(());
    }
    translate("earlier", earlier)
        .map(drop)
        .map_err(|e| format!("the modules before it were rejected as well: {e}"))
}
