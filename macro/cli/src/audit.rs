//! Reads the machine code of guest modules back from a compiled program: what the functions that
//! `include_wasm!` generated can do, whatever the macro, rustc and LLVM were told.
//!
//! A guest function may compute, touch memory, and call: other functions of its module, the runtime, its
//! imports, and a closed list of helpers (`memcpy` and its like, the allocator, the compiler's arithmetic).
//! Findings are system and privileged instructions, segment registers and memory reached through them (the
//! thread's), calls of anything else, panics among that, and symbols that the program does not have itself.
//!
//! What has no symbol of its own is not seen: guest functions that were inlined into their callers outside of
//! the generated code, and everything if the program is stripped. The reverse happens too: a host's import that
//! is called from one place may be inlined into the guest function, and what it does is then found there;
//! `#[inline(never)]` on the host's methods tells them apart. x86-64 only.

mod instructions;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use iced_x86::{Decoder, DecoderOptions, FlowControl, Instruction};
use instructions::forbidden;
use object::{
    Architecture, Object, ObjectSection, ObjectSymbol, RelocationTarget, SectionKind, SymbolKind,
};

/// What was found out about a program.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Guest functions, of which each is audited.
    pub functions: usize,
    /// Instructions in them.
    pub instructions: usize,
    /// Names of what they call directly, with the number of calls; without guest functions themselves.
    pub calls: BTreeMap<String, usize>,
    /// Calls of guest functions.
    pub inner_calls: usize,
    /// Calls through a table: imports, behind `&mut dyn Imports`.
    pub indirect_calls: usize,
    /// Jumps through a table: `switch`.
    pub indirect_jumps: usize,
    /// What must not be, one line each.
    pub findings: BTreeSet<String>,
}

impl fmt::Display for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let calls: usize = self.calls.values().sum();
        writeln!(
            f,
            "{} guest functions, {} instructions",
            self.functions, self.instructions
        )?;
        writeln!(
            f,
            "calls: {} of guest functions, {calls} of others, {} through tables (imports); {} jumps through tables",
            self.inner_calls, self.indirect_calls, self.indirect_jumps
        )?;
        for (name, count) in &self.calls {
            writeln!(f, "  {count:6} {name}")?;
        }
        writeln!(f, "findings: {}", self.findings.len())?;
        for finding in &self.findings {
            writeln!(f, "  {finding}")?;
        }
        Ok(())
    }
}

/// Audits the guest modules in a program or object file; `module` is the Rust path of one of them, if not all
/// are meant.
///
/// # Errors
///
/// If it can't be read, is not for x86-64, or has no symbols of guest functions.
pub fn audit(bytes: &[u8], module: Option<&str>) -> Result<Audit, String> {
    let file = object::File::parse(bytes).map_err(|e| e.to_string())?;
    if file.architecture() != Architecture::X86_64 {
        return Err(format!(
            "only programs for x86-64 can be audited, not {:?}",
            file.architecture()
        ));
    }
    let program = Program::new(&file);
    let modules: BTreeSet<&str> = program
        .functions
        .iter()
        .filter_map(|f| shard(&f.name))
        .filter(|m| module.is_none_or(|wanted| wanted == *m))
        .collect();
    let mut audit = Audit::default();
    for function in &program.functions {
        let Some((guest, _)) = split(&function.name).filter(|(m, _)| modules.contains(m)) else {
            continue;
        };
        audit.functions += 1;
        match program.code(&file, function) {
            Some(code) => program.function(function, guest, code, &mut audit),
            None => {
                audit
                    .findings
                    .insert(format!("{}: its code is not in the file", function.name));
            }
        }
    }
    if audit.functions == 0 {
        return Err(
            "no guest functions: the program has no symbols (`strip = false`), or none of its \
             functions is in a generated module `code`"
                .into(),
        );
    }
    Ok(audit)
}

/// The path of the module that a function's `code` belongs to, and the path below `code`.
fn split(name: &str) -> Option<(&str, &str)> {
    let (before, after) = name.split_once("::code::")?;
    // Not the runtime's instantiations for it, and not implementations of traits.
    (!before.contains(['<', ' '])).then_some((before, after))
}

/// The module, if this is a function of a generated module for certain: another may have a module `code` too,
/// but not with shards named `c0` and so on.
fn shard(name: &str) -> Option<&str> {
    let (module, path) = split(name)?;
    let (shard, _) = path.split_once("::")?;
    let number = shard.strip_prefix('c')?;
    number.parse::<u32>().is_ok().then_some(module)
}

struct Function {
    name: String,
    address: u64,
    size: u64,
}

struct Program {
    functions: Vec<Function>,
    /// Names by address, of functions.
    names: HashMap<u64, String>,
    /// What the loader writes where: names, or addresses in the program.
    slots: HashMap<u64, Slot>,
    /// Executable sections: address and contents.
    text: Vec<(u64, Vec<u8>)>,
}

enum Slot {
    Symbol(String),
    Address(u64),
}

fn demangle(name: &str) -> String {
    // Without the hash.
    format!("{:#}", rustc_demangle::demangle(name))
}

impl Program {
    fn new(file: &object::File<'_>) -> Program {
        let mut program = Program {
            functions: Vec::new(),
            names: HashMap::new(),
            slots: HashMap::new(),
            text: Vec::new(),
        };
        for symbol in file.symbols() {
            if symbol.kind() != SymbolKind::Text || symbol.is_undefined() {
                continue;
            }
            let name = demangle(symbol.name().unwrap_or("?"));
            program
                .names
                .entry(symbol.address())
                .or_insert_with(|| name.clone());
            program.functions.push(Function {
                name,
                address: symbol.address(),
                size: symbol.size(),
            });
        }
        program.functions.sort_by_key(|f| f.address);
        program.functions.dedup_by_key(|f| f.address);
        // Where symbols have no size, they reach to the next one.
        for i in 0..program.functions.len() {
            if program.functions[i].size == 0 {
                let next = program.functions.get(i + 1).map(|f| f.address);
                program.functions[i].size = next.map_or(0, |n| n - program.functions[i].address);
            }
        }
        program.loader(file);
        for section in file.sections() {
            if section.kind() == SectionKind::Text
                && let Ok(data) = section.data()
            {
                program.text.push((section.address(), data.to_vec()));
            }
        }
        program
    }

    /// What the loader fills in.
    fn loader(&mut self, file: &object::File<'_>) {
        let dynamic = |i| {
            let symbols = file.dynamic_symbols().find(|s| s.index() == i)?;
            symbols.name().ok().map(demangle)
        };
        for (address, relocation) in file.dynamic_relocations().into_iter().flatten() {
            let slot = match relocation.target() {
                RelocationTarget::Symbol(i) => dynamic(i).map(Slot::Symbol),
                RelocationTarget::Absolute => Some(Slot::Address(relocation.addend() as u64)),
                _ => None,
            };
            if let Some(slot) = slot {
                self.slots.insert(address, slot);
            }
        }
    }

    fn code<'a>(&self, file: &object::File<'a>, function: &Function) -> Option<&'a [u8]> {
        let section = file.sections().find(|s| {
            s.address() <= function.address && function.address < s.address() + s.size()
        })?;
        section
            .data_range(function.address, function.size)
            .ok()
            .flatten()
    }

    fn function(&self, function: &Function, guest: &str, code: &[u8], audit: &mut Audit) {
        let decoder = Decoder::with_ip(64, code, function.address, DecoderOptions::NONE);
        for instruction in decoder {
            audit.instructions += 1;
            if let Some(finding) = forbidden(&instruction) {
                audit
                    .findings
                    .insert(format!("{}: {finding}", function.name));
            }
            match instruction.flow_control() {
                FlowControl::Call
                | FlowControl::UnconditionalBranch
                | FlowControl::ConditionalBranch => {
                    let target = instruction.near_branch_target();
                    let inside = function.address..function.address + function.size;
                    if !inside.contains(&target) {
                        self.call(function, guest, Some(target), audit);
                    }
                }
                FlowControl::IndirectCall => {
                    let slot = self.pointed(&instruction);
                    if slot.is_some() || instruction.is_ip_rel_memory_operand() {
                        self.called(function, guest, slot, audit);
                    } else {
                        audit.indirect_calls += 1;
                    }
                }
                FlowControl::IndirectBranch => match self.pointed(&instruction) {
                    None => audit.indirect_jumps += 1,
                    slot => self.called(function, guest, slot, audit),
                },
                _ => {}
            }
        }
    }

    /// The function whose address an instruction takes from a known place.
    fn pointed(&self, instruction: &Instruction) -> Option<String> {
        if !instruction.is_ip_rel_memory_operand() {
            return None;
        }
        match self.slots.get(&instruction.ip_rel_memory_address())? {
            Slot::Symbol(name) => Some(name.clone()),
            Slot::Address(address) => self.name(*address),
        }
    }

    /// The name of the function at an address; a stub that jumps on has that function's.
    fn name(&self, address: u64) -> Option<String> {
        if let Some(name) = self.names.get(&address) {
            return Some(name.clone());
        }
        let (start, code) = self
            .text
            .iter()
            .find(|(start, code)| *start <= address && address < start + code.len() as u64)?;
        let code = &code[(address - start) as usize..];
        let stub = Decoder::with_ip(64, code, address, DecoderOptions::NONE)
            .into_iter()
            .take(3)
            .find(|i| i.flow_control() == FlowControl::IndirectBranch)?;
        self.pointed(&stub)
    }

    fn call(&self, function: &Function, guest: &str, target: Option<u64>, audit: &mut Audit) {
        self.called(function, guest, target.and_then(|t| self.name(t)), audit);
    }

    fn called(&self, function: &Function, guest: &str, callee: Option<String>, audit: &mut Audit) {
        let Some(callee) = callee else {
            audit
                .findings
                .insert(format!("{}: calls something without a name", function.name));
            return;
        };
        if split(&callee).is_some_and(|(module, _)| module == guest) {
            audit.inner_calls += 1;
            return;
        }
        if !may_call(&callee, guest) {
            audit
                .findings
                .insert(format!("{}: calls {callee}", function.name));
        }
        *audit.calls.entry(callee).or_default() += 1;
    }
}

/// What guest code may call outside of its module.
#[rustfmt::skip]
const HELPERS: &[&str] = &[
    // Copies and fills that LLVM makes of loops.
    "memcpy", "memmove", "memset", "memcmp", "bcmp",
    // The allocator, for tables and frames of a backtrace.
    "__rust_alloc", "__rust_alloc_zeroed", "__rust_dealloc", "__rust_realloc",
    "__rust_no_alloc_shim_is_unstable_v2", "__rustc::__rust_alloc", "__rustc::__rust_alloc_zeroed",
    "__rustc::__rust_dealloc", "__rustc::__rust_realloc",
    "__rustc::__rust_no_alloc_shim_is_unstable_v2",
    // Going on with a panic of an import.
    "_Unwind_Resume", "__rust_probestack",
    // Rounding and square roots where the processor has no instruction.
    "sqrt", "sqrtf", "ceil", "ceilf", "floor", "floorf", "trunc", "truncf", "rint", "rintf",
    "roundeven", "roundevenf",
    // Arithmetic that the processor lacks.
    "__udivti3", "__umodti3", "__divti3", "__modti3", "__multi3", "__floattisf", "__floattidf",
    "__floatuntisf", "__floatuntidf",
];

fn may_call(callee: &str, guest: &str) -> bool {
    let plain = callee.trim_start_matches('<');
    // The libraries' functions, but not those that panic.
    let library = ["core::", "alloc::"].iter().any(|c| plain.starts_with(c))
        && ![
            "panic",
            "_fail",
            "expect",
            "handle_alloc_error",
            "handle_error",
            "::fmt::",
            "capacity_overflow",
        ]
        .iter()
        .any(|word| callee.contains(word));
    HELPERS.contains(&callee)
        || callee.starts_with("include_wasm::")
        || callee.starts_with("<include_wasm::")
        || library
        // The surface of the module, and the host's implementations of its imports.
        || callee.strip_prefix(guest).is_some_and(|rest| rest.starts_with("::"))
        || callee.contains(&format!(" as {guest}::"))
        || callee.contains(&format!("<{guest}::"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(
            shard("app::plugin::code::c0::func1_fib"),
            Some("app::plugin")
        );
        assert_eq!(shard("app::plugin::code::x1"), None);
        assert_eq!(split("app::plugin::code::x1"), Some(("app::plugin", "x1")));
        assert_eq!(split("app::plugin::Instance::fib"), None);
        assert_eq!(shard("translate::emit::code::header"), None);
        let may = |name| may_call(name, "app::plugin");
        for name in [
            "memcpy",
            "include_wasm::rt::raise",
            "<include_wasm::memory::Memory>::grow",
            "app::plugin::h0",
            "<app::Host as app::plugin::Env>::log",
            "core::ptr::drop_in_place<include_wasm::trap::Trap>",
        ] {
            assert!(may(name), "{name}");
        }
        for name in [
            "std::process::exit",
            "system",
            "core::panicking::panic_bounds_check",
            "core::option::unwrap_failed",
            "app::other::h0",
            "app::pluginx::h0",
        ] {
            assert!(!may(name), "{name}");
        }
    }
}
