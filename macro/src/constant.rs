//! Constants that the macro must know while it runs: integers like `512 * 1024`, and strings like
//! `concat!(env!("OUT_DIR"), "/plugin.wasm")`. Names are not resolved yet, so literals only.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Lit, LitInt, LitStr, Path, Token, parenthesized, token};

/// Parentheses and macros may nest this deep.
const MAX_DEPTH: u32 = 32;

/// Evaluates integer literals with `+ - * / % <<` and parentheses, as Rust would.
pub fn integer(input: ParseStream) -> syn::Result<u64> {
    shift(input, 0)
}

fn shift(input: ParseStream, depth: u32) -> syn::Result<u64> {
    let mut value = sum(input, depth)?;
    while input.peek(Token![<<]) {
        let span = input.parse::<Token![<<]>()?.spans[0];
        let by = sum(input, depth)?;
        let shifted = u32::try_from(by)
            .ok()
            .filter(|by| *by < 64)
            .and_then(|by| value.checked_mul(1 << by));
        value = shifted.ok_or_else(|| overflow(span))?;
    }
    Ok(value)
}

fn sum(input: ParseStream, depth: u32) -> syn::Result<u64> {
    let mut value = product(input, depth)?;
    loop {
        if input.peek(Token![+]) {
            let span = input.parse::<Token![+]>()?.spans[0];
            value = value
                .checked_add(product(input, depth)?)
                .ok_or_else(|| overflow(span))?;
        } else if input.peek(Token![-]) {
            let span = input.parse::<Token![-]>()?.spans[0];
            value = value
                .checked_sub(product(input, depth)?)
                .ok_or_else(|| overflow(span))?;
        } else {
            return Ok(value);
        }
    }
}

fn product(input: ParseStream, depth: u32) -> syn::Result<u64> {
    let mut value = factor(input, depth)?;
    loop {
        if input.peek(Token![*]) {
            let span = input.parse::<Token![*]>()?.spans[0];
            value = value
                .checked_mul(factor(input, depth)?)
                .ok_or_else(|| overflow(span))?;
        } else if input.peek(Token![/]) {
            let span = input.parse::<Token![/]>()?.spans[0];
            value = value
                .checked_div(factor(input, depth)?)
                .ok_or_else(|| overflow(span))?;
        } else if input.peek(Token![%]) {
            let span = input.parse::<Token![%]>()?.spans[0];
            value = value
                .checked_rem(factor(input, depth)?)
                .ok_or_else(|| overflow(span))?;
        } else {
            return Ok(value);
        }
    }
}

fn factor(input: ParseStream, depth: u32) -> syn::Result<u64> {
    if input.peek(token::Paren) && depth < MAX_DEPTH {
        let inner;
        parenthesized!(inner in input);
        let value = shift(&inner, depth + 1)?;
        if !inner.is_empty() {
            return Err(inner.error("unexpected token"));
        }
        return Ok(value);
    }
    let literal: LitInt = input.parse()?;
    if !matches!(
        literal.suffix(),
        "" | "u32" | "u64" | "usize" | "i32" | "i64"
    ) {
        return Err(syn::Error::new(literal.span(), "expected an integer"));
    }
    literal.base10_parse().map_err(|_| overflow(literal.span()))
}

fn overflow(span: Span) -> syn::Error {
    syn::Error::new(span, "this expression overflows or divides by zero")
}

/// A string expression and its value.
pub struct StringExpr {
    /// As written.
    pub tokens: TokenStream,
    /// What it evaluates to.
    pub value: String,
    /// Of the macro's name.
    pub span: Span,
}

/// Evaluates `concat!(…)` or `env!(…)`. `None`, with nothing consumed, if there is no macro call here.
pub fn string(input: ParseStream) -> syn::Result<Option<StringExpr>> {
    let fork = input.fork();
    if fork.call(Path::parse_mod_style).is_err() || !fork.peek(Token![!]) {
        return Ok(None);
    }
    call(input, 0).map(Some)
}

fn call(input: ParseStream, depth: u32) -> syn::Result<StringExpr> {
    let path = input.call(Path::parse_mod_style)?;
    let bang: Token![!] = input.parse()?;
    let name = path
        .segments
        .last()
        .map(|s| s.ident.unraw())
        .unwrap_or_else(|| Ident::new("_", bang.span));
    let span = name.span();
    let arguments;
    if input.peek(token::Paren) {
        parenthesized!(arguments in input);
    } else if input.peek(token::Bracket) {
        syn::bracketed!(arguments in input);
    } else if input.peek(token::Brace) {
        syn::braced!(arguments in input);
    } else {
        return Err(input.error("expected the macro's arguments in parentheses"));
    }
    let tokens: TokenStream = arguments.fork().parse()?;
    let value = match &name.to_string()[..] {
        "concat" if depth < MAX_DEPTH => {
            let mut value = String::new();
            while !arguments.is_empty() {
                value.push_str(&piece(&arguments, depth + 1)?);
                if !arguments.is_empty() {
                    arguments.parse::<Token![,]>()?;
                }
            }
            value
        }
        "env" => {
            let words = Punctuated::<LitStr, Token![,]>::parse_terminated(&arguments)?;
            let Some(variable) = words.first() else {
                return Err(syn::Error::new(
                    span,
                    "expected the name of an environment variable",
                ));
            };
            let name = variable.value();
            std::env::var(&name).map_err(|e| {
                let message = match (words.get(1), e) {
                    (Some(message), _) => message.value(),
                    (None, std::env::VarError::NotPresent) => {
                        format!(
                            "environment variable `{name}` is not defined while this crate compiles"
                        )
                    }
                    (None, std::env::VarError::NotUnicode(_)) => {
                        format!("environment variable `{name}` is not Unicode")
                    }
                };
                syn::Error::new(variable.span(), message)
            })?
        }
        _ => {
            return Err(syn::Error::new(
                span,
                "only `concat!` and `env!` are evaluated here",
            ));
        }
    };
    Ok(StringExpr {
        tokens: quote!(#path #bang (#tokens)),
        value,
        span,
    })
}

/// One argument of `concat!`.
fn piece(input: ParseStream, depth: u32) -> syn::Result<String> {
    const ACCEPTED: &str = "only literals, `concat!` and `env!` are evaluated here";
    if !input.peek(Lit) {
        let fork = input.fork();
        if fork.call(Path::parse_mod_style).is_err() || !fork.peek(Token![!]) {
            return Err(input.error(ACCEPTED));
        }
        return call(input, depth).map(|s| s.value);
    }
    let literal: Lit = input.parse()?;
    Ok(match &literal {
        Lit::Str(s) => s.value(),
        Lit::Char(c) => c.value().to_string(),
        Lit::Bool(b) => b.value.to_string(),
        Lit::Int(i) => i.base10_digits().to_owned(),
        Lit::Float(f) => f.base10_digits().to_owned(),
        other => {
            return Err(syn::Error::new_spanned(
                other.to_token_stream(),
                "this literal can't be part of a path",
            ));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse::Parser;

    #[test]
    fn integers() {
        for (text, value) in [
            ("256", Some(256)),
            ("512 * 1024", Some(512 * 1024)),
            ("1 << 16", Some(65536)),
            ("(1 + 2) * 3 - 4 / 2", Some(7)),
            ("1 << 2 + 1", Some(8)),
            ("0x10_000u32", Some(0x10000)),
            ("10 % 4", Some(2)),
            ("1 - 2", None),
            ("1 / 0", None),
            ("1 << 64", None),
            ("18446744073709551616", None),
            ("4294967296 * 4294967296", None),
            ("\"a\"", None),
            ("1u8", None),
            ("SIZE", None),
            ("()", None),
        ] {
            assert_eq!(integer.parse_str(text).ok(), value, "{text}");
        }
    }
}
