//! Names of generated modules, from the user or from a file.

use proc_macro2::{Ident, Span};

use crate::input::{Place, SourceArg};

/// The module name of `include_wasm!("path/my-plugin.wasm")`: the file's stem as an identifier.
pub fn short_name(source: &SourceArg) -> Result<Ident, &'static str> {
    let path = match &source.place {
        Place::Literal(path) => path.value(),
        Place::Expr(_, path) => path.clone(),
        Place::Inline(_) => {
            return Err("inline text needs a name: `mod name = inline \"(module …)\"`");
        }
    };
    let name = stem(&path);
    if name.is_empty() {
        return Err("no module name follows from this path: write `mod name = \"path.wasm\"`");
    }
    let mut mangled: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric()) {
                c
            } else {
                '_'
            }
        })
        .collect();
    if mangled.starts_with(|c: char| c.is_numeric()) || mangled == "_" {
        mangled.insert(0, '_');
    }
    let span = Span::call_site().located_at(source.span);
    if let Ok(ident) = syn::parse_str::<Ident>(&mangled) {
        return Ok(Ident::new(&ident.to_string(), span));
    }
    match &mangled[..] {
        "self" | "super" | "crate" | "Self" => Ok(Ident::new(&format!("{mangled}_"), span)),
        // A keyword; anything else (exotic letters) is not an identifier even when raw.
        keyword => match syn::parse_str::<Ident>(&format!("r#{keyword}")) {
            Ok(_) => Ok(Ident::new_raw(keyword, span)),
            Err(_) => {
                Err("no module name follows from this path: write `mod name = \"path.wasm\"`")
            }
        },
    }
}

/// File name without directories and without its last extension.
pub fn stem(path: &str) -> &str {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    match file.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => file,
    }
}

/// The keyword or `_`, if the identifier can't name a module.
pub fn unusable(ident: &Ident) -> Option<String> {
    let text = ident.to_string();
    (syn::parse_str::<Ident>(&text).is_err() && !text.starts_with("r#")).then_some(text)
}
