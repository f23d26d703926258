//! A `.wast` script as plain data: the modules to translate and the commands to run against them.
//!
//! Which instance a command means is decided here, statically: every instance that the script ever makes is one
//! [`Module`] of one list, in the order in which the script makes them, with its imports resolved to earlier
//! entries. The list becomes one bundle for the translator, so that a script costs one generated Rust module and
//! not one per assertion. The build script and the runner both read scripts through this file, so an instance
//! number means the same to both.

use std::collections::BTreeMap;

use wast::core::{AbstractHeapType, HeapType, NanPattern, V128Pattern, WastArgCore, WastRetCore};
use wast::lexer::Lexer;
use wast::parser::{self, ParseBuffer};
use wast::token::{F32, F64, Id};
use wast::{
    QuoteWat, QuoteWatTest, Wast, WastArg, WastDirective, WastExecute, WastInvoke, WastRet, Wat,
};

use super::skip;
use super::suite::File;

/// The module that every script may import as `"spectest"`, as the suite's reference interpreter defines it, that of the
/// threads proposal included.
const SPECTEST: &str = r#"(module
    (func (export "print"))
    (func (export "print_i32") (param i32))
    (func (export "print_i64") (param i64))
    (func (export "print_f32") (param f32))
    (func (export "print_f64") (param f64))
    (func (export "print_i32_f32") (param i32 f32))
    (func (export "print_f64_f64") (param f64 f64))
    (global (export "global_i32") i32 (i32.const 666))
    (global (export "global_i64") i64 (i64.const 666))
    (global (export "global_f32") f32 (f32.const 666.6))
    (global (export "global_f64") f64 (f64.const 666.6))
    (table (export "table") 10 20 funcref)
    (memory (export "memory") 1 2)
    (memory (export "shared_memory") 1 2 shared))"#;

/// One module of a script.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Module {
    /// Binary; text where the script itself quotes text.
    pub bytes: Vec<u8>,
    /// Import namespace → index of the earlier module that provides it; `None` for a module that is only validated.
    pub links: Option<BTreeMap<String, usize>>,
}

/// A parsed script.
#[derive(Debug, Clone, Default)]
pub struct Script {
    /// Everything that is instantiated, in order.
    pub modules: Vec<Module>,
    /// What to do, in order.
    pub commands: Vec<Command>,
    /// Directives that were left out, see [`skip::UNREAD`].
    pub unread: usize,
}

/// One directive and where it stands.
#[derive(Debug, Clone)]
pub struct Command {
    /// Line in the script, from 1.
    pub line: usize,
    /// What it asks for.
    pub kind: CommandKind,
}

/// What a directive asks for. `usize` is an index into [`Script::modules`].
#[derive(Debug, Clone)]
pub enum CommandKind {
    /// Instantiate a module that the script presupposes (`spectest`); no test by itself.
    Prepare(usize),
    /// `module`: instantiation must succeed.
    Instantiate(usize),
    /// `assert_trap (module …)`: instantiation must trap with this message.
    InstantiateTrap(usize, String),
    /// `assert_invalid`, `assert_malformed`, `assert_unlinkable`: the last of the modules must be rejected.
    Reject(Vec<Module>),
    /// `assert_unlinkable` where only the sizes at that moment decide: instantiation must fail to link.
    Unlinkable(usize),
    /// `invoke`: must not trap.
    Invoke(Action),
    /// `assert_return`.
    Return(Action, Vec<Expect>),
    /// `assert_trap` and `assert_exhaustion`: must trap with this message.
    Trap(Action, String),
}

/// Something that yields values.
#[derive(Debug, Clone)]
pub enum Action {
    /// Call an exported function.
    Call(usize, String, Vec<Arg>),
    /// Read an exported global.
    Get(usize, String),
}

/// A value given to a call. Floats are bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arg {
    /// `i32.const`
    I32(i32),
    /// `i64.const`
    I64(i64),
    /// `f32.const`
    F32(u32),
    /// `f64.const`
    F64(u64),
    /// `v128.const`
    V128([u8; 16]),
    /// `ref.null func`
    NullFunc,
    /// `ref.null extern`
    NullExtern,
    /// `ref.extern`
    Extern(u32),
}

/// What a result must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// Exactly this.
    Value(Arg),
    /// `f32` with a payload of `nan:canonical`.
    F32CanonicalNan,
    /// `f32` with a payload of `nan:arithmetic`.
    F32ArithmeticNan,
    /// `f64` with a payload of `nan:canonical`.
    F64CanonicalNan,
    /// `f64` with a payload of `nan:arithmetic`.
    F64ArithmeticNan,
    /// `v128` of four `f32` or two `f64`, each of which must be this.
    Lanes(Vec<Expect>),
    /// A null reference of either type.
    Null,
    /// Any function reference but null.
    Func,
    /// Any external reference but null.
    AnyExtern,
    /// One of these.
    Either(Vec<Expect>),
}

/// Reads a script. `links` tells whether modules can be linked, going by their declarations alone; that decides how an
/// `assert_unlinkable` is tested.
///
/// # Errors
///
/// If the text is not a script, or one of a kind that WebAssembly 1.0 and 2.0 do not have.
pub fn parse(file: &File, links: &dyn Fn(&[Module]) -> bool) -> Result<Script, String> {
    let text = file.text;
    let mut lexer = Lexer::new(text);
    lexer.allow_confusing_unicode(true);
    let buffer = ParseBuffer::new_with_lexer(lexer).map_err(|e| e.to_string())?;
    let wast: Wast<'_> = parser::parse(&buffer).map_err(|e| e.to_string())?;
    let mut reader = Reader {
        links,
        script: Script::default(),
        current: None,
        instances: BTreeMap::new(),
        registered: BTreeMap::new(),
    };
    for directive in wast.directives {
        let line = directive.span().linecol_in(text).0 + 1;
        if skip::is_unread(&file.name, line) {
            reader.script.unread += 1;
            continue;
        }
        reader
            .directive(line, directive)
            .map_err(|e| format!("line {line}: {e}"))?;
    }
    Ok(reader.script)
}

/// The script so far, and what its names stand for at this point.
struct Reader<'a> {
    links: &'a dyn Fn(&[Module]) -> bool,
    script: Script,
    current: Option<usize>,
    instances: BTreeMap<String, usize>,
    registered: BTreeMap<String, usize>,
}

impl Reader<'_> {
    fn directive(&mut self, line: usize, directive: WastDirective<'_>) -> Result<(), String> {
        use CommandKind::{Instantiate, InstantiateTrap, Invoke, Reject, Return, Trap, Unlinkable};
        let kind = match directive {
            WastDirective::Module(mut module) => {
                let id = module.name();
                let index = self.add(line, &mut module)?;
                self.current = Some(index);
                if let Some(id) = id {
                    self.instances.insert(id.name().to_owned(), index);
                }
                Instantiate(index)
            }
            WastDirective::Register { name, module, .. } => {
                let index = self.instance(module)?;
                self.registered.insert(name.to_owned(), index);
                return Ok(());
            }
            WastDirective::AssertMalformed { module, .. }
            | WastDirective::AssertInvalid { module, .. } => Reject(vec![alone(module)?]),
            WastDirective::AssertUnlinkable { module, .. } => {
                let mut module = QuoteWat::Wat(module);
                let modules = self.unlinkable(&mut module)?;
                if (self.links)(&modules) {
                    Unlinkable(self.add(line, &mut module)?)
                } else {
                    Reject(modules)
                }
            }
            WastDirective::AssertTrap {
                exec: WastExecute::Wat(module),
                message,
                ..
            } => {
                let index = self.add(line, &mut QuoteWat::Wat(module))?;
                InstantiateTrap(index, message.to_owned())
            }
            WastDirective::AssertTrap { exec, message, .. } => {
                Trap(self.action(exec)?, message.to_owned())
            }
            WastDirective::AssertExhaustion { call, message, .. } => {
                Trap(self.call(call)?, message.to_owned())
            }
            WastDirective::AssertReturn { exec, results, .. } => Return(
                self.action(exec)?,
                results.into_iter().map(result).collect::<Result<_, _>>()?,
            ),
            WastDirective::Invoke(call) => Invoke(self.call(call)?),
            other => {
                return Err(format!(
                    "directive not of WebAssembly 1.0 or 2.0: {other:?}"
                ));
            }
        };
        self.script.commands.push(Command { line, kind });
        Ok(())
    }

    /// Appends a module to the script's list and returns its index.
    fn add(&mut self, line: usize, module: &mut QuoteWat<'_>) -> Result<usize, String> {
        let binary = module.encode().map_err(|e| e.to_string())?;
        let bytes = match module.to_test().map_err(|e| e.to_string())? {
            QuoteWatTest::Binary(bytes) | QuoteWatTest::Text(bytes) => bytes,
        };
        let mut links = BTreeMap::new();
        for name in namespaces(&binary)? {
            let index = self
                .provider(line, &name)?
                .ok_or_else(|| format!("nothing is registered as {name:?}"))?;
            links.insert(name, index);
        }
        Ok(self.push(Module {
            bytes,
            links: Some(links),
        }))
    }

    fn push(&mut self, module: Module) -> usize {
        self.script.modules.push(module);
        self.script.modules.len() - 1
    }

    /// Which module an import namespace stands for; `spectest` comes into being when it is first asked for.
    fn provider(&mut self, line: usize, name: &str) -> Result<Option<usize>, String> {
        if let Some(&index) = self.registered.get(name) {
            return Ok(Some(index));
        }
        if name != "spectest" {
            return Ok(None);
        }
        let index = self.push(Module {
            bytes: encode(SPECTEST)?,
            links: Some(BTreeMap::new()),
        });
        self.registered.insert(name.to_owned(), index);
        self.script.commands.push(Command {
            line,
            kind: CommandKind::Prepare(index),
        });
        Ok(Some(index))
    }

    /// The module and all that it links to, renumbered. A namespace that nobody provides is an empty module, so
    /// that every unknown import is an unknown *field* to the translator.
    fn unlinkable(&mut self, module: &mut QuoteWat<'_>) -> Result<Vec<Module>, String> {
        let bytes = module.encode().map_err(|e| e.to_string())?;
        let mut modules = Vec::new();
        let mut renumbered = BTreeMap::new();
        let mut links = BTreeMap::new();
        for name in namespaces(&bytes)? {
            let index = match self.registered.get(&name) {
                Some(&index) => self.copy(index, &mut modules, &mut renumbered),
                None => {
                    let text = if name == "spectest" {
                        SPECTEST
                    } else {
                        "(module)"
                    };
                    modules.push(Module {
                        bytes: encode(text)?,
                        links: Some(BTreeMap::new()),
                    });
                    modules.len() - 1
                }
            };
            links.insert(name, index);
        }
        modules.push(Module {
            bytes,
            links: Some(links),
        });
        Ok(modules)
    }

    fn copy(
        &self,
        index: usize,
        modules: &mut Vec<Module>,
        renumbered: &mut BTreeMap<usize, usize>,
    ) -> usize {
        if let Some(&known) = renumbered.get(&index) {
            return known;
        }
        let mut module = self.script.modules[index].clone();
        for link in module.links.iter_mut().flat_map(BTreeMap::values_mut) {
            *link = self.copy(*link, modules, renumbered);
        }
        modules.push(module);
        renumbered.insert(index, modules.len() - 1);
        modules.len() - 1
    }

    fn instance(&self, id: Option<Id<'_>>) -> Result<usize, String> {
        match id {
            Some(id) => self
                .instances
                .get(id.name())
                .copied()
                .ok_or_else(|| format!("unknown module ${}", id.name())),
            None => self.current.ok_or_else(|| "no module yet".to_owned()),
        }
    }

    fn action(&self, exec: WastExecute<'_>) -> Result<Action, String> {
        match exec {
            WastExecute::Invoke(call) => self.call(call),
            WastExecute::Get { module, global, .. } => {
                Ok(Action::Get(self.instance(module)?, global.to_owned()))
            }
            WastExecute::Wat(_) => Err("a module is not an action here".to_owned()),
        }
    }

    fn call(&self, call: WastInvoke<'_>) -> Result<Action, String> {
        let args = call
            .args
            .into_iter()
            .map(argument)
            .collect::<Result<_, _>>()?;
        Ok(Action::Call(
            self.instance(call.module)?,
            call.name.to_owned(),
            args,
        ))
    }
}

/// A module that is to be rejected by itself.
fn alone(mut module: QuoteWat<'_>) -> Result<Module, String> {
    let bytes = match module.to_test().map_err(|e| e.to_string())? {
        QuoteWatTest::Binary(bytes) | QuoteWatTest::Text(bytes) => bytes,
    };
    Ok(Module { bytes, links: None })
}

fn encode(text: &str) -> Result<Vec<u8>, String> {
    let buffer = ParseBuffer::new(text).map_err(|e| e.to_string())?;
    parser::parse::<Wat<'_>>(&buffer)
        .and_then(|mut wat| wat.encode())
        .map_err(|e| e.to_string())
}

/// The import namespaces of a binary, each once, in order.
fn namespaces(binary: &[u8]) -> Result<Vec<String>, String> {
    let mut names: Vec<String> = Vec::new();
    for payload in wasmparser::Parser::new(0).parse_all(binary) {
        if let wasmparser::Payload::ImportSection(section) = payload.map_err(|e| e.to_string())? {
            for import in section.into_imports() {
                let name = import.map_err(|e| e.to_string())?.module;
                if !names.iter().any(|known| known == name) {
                    names.push(name.to_owned());
                }
            }
        }
    }
    Ok(names)
}

fn argument(arg: WastArg<'_>) -> Result<Arg, String> {
    let WastArg::Core(arg) = arg else {
        return Err("component value".to_owned());
    };
    Ok(match arg {
        WastArgCore::I32(v) => Arg::I32(v),
        WastArgCore::I64(v) => Arg::I64(v),
        WastArgCore::F32(v) => Arg::F32(v.bits),
        WastArgCore::F64(v) => Arg::F64(v.bits),
        WastArgCore::V128(v) => Arg::V128(v.to_le_bytes()),
        WastArgCore::RefNull(ty) => null(&ty)?,
        WastArgCore::RefExtern(v) => Arg::Extern(v),
        other => return Err(format!("value not of WebAssembly 1.0 or 2.0: {other:?}")),
    })
}

fn null(ty: &HeapType<'_>) -> Result<Arg, String> {
    match ty {
        HeapType::Abstract {
            ty: AbstractHeapType::Func,
            ..
        } => Ok(Arg::NullFunc),
        HeapType::Abstract {
            ty: AbstractHeapType::Extern,
            ..
        } => Ok(Arg::NullExtern),
        other => Err(format!("reference not of WebAssembly 2.0: {other:?}")),
    }
}

fn result(result: WastRet<'_>) -> Result<Expect, String> {
    match result {
        WastRet::Core(result) => core_result(result),
        other => Err(format!("component value: {other:?}")),
    }
}

fn single(lane: &NanPattern<F32>) -> Expect {
    match lane {
        NanPattern::Value(v) => Expect::Value(Arg::F32(v.bits)),
        NanPattern::CanonicalNan => Expect::F32CanonicalNan,
        NanPattern::ArithmeticNan => Expect::F32ArithmeticNan,
    }
}

fn double(lane: &NanPattern<F64>) -> Expect {
    match lane {
        NanPattern::Value(v) => Expect::Value(Arg::F64(v.bits)),
        NanPattern::CanonicalNan => Expect::F64CanonicalNan,
        NanPattern::ArithmeticNan => Expect::F64ArithmeticNan,
    }
}

/// The bytes of integer lanes.
fn bytes(lanes: &V128Pattern) -> Result<[u8; 16], String> {
    let bytes: Vec<u8> = match lanes {
        V128Pattern::I8x16(lanes) => lanes.iter().flat_map(|v| v.to_le_bytes()).collect(),
        V128Pattern::I16x8(lanes) => lanes.iter().flat_map(|v| v.to_le_bytes()).collect(),
        V128Pattern::I32x4(lanes) => lanes.iter().flat_map(|v| v.to_le_bytes()).collect(),
        V128Pattern::I64x2(lanes) => lanes.iter().flat_map(|v| v.to_le_bytes()).collect(),
        V128Pattern::F32x4(_) | V128Pattern::F64x2(_) => vec![],
    };
    bytes.try_into().map_err(|_| "lanes of floats".to_owned())
}

fn core_result(result: WastRetCore<'_>) -> Result<Expect, String> {
    Ok(match result {
        WastRetCore::I32(v) => Expect::Value(Arg::I32(v)),
        WastRetCore::I64(v) => Expect::Value(Arg::I64(v)),
        WastRetCore::F32(v) => single(&v),
        WastRetCore::F64(v) => double(&v),
        WastRetCore::V128(V128Pattern::F32x4(lanes)) => {
            Expect::Lanes(lanes.iter().map(single).collect())
        }
        WastRetCore::V128(V128Pattern::F64x2(lanes)) => {
            Expect::Lanes(lanes.iter().map(double).collect())
        }
        WastRetCore::V128(integers) => Expect::Value(Arg::V128(bytes(&integers)?)),
        WastRetCore::RefNull(Some(ty)) => Expect::Value(null(&ty)?),
        WastRetCore::RefNull(None) => Expect::Null,
        WastRetCore::RefExtern(Some(v)) => Expect::Value(Arg::Extern(v)),
        WastRetCore::RefExtern(None) => Expect::AnyExtern,
        WastRetCore::RefFunc(None) => Expect::Func,
        WastRetCore::Either(cases) => Expect::Either(
            cases
                .into_iter()
                .map(core_result)
                .collect::<Result<_, _>>()?,
        ),
        other => return Err(format!("result not of WebAssembly 1.0 or 2.0: {other:?}")),
    })
}
