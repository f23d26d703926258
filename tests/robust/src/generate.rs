//! Random valid modules, by wasm-smith, and random options.

use arbitrary::Unstructured;
use include_wasm_translate::options::Options;
use wasm_smith::{Config, Module};

use test_differential_player::Rng;

/// A valid module that uses nothing but what the translator supports: WebAssembly 2.0, relaxed SIMD, extended
/// constant expressions, and several memories.
pub fn supported(rng: &mut Rng) -> Vec<u8> {
    let config = Config {
        max_memories: 1 + rng.below(3),
        ..shape(rng)
    };
    module(only_supported(config), rng)
}

fn only_supported(config: Config) -> Config {
    Config {
        acquire_release_atomics_enabled: false,
        compact_imports_enabled: false,
        custom_descriptors_enabled: false,
        custom_page_sizes_enabled: false,
        exceptions_enabled: false,
        gc_enabled: false,
        max_tags: 0,
        memory64_enabled: false,
        multibyte_array_access_enabled: false,
        shared_everything_threads_enabled: false,
        tail_call_enabled: false,
        threads_enabled: false,
        wide_arithmetic_enabled: false,
        ..config
    }
}

/// A valid module that uses whatever there is.
pub fn anything(rng: &mut Rng) -> Vec<u8> {
    let config = Config {
        max_memories: 3,
        custom_page_sizes_enabled: rng.one_in(4),
        ..shape(rng)
    };
    module(config, rng)
}

/// A module of random features that need not even be valid in its function bodies.
pub fn invalid_bodies(rng: &mut Rng) -> Vec<u8> {
    module(
        Config {
            allow_invalid_funcs: true,
            ..shape(rng)
        },
        rng,
    )
}

/// Sizes: mostly small modules of all kinds, now and then long or deeply nested functions.
fn shape(rng: &mut Rng) -> Config {
    Config {
        export_everything: rng.one_in(2),
        generate_custom_sections: rng.one_in(3),
        max_instructions: *rng.pick(&[10, 100, 1000, 5000]),
        max_nesting_depth: *rng.pick(&[5, 20, 200]),
        max_tables: 1 + rng.below(5),
        max_funcs: *rng.pick(&[3, 20, 100]),
        max_imports: *rng.pick(&[0, 5, 100]),
        min_uleb_size: 1 + rng.below(5) as u8,
        ..Config::default()
    }
}

fn module(config: Config, rng: &mut Rng) -> Vec<u8> {
    loop {
        let len = *rng.pick(&[64, 512, 4096, 16384]);
        let entropy = rng.bytes(len);
        if let Ok(module) = Module::new(config.clone(), &mut Unstructured::new(&entropy)) {
            return module.to_bytes();
        }
    }
}

/// Options, mostly the default ones.
pub fn options(rng: &mut Rng) -> Options {
    let mut options = Options::default();
    if rng.one_in(2) {
        return options;
    }
    options.dynamic = rng.one_in(2);
    options.fuel = rng.one_in(2);
    options.interrupt = rng.one_in(2);
    options.canonical_nan = rng.one_in(2);
    options.relaxed_fast = rng.one_in(2);
    options.backtrace = rng.one_in(2);
    if rng.one_in(4) {
        options.max_memory_pages = Some(rng.below(70_000) as u32);
    }
    if rng.one_in(4) {
        options.fixed_memory_pages = Some(rng.below(70_000) as u32);
    }
    if rng.one_in(4) {
        options.max_stack = Some(rng.next_u64() as u32);
    }
    if rng.one_in(4) {
        options.stubs = vec!["*".to_owned()];
    }
    options
}
