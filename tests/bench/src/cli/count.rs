//! Instruction counts by callgrind, which do not depend on what else the machine does.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::arguments::Arguments;
use super::engine;
use super::project::{Kernel, Project, Result, rustc_version};
use super::statistics::geometric_mean;

/// How much more than in the baseline a kernel may take: compilers are deterministic, but their versions and
/// the C library's dispatch by processor are not the same everywhere.
const TOLERANCE: f64 = 0.02;

/// The columns that the baseline has.
const OURS: [&str; 2] = ["growing", "fixed"];

/// Instructions by kernel, for the two modes.
type Counts = BTreeMap<String, [u64; 2]>;

/// The `count` command.
pub fn run(arguments: &Arguments) -> Result<bool> {
    let project = Project::find()?;
    project.build(&[])?;
    let kernels = chosen(&project, arguments)?;
    let native = engine::select(Some(&["native".to_owned()]))?[0];
    let with_native = match native.prepare(&project, &kernels) {
        Ok(()) => true,
        Err(error) => {
            eprintln!("without native: {error}");
            false
        }
    };
    println!("instructions of one run (callgrind)");
    println!(
        "{:16}{:>14}{:>14}{:>14}{:>9}{:>9}",
        "", "native", "growing", "fixed", "growing", "fixed"
    );
    let mut counts = Counts::new();
    let mut ratios: [Vec<f64>; 2] = Default::default();
    for kernel in &kernels {
        let ours = count_ours(&project, kernel)?;
        let native = if with_native {
            Some(callgrind(&project, native.command(&project, kernel))?)
        } else {
            None
        };
        print!(
            "{:16}{:>14}",
            kernel.name,
            native.map_or("-".into(), |n| n.to_string())
        );
        ours.iter().for_each(|n| print!("{n:>14}"));
        for (ours, ratios) in ours.iter().zip(&mut ratios) {
            match native {
                Some(native) => {
                    let ratio = *ours as f64 / native as f64;
                    ratios.push(ratio);
                    print!("{ratio:>9.2}");
                }
                None => print!("{:>9}", "-"),
            }
        }
        println!();
        counts.insert(kernel.name.clone(), ours);
    }
    if let [Some(growing), Some(fixed)] = ratios.map(geometric_mean) {
        println!("{:58}{growing:>9.2}{fixed:>9.2}", "geomean");
    }
    if arguments.write {
        // Kernels that were not chosen keep their counts.
        let path = baseline_path(&project);
        let mut all = read_baseline(&fs::read_to_string(&path).unwrap_or_default())?.1;
        all.extend(counts);
        fs::write(&path, format_baseline(&rustc_version()?, &all))?;
        println!("baseline: {}", path.display());
    }
    Ok(true)
}

/// The `gate` command: gives whether no kernel takes more instructions than the baseline allows.
pub fn gate(arguments: &Arguments) -> Result<bool> {
    let project = Project::find()?;
    let path = baseline_path(&project);
    let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let (rustc, baseline) = read_baseline(&text)?;
    let version = rustc_version()?;
    if rustc != version {
        return Err(format!(
            "the baseline is of {rustc}, this is {version}: use that, or write a baseline with `cargo bench-count --write`"
        )
        .into());
    }
    project.build(&[])?;
    let mut counts = Counts::new();
    for kernel in chosen(&project, arguments)? {
        counts.insert(kernel.name.clone(), count_ours(&project, &kernel)?);
    }
    let findings = compare(&baseline, &counts);
    findings.iter().for_each(|f| println!("{}", f.text));
    let slower = findings.iter().filter(|f| f.fatal).count();
    println!(
        "{} kernels, {slower} failures (tolerance {} %)",
        counts.len(),
        TOLERANCE * 100.0
    );
    Ok(slower == 0)
}

/// Something to say about a kernel.
struct Finding {
    text: String,
    fatal: bool,
}

fn compare(baseline: &Counts, counts: &Counts) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, now) in counts {
        let Some(before) = baseline.get(name) else {
            findings.push(Finding {
                text: format!("{name}: not in the baseline"),
                fatal: true,
            });
            continue;
        };
        for ((mode, before), now) in OURS.iter().zip(before).zip(now) {
            let change = *now as f64 / *before as f64 - 1.0;
            if change.abs() > TOLERANCE {
                let advice = if change > 0.0 {
                    ""
                } else {
                    " (better: write a new baseline)"
                };
                findings.push(Finding {
                    text: format!(
                        "{name}, {mode}: {before} -> {now}, {:+.1} %{advice}",
                        change * 100.0
                    ),
                    fatal: change > 0.0,
                });
            }
        }
    }
    findings
}

fn chosen(project: &Project, arguments: &Arguments) -> Result<Vec<Kernel>> {
    Ok(project
        .kernels()?
        .into_iter()
        .filter(|k| arguments.wants(&k.name))
        .collect())
}

fn baseline_path(project: &Project) -> PathBuf {
    project.root.join("baseline.tsv")
}

fn format_baseline(rustc: &str, counts: &Counts) -> String {
    let mut text =
        format!("# {rustc}\n# kernel\tgrowing\tfixed: instructions of one run, by callgrind\n");
    for (name, [growing, fixed]) in counts {
        text += &format!("{name}\t{growing}\t{fixed}\n");
    }
    text
}

/// The compiler's version and the counts.
fn read_baseline(text: &str) -> Result<(String, Counts)> {
    let rustc = text
        .lines()
        .next()
        .and_then(|l| l.strip_prefix("# "))
        .unwrap_or_default()
        .to_owned();
    let mut counts = Counts::new();
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let [name, growing, fixed] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(format!("baseline.tsv: {line:?}").into());
        };
        counts.insert(name.to_owned(), [growing.parse()?, fixed.parse()?]);
    }
    Ok((rustc, counts))
}

fn count_ours(project: &Project, kernel: &Kernel) -> Result<[u64; 2]> {
    let [growing, fixed] = OURS.map(|mode| {
        let mut command = Command::new(project.runner(mode));
        command.arg(&kernel.name);
        callgrind(project, command)
    });
    Ok([growing?, fixed?])
}

/// Instructions inside `measured_run` of one run.
fn callgrind(project: &Project, command: Command) -> Result<u64> {
    let out = project.out.join("callgrind.out");
    let mut valgrind = Command::new("valgrind");
    valgrind
        .args([
            "--tool=callgrind",
            "--collect-atstart=no",
            "--toggle-collect=*measured_run*",
        ])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(command.get_program())
        .args(command.get_args())
        .arg("1");
    engine::check(&mut valgrind)?;
    let text = fs::read_to_string(&out)?;
    let total = text.lines().find_map(|l| l.strip_prefix("totals: "));
    match total.map(|t| t.trim().parse()) {
        Some(Ok(count)) if count > 0 => Ok(count),
        _ => Err(format!("{valgrind:?}: no instructions counted").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(list: &[(&str, [u64; 2])]) -> Counts {
        list.iter().map(|(n, c)| ((*n).to_owned(), *c)).collect()
    }

    #[test]
    fn the_gate_stops_slowdowns_only() {
        let baseline = counts(&[("a", [1000, 1000]), ("b", [1000, 1000])]);
        let fatal = |now: &[(&str, [u64; 2])]| {
            compare(&baseline, &counts(now))
                .iter()
                .map(|f| f.fatal)
                .collect::<Vec<_>>()
        };
        assert!(fatal(&[("a", [1019, 981]), ("b", [1000, 1000])]).is_empty());
        assert_eq!(fatal(&[("a", [1000, 1021])]), [true]);
        assert_eq!(fatal(&[("a", [900, 1000])]), [false]);
        assert_eq!(fatal(&[("new", [1, 1])]), [true]);
    }

    #[test]
    fn baselines_survive_writing_and_reading() {
        let all = counts(&[("a-b", [1, 2]), ("c", [3, 4])]);
        let text = format_baseline("rustc 1.2.3", &all);
        assert_eq!(
            read_baseline(&text).unwrap(),
            ("rustc 1.2.3".to_owned(), all)
        );
        assert!(read_baseline("# x\na\t1\n").is_err());
    }
}
