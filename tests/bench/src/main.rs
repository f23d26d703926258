//! The bench's commands: `table`, `count`, `gate`, `build`, `chart`. See `README.md`.
#![forbid(unsafe_code)]

mod cli {
    pub mod arguments;
    pub mod chart;
    pub mod cost;
    pub mod count;
    pub mod engine;
    pub mod measure;
    pub mod project;
    pub mod report;
    pub mod rows;
    pub mod statistics;
    pub mod table;
}

use std::process::ExitCode;

use cli::arguments::{Arguments, USAGE};
use cli::{chart, cost, count, table};

fn main() -> ExitCode {
    if let Some(code) = cost::wrap_rustc() {
        return code;
    }
    let mut words = std::env::args().skip(1);
    let Some(command) = words.next() else {
        eprint!("{USAGE}");
        return ExitCode::from(2);
    };
    let arguments = match Arguments::parse(words.collect()) {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("{error}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let result = match &command[..] {
        "table" => table::run(&arguments),
        "chart" => chart::run(&arguments),
        "count" => count::run(&arguments),
        "gate" => count::gate(&arguments),
        "build" => cost::run(&arguments),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
