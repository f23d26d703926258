//! Our side: translated modules, compiled into a batch program whose `main` is here.

use std::process::ExitCode;
use std::thread;

use include_wasm::{
    Dynamic, DynamicHost, ExternType, GuestState, ImportInfo, Limits, Trap, ValType, Value,
};

use crate::play::trapped;
use crate::{Effect, Engine, Interface, Outcome, STACK, answer, outcome_of, play, serve};

/// An instance of a translated module.
pub trait Case {
    /// The instance, by names.
    fn get(&self) -> &dyn Dynamic;
    /// The instance, by names, to change it.
    fn get_mut(&mut self) -> &mut dyn Dynamic;
    /// What is left of the fuel.
    fn fuel(&self) -> u64;
}

/// A translated module.
#[derive(Clone, Copy)]
pub struct Module {
    /// By which its play is chosen.
    pub seed: u64,
    /// Makes an instance.
    pub start: fn(Limits) -> Result<Box<dyn Case>, Trap>,
}

/// The host of every module, see [`answer`].
#[derive(Debug, Clone, Copy)]
pub struct Host;

impl DynamicHost for Host {
    fn call(
        &mut self,
        guest: &mut dyn GuestState,
        import: ImportInfo,
        args: &[Value],
        results: &[ValType],
    ) -> Result<Vec<Value>, Trap> {
        let answer = answer(import.name, args, results);
        match answer.effect {
            Effect::None => {}
            Effect::Trap => return Err(Trap::message("the host does not like it")),
            Effect::Grow => drop(guest.grow_memory(0, 1)),
            Effect::Poke(address, value) => {
                let bytes = guest.memory_bytes_mut(0).unwrap_or_default();
                if let Some(place) = address.checked_rem(bytes.len() as u64) {
                    bytes[place as usize] = value;
                }
            }
        }
        Ok(answer.results)
    }
}

struct Native<'a>(&'a mut Option<Box<dyn Case>>);

impl Native<'_> {
    fn case(&mut self) -> &mut dyn Dynamic {
        let case = self.0.as_mut();
        case.expect("it is only there if it started").get_mut()
    }
}

impl Engine for Native<'_> {
    fn interface(&mut self) -> Interface {
        let mut interface = Interface::default();
        for export in self.case().exports() {
            let name = export.name.to_owned();
            match export.ty {
                ExternType::Func { params, .. } => {
                    interface.functions.push((name, params.to_vec()));
                }
                ExternType::Global { .. } => interface.globals.push(name),
                ExternType::Memory { .. } => interface.memories.push(name),
                _ => {}
            }
        }
        interface
    }

    fn call(&mut self, name: &str, args: &[Value]) -> Outcome {
        outcome_of(self.case().call(name, args))
    }

    fn global(&mut self, name: &str) -> Value {
        self.case().global(name).expect("it is exported")
    }

    fn set_global(&mut self, name: &str, value: Value) {
        let set = self.case().set_global(name, value);
        set.expect("it is exported and mutable");
    }

    fn memory(&mut self, name: &str, look: &mut dyn FnMut(&[u8])) {
        look(self.case().memory(name).expect("it is exported").bytes());
    }
}

/// Plays modules, see [`serve`].
pub fn main(modules: &'static [Module]) -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let run = move || {
        let seeds: Vec<u64> = modules.iter().map(|module| module.seed).collect();
        serve(&args, &seeds, |seed| {
            let module = modules.iter().find(|module| module.seed == seed);
            transcript(module.expect("the seed of a module"))
        });
    };
    // As much again for the play itself.
    let thread = thread::Builder::new().stack_size(2 * STACK).spawn(run);
    match thread.map(thread::JoinHandle::join) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn transcript(module: &Module) -> (Vec<String>, u64) {
    /// More than any play needs, for modules that count.
    const FUEL: u64 = 1 << 50;
    let mut case = None;
    let lines = play(module.seed, || {
        let limits = Limits::new().fuel(FUEL).max_stack(STACK);
        case = Some((module.start)(limits).map_err(|trap| trapped(&trap))?);
        Ok(Native(&mut case))
    });
    (lines, case.map_or(0, |case| case.fuel()))
}
