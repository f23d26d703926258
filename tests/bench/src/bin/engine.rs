//! Engines that others wrote: `ENGINE FILE RUNS [BUDGET_MS]`, or `ENGINE FILE --instantiate COUNT`.
#![forbid(unsafe_code)]

use std::process::ExitCode;
use std::time::Instant;

use include_wasm::Trap;
use test_bench::Kernel;
use test_bench::runner::{Request, drive};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).collect::<Vec<_>>();
    if arguments.len() < 3 {
        eprintln!("usage: ENGINE FILE RUNS [BUDGET_MS] | ENGINE FILE --instantiate COUNT");
        return ExitCode::from(2);
    }
    let engine = arguments.remove(0);
    match run(&engine, arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{engine}: {error}");
            ExitCode::FAILURE
        }
    }
}

type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

fn run(engine: &str, arguments: Vec<String>) -> Result {
    let bytes = std::fs::read(&arguments[0])?;
    if arguments[1] == "--instantiate" {
        let count = arguments.get(2).map_or(Ok(100), |n| n.parse())?;
        return match engine {
            "wasmi" => interpreter::instantiate(&bytes, count),
            _ => jit::instantiate(engine, &bytes, count),
        };
    }
    let request = Request::parse(arguments.into_iter()).ok_or("wrong arguments")?;
    let mut kernel = match engine {
        "wasmi" => interpreter::kernel(&bytes)?,
        _ => jit::kernel(engine, &bytes)?,
    };
    Ok(drive(&mut *kernel, &request)?)
}

fn report(what: &str, start: Instant) {
    println!("{what} {}", start.elapsed().as_nanos());
}

fn trap(error: impl std::fmt::Display) -> Trap {
    Trap::message(error.to_string())
}

/// A line of nanoseconds: created, and touched since the same start.
fn report_instance(created: u128, touched: u128) {
    println!("engine {created} {touched}");
}

mod jit {
    use std::time::Instant;

    use wasmtime::{
        Config, Engine, Instance, InstanceAllocationStrategy, Module, PoolingAllocationConfig,
        Store, TypedFunc,
    };

    use super::{Kernel, Result, Trap, report, report_instance, trap};

    /// `wasmtime` with guard pages, `wasmtime-bounds` with explicit checks, `wasmtime-pooling` with pooled memory.
    fn engine(name: &str) -> Result<Engine> {
        let mut config = Config::new();
        match name {
            "wasmtime" => {}
            "wasmtime-bounds" => {
                config.signals_based_traps(false);
                config.memory_guard_size(0);
            }
            "wasmtime-pooling" => {
                let mut pool = PoolingAllocationConfig::default();
                pool.total_memories(10)
                    .total_tables(10)
                    .total_core_instances(10)
                    .max_memory_size(1 << 24);
                config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
            }
            _ => return Err(format!("there is no engine {name}").into()),
        }
        Ok(Engine::new(&config)?)
    }

    struct Guest {
        store: Store<()>,
        init: TypedFunc<(), ()>,
        run: TypedFunc<(), ()>,
        check: TypedFunc<(), f64>,
    }

    impl Kernel for Guest {
        fn init(&mut self) -> Result<(), Trap> {
            self.init.call(&mut self.store, ()).map_err(trap)
        }
        fn run(&mut self) -> Result<(), Trap> {
            self.run.call(&mut self.store, ()).map_err(trap)
        }
        fn check(&mut self) -> Result<f64, Trap> {
            self.check.call(&mut self.store, ()).map_err(trap)
        }
    }

    pub fn kernel(name: &str, bytes: &[u8]) -> Result<Box<dyn Kernel>> {
        let engine = engine(name)?;
        let start = Instant::now();
        let module = Module::new(&engine, bytes)?;
        report("compile_ns", start);
        let start = Instant::now();
        let mut store = Store::new(&engine, ());
        let instance = Instance::new(&mut store, &module, &[])?;
        report("instantiate_ns", start);
        let init = instance.get_typed_func(&mut store, "init")?;
        let run = instance.get_typed_func(&mut store, "run")?;
        let check = instance.get_typed_func(&mut store, "check")?;
        Ok(Box::new(Guest {
            store,
            init,
            run,
            check,
        }))
    }

    pub fn instantiate(name: &str, bytes: &[u8], count: u32) -> Result {
        let engine = engine(name)?;
        let module = Module::new(&engine, bytes)?;
        for _ in 0..count {
            let start = Instant::now();
            let mut store = Store::new(&engine, ());
            let instance = Instance::new(&mut store, &module, &[])?;
            let created = start.elapsed();
            instance
                .get_typed_func::<(), i32>(&mut store, "touch")?
                .call(&mut store, ())?;
            report_instance(created.as_nanos(), start.elapsed().as_nanos());
        }
        Ok(())
    }
}

mod interpreter {
    use std::time::Instant;

    use wasmi::{Engine, Linker, Module, Store, TypedFunc};

    use super::{Kernel, Result, Trap, report, report_instance, trap};

    struct Guest {
        store: Store<()>,
        init: TypedFunc<(), ()>,
        run: TypedFunc<(), ()>,
        check: TypedFunc<(), f64>,
    }

    impl Kernel for Guest {
        fn init(&mut self) -> Result<(), Trap> {
            self.init.call(&mut self.store, ()).map_err(trap)
        }
        fn run(&mut self) -> Result<(), Trap> {
            self.run.call(&mut self.store, ()).map_err(trap)
        }
        fn check(&mut self) -> Result<f64, Trap> {
            self.check.call(&mut self.store, ()).map_err(trap)
        }
    }

    pub fn kernel(bytes: &[u8]) -> Result<Box<dyn Kernel>> {
        let engine = Engine::default();
        let start = Instant::now();
        let module = Module::new(&engine, bytes)?;
        report("compile_ns", start);
        let start = Instant::now();
        let mut store = Store::new(&engine, ());
        let instance = Linker::<()>::new(&engine).instantiate_and_start(&mut store, &module)?;
        report("instantiate_ns", start);
        let init = instance.get_typed_func(&store, "init")?;
        let run = instance.get_typed_func(&store, "run")?;
        let check = instance.get_typed_func(&store, "check")?;
        Ok(Box::new(Guest {
            store,
            init,
            run,
            check,
        }))
    }

    pub fn instantiate(bytes: &[u8], count: u32) -> Result {
        let engine = Engine::default();
        let module = Module::new(&engine, bytes)?;
        for _ in 0..count {
            let start = Instant::now();
            let mut store = Store::new(&engine, ());
            let instance = Linker::<()>::new(&engine).instantiate_and_start(&mut store, &module)?;
            let created = start.elapsed();
            instance
                .get_typed_func::<(), i32>(&store, "touch")?
                .call(&mut store, ())?;
            report_instance(created.as_nanos(), start.elapsed().as_nanos());
        }
        Ok(())
    }
}
