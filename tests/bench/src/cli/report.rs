//! Results as they are kept in JSON, and tables of text.

use serde_json::{Map, Value, json};

use super::measure::Samples;
use super::statistics::geometric_mean;

/// Rows by kernel, columns by engine.
pub struct Grid {
    pub title: &'static str,
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
}

/// What the engines made of one kernel.
pub struct Row {
    pub name: String,
    /// Rows of the same group share a geometric mean.
    pub group: String,
    pub samples: Vec<Samples>,
}

impl Grid {
    /// Time of a column relative to the first column.
    pub fn ratio(row: &Row, column: usize, by_median: bool) -> Option<f64> {
        let base = row.samples.first()?.typical(by_median)?;
        Some(row.samples[column].typical(by_median)? as f64 / base as f64)
    }

    /// Geometric mean over a group's rows that have a value.
    pub fn mean(&self, group: &str, column: usize, by_median: bool) -> Option<f64> {
        let rows = self.rows.iter().filter(|r| r.group == group);
        geometric_mean(rows.filter_map(|r| Self::ratio(r, column, by_median)))
    }

    /// The groups, in order.
    pub fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = self.rows.iter().map(|r| &r.group[..]).collect();
        groups.dedup();
        groups
    }

    /// Prints ratios to the first column, and that column in milliseconds.
    pub fn print(&self, by_median: bool) {
        let kind = if by_median { "medians" } else { "minima" };
        println!(
            "\n{} (CPU time relative to {}, {kind})",
            self.title, self.columns[0]
        );
        let width = self
            .columns
            .iter()
            .map(String::len)
            .max()
            .unwrap_or(0)
            .max(7)
            + 2;
        let first = self
            .rows
            .iter()
            .map(|r| r.name.len())
            .max()
            .unwrap_or(0)
            .max(20);
        print!("{:first$}{:>12}", "", format!("{} ms", self.columns[0]));
        self.columns[1..].iter().for_each(|c| print!("{c:>width$}"));
        println!();
        let cell = |value: Option<f64>| match value {
            Some(v) => print!("{v:>width$.2}"),
            None => print!("{:>width$}", "-"),
        };
        for row in &self.rows {
            let base = row.samples.first().and_then(|s| s.typical(by_median));
            let base = base.map_or("-".into(), |ns| format!("{:.2}", ns as f64 / 1e6));
            print!("{:first$}{base:>12}", row.name);
            (1..self.columns.len()).for_each(|c| cell(Self::ratio(row, c, by_median)));
            println!();
        }
        for group in self.groups() {
            print!("{:first$}{:>12}", format!("geomean {group}"), "");
            (1..self.columns.len()).for_each(|c| cell(self.mean(group, c, by_median)));
            println!();
        }
        for row in &self.rows {
            for (column, samples) in self.columns.iter().zip(&row.samples) {
                if let Some(error) = &samples.error {
                    println!("{} of {column}: {error}", row.name);
                }
            }
        }
    }

    /// Whether every engine ran every kernel with the same checksum.
    pub fn good(&self) -> bool {
        self.rows
            .iter()
            .all(|row| row.samples.iter().all(|s| s.error.is_none()))
    }

    /// All that is known, times in nanoseconds.
    pub fn json(&self) -> Value {
        let mut rows = Vec::new();
        for row in &self.rows {
            let mut engines = Map::new();
            for (column, samples) in self.columns.iter().zip(&row.samples) {
                let value = json!({
                    "min": samples.min(),
                    "median": samples.median(),
                    "runs": samples.cpu.len(),
                    "compile": super::measure::median(&samples.compile),
                    "instantiate": super::measure::median(&samples.instantiate),
                    "check": samples.check,
                    "error": samples.error,
                });
                engines.insert(column.clone(), value);
            }
            rows.push(json!({"name": row.name, "group": row.group, "engines": engines}));
        }
        json!({"columns": self.columns, "rows": rows})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(cpu: &[u64]) -> Samples {
        Samples {
            cpu: cpu.to_vec(),
            ..Samples::default()
        }
    }

    #[test]
    fn ratios_are_to_the_first_column_and_leave_out_failures() {
        let failed = Samples {
            error: Some("trap".into()),
            ..samples(&[1])
        };
        let row = |a, b| Row {
            name: "k".into(),
            group: "g".into(),
            samples: vec![a, b],
        };
        let grid = Grid {
            title: "",
            columns: vec!["native".into(), "growing".into()],
            rows: vec![
                row(samples(&[4, 2, 3]), samples(&[9, 8, 4])),
                row(samples(&[1]), failed),
            ],
        };
        assert_eq!(Grid::ratio(&grid.rows[0], 1, false), Some(2.0));
        assert_eq!(Grid::ratio(&grid.rows[0], 1, true), Some(8.0 / 3.0));
        assert_eq!(Grid::ratio(&grid.rows[1], 1, false), None);
        assert_eq!(
            grid.mean("g", 1, false).map(|m| (m * 1e9).round()),
            Some(2e9)
        );
        assert!(!grid.good());
    }
}
