//! Drives an instance through a trace and stops at the first difference.
//!
//! The player is both sides of the recording's host: it makes the calls that the host made, and it is
//! the host that the guest imports from, answering every import call as recorded. Because an import
//! may call back into the guest, its place in the trace is a stack, shared by both roles.

use crate::trace::{Call, Event, Import, Outcome, Trace};
use crate::trap;
use crate::value::{show, show_recorded};
use include_wasm::{CallError, Dynamic, DynamicHost, GuestState, ImportInfo, Trap, ValType, Value};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// What was compared in a replay without differences.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Calls of exports, nested ones included.
    pub calls: usize,
    /// Calls of imports.
    pub imports: usize,
    /// Hashes of the whole memory.
    pub hashes: usize,
}

/// The first thing that was not as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where in the trace.
    pub at: String,
    /// What was recorded, and what happened.
    pub what: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.what)
    }
}

impl std::error::Error for Difference {}

type Result<T> = std::result::Result<T, Difference>;
type CallResult = std::result::Result<Vec<Value>, CallError>;

/// Replays `trace` on the instance that `make` instantiates with the given host.
///
/// `memory` is the index of the memory that the trace speaks of, if it speaks of one; `state` is `Instance::guest_mut`.
pub fn replay<'t, I: Dynamic>(
    trace: &'t Trace,
    memory: Option<u32>,
    make: impl FnOnce(Player<'t>) -> std::result::Result<I, Trap>,
    state: impl Fn(&mut I) -> &mut dyn GuestState,
) -> Result<Report> {
    let player = Player {
        place: Rc::default(),
        memory,
    };
    let (start, rest) = trace.events.split_at(trace.instantiation());
    player.enter("instantiation".into(), start);
    let made = make(player.clone());
    player.check_host()?;
    let mut instance = made.map_err(|trap| player.difference(format!("it failed: {trap}")))?;
    player.leave()?;

    player.enter(String::new(), rest);
    while let Some(event) = player.next() {
        match event {
            Event::Call(call) => {
                let result = player.begin_call(call, |args| instance.call(&call.export, args));
                player.end_call(call, result, state(&mut instance))?;
            }
            event => player.host_event(state(&mut instance), event)?,
        }
    }
    player.enter("the end".into(), &[]);
    player.check_end(trace, state(&mut instance))?;
    Ok(player.place.borrow().report)
}

/// The recorded host: answers imports, and knows where in the trace the replay is.
#[derive(Clone)]
pub struct Player<'t> {
    place: Rc<RefCell<Place<'t>>>,
    memory: Option<u32>,
}

/// Where in the trace a replay is, innermost list of events last.
#[derive(Default)]
struct Place<'t> {
    frames: Vec<Frame<'t>>,
    report: Report,
    failed: Option<Difference>,
}

struct Frame<'t> {
    label: String,
    events: &'t [Event],
    next: usize,
}

impl<'t> Player<'t> {
    fn enter(&self, label: String, events: &'t [Event]) {
        self.place.borrow_mut().frames.push(Frame {
            label,
            events,
            next: 0,
        });
    }

    /// Leaves the innermost list of events, which must be used up.
    fn leave(&self) -> Result<()> {
        if let Some(event) = self.next() {
            return Err(self.difference(format!("{} did not happen", name_of(event))));
        }
        self.place.borrow_mut().frames.pop();
        Ok(())
    }

    fn next(&self) -> Option<&'t Event> {
        let mut place = self.place.borrow_mut();
        let frame = place.frames.last_mut()?;
        let event = frame.events.get(frame.next)?;
        frame.next += 1;
        Some(event)
    }

    fn difference(&self, what: String) -> Difference {
        let labels: Vec<_> = self
            .place
            .borrow()
            .frames
            .iter()
            .map(|f| f.label.clone())
            .filter(|l| !l.is_empty())
            .collect();
        Difference {
            at: labels.join(", "),
            what,
        }
    }

    /// The difference that made an import call give up, if one did.
    fn check_host(&self) -> Result<()> {
        self.place.borrow_mut().failed.take().map_or(Ok(()), Err)
    }

    fn count(&self, f: impl FnOnce(&mut Report)) {
        f(&mut self.place.borrow_mut().report);
    }

    /// What the recording's host did, done again.
    fn host_event(&self, guest: &mut dyn GuestState, event: &'t Event) -> Result<()> {
        match event {
            Event::Write(address, bytes) => self.write(guest, *address, bytes),
            Event::Grow(delta) => self.grow(guest, *delta),
            Event::Call(call) => {
                let result = self.begin_call(call, |args| {
                    guest.call(&mut self.clone(), &call.export, args)
                });
                self.end_call(call, result, guest)
            }
            Event::Import(import) => {
                Err(self.difference(format!("{} was recorded outside of a call", label(import))))
            }
        }
    }

    fn memory(&self, what: &str) -> Result<u32> {
        self.memory.ok_or_else(|| {
            self.difference(format!(
                "{what}, but the trace names no memory of the module"
            ))
        })
    }

    fn write(&self, guest: &mut dyn GuestState, address: u64, bytes: &[u8]) -> Result<()> {
        let index = self.memory("the host wrote memory")?;
        let memory = guest.memory_bytes_mut(index).unwrap_or_default();
        let size = memory.len();
        let place = usize::try_from(address)
            .ok()
            .and_then(|from| memory.get_mut(from..from.checked_add(bytes.len())?));
        match place {
            Some(place) => {
                place.copy_from_slice(bytes);
                Ok(())
            }
            None => Err(self.difference(format!(
                "the host wrote {} bytes at {address}, the memory has {size}",
                bytes.len()
            ))),
        }
    }

    fn grow(&self, guest: &mut dyn GuestState, delta: u64) -> Result<()> {
        let index = self.memory("the host grew memory")?;
        let grown = u32::try_from(delta)
            .ok()
            .and_then(|delta| guest.grow_memory(index, delta));
        grown.map(|_| ()).ok_or_else(|| {
            self.difference(format!(
                "the host could not grow the memory by {delta} pages"
            ))
        })
    }

    fn begin_call<T>(&self, call: &'t Call, run: impl FnOnce(&[Value]) -> T) -> T {
        self.count(|r| r.calls += 1);
        let number = self.place.borrow().report.calls;
        self.enter(
            format!(
                "call {number} of {}{}",
                call.export,
                show_recorded(&call.args)
            ),
            &call.nested,
        );
        let args: Vec<_> = call.args.iter().map(|a| a.natural()).collect();
        run(&args)
    }

    fn end_call(
        &self,
        call: &'t Call,
        result: CallResult,
        guest: &mut dyn GuestState,
    ) -> Result<()> {
        self.check_host()?;
        self.compare(&call.outcome, result)?;
        if let Some(hash) = &call.memory_sha256 {
            self.compare_hash(guest, hash)?;
        }
        self.leave()
    }

    fn compare(&self, recorded: &Outcome, result: CallResult) -> Result<()> {
        let got = match (recorded, &result) {
            (Outcome::Results(expected), Ok(values)) => {
                if expected.len() == values.len()
                    && expected.iter().zip(values).all(|(e, v)| e.is(v))
                {
                    return Ok(());
                }
                show(values)
            }
            (_, Ok(values)) => show(values),
            (Outcome::Trap(message), Err(CallError::Trap(trap))) => {
                let (codes, host) = (trap::codes(message), trap.host_error().is_some());
                if !host && (codes.is_empty() || codes.contains(&trap.code())) {
                    return Ok(());
                }
                format!("a trap: {trap}")
            }
            (Outcome::Throw, Err(CallError::Trap(trap)))
                if trap.downcast_ref::<Thrown>().is_some() =>
            {
                return Ok(());
            }
            (_, Err(CallError::Trap(trap))) => format!("a trap: {trap}"),
            (_, Err(e)) => format!("an error: {e}"),
        };
        let expected = match recorded {
            Outcome::Results(values) => show_recorded(values),
            Outcome::Trap(message) => format!("a trap: {message}"),
            Outcome::Throw => "what the import threw".into(),
        };
        Err(self.difference(format!("recorded {expected}, got {got}")))
    }

    fn compare_hash(&self, guest: &mut dyn GuestState, recorded: &str) -> Result<()> {
        let index = self.memory("a hash of memory is recorded")?;
        self.count(|r| r.hashes += 1);
        let bytes = guest.memory_bytes(index).unwrap_or_default();
        let got = hex(&Sha256::digest(bytes));
        if got == recorded.to_ascii_lowercase() {
            return Ok(());
        }
        Err(self.difference(format!(
            "the memory ({} bytes) differs: recorded sha256 {recorded}, got {got}",
            bytes.len()
        )))
    }

    fn check_end(&self, trace: &Trace, guest: &mut dyn GuestState) -> Result<()> {
        if let Some(pages) = trace.final_pages {
            let index = self.memory("the size of memory is recorded")?;
            let got = guest
                .memory_bytes(index)
                .map_or(0, |b| b.len() as u64 / 65536);
            if got != pages {
                return Err(
                    self.difference(format!("the memory has {got} pages, recorded were {pages}"))
                );
            }
        }
        trace
            .final_sha256
            .as_ref()
            .map_or(Ok(()), |hash| self.compare_hash(guest, hash))
    }

    /// The recorded import call that this call must be.
    fn expect(
        &self,
        guest: &mut dyn GuestState,
        called: &ImportInfo,
        args: &[Value],
    ) -> Result<&'t Import> {
        let happened = format!(
            "the guest called {}.{}{}",
            called.module,
            called.name,
            show(args)
        );
        let import = loop {
            match self.next() {
                Some(Event::Import(import)) => break import,
                // Before the first import call of an instantiation, the host may fill a memory that it owns.
                Some(event @ (Event::Write(..) | Event::Grow(_))) => {
                    self.host_event(guest, event)?
                }
                Some(event) => {
                    return Err(
                        self.difference(format!("{happened}, recorded was {}", name_of(event)))
                    );
                }
                None => return Err(self.difference(format!("{happened}, recorded was no call"))),
            }
        };
        let same = import.module == called.module
            && import.name == called.name
            && import.args.len() == args.len()
            && import.args.iter().zip(args).all(|(a, v)| a.is(v));
        if same {
            Ok(import)
        } else {
            Err(self.difference(format!("{happened}, recorded was {}", label(import))))
        }
    }

    fn answer(
        &self,
        guest: &mut dyn GuestState,
        called: &ImportInfo,
        args: &[Value],
        results: &[ValType],
    ) -> Result<Answer> {
        let import = self.expect(guest, called, args)?;
        self.count(|r| r.imports += 1);
        self.enter(format!("import {}", label(import)), &import.events);
        while let Some(event) = self.next() {
            self.host_event(guest, event)?;
        }
        let answer = match &import.outcome {
            Outcome::Results(values) => {
                let typed: Option<Vec<_>> = values
                    .iter()
                    .zip(results)
                    .map(|(v, ty)| v.to_value(*ty))
                    .collect();
                match typed.filter(|_| values.len() == results.len()) {
                    Some(values) => Ok(values),
                    None => {
                        let values = show_recorded(values);
                        return Err(self.difference(format!(
                            "recorded results {values} are not of type {results:?}"
                        )));
                    }
                }
            }
            Outcome::Throw | Outcome::Trap(_) => Err(Thrown),
        };
        self.leave()?;
        Ok(answer)
    }
}

type Answer = std::result::Result<Vec<Value>, Thrown>;

/// What the host threw.
#[derive(Debug)]
struct Thrown;

impl fmt::Display for Thrown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the recorded host threw here")
    }
}

impl std::error::Error for Thrown {}

impl DynamicHost for Player<'_> {
    fn call(
        &mut self,
        guest: &mut dyn GuestState,
        import: ImportInfo,
        args: &[Value],
        results: &[ValType],
    ) -> std::result::Result<Vec<Value>, Trap> {
        match self.answer(guest, &import, args, results) {
            Ok(answer) => answer.map_err(Trap::host),
            Err(difference) => {
                let trap = Trap::message(difference.to_string());
                self.place.borrow_mut().failed.get_or_insert(difference);
                Err(trap)
            }
        }
    }
}

fn label(import: &Import) -> String {
    format!(
        "{}.{}{}",
        import.module,
        import.name,
        show_recorded(&import.args)
    )
}

fn name_of(event: &Event) -> String {
    match event {
        Event::Write(address, bytes) => {
            format!("the host writing {} bytes at {address}", bytes.len())
        }
        Event::Grow(delta) => format!("the host growing memory by {delta} pages"),
        Event::Call(call) => format!("the call of {}{}", call.export, show_recorded(&call.args)),
        Event::Import(import) => format!("the import call {}", label(import)),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
