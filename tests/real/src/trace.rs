//! A trace: everything that crossed the boundary of a module while its own host used it.
//!
//! The format is described in `README.md` of this package; this is its reader. Whatever it does not
//! understand is an error, because an ignored event would make a replay weaker than its trace.

use crate::value::Recorded;
use base64::Engine;
use serde_json::{Map, Value as Json};
use std::fmt;

/// A whole recording.
#[derive(Debug, Clone)]
pub struct Trace {
    /// File name of the module.
    pub module: String,
    /// sha256 of the module, in hexadecimal, if recorded.
    pub sha256: Option<String>,
    /// Which linear memory the events speak of.
    pub memory: MemoryOf,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// Pages of the memory at the end.
    pub final_pages: Option<u64>,
    /// sha256 of the memory at the end.
    pub final_sha256: Option<String>,
}

/// The memory of a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemoryOf {
    /// The module has none, or nobody looked.
    None,
    /// Exported under this name.
    Export(String),
    /// Imported: the recording's host had made it.
    Import {
        /// Namespace.
        module: String,
        /// Field.
        name: String,
        /// Its size in pages before instantiation.
        initial: Option<u64>,
    },
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The host wrote these bytes at this address.
    Write(u64, Vec<u8>),
    /// The host grew the memory by so many pages.
    Grow(u64),
    /// The host called an export.
    Call(Call),
    /// The guest called an import.
    Import(Import),
}

/// A call of an export.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Its name.
    pub export: String,
    /// Arguments.
    pub args: Vec<Recorded>,
    /// Import calls during the call.
    pub nested: Vec<Event>,
    /// How it ended.
    pub outcome: Outcome,
    /// sha256 of the memory after it, if recorded.
    pub memory_sha256: Option<String>,
}

/// A call of an import.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Namespace.
    pub module: String,
    /// Field.
    pub name: String,
    /// Arguments that the guest gave.
    pub args: Vec<Recorded>,
    /// What the host did before it returned.
    pub events: Vec<Event>,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It returned these.
    Results(Vec<Recorded>),
    /// It trapped, in the recording engine's words.
    Trap(String),
    /// The host threw.
    Throw,
}

/// Why a file is not a trace.
#[derive(Debug)]
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

type Result<T> = std::result::Result<T, Error>;

fn error<T>(at: &str, what: impl fmt::Display) -> Result<T> {
    Err(Error(format!("{at}: {what}")))
}

impl Trace {
    /// Reads the JSON text of a trace.
    pub fn parse(text: &str) -> Result<Trace> {
        let json: Json = serde_json::from_str(text).map_err(|e| Error(format!("not JSON: {e}")))?;
        let Json::Object(map) = &json else {
            return error("trace", "not an object");
        };
        if let Some(format) = map.get("format").filter(|f| *f != "wasm-trace/1") {
            return error("format", format_args!("{format} is not \"wasm-trace/1\""));
        }
        Ok(Trace {
            module: optional_text(map, "module")?.unwrap_or_default(),
            sha256: optional_text(map, "sha256")?,
            memory: memory(map.get("memory").unwrap_or(&Json::Null))?,
            events: events(field(map, "events")?, "events")?,
            final_pages: optional_number(map, "final_memory_pages")?,
            final_sha256: optional_text(map, "final_memory_sha256")?,
        })
    }

    /// How many leading events belong to instantiation: everything up to the last import call
    /// before the first call of an export.
    pub fn instantiation(&self) -> usize {
        let first_call = self
            .events
            .iter()
            .position(|e| matches!(e, Event::Call(_)))
            .unwrap_or(self.events.len());
        self.events[..first_call]
            .iter()
            .rposition(|e| matches!(e, Event::Import(_)))
            .map_or(0, |i| i + 1)
    }
}

fn field<'a>(map: &'a Map<String, Json>, name: &str) -> Result<&'a Json> {
    map.get(name).ok_or_else(|| Error(format!("no \"{name}\"")))
}

fn optional_text(map: &Map<String, Json>, name: &str) -> Result<Option<String>> {
    map.get(name)
        .filter(|v| !v.is_null())
        .map(|v| text(v, name))
        .transpose()
}

fn optional_number(map: &Map<String, Json>, name: &str) -> Result<Option<u64>> {
    map.get(name)
        .filter(|v| !v.is_null())
        .map(|v| number(v, name))
        .transpose()
}

fn text(json: &Json, at: &str) -> Result<String> {
    json.as_str()
        .map_or_else(|| error(at, "not a string"), |s| Ok(s.to_owned()))
}

/// An address or a count; JavaScript may have written an address as a signed 32-bit number.
fn number(json: &Json, at: &str) -> Result<u64> {
    match (json.as_u64(), json.as_i64()) {
        (Some(n), _) => Ok(n),
        (None, Some(n)) if n >= i32::MIN.into() => Ok((n as i32 as u32).into()),
        _ => error(at, format_args!("{json} is not a size or an address")),
    }
}

fn array<'a>(json: &'a Json, at: &str) -> Result<&'a [Json]> {
    json.as_array()
        .map_or_else(|| error(at, "not a list"), |list| Ok(&list[..]))
}

fn memory(json: &Json) -> Result<MemoryOf> {
    let Json::Object(map) = json else {
        return if json.is_null() {
            Ok(MemoryOf::None)
        } else {
            error("memory", "not null or an object")
        };
    };
    if let Some(name) = map.get("export") {
        return Ok(MemoryOf::Export(text(name, "memory.export")?));
    }
    match array(field(map, "import")?, "memory.import")? {
        [module, name] => Ok(MemoryOf::Import {
            module: text(module, "memory.import")?,
            name: text(name, "memory.import")?,
            initial: optional_number(map, "initial")?,
        }),
        _ => error("memory.import", "not [module, name]"),
    }
}

fn events(json: &Json, at: &str) -> Result<Vec<Event>> {
    array(json, at)?
        .iter()
        .enumerate()
        .map(|(i, e)| event(e, &format!("{at}[{i}]")))
        .collect()
}

fn event(json: &Json, at: &str) -> Result<Event> {
    let parts = array(json, at)?;
    let Some((kind, rest)) = parts.split_first() else {
        return error(at, "empty event");
    };
    match (kind.as_str(), rest) {
        (Some("w"), [address, bytes]) => {
            let bytes = base64::engine::general_purpose::STANDARD
                .decode(text(bytes, at)?)
                .or_else(|e| error(at, format_args!("not base64: {e}")))?;
            Ok(Event::Write(number(address, at)?, bytes))
        }
        (Some("g"), [delta]) => Ok(Event::Grow(number(delta, at)?)),
        (Some("c"), [export, args, nested, outcome_json, hash @ ..]) if hash.len() < 2 => {
            Ok(Event::Call(Call {
                export: text(export, at)?,
                args: values(args, at)?,
                nested: events(nested, &format!("{at}.nested"))?,
                outcome: outcome(outcome_json, at)?,
                memory_sha256: hash
                    .first()
                    .filter(|h| !h.is_null())
                    .map(|h| text(h, at))
                    .transpose()?,
            }))
        }
        (Some("i"), [module, name, args, host, outcome_json]) => Ok(Event::Import(Import {
            module: text(module, at)?,
            name: text(name, at)?,
            args: values(args, at)?,
            events: events(host, &format!("{at}.host"))?,
            outcome: outcome(outcome_json, at)?,
        })),
        _ => error(
            at,
            format_args!(
                "an event of unknown kind {kind} with {} operands",
                rest.len()
            ),
        ),
    }
}

fn values(json: &Json, at: &str) -> Result<Vec<Recorded>> {
    array(json, at)?
        .iter()
        .map(|v| Recorded::parse(v).or_else(|e| error(at, e)))
        .collect()
}

fn outcome(json: &Json, at: &str) -> Result<Outcome> {
    match json.as_str() {
        None if json.is_null() => Ok(Outcome::Results(Vec::new())),
        None => Ok(Outcome::Results(values(json, at)?)),
        Some("throw") => Ok(Outcome::Throw),
        Some(word) => match word.strip_prefix("trap") {
            Some(rest) if rest.is_empty() || rest.starts_with(':') => Ok(Outcome::Trap(
                rest.trim_start_matches(':').trim().to_owned(),
            )),
            _ => error(at, format_args!("unknown outcome {word:?}")),
        },
    }
}
