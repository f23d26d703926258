//! What is measured: the grids of the table.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::{Map, Value, json};

use super::arguments::Arguments;
use super::engine::Engine;
use super::measure::{Candidate, Samples, interleave, median};
use super::project::{Kernel, Project, Result};
use super::report::{Grid, Row};

/// Engines by kernels. Columns of engines that can't be prepared are left out, with a note.
pub fn engines(
    title: &'static str,
    project: &Project,
    engines: &[Engine],
    kernels: &[Kernel],
    arguments: &Arguments,
) -> Grid {
    let mut ready: Vec<Engine> = Vec::new();
    for engine in engines {
        match engine.prepare(project, kernels) {
            Ok(()) => ready.push(*engine),
            Err(error) => eprintln!("without {}: {error}", engine.name),
        }
    }
    let mut grid = Grid {
        title,
        columns: ready.iter().map(|e| e.name.to_owned()).collect(),
        rows: Vec::new(),
    };
    for kernel in kernels {
        eprintln!("{}", kernel.name);
        let candidates: Vec<Candidate> = ready
            .iter()
            .map(|engine| {
                let (engine, target, kernel) = (*engine, project.clone(), kernel.clone());
                Candidate {
                    command: Box::new(move || engine.command(&target, &kernel)),
                    slow: engine.slow,
                }
            })
            .collect();
        let mut samples = interleave(&candidates, arguments);
        verify(&mut samples, kernel.check.as_deref());
        grid.rows.push(Row {
            name: kernel.name.clone(),
            group: kernel.family.clone(),
            samples,
        });
    }
    grid
}

/// Turns a checksum other than the expected one, or else the first one, into an error.
fn verify(samples: &mut [Samples], expected: Option<&str>) {
    let expected = expected
        .map(str::to_owned)
        .or_else(|| samples.first().and_then(|s| s.check.clone()));
    for sample in samples {
        if sample.error.is_none() && sample.check != expected {
            sample.error = Some(format!(
                "checksum {:?}, expected {expected:?}",
                sample.check
            ));
        }
    }
}

/// Some kernels with one option changed each, relative to the default.
pub fn switches(project: &Project, kernels: &[Kernel], arguments: &Arguments) -> Result<Grid> {
    let output = Command::new(project.runner("switches"))
        .arg("--list")
        .output()?;
    let list = String::from_utf8(output.stdout)?;
    let mut names: Vec<&str> = Vec::new();
    let mut columns = vec!["default".to_owned()];
    for (switch, name) in list.lines().filter_map(|line| line.split_once('/')) {
        if !columns.iter().any(|c| c == switch) {
            columns.push(switch.to_owned());
        }
        if !names.contains(&name) && arguments.wants(name) {
            names.push(name);
        }
    }
    let mut grid = Grid {
        title: "Safety switches",
        columns,
        rows: Vec::new(),
    };
    for name in names {
        eprintln!("switches: {name}");
        let candidates: Vec<Candidate> = grid
            .columns
            .iter()
            .map(|column| {
                let default = column == "default";
                let program = project.runner(if default { "growing" } else { "switches" });
                let kernel = if default {
                    name.to_owned()
                } else {
                    format!("{column}/{name}")
                };
                let command = move || {
                    let mut command = Command::new(&program);
                    command.arg(&kernel);
                    command
                };
                Candidate {
                    command: Box::new(command),
                    slow: false,
                }
            })
            .collect();
        let mut samples = interleave(&candidates, arguments);
        let check = kernels
            .iter()
            .find(|k| k.name == name)
            .and_then(|k| k.check.as_deref());
        verify(&mut samples, check);
        grid.rows.push(Row {
            name: name.to_owned(),
            group: "switches".into(),
            samples,
        });
    }
    Ok(grid)
}

/// Times of calls of the host: prints them, gives nanoseconds per call for JSON.
pub fn imports(project: &Project) -> Result<Value> {
    const CALLS: f64 = (1 << 20) as f64;
    let mut command = Command::new(project.runner("synthetic"));
    let output = command.args(["--imports", "100"]).output()?;
    if !output.status.success() {
        return Err(format!("{command:?}: {}", output.status).into());
    }
    let mut least: BTreeMap<String, u64> = BTreeMap::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        if let Some((name, Ok(time))) = line.split_once(' ').map(|(n, t)| (n, t.parse::<u64>())) {
            let entry = least.entry(name.to_owned()).or_insert(u64::MAX);
            *entry = time.min(*entry);
        }
    }
    println!(
        "\nCalls of a host function that adds and multiplies (nanoseconds of wall time each, minimum)"
    );
    let mut result = Map::new();
    for (name, time) in least {
        let each = time as f64 / CALLS;
        println!("{name:20}{each:>18.2}");
        result.insert(name, each.into());
    }
    Ok(Value::Object(result))
}

/// Times of instantiation: prints a table, gives nanoseconds for JSON.
pub fn instantiation(project: &Project, with_engines: bool) -> Result<Value> {
    const COUNT: &str = "300";
    let wasm = project.instantiation()?;
    let mut lines: BTreeMap<String, Vec<Vec<u64>>> = BTreeMap::new();
    let mut collect = |label: &str, command: &mut Command| -> Result<()> {
        let output = command.output()?;
        if !output.status.success() {
            return Err(format!(
                "{command:?}: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            )
            .into());
        }
        for line in String::from_utf8(output.stdout)?.lines() {
            let mut words = line.split(' ');
            let mode = words.next().unwrap_or_default();
            let name = if mode == "engine" { label } else { mode };
            lines
                .entry(name.to_owned())
                .or_default()
                .push(words.filter_map(|w| w.parse().ok()).collect());
        }
        Ok(())
    };
    collect(
        "",
        Command::new(project.runner("synthetic")).args(["--instantiate", COUNT]),
    )?;
    if with_engines {
        for engine in ["wasmtime", "wasmtime-pooling", "wasmi"] {
            collect(
                engine,
                Command::new(project.runner("engine"))
                    .arg(engine)
                    .arg(&wasm)
                    .args(["--instantiate", COUNT]),
            )?;
        }
    }
    const COLUMNS: [&str; 4] = ["new", "new+touch", "clone", "drop"];
    println!(
        "\nInstantiation of a module with 1 MiB of data in 2 MiB of memory (microseconds of wall time, minimum/median)"
    );
    print!("{:20}", "");
    COLUMNS.iter().for_each(|c| print!("{c:>18}"));
    println!();
    let mut result = Map::new();
    for (name, samples) in &lines {
        print!("{name:20}");
        let mut row = Map::new();
        for (i, column) in COLUMNS.iter().enumerate() {
            let values: Vec<u64> = samples.iter().filter_map(|s| s.get(i).copied()).collect();
            let (Some(min), Some(median)) = (values.iter().min(), median(&values)) else {
                print!("{:>18}", "-");
                continue;
            };
            print!(
                "{:>18}",
                format!("{:.1}/{:.1}", *min as f64 / 1e3, median as f64 / 1e3)
            );
            row.insert((*column).to_owned(), json!({"min": min, "median": median}));
        }
        println!();
        result.insert(name.clone(), Value::Object(row));
    }
    Ok(Value::Object(result))
}
