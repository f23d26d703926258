//! The chart of a table: one line per kernel, one dot per engine, on a logarithmic axis.

use std::fmt::Write;
use std::fs;

use serde_json::Value;

use super::arguments::Arguments;
use super::project::{Project, Result};
use super::statistics::geometric_mean;

/// Engines on the chart, with their colours (which people with any colour vision can tell apart) and labels.
const SERIES: &[(&str, &str, &str)] = &[
    ("wasm2c-guard", "#999999", "wasm2c, guard pages"),
    ("wasmtime", "#e69f00", "wasmtime, guard pages"),
    ("wasmtime-bounds", "#cc79a7", "wasmtime, explicit checks"),
    ("growing", "#0072b2", "include-wasm"),
    ("fixed", "#009e73", "include-wasm, fixed memory"),
];

/// Ratios at the ends of the axis; what lies outside is drawn at the end.
const AXIS: (f64, f64) = (0.25, 8.0);
const TICKS: &[f64] = &[0.25, 0.35, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0];

const LEFT: f64 = 190.0;
const WIDTH: f64 = 560.0;
const LINE: f64 = 17.0;
const TOP: f64 = 76.0;

/// The `chart` command: from a JSON file of `table`.
pub fn run(arguments: &Arguments) -> Result<bool> {
    let project = Project::find()?;
    let json = arguments
        .json
        .clone()
        .unwrap_or_else(|| project.out.join("results.json"));
    let text = fs::read_to_string(&json).map_err(|e| format!("{}: {e}", json.display()))?;
    write(&project, arguments, &serde_json::from_str(&text)?)?;
    Ok(true)
}

/// Draws the kernels of the results.
pub fn write(project: &Project, arguments: &Arguments, results: &Value) -> Result<()> {
    let path = arguments
        .svg
        .clone()
        .unwrap_or_else(|| project.out.join("chart.svg"));
    fs::write(&path, draw(&lines(results)))?;
    println!("chart: {}", path.display());
    Ok(())
}

/// A line of the chart: label, whether it is a mean, and ratios in the order of [`SERIES`].
struct Line {
    label: String,
    mean: bool,
    ratios: Vec<Option<f64>>,
}

/// Every group's mean, then its kernels.
fn lines(results: &Value) -> Vec<Line> {
    let rows = results["kernels"]["rows"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let ratio = |row: &Value, engine: &str| -> Option<f64> {
        let native = row["engines"]["native"]["min"].as_f64()?;
        Some(row["engines"][engine]["min"].as_f64()? / native)
    };
    let mut groups: Vec<&str> = rows.iter().filter_map(|r| r["group"].as_str()).collect();
    groups.dedup();
    let mut lines = Vec::new();
    for group in groups {
        let members = || rows.iter().filter(|r| r["group"] == group);
        let mean = |engine: &str| geometric_mean(members().filter_map(|r| ratio(r, engine)));
        lines.push(Line {
            label: format!("{group}, geometric mean"),
            mean: true,
            ratios: SERIES.iter().map(|(engine, ..)| mean(engine)).collect(),
        });
        for row in members() {
            lines.push(Line {
                label: row["name"].as_str().unwrap_or_default().to_owned(),
                mean: false,
                ratios: SERIES
                    .iter()
                    .map(|(engine, ..)| ratio(row, engine))
                    .collect(),
            });
        }
    }
    lines
}

fn x(ratio: f64) -> f64 {
    let (low, high) = AXIS;
    LEFT + WIDTH * (ratio.clamp(low, high) / low).ln() / (high / low).ln()
}

fn draw(lines: &[Line]) -> String {
    let height = TOP + LINE * lines.len() as f64 + 20.0;
    let bottom = height - 14.0;
    let mut svg = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {height}\" width=\"{w}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"11\">\n\
         <title>CPU time relative to native code</title>\n<rect width=\"{w}\" height=\"{height}\" fill=\"#ffffff\"/>\n\
         <text x=\"12\" y=\"18\" font-size=\"13\" fill=\"#111111\">CPU time relative to native code (clang -O3 of the same C source); less is better</text>",
        w = LEFT + WIDTH + 24.0
    );
    let mut at = 12.0;
    for (i, (_, colour, label)) in SERIES.iter().enumerate() {
        if lines.iter().any(|l| l.ratios[i].is_some()) {
            let _ = writeln!(
                svg,
                "<circle cx=\"{}\" cy=\"36\" r=\"4.5\" fill=\"{colour}\"/><text x=\"{}\" y=\"40\" fill=\"#111111\">{label}</text>",
                at + 5.0,
                at + 14.0
            );
            at += 26.0 + 5.8 * label.len() as f64;
        }
    }
    for tick in TICKS {
        let (x, colour) = (x(*tick), if *tick == 1.0 { "#555555" } else { "#dddddd" });
        let _ = writeln!(
            svg,
            "<line x1=\"{x:.1}\" y1=\"{}\" x2=\"{x:.1}\" y2=\"{bottom}\" stroke=\"{colour}\"/><text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\" fill=\"#555555\">{tick}</text>",
            TOP - 8.0,
            TOP - 12.0
        );
    }
    for (i, line) in lines.iter().enumerate() {
        let y = TOP + LINE * (i as f64 + 0.5);
        let weight = if line.mean { "bold" } else { "normal" };
        if line.mean {
            let _ = writeln!(
                svg,
                "<rect x=\"0\" y=\"{:.1}\" width=\"{}\" height=\"{LINE}\" fill=\"#000000\" fill-opacity=\"0.06\"/>",
                y - LINE / 2.0,
                LEFT + WIDTH + 24.0
            );
        }
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" font-weight=\"{weight}\" fill=\"#111111\">{}</text>",
            LEFT - 10.0,
            y + 4.0,
            line.label
        );
        for (ratio, (_, colour, label)) in line.ratios.iter().zip(SERIES) {
            if let Some(ratio) = ratio {
                let radius = if line.mean { 5.5 } else { 4.0 };
                let _ = writeln!(
                    svg,
                    "<circle cx=\"{:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"{colour}\" fill-opacity=\"0.85\"><title>{}, {label}: {ratio:.2}</title></circle>",
                    x(*ratio),
                    line.label
                );
            }
        }
    }
    svg + "</svg>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kernels_stand_under_the_mean_of_their_group() {
        let engines = |growing: u32| serde_json::json!({"native": {"min": 10}, "growing": {"min": growing}, "fixed": {"min": null}});
        let results = serde_json::json!({"kernels": {"rows": [
            {"name": "a", "group": "g", "engines": engines(5)},
            {"name": "b", "group": "g", "engines": engines(20)},
        ]}});
        let lines = lines(&results);
        let growing: Vec<_> = lines
            .iter()
            .map(|l| (&l.label[..], l.mean, l.ratios[3]))
            .collect();
        assert_eq!(
            growing,
            [
                ("g, geometric mean", true, Some(1.0)),
                ("a", false, Some(0.5)),
                ("b", false, Some(2.0))
            ]
        );
        assert!(lines.iter().all(|l| l.ratios[4].is_none()));
        let svg = draw(&lines);
        assert_eq!(
            svg.matches("r=\"4.5\"").count(),
            1,
            "a legend for engines that ran"
        );
        assert_eq!(svg.matches("<circle").count(), 1 + 3);
    }
}
