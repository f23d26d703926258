//! Rust paths inside options. The compiler works on text, where a path loses its spans and its
//! hygiene (`$crate` is not even an identifier there), so it is given a placeholder identifier,
//! which the user's tokens replace in the generated code.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Path;

const PREFIX: &str = "__include_wasm_path_";

/// The paths of one invocation.
#[derive(Default)]
pub struct Paths(Vec<TokenStream>);

impl Paths {
    /// Placeholder for a path to an item near the invocation.
    pub fn item(&mut self, path: &Path) -> String {
        self.placeholder(from_inside(path))
    }

    /// Text for the path of the runtime crate, which is used at every depth of the generated module:
    /// readable unless it needs hygiene. `None` if it is relative.
    pub fn runtime(&mut self, path: &Path) -> Option<String> {
        let text = path.to_token_stream().to_string().replace(' ', "");
        match &first(path)[..] {
            _ if path.leading_colon.is_some() => Some(text),
            "crate" => Some(text),
            "$crate" => Some(self.placeholder(path.to_token_stream())),
            "self" | "super" | "Self" => None,
            // The name of a dependency.
            _ => Some(format!("::{text}")),
        }
    }

    fn placeholder(&mut self, tokens: TokenStream) -> String {
        self.0.push(tokens);
        format!("{PREFIX}{}", self.0.len() - 1)
    }

    /// Replaces the placeholders in generated code.
    pub fn restore(&self, generated: TokenStream) -> TokenStream {
        if self.0.is_empty() {
            return generated;
        }
        generated
            .into_iter()
            .flat_map(|token| self.restore_token(token))
            .collect()
    }

    fn restore_token(&self, token: TokenTree) -> TokenStream {
        match token {
            TokenTree::Group(group) => {
                let mut restored = Group::new(group.delimiter(), self.restore(group.stream()));
                restored.set_span(group.span());
                TokenTree::Group(restored).into()
            }
            TokenTree::Ident(ident) => match self.find(&ident) {
                Some(path) => path.clone(),
                None => TokenTree::Ident(ident).into(),
            },
            other => other.into(),
        }
    }

    fn find(&self, ident: &Ident) -> Option<&TokenStream> {
        let index = ident
            .to_string()
            .strip_prefix(PREFIX)?
            .parse::<usize>()
            .ok()?;
        self.0.get(index)
    }
}

fn first(path: &Path) -> String {
    path.segments
        .first()
        .map(|s| s.ident.to_string())
        .unwrap_or_default()
}

/// The path as it must be written one module further in: `Env`, `self::Env` and `super::Env` mean
/// something next to the invocation. `name::Env` may start at an extern crate and stays.
fn from_inside(path: &Path) -> TokenStream {
    if path.leading_colon.is_some() {
        return path.to_token_stream();
    }
    match &first(path)[..] {
        "self" => {
            let rest = path.segments.iter().skip(1);
            quote!(super #(:: #rest)*)
        }
        "super" => quote!(super::#path),
        "crate" | "$crate" => path.to_token_stream(),
        _ if path.segments.len() == 1 => quote!(super::#path),
        _ => path.to_token_stream(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runtime_is_absolute() {
        let runtime = |text: &str| Paths::default().runtime(&syn::parse_str(text).unwrap());
        assert_eq!(runtime("::a::b").as_deref(), Some("::a::b"));
        assert_eq!(runtime("crate::b").as_deref(), Some("crate::b"));
        assert_eq!(runtime("iw").as_deref(), Some("::iw"));
        assert_eq!(runtime("super::a"), None);
    }

    #[test]
    fn paths_keep_their_meaning() {
        for (written, inside) in [
            ("Env", "super::Env"),
            ("self::Env", "super::Env"),
            ("super::Env", "super::super::Env"),
            ("crate::a::Env<u8>", "crate::a::Env<u8>"),
            ("::dep::Env", "::dep::Env"),
            ("dep::Env", "dep::Env"),
            ("crate", "crate"),
        ] {
            let mut paths = Paths::default();
            let name = paths.item(&syn::parse_str(written).unwrap());
            let code = format!("impl {name} for (T, [{name}]) {{}}")
                .parse()
                .unwrap();
            let restored = paths.restore(code).to_string().replace(' ', "");
            assert_eq!(restored, format!("impl{inside}for(T,[{inside}]){{}}"));
        }
    }
}
