//! An [`Inspection`] as text and as JSON.

use std::fmt::Write;

use serde_json::{Value, json};

use super::{Cost, Costs, Function, Inspection, Item};

impl Inspection {
    /// For people.
    pub fn text(&self) -> String {
        let mut out = format!("{} bytes, {} functions\n", self.size, self.functions);
        // Writing to a string cannot fail.
        let _ = self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "\nsections:")?;
        for (name, size) in &self.sections {
            writeln!(out, "  {size:>9}  {name}")?;
        }
        let features = if self.features.is_empty() {
            "none".into()
        } else {
            self.features.join(", ")
        };
        writeln!(out, "\nfeatures beyond WebAssembly 1.0: {features}")?;
        for (title, items) in [("imports", &self.imports), ("exports", &self.exports)] {
            writeln!(
                out,
                "\n{title}:{}",
                if items.is_empty() { " none" } else { "" }
            )?;
            for Item { module, name, ty } in items {
                let module = if module.is_empty() {
                    String::new()
                } else {
                    format!("{module:?} ")
                };
                writeln!(out, "  {module}{name:?}: {ty}")?;
            }
        }
        writeln!(out, "\nbiggest functions:")?;
        for Function { index, name, size } in &self.biggest {
            writeln!(
                out,
                "  {size:>9}  {index} {}",
                name.as_deref().unwrap_or("")
            )?;
        }
        if self.traits.is_ok() {
            let Costs { release, dev } = Costs::of(self.code);
            writeln!(
                out,
                "\nexpected cost of rustc for {} KB of code (CPU seconds, peak memory; within a third on a current x86-64):",
                self.code.div_ceil(1000)
            )?;
            for (profile, cost) in [("release", release), ("dev", dev)] {
                let Cost {
                    cpu_seconds,
                    peak_megabytes,
                } = cost;
                writeln!(
                    out,
                    "  {profile:8}{cpu_seconds:>7.1} s{peak_megabytes:>8.0} MB"
                )?;
            }
        }
        match &self.traits {
            Ok(traits) if traits.is_empty() => writeln!(out, "\nno traits to implement"),
            Ok(traits) => write!(out, "\ntraits to implement:\n\n{traits}"),
            Err(message) => writeln!(
                out,
                "\nthis module can't be translated:\n  {}",
                message.replace('\n', "\n  ")
            ),
        }
    }

    /// For programs.
    pub fn json(&self) -> String {
        let item = |i: &Item| json!({ "name": i.name, "type": i.ty });
        let import = |i: &Item| json!({ "module": i.module, "name": i.name, "type": i.ty });
        let section = |(name, size): &(String, usize)| json!({ "name": name, "size": size });
        let function = |f: &Function| json!({ "index": f.index, "name": f.name, "size": f.size });
        let cost = |c: Cost| json!({ "cpu_s": c.cpu_seconds, "peak_mb": c.peak_megabytes });
        let Costs { release, dev } = Costs::of(self.code);
        let value = json!({
            "size": self.size,
            "functions": self.functions,
            "code": self.code,
            "cost": json!({ "release": cost(release), "dev": cost(dev) }),
            "sections": self.sections.iter().map(section).collect::<Vec<Value>>(),
            "features": self.features,
            "imports": self.imports.iter().map(import).collect::<Vec<Value>>(),
            "exports": self.exports.iter().map(item).collect::<Vec<Value>>(),
            "biggest": self.biggest.iter().map(function).collect::<Vec<Value>>(),
            "traits": self.traits.as_ref().ok(),
            "error": self.traits.as_ref().err(),
        });
        format!("{value:#}\n")
    }
}
