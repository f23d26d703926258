//! The name section (appendix 7.4): a help for people, so errors in it are ignored.

use crate::module::Names;
use wasmparser::{CustomSectionReader, KnownCustom, Name, NameMap};

/// Reads function, local and global names if `section` is the name section.
pub fn read(section: &CustomSectionReader<'_>, names: &mut Names) {
    let KnownCustom::Name(subsections) = section.as_known() else {
        return;
    };
    for subsection in subsections {
        match subsection {
            Ok(Name::Function(map)) => names.funcs.extend(entries(map)),
            Ok(Name::Global(map)) => names.globals.extend(entries(map)),
            Ok(Name::Local(map)) => {
                for func in map.into_iter().flatten() {
                    names
                        .locals
                        .extend(entries(func.names).map(|(i, name)| ((func.index, i), name)));
                }
            }
            Ok(_) => {}
            Err(_) => return,
        }
    }
}

/// The well-formed entries of a name map.
fn entries(map: NameMap<'_>) -> impl Iterator<Item = (u32, String)> {
    map.into_iter()
        .flatten()
        .map(|naming| (naming.index, naming.name.to_owned()))
}

/// A function's name as its author wrote it: Rust names demangled without their hash, others as they are.
pub fn demangle(raw: &str) -> String {
    match rustc_demangle::try_demangle(raw) {
        Ok(name) => format!("{name:#}"),
        Err(_) => raw.to_owned(),
    }
}
