//! The grammar of `include_wasm!`:
//!
//! ```text
//! Input   = Source | Attribute* Visibility `mod` IDENT `=` Sources Options? `;`?
//! Sources = Source | `[` (Name `:`)? Source `,` … `]`
//! Source  = STRING | `concat!(…)` | `env!(…)` | `inline` STRING
//! Options = `{` NAME `:` Value `,` … `}`                    (options.rs)
//! ```
//!
//! Literals may come in invisible groups, as `macro_rules!` passes them; syn looks through those.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, LitStr, Token, Visibility, bracketed, token};

use crate::constant;
use crate::naming::{short_name, unusable};
use crate::options::OptionArgs;
use crate::report::Report;

/// One invocation, parsed.
pub struct Input {
    /// Attributes and docs for the module.
    pub attrs: TokenStream,
    /// Visibility of the module.
    pub visibility: TokenStream,
    /// Name of the module.
    pub ident: Ident,
    /// What to translate; never empty.
    pub sources: Vec<SourceArg>,
    /// The options, with defaults for those not given.
    pub options: OptionArgs,
}

/// One module of the bundle.
pub struct SourceArg {
    /// The import namespace it answers to, if the user gave one; else the file's stem.
    pub name: Option<String>,
    /// Where its bytes are.
    pub place: Place,
    /// The path, for errors.
    pub span: Span,
}

/// Where a module's bytes are.
pub enum Place {
    /// `"plugin.wasm"`
    Literal(LitStr),
    /// `concat!(env!("OUT_DIR"), "/plugin.wasm")`: the tokens and what they evaluate to.
    Expr(TokenStream, String),
    /// `inline "(module …)"`
    Inline(LitStr),
}

/// More nested brackets than any real invocation has; deeper input could exhaust the parser's stack.
const MAX_NESTING: usize = 128;

/// Parses an invocation. `None` if nothing sensible was found; then the report says why.
pub fn parse(tokens: TokenStream, report: &mut Report) -> Option<Input> {
    if let Err(span) = check_nesting(&tokens) {
        report.error(span, format!("brackets nested deeper than {MAX_NESTING}"));
        return None;
    }
    let mut input = None;
    let parser = |stream: ParseStream| {
        input = invocation(stream, report)?;
        Ok(())
    };
    if let Err(error) = parser.parse2(tokens) {
        report.push(error);
        return None;
    }
    input
}

fn check_nesting(tokens: &TokenStream) -> Result<(), Span> {
    let mut levels = vec![tokens.clone().into_iter()];
    while let Some(level) = levels.last_mut() {
        match level.next() {
            None => {
                levels.pop();
            }
            Some(TokenTree::Group(group)) if levels.len() > MAX_NESTING => return Err(group.span()),
            Some(TokenTree::Group(group)) => levels.push(group.stream().into_iter()),
            Some(_) => {}
        }
    }
    Ok(())
}

fn invocation(input: ParseStream, report: &mut Report) -> syn::Result<Option<Input>> {
    if input.is_empty() {
        return Err(input.error(
            "expected a path such as `\"plugin.wasm\"`, or `mod plugin = \"plugin.wasm\" { options }`",
        ));
    }
    let attrs = Attribute::parse_outer(input)?;
    let visibility: Visibility = input.parse()?;
    let short = attrs.is_empty() && matches!(visibility, Visibility::Inherited);
    let mut options = OptionArgs::default();

    let (ident, sources) = if input.peek(Token![mod]) {
        input.parse::<Token![mod]>()?;
        let ident = input
            .call(Ident::parse_any)
            .map_err(|e| syn::Error::new(e.span(), "expected the module's name"))?;
        if let Some(name) = unusable(&ident) {
            report.error(
                ident.span(),
                format!("`{name}` can't be the name of a module"),
            );
        }
        if !input.peek(Token![=]) {
            return Err(input.error(format!(
                "expected `= \"path/to/{ident}.wasm\"` after the module's name"
            )));
        }
        input.parse::<Token![=]>()?;
        let sources = sources(input, report)?;
        if input.peek(token::Brace) {
            let entries;
            syn::braced!(entries in input);
            options.parse(&entries, report);
        }
        if input.peek(Token![;]) {
            input.parse::<Token![;]>()?;
        }
        (ident, sources)
    } else if short {
        let source = source(input)?;
        if input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
        }
        match short_name(&source) {
            Ok(ident) => (ident, vec![source]),
            Err(message) => return Err(syn::Error::new(source.span, message)),
        }
    } else {
        return Err(input.error("expected `mod name = \"path.wasm\"`"));
    };

    if input.peek(token::Brace) {
        report.error(
            input.span(),
            format!("options need the long form: `mod {ident} = \"path.wasm\" {{ options }}`"),
        );
        input.parse::<TokenTree>()?;
    }
    if !input.is_empty() {
        report.error(input.span(), "unexpected token: one module per invocation; write another `include_wasm!` for the next");
        input.parse::<TokenStream>()?;
    }
    if sources.is_empty() {
        return Ok(None);
    }
    Ok(Some(Input {
        attrs: attrs.iter().map(ToTokens::to_token_stream).collect(),
        visibility: visibility.into_token_stream(),
        ident,
        sources,
        options,
    }))
}

/// One source, or a list of them.
fn sources(input: ParseStream, report: &mut Report) -> syn::Result<Vec<SourceArg>> {
    if !input.peek(token::Bracket) {
        return Ok(vec![source(input)?]);
    }
    let list;
    let bracket = bracketed!(list in input);
    let mut sources: Vec<SourceArg> = Vec::new();
    while !list.is_empty() {
        let name = if list.peek2(Token![:]) && !list.peek2(Token![::]) {
            let name = if list.peek(LitStr) {
                list.parse::<LitStr>()?.value()
            } else {
                list.call(Ident::parse_any)?.unraw().to_string()
            };
            list.parse::<Token![:]>()?;
            Some(name)
        } else {
            None
        };
        sources.push(SourceArg {
            name,
            ..source(&list)?
        });
        if !list.is_empty() {
            list.parse::<Token![,]>()?;
        }
    }
    if sources.is_empty() {
        report.error(
            bracket.span.join(),
            "expected at least one path such as `\"main.wasm\"`",
        );
    }
    Ok(sources)
}

fn source(input: ParseStream) -> syn::Result<SourceArg> {
    let inline = input
        .fork()
        .call(Ident::parse_any)
        .is_ok_and(|i| i == "inline")
        && !input.peek2(Token![!]);
    if inline {
        let span = input.call(Ident::parse_any)?.span();
        let text: LitStr = input.parse().map_err(|_| {
            syn::Error::new(span, "expected a string with WebAssembly text after `inline`, such as `inline \"(module)\"`")
        })?;
        return Ok(SourceArg {
            name: None,
            span: text.span(),
            place: Place::Inline(text),
        });
    }
    if input.peek(LitStr) {
        let path: LitStr = input.parse()?;
        return Ok(SourceArg {
            name: None,
            span: path.span(),
            place: Place::Literal(path),
        });
    }
    let Some(string) = constant::string(input)? else {
        return Err(input.error(
            "expected a path: a string literal, `concat!(…)`, `env!(…)`, or `inline \"(module …)\"`",
        ));
    };
    Ok(SourceArg {
        name: None,
        span: string.span,
        place: Place::Expr(string.tokens, string.value),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Input, String> {
        let mut report = Report::default();
        let input = parse(text.parse().unwrap(), &mut report);
        match report.finish() {
            Ok(()) => Ok(input.expect("no error, no input")),
            Err(errors) => Err(errors.to_string()),
        }
    }

    fn error(text: &str) -> String {
        parsed(text)
            .err()
            .unwrap_or_else(|| panic!("no error for {text}"))
    }

    #[test]
    fn short_form_names_the_module() {
        for (path, name) in [
            ("add.wasm", "add"),
            ("a/b/my-plugin.wasm", "my_plugin"),
            ("7zip.wasm", "_7zip"),
            ("fn.wasm", "r#fn"),
            ("self.wasm", "self_"),
            ("x.opt.wasm", "x_opt"),
            ("größe.wat", "größe"),
            ("-.wasm", "__"),
        ] {
            assert_eq!(
                parsed(&format!("{path:?}")).unwrap().ident.to_string(),
                name,
                "{path}"
            );
        }
        assert!(error("\"\"").contains("no module name"));
        assert!(error("inline \"(module)\"").contains("needs a name"));
    }

    #[test]
    fn item_form() {
        let input =
            parsed("/// Doc.\n #[allow(x)] pub(crate) mod m = \"m.wasm\" { fuel: true };").unwrap();
        assert_eq!(input.ident, "m");
        assert_eq!(input.visibility.to_string().replace(' ', ""), "pub(crate)");
        assert!(input.attrs.to_string().contains("Doc."));
        assert!(input.options.values.fuel);
    }

    #[test]
    fn bundles() {
        let input =
            parsed(r#"mod m = ["a/main.wasm", lib: "l.wasm", "my env": inline "(module)"]"#)
                .unwrap();
        let names: Vec<_> = input.sources.iter().map(|s| s.name.as_deref()).collect();
        assert_eq!(names, [None, Some("lib"), Some("my env")]);
        assert!(error("mod m = []").contains("at least one path"));
    }

    #[test]
    fn expressions() {
        let input = parsed(r#"mod m = concat!("a", "/", 1, '.', "wasm")"#).unwrap();
        assert!(matches!(&input.sources[0].place, Place::Expr(_, p) if p == "a/1.wasm"));
        let input =
            parsed(r#"mod m = ::core::concat!(env!("CARGO_MANIFEST_DIR"), "/x.wasm")"#).unwrap();
        assert!(
            matches!(&input.sources[0].place, Place::Expr(_, p) if p.ends_with("/macro/x.wasm"))
        );
        assert!(
            error(r#"mod m = env!("INCLUDE_WASM_UNSET_VARIABLE")"#)
                .contains("INCLUDE_WASM_UNSET_VARIABLE")
        );
    }

    #[test]
    fn invisible_groups() {
        use proc_macro2::{Delimiter, Group};
        let group =
            |text: &str| TokenTree::from(Group::new(Delimiter::None, text.parse().unwrap()));
        let mut tokens = TokenStream::new();
        tokens.extend([group("")]); // an empty `$vis:vis`
        tokens.extend("mod".parse::<TokenStream>().unwrap());
        tokens.extend([group("m")]);
        tokens.extend("=".parse::<TokenStream>().unwrap());
        tokens.extend([group("\"m.wasm\"")]);
        let mut report = Report::default();
        let input = parse(tokens, &mut report).unwrap();
        assert!(report.finish().is_ok());
        assert_eq!(input.ident, "m");
        assert!(matches!(&input.sources[0].place, Place::Literal(p) if p.value() == "m.wasm"));
    }

    #[test]
    fn errors_are_collected() {
        let errors = error(
            r#"mod m = "m.wasm" { fule: true, fuel: 1, fuel: true, max_stack: "a", nan: maybe }"#,
        );
        for part in [
            "unknown option `fule`",
            "did you mean `fuel`",
            "`fuel` takes",
            "given twice",
            "`max_stack` takes",
            "`nan` takes",
        ] {
            assert!(errors.contains(part), "{part} not in {errors}");
        }
    }

    #[test]
    fn no_input_panics() {
        let pieces = [
            "mod",
            "m",
            "=",
            "\"a.wasm\"",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            "inline",
            "concat!",
            "env!",
            ",",
            ":",
            ";",
            "#",
            "pub",
            "fuel",
            "true",
            "1",
            "'a'",
            "stubs",
            "rename",
            "implements",
            "crate",
            "::",
            "traits",
            "max_stack",
            "<<",
            "99999999999999999999999",
            "*",
            "-",
            "nan",
        ];
        // A fixed pseudo-random walk (xorshift) over token soup.
        let mut state = 0x9E37_79B9_7F4A_7C15u64;
        let mut next = |n: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % n as u64) as usize
        };
        for round in 0..20_000 {
            let mut text = if round % 2 == 0 {
                String::from("mod m = \"a.wasm\" { ")
            } else {
                String::new()
            };
            for _ in 0..next(12) {
                text.push_str(pieces[next(pieces.len())]);
                text.push(' ');
            }
            if round % 2 == 0 {
                text.push('}');
            }
            if let Ok(tokens) = text.parse::<TokenStream>() {
                let mut report = Report::default();
                let input = parse(tokens, &mut report);
                let failed = report.finish().is_err();
                assert!(input.is_some() || failed, "neither input nor error: {text}");
            }
        }
    }

    #[test]
    fn deep_nesting_is_an_error() {
        let text = format!("mod m = {}{}", "(".repeat(3_000), ")".repeat(3_000));
        assert!(error(&text).contains("nested deeper"));
    }
}
