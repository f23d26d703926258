//! What the command prints: a line for each trace, and a total.

/// Counts verdicts and prints each.
#[derive(Debug, Default)]
pub struct Tally {
    passed: usize,
    failed: usize,
}

impl Tally {
    /// Prints one verdict: what was compared, or the first difference.
    pub fn add(&mut self, name: &str, verdict: Result<String, String>) {
        match verdict {
            Ok(compared) => {
                self.passed += 1;
                println!("PASS {name}: {compared}");
            }
            Err(difference) => {
                self.failed += 1;
                println!("FAIL {name}: {difference}");
            }
        }
    }

    /// Whether something passed and nothing failed.
    pub fn passed_all(&self) -> bool {
        self.failed == 0 && self.passed > 0
    }

    /// The closing line.
    pub fn line(&self) -> String {
        format!("real: {} passed, {} failed", self.passed, self.failed)
    }
}
