//! Counts words in the files of a directory and writes a report: directories, files, errors, a hash map (randomness), time.
use std::collections::HashMap;
use std::io::{self, BufRead, Read, Seek, SeekFrom, Write};
use std::time::{Duration, Instant, SystemTime};
use std::{env, fs, process, thread};

fn main() -> io::Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let limit = env::var("LIMIT").ok().and_then(|n| n.parse().ok()).unwrap_or(3);
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut names = Vec::new();
    for entry in fs::read_dir("/texts")? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            names.push(entry.file_name().into_string().unwrap());
        }
    }
    names.sort();
    for name in &names {
        let file = io::BufReader::new(fs::File::open(format!("/texts/{name}"))?);
        for line in file.lines() {
            for word in line?.split_whitespace() {
                *counts.entry(word.to_lowercase()).or_default() += 1;
            }
        }
    }
    for line in io::stdin().lock().lines() {
        *counts.entry(line?).or_default() += 100;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));

    fs::create_dir_all("/out/deep/er")?;
    let mut report = fs::OpenOptions::new().read(true).write(true).create(true).open("/out/report.txt")?;
    for (word, count) in counts.iter().take(limit) {
        writeln!(report, "{count} {word}")?;
    }
    report.seek(SeekFrom::Start(0))?;
    let mut text = String::new();
    report.read_to_string(&mut text)?;
    print!("{text}");
    println!("{} files, arguments {args:?}", names.len());

    fs::copy("/out/report.txt", "/out/deep/copy.txt")?;
    fs::rename("/out/deep/copy.txt", "/out/deep/er/copy.txt")?;
    println!("copy: {} bytes", fs::metadata("/out/deep/er/copy.txt")?.len());
    let mut log = fs::OpenOptions::new().append(true).create(true).open("/out/log.txt")?;
    for i in 0..3 {
        writeln!(log, "line {i}")?;
    }
    fs::remove_file("/out/report.txt")?;
    println!("{:?}", fs::read_to_string("/out/report.txt").map_err(|e| e.kind()));
    println!("{:?}", fs::remove_dir("/out").map_err(|e| e.raw_os_error()));
    println!("{}", fs::File::open("/out").and_then(|mut f| f.read(&mut [0])).is_err());

    let begin = Instant::now();
    thread::sleep(Duration::from_millis(20));
    // One host is some milliseconds early.
    println!("slept {}", begin.elapsed() >= Duration::from_millis(10));
    println!("after 2020 {}", SystemTime::now() > SystemTime::UNIX_EPOCH + Duration::from_secs(1_577_836_800));
    eprintln!("done");
    process::exit(if names.is_empty() { 1 } else { 7 })
}
