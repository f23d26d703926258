//! Lint attributes in generated code.
//!
//! The compiler writes `#[allow(…)]` for those who `include!` its output. In an expansion, rustc and
//! Clippy are silent about generated tokens anyway, and an `allow` under a `#![forbid(…)]` of the
//! user's crate would be an error. So the macro takes them out again.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

/// Attributes of the generated module: what is not silent by itself. `rust_analyzer` is a cfg that rustc
/// does not know, and some of Clippy's lints look at expansions as well.
pub fn module() -> TokenStream {
    quote! {
        #[forbid(unsafe_code)]
        #[allow(
            unexpected_cfgs,
            unreachable_code,
            clippy::implicit_return,
            clippy::pub_use,
            clippy::question_mark,
            clippy::same_name_method,
            clippy::too_many_arguments,
            clippy::unused_unit
        )]
    }
}

/// Removes `#[allow(…)]` everywhere.
pub fn strip(code: TokenStream) -> TokenStream {
    let mut kept = Vec::new();
    for token in strip_items(code) {
        kept.push(match token {
            TokenTree::Group(group) => {
                let mut stripped = Group::new(group.delimiter(), strip(group.stream()));
                stripped.set_span(group.span());
                TokenTree::Group(stripped)
            }
            other => other,
        });
    }
    kept.into_iter().collect()
}

/// Removes `#[allow(…)]` from the items of `code`, not from what is inside of them: function bodies
/// have none, and are too large to walk for nothing.
pub fn strip_items(code: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for token in code {
        let attribute = matches!(kept.last(), Some(TokenTree::Punct(p)) if p.as_char() == '#');
        if attribute && is_allow(&token) {
            kept.pop();
        } else {
            kept.push(token);
        }
    }
    kept.into_iter().collect()
}

fn is_allow(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else {
        return false;
    };
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket
        && matches!(first, Some(TokenTree::Ident(i)) if i == "allow")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_allow_goes() {
        let code = || "#[allow(a, b)] #[doc = \"#[allow(x)]\"] mod m { #[allow(c)] fn f() { [allow] } #[inline] fn g() {} }";
        let text = |tokens: TokenStream| tokens.to_string().replace(' ', "");
        assert_eq!(
            text(strip(code().parse().unwrap())),
            "#[doc=\"#[allow(x)]\"]modm{fnf(){[allow]}#[inline]fng(){}}"
        );
        assert!(text(strip_items(code().parse().unwrap())).contains("{#[allow(c)]fnf"));
    }
}
