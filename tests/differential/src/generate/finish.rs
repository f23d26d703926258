//! What is changed in a module that wasm-smith made, so that all engines must do the same with it.

use test_differential_player::{FUEL, MEMORY};
use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, GlobalSection, GlobalType, ImportSection,
    Instruction, MemorySection, MemoryType, ValType,
};
use wasmparser::{ExternalKind, FunctionBody, GlobalSectionReader};

/// Exports the fuel and the first memory; if `fixed`, also makes all memories as large as they may become. No memory stays
/// shared, since nobody would ever wake who waits. `quiet`: makes the NaNs of promotions and demotions canonical, whose
/// bits the specification leaves open, and wasm-smith as well.
pub fn finish(bytes: &[u8], fuel: u32, fixed: bool, quiet: bool) -> Vec<u8> {
    let mut finish = Finish {
        fuel,
        fixed,
        quiet,
        scratch: 0,
        memories: 0,
        imports: 0,
    };
    let mut module = wasm_encoder::Module::new();
    let parser = wasmparser::Parser::new(0);
    let done = finish.parse_core_module(&mut module, parser, bytes);
    done.expect("what wasm-smith makes is valid");
    module.finish()
}

struct Finish {
    fuel: u32,
    fixed: bool,
    quiet: bool,
    /// The first of three globals more: an `f32`, an `f64`, a `v128`.
    scratch: u32,
    memories: u32,
    imports: u32,
}

impl Reencode for Finish {
    type Error = std::convert::Infallible;

    fn memory_type(
        &mut self,
        ty: wasmparser::MemoryType,
    ) -> Result<MemoryType, Error<Self::Error>> {
        let mut ty = RoundtripReencoder
            .memory_type(ty)
            .map_err(|_| Error::InvalidConstExpr)?;
        ty.shared = false;
        if self.fixed {
            ty.minimum = ty.maximum.unwrap_or(ty.minimum);
        }
        Ok(ty)
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: wasmparser::ImportSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        utils::parse_import_section(self, imports, section)?;
        // Functions, all of them.
        self.imports = imports.len();
        Ok(())
    }

    fn parse_memory_section(
        &mut self,
        memories: &mut MemorySection,
        section: wasmparser::MemorySectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        self.memories = section.count();
        utils::parse_memory_section(self, memories, section)
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: GlobalSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        utils::parse_global_section(self, globals, section)?;
        self.scratch = globals.len();
        let zeros = [
            (ValType::F32, ConstExpr::f32_const(0.0.into())),
            (ValType::F64, ConstExpr::f64_const(0.0.into())),
            (ValType::V128, ConstExpr::v128_const(0)),
        ];
        for (val_type, zero) in zeros {
            let ty = GlobalType {
                val_type,
                mutable: true,
                shared: false,
            };
            globals.global(ty, &zero);
        }
        Ok(())
    }

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            let instruction = self.parse_instruction(&mut reader)?;
            function.instruction(&instruction);
            if self.quiet {
                for more in canonical(&instruction, self.scratch).iter().flatten() {
                    function.instruction(more);
                }
            }
        }
        code.function(&function);
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        for export in section {
            let export = export.map_err(Error::ParseError)?;
            // A host function that is exported again is called without an instance on other engines, so it finds no
            // memory there.
            let host = export.kind == ExternalKind::Func && export.index < self.imports;
            if !host {
                utils::parse_export(self, exports, export)?;
            }
        }
        exports.export(FUEL, ExportKind::Global, self.fuel);
        if self.memories > 0 {
            exports.export(MEMORY, ExportKind::Memory, 0);
        }
        Ok(())
    }
}

/// What makes a NaN canonical that `instruction` leaves on the operand stack.
fn canonical(instruction: &Instruction<'_>, scratch: u32) -> Option<[Instruction<'static>; 7]> {
    use Instruction as I;
    let (place, nan, equal, choice) = match instruction {
        I::F32DemoteF64 => {
            let nan = I::F32Const(f32::from_bits(0x7fc0_0000).into());
            (scratch, nan, I::F32Eq, I::Select)
        }
        I::F64PromoteF32 => {
            let nan = I::F64Const(f64::from_bits(0x7ff8 << 48).into());
            (scratch + 1, nan, I::F64Eq, I::Select)
        }
        I::F32x4DemoteF64x2Zero => {
            let nan = I::V128Const(0x7fc0_0000_7fc0_0000_7fc0_0000_7fc0_0000);
            (scratch + 2, nan, I::F32x4Eq, I::V128Bitselect)
        }
        I::F64x2PromoteLowF32x4 => {
            let nan = I::V128Const(0x7ff8_0000_0000_0000_7ff8_0000_0000_0000);
            (scratch + 2, nan, I::F64x2Eq, I::V128Bitselect)
        }
        _ => return None,
    };
    let get = I::GlobalGet(place);
    Some([
        I::GlobalSet(place),
        get.clone(),
        nan,
        get.clone(),
        get,
        equal,
        choice,
    ])
}
