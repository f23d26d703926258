//! What a module will cost rustc: a linear model of measured builds.
//!
//! Five real modules of 47 to 597 KB of code, rustc 1.95, x86-64, a crate for each module: CPU time lies within a third of the model,
//! memory within a fifth. What counts is the code section; data costs nearly nothing, and huge functions are split.

/// What one build of a module costs rustc alone, without cargo, dependencies and the translation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// CPU seconds, of all threads.
    pub cpu_seconds: f64,
    /// Peak memory in MB (10^6 bytes).
    pub peak_megabytes: f64,
}

/// At opt-level 3, and as cargo's `dev` profile has it: unoptimised, with debug information.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Costs {
    /// `cargo build --release`
    pub release: Cost,
    /// `cargo build`
    pub dev: Cost,
}

/// CPU seconds and MB of memory: for a crate without functions, and per KB (10^3 bytes) of code.
type Line = [(f64, f64); 2];

const RELEASE: Line = [(0.2, 0.067), (140.0, 1.68)];
const DEV: Line = [(0.2, 0.0205), (150.0, 1.63)];

impl Costs {
    /// For a module whose code section has so many bytes.
    pub fn of(code_bytes: usize) -> Costs {
        let kilobytes = code_bytes as f64 / 1000.0;
        let at = |[cpu, peak]: Line| Cost {
            cpu_seconds: cpu.0 + cpu.1 * kilobytes,
            peak_megabytes: peak.0 + peak.1 * kilobytes,
        };
        Costs {
            release: at(RELEASE),
            dev: at(DEV),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The measurements that the model is of: code bytes; CPU seconds and MB at opt-level 3; the same of the dev profile.
    const MEASURED: [(usize, [f64; 2], [f64; 2]); 5] = [
        (46_651, [3.1, 220.0], [1.1, 227.0]),
        (51_501, [3.6, 234.0], [1.3, 261.0]),
        (213_743, [13.8, 493.0], [4.3, 488.0]),
        (371_699, [20.9, 756.0], [7.4, 735.0]),
        (597_250, [45.7, 1130.0], [12.9, 1124.0]),
    ];

    #[test]
    fn model_fits() {
        for (code, release, dev) in MEASURED {
            let costs = Costs::of(code);
            for (cost, [cpu, peak]) in [(costs.release, release), (costs.dev, dev)] {
                let (cpu, peak) = (cost.cpu_seconds / cpu, cost.peak_megabytes / peak);
                assert!((0.75..1.33).contains(&cpu), "{code}: CPU {cpu}");
                assert!((0.83..1.2).contains(&peak), "{code}: memory {peak}");
            }
        }
    }
}
