//! Where things are, and the kernels.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use test_bench::synthetic;

pub type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// The folders of the bench.
#[derive(Debug, Clone)]
pub struct Project {
    /// This package.
    pub root: PathBuf,
    /// The folder of cargo's output.
    pub target: PathBuf,
    /// Where the bench writes.
    pub out: PathBuf,
}

/// Something to measure, in all the forms that engines take.
#[derive(Debug, Clone)]
pub struct Kernel {
    pub name: String,
    /// `numeric`, `programs` or `tables`.
    pub family: String,
    /// The checksum of the native program.
    pub check: Option<String>,
    pub wasm: PathBuf,
    pub c: PathBuf,
}

impl Project {
    pub fn find() -> Result<Project> {
        let exe = env::current_exe()?;
        let target = exe
            .parent()
            .and_then(Path::parent)
            .ok_or("the program is not in cargo's target folder")?
            .to_owned();
        let out = target.join("bench");
        fs::create_dir_all(&out)?;
        Ok(Project {
            root: PathBuf::from(env!("CARGO_MANIFEST_DIR")),
            target,
            out,
        })
    }

    /// A runner of generated code or of an engine.
    pub fn runner(&self, name: &str) -> PathBuf {
        self.target
            .join("release")
            .join(format!("bench-{name}{}", env::consts::EXE_SUFFIX))
    }

    /// Lets cargo bring the runners up to date.
    pub fn build(&self, features: &[&str]) -> Result<()> {
        let status = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args([
                "build",
                "--release",
                "--quiet",
                "--bins",
                "--features",
                &features.join(","),
            ])
            .arg("--manifest-path")
            .arg(self.root.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(&self.target)
            .status()?;
        if !status.success() {
            return Err("the runners do not build".into());
        }
        Ok(())
    }

    /// The kernels of `kernels.tsv`, in its order.
    pub fn kernels(&self) -> Result<Vec<Kernel>> {
        let table = fs::read_to_string(self.root.join("kernels.tsv"))?;
        table
            .lines()
            .map(|line| {
                let [name, family, check] = line.split('\t').collect::<Vec<_>>()[..] else {
                    return Err(format!("kernels.tsv: {line:?}").into());
                };
                Ok(Kernel {
                    name: name.to_owned(),
                    family: family.to_owned(),
                    check: Some(check.to_owned()),
                    wasm: self.root.join(format!("wasm/{name}.wasm")),
                    c: self.root.join(format!("kernels/{family}/{name}.c")),
                })
            })
            .collect()
    }

    /// The generated modules with large tables.
    pub fn tables(&self) -> Result<Vec<Kernel>> {
        synthetic::tables()
            .map(|table| {
                let name = table.name();
                let wasm = self.synthetic(&name, "wasm", &wat::parse_str(table.wat())?)?;
                let c = self.synthetic(&name, "c", table.c().as_bytes())?;
                Ok(Kernel {
                    name,
                    family: "tables".into(),
                    check: None,
                    wasm,
                    c,
                })
            })
            .collect()
    }

    /// The module to instantiate.
    pub fn instantiation(&self) -> Result<PathBuf> {
        self.synthetic(
            "instantiation",
            "wasm",
            &wat::parse_str(synthetic::instantiation())?,
        )
    }

    /// Writes a generated file, unless it is there with these contents.
    fn synthetic(&self, name: &str, extension: &str, contents: &[u8]) -> Result<PathBuf> {
        let folder = self.out.join("synthetic");
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}.{extension}"));
        if fs::read(&path).ok().as_deref() != Some(contents) {
            fs::write(&path, contents)?;
        }
        Ok(path)
    }
}

/// The first line of `rustc -V`.
pub fn rustc_version() -> Result<String> {
    let output = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .arg("-V")
        .output()?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
