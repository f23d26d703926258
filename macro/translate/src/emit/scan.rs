//! Scans: rounds of a loop that only looks for certain bytes, many at once.

use super::expr::{text, texts};
use super::func::{Emitter, Sink};
use crate::ir::Scan;

impl Emitter<'_, '_> {
    pub fn scan(&mut self, scan: &Scan) {
        let place = self.place;
        let (skipped, offset) = (scan.skipped, scan.offset);
        let (address, memory) = (text(&scan.address, place), place.memory(scan.memory));
        let stops = texts(&scan.stops, place).join(", ");
        let (name, rounds) = match &scan.within {
            None => ("scan", String::new()),
            Some((rounds, operands, step)) => {
                let operands = texts(operands, place).join(", ");
                ("scan_within", format!("{rounds}({operands}, {step}, 1), "))
            }
        };
        self.open(&format!(
            "if let Some(v{skipped}) = {name}({address}, {offset}, [{stops}], {rounds}{memory}) {{"
        ));
        for (local, step) in &scan.moves {
            let by = match step {
                1 => format!("v{skipped}"),
                _ => format!("i32_mul(v{skipped}, {})", *step as i32),
            };
            self.line(&format!("l{local} = i32_add(l{local}, {by});"));
        }
        self.region(&scan.last, Sink::Value);
        self.close("}");
    }
}
