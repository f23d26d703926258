//! Where generated crates take the runtime from.

use std::fs;
use std::path::Path;

/// The dependency on the runtime, as a line of a manifest: at `place`, in the checkout that this command was built in, or
/// the published one. With `features` besides the default ones.
pub fn dependency(place: Option<&Path>, features: &[&str]) -> String {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime");
    let place = match place {
        Some(path) => Some(fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())),
        None => fs::canonicalize(checkout).ok(),
    };
    let place = match place {
        Some(path) => format!("path = {:?}", path.to_string_lossy()),
        None => format!("version = \"={}\"", env!("CARGO_PKG_VERSION")),
    };
    format!("include-wasm = {{ {place}, features = {features:?} }}")
}
