//! Random valid modules by wasm-smith: mostly small ones, with everything that the translator supports.

use arbitrary::Unstructured;
use test_differential_player::{Rng, STEPS};
use wasm_smith::{Config, Module};
use wasmparser::WasmFeatures as F;

use super::finish::finish;

/// What modules may import; what the functions do is in their names, see the player's host.
const IMPORTS: &str = r#"(module
    (import "host" "none" (func))
    (import "host" "i32" (func (param i32) (result i32)))
    (import "host" "i64" (func (param i64 i32) (result i64)))
    (import "host" "float" (func (param f32 f64) (result f64)))
    (import "host" "two" (func (param i32 i64) (result i32 f32)))
    (import "host" "reference" (func (param externref) (result externref)))
    (import "host" "poke" (func (param i32)))
    (import "host" "grow" (func (result i32)))
    (import "host" "trap" (func (param i32) (result i32))))"#;

/// Sizes that a module is drawn from.
struct Size {
    entropy: usize,
    funcs: usize,
    instructions: usize,
    nesting: usize,
}

fn size(rng: &mut Rng) -> Size {
    let (entropy, funcs, instructions, nesting) = match rng.below(20) {
        0..14 => (300 + rng.below(900) as usize, 3, 80, 8),
        14..19 => (2048 + rng.below(2048) as usize, 6, 200, 20),
        _ => (12_000, 12, 1000, 60),
    };
    Size {
        entropy,
        funcs,
        instructions,
        nesting,
    }
}

/// A module that ends within [`STEPS`] calls and iterations whatever is called. `canonical_nan`: the translation makes
/// NaNs canonical, so the module need not. `atomics`: it may have atomic instructions.
pub fn module(canonical_nan: bool, atomics: bool, rng: &mut Rng) -> Vec<u8> {
    const PAGE: u64 = 65536;
    let has = |feature| super::features().contains(feature);
    let imports = rng.one_in(3);
    loop {
        let size = size(rng);
        let config = Config {
            allow_start_export: rng.one_in(6),
            available_imports: imports.then(|| wat::parse_str(IMPORTS).expect("the text is valid")),
            canonicalize_nans: !canonical_nan,
            // Half of the modules trap early, the other half not at all.
            disallow_traps: rng.one_in(2),
            export_everything: true,
            generate_custom_sections: false,
            max_funcs: size.funcs,
            max_imports: if imports { 4 } else { 0 },
            max_instructions: size.instructions,
            max_memories: 1 + rng.below(2) as usize,
            max_memory32_bytes: 6 * PAGE,
            max_nesting_depth: size.nesting,
            max_table_elements: 60,
            max_tables: 1 + rng.below(2) as usize,
            memory_max_size_required: true,
            min_funcs: 1,
            table_max_size_required: true,
            // Proposals, as far as the translator has them.
            acquire_release_atomics_enabled: false,
            compact_imports_enabled: false,
            custom_descriptors_enabled: false,
            custom_page_sizes_enabled: false,
            exceptions_enabled: false,
            gc_enabled: false,
            max_tags: 0,
            memory64_enabled: false,
            multibyte_array_access_enabled: false,
            relaxed_simd_enabled: false,
            shared_everything_threads_enabled: atomics && has(F::THREADS),
            simd_enabled: has(F::SIMD),
            tail_call_enabled: has(F::TAIL_CALL),
            threads_enabled: false,
            wide_arithmetic_enabled: has(F::WIDE_ARITHMETIC),
            ..Config::default()
        };
        let entropy = rng.bytes(size.entropy);
        let fixed = rng.one_in(3);
        if let Ok(mut module) = Module::new(config, &mut Unstructured::new(&entropy))
            && let Ok(fuel) = module.ensure_termination(STEPS as u32)
        {
            return finish(&module.to_bytes(), fuel, fixed, !canonical_nan);
        }
    }
}
