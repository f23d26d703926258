//! Scans: rounds of a loop that only looks for certain bytes, or for two that differ, many at once.

use super::expr::{text, texts};
use super::func::{Emitter, Sink};
use crate::ir::Scan;

impl Emitter<'_, '_> {
    pub fn scan(&mut self, scan: &Scan) {
        let place = self.place;
        let (skipped, offset) = (scan.skipped, scan.offset);
        let (address, memory) = (text(&scan.address, place), place.memory(scan.memory));
        let stops = texts(&scan.stops, place).join(", ");
        let (name, other) = match &scan.other {
            None => ("scan", String::new()),
            Some((offset, address)) => ("alike", format!("{}, {offset}, ", text(address, place))),
        };
        let (within, rounds) = match &scan.within {
            None => ("", String::new()),
            Some((rounds, operands, step)) => {
                let operands = texts(operands, place).join(", ");
                ("_within", format!("{rounds}({operands}, {step}, 1), "))
            }
        };
        self.open(&format!(
            "if let Some(v{skipped}) = {name}{within}({address}, {offset}, [{stops}], {other}{rounds}{memory}) {{"
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
