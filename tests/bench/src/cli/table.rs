//! The `table` command: all times, as text, JSON and a chart.

use std::fs;

use serde_json::{Map, Value};

use super::arguments::Arguments;
use super::project::{Kernel, Project, Result, rustc_version};
use super::{chart, engine, rows};

const SECTIONS: &[&str] = &["kernels", "switches", "tables", "imports", "instantiation"];

/// Gives whether everything ran with equal checksums.
pub fn run(arguments: &Arguments) -> Result<bool> {
    if let Some(word) = arguments.words.iter().find(|w| !SECTIONS.contains(&&w[..])) {
        return Err(format!(
            "there is no section {word}; the sections are {}",
            SECTIONS.join(", ")
        )
        .into());
    }
    let section =
        |name: &str| arguments.words.is_empty() || arguments.words.iter().any(|w| w == name);
    let engines = engine::select(arguments.engines.as_deref())?;
    let foreign = engines
        .iter()
        .any(|e| e.name.starts_with("wasmtime") || e.name == "wasmi");
    let mut features = Vec::new();
    if foreign {
        features.push("engines");
    }
    if ["switches", "tables", "imports", "instantiation"]
        .into_iter()
        .any(section)
    {
        features.push("extra");
    }
    let project = Project::find()?;
    project.build(&features)?;

    let mut results = Map::new();
    results.insert("rustc".into(), rustc_version()?.into());
    let mut good = true;
    let all = project.kernels()?;
    let chosen = |kernels: &[Kernel]| -> Vec<Kernel> {
        kernels
            .iter()
            .filter(|k| arguments.wants(&k.name))
            .cloned()
            .collect()
    };
    let mut add = |name: &str, grid: super::report::Grid| {
        grid.print(arguments.median);
        good &= grid.good();
        results.insert(name.into(), grid.json());
    };
    if section("kernels") {
        add(
            "kernels",
            rows::engines("Kernels", &project, &engines, &chosen(&all), arguments),
        );
    }
    if section("switches") {
        add("switches", rows::switches(&project, &all, arguments)?);
    }
    if section("tables") {
        // Tables have nothing to do with the size of memory.
        let engines: Vec<_> = engines
            .iter()
            .copied()
            .filter(|e| e.name != "fixed")
            .collect();
        let tables = chosen(&project.tables()?);
        add(
            "tables",
            rows::engines(
                "A million indirect calls by size of the table",
                &project,
                &engines,
                &tables,
                arguments,
            ),
        );
    }
    if section("imports") {
        results.insert("imports".into(), rows::imports(&project)?);
    }
    if section("instantiation") {
        results.insert(
            "instantiation".into(),
            rows::instantiation(&project, foreign)?,
        );
    }

    let json = arguments
        .json
        .clone()
        .unwrap_or_else(|| project.out.join("results.json"));
    let results = Value::Object(results);
    fs::write(&json, serde_json::to_string_pretty(&results)? + "\n")?;
    println!("\nresults: {}", json.display());
    if section("kernels") {
        chart::write(&project, arguments, &results)?;
    }
    Ok(good)
}
