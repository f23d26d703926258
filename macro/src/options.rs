//! The options block: `{ name: value, … }` to the compiler's [`Options`], keeping the spans.

use include_wasm_translate::options::{Implements, Options};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseBuffer, ParseStream};
use syn::{LitBool, LitStr, Path, Token, braced, bracketed, token};

use crate::constant;
use crate::paths::Paths;
use crate::report::{Report, nearest};

/// Every option and what it takes.
const OPTIONS: &[(&str, &str)] = &[
    (
        "max_memory_pages",
        "a number of 64 KiB pages up to 65536, such as `256`",
    ),
    (
        "fixed_memory_pages",
        "a number of 64 KiB pages up to 65536, such as `256`",
    ),
    (
        "max_stack",
        "a number of bytes below 4 GiB, made of integer literals, such as `512 * 1024`",
    ),
    ("fuel", "`true` or `false`"),
    ("interrupt", "`true` or `false`"),
    ("nan", "`canonical` or `preserve`"),
    ("relaxed_simd", "`deterministic` or `fast`"),
    ("backtrace", "`true` or `false`"),
    ("dynamic", "`true` or `false`"),
    (
        "stubs",
        "a list of import patterns, such as `[\"env.emscripten_*\"]`",
    ),
    (
        "rename",
        "a map from names to identifiers, such as `{ \"my-export\": my_export }`",
    ),
    (
        "traits",
        "a map from import namespaces to paths of traits, such as `{ \"env\": crate::Env }`",
    ),
    (
        "implements",
        "the path of a trait, `path for Host`, `path { method, … }`, or a list of those, such as `crate::Plugin { greet, run }`",
    ),
    (
        "proof",
        "a path, such as `\"plugin.proof.json\"` or `concat!(env!(\"OUT_DIR\"), \"/plugin.proof.json\")`",
    ),
    (
        "crate",
        "the path of the `include-wasm` crate, such as `::include_wasm`",
    ),
];

/// The options of one invocation.
#[derive(Default)]
pub struct OptionArgs {
    /// For the compiler; paths in it are placeholders of [`OptionArgs::paths`].
    pub values: Options,
    /// The paths that the user wrote.
    pub paths: Paths,
    /// Where the certificate goes.
    pub proof: Option<(String, Span)>,
    /// Where each option given is, and its entries if it has any.
    spans: Vec<(&'static str, Span, Vec<Span>)>,
}

impl OptionArgs {
    /// The span of an option's entry, or of the option itself.
    pub fn span(&self, name: &str, index: usize) -> Option<Span> {
        let (_, option, entries) = self.spans.iter().find(|(n, ..)| *n == name)?;
        Some(*entries.get(index).unwrap_or(option))
    }

    /// Parses the inside of the braces. Every wrong entry is reported and skipped.
    pub fn parse(&mut self, input: &ParseBuffer, report: &mut Report) {
        while !input.is_empty() {
            if let Err(error) = self.entry(input, report) {
                report.push(error);
                skip_entry(input);
            } else if !input.is_empty() && !input.peek(Token![,]) {
                report.error(input.span(), "expected `,` between options");
                skip_entry(input);
            }
            // Cannot fail: the loop condition and `skip_entry` leave a comma or nothing.
            let _ = input.parse::<Token![,]>();
        }
    }

    fn entry(&mut self, input: ParseStream, report: &mut Report) -> syn::Result<()> {
        let Ok(name) = input.call(Ident::parse_any) else {
            return Err(input.error("expected `name: value`"));
        };
        let text = name.unraw().to_string();
        let Some(&(option, takes)) = OPTIONS.iter().find(|(n, _)| *n == text) else {
            return Err(syn::Error::new(name.span(), unknown(&text)));
        };
        if self.spans.iter().any(|(n, ..)| *n == option) {
            return Err(syn::Error::new(
                name.span(),
                format!("option `{option}` is given twice"),
            ));
        }
        self.spans.push((option, name.span(), Vec::new()));
        let wrong =
            |error: syn::Error| syn::Error::new(error.span(), format!("`{option}` takes {takes}"));
        if !input.peek(Token![:]) || input.peek(Token![::]) {
            return Err(wrong(syn::Error::new(name.span(), "")));
        }
        input.parse::<Token![:]>()?;
        let value = input.span();
        self.value(option, input, report).map_err(|e| match e {
            // The whole value is wrong, or the user left it out.
            Wrong::Type(_) if input.is_empty() => wrong(syn::Error::new(name.span(), "")),
            Wrong::Type(e) => wrong(e),
            Wrong::Range => wrong(syn::Error::new(value, "")),
        })?;
        if !input.is_empty()
            && !input.peek(Token![,])
            && matches!(
                option,
                "fuel" | "interrupt" | "backtrace" | "dynamic" | "nan" | "relaxed_simd"
            )
        {
            return Err(wrong(syn::Error::new(value, "")));
        }
        Ok(())
    }

    fn value(
        &mut self,
        option: &'static str,
        input: ParseStream,
        report: &mut Report,
    ) -> Result<(), Wrong> {
        match option {
            "max_memory_pages" => self.values.max_memory_pages = Some(number(input, 65536)?),
            "fixed_memory_pages" => self.values.fixed_memory_pages = Some(number(input, 65536)?),
            "max_stack" => self.values.max_stack = Some(number(input, u32::MAX)?),
            "fuel" => self.values.fuel = flag(input)?,
            "interrupt" => self.values.interrupt = flag(input)?,
            "backtrace" => self.values.backtrace = flag(input)?,
            "dynamic" => self.values.dynamic = flag(input)?,
            "nan" => self.values.canonical_nan = choice(input, ["preserve", "canonical"])?,
            "relaxed_simd" => self.values.relaxed_fast = choice(input, ["deterministic", "fast"])?,
            "stubs" => self.stubs(input)?,
            "rename" => self.rename(input, report)?,
            "traits" => self.traits(input, report)?,
            "implements" => self.implements(input, report)?,
            "proof" => self.proof = Some(path(input)?),
            _ => {
                let path = type_path(input)?;
                let message =
                    "this path must start with `::`, `crate`, `$crate` or the name of a dependency";
                match self.paths.runtime(&path) {
                    Some(runtime) => self.values.runtime = runtime,
                    None => report.error(span_of(&path), message),
                }
            }
        }
        Ok(())
    }

    fn stubs(&mut self, input: ParseStream) -> syn::Result<()> {
        if input.peek(LitStr) {
            return self.stub(input);
        }
        let list;
        bracketed!(list in input);
        separated(&list, |list| self.stub(list))
    }

    fn stub(&mut self, input: ParseStream) -> syn::Result<()> {
        let pattern: LitStr = input.parse()?;
        self.values.stubs.push(pattern.value());
        self.entry_span(pattern.span());
        Ok(())
    }

    fn rename(&mut self, input: ParseStream, report: &mut Report) -> syn::Result<()> {
        let map;
        braced!(map in input);
        separated(&map, |map| {
            let name: LitStr = map.parse()?;
            map.parse::<Token![:]>()?;
            let ident: Ident = map.parse()?;
            if self.values.rename.iter().any(|(n, _)| *n == name.value()) {
                report.error(name.span(), format!("{:?} is renamed twice", name.value()));
                return Ok(());
            }
            self.values.rename.push((name.value(), ident.to_string()));
            self.entry_span(name.span());
            Ok(())
        })
    }

    fn traits(&mut self, input: ParseStream, report: &mut Report) -> syn::Result<()> {
        let map;
        braced!(map in input);
        separated(&map, |map| {
            let namespace: LitStr = map.parse()?;
            map.parse::<Token![:]>()?;
            let path = type_path(map)?;
            if self
                .values
                .traits
                .iter()
                .any(|(n, _)| *n == namespace.value())
            {
                report.error(
                    namespace.span(),
                    format!("namespace {:?} is given a trait twice", namespace.value()),
                );
                return Ok(());
            }
            self.values
                .traits
                .push((namespace.value(), self.paths.item(&path)));
            self.entry_span(namespace.span());
            Ok(())
        })
    }

    fn implements(&mut self, input: ParseStream, report: &mut Report) -> syn::Result<()> {
        if !input.peek(token::Bracket) {
            return self.implement(input, report);
        }
        let list;
        bracketed!(list in input);
        separated(&list, |list| self.implement(list, report))
    }

    fn implement(&mut self, input: ParseStream, report: &mut Report) -> syn::Result<()> {
        let path = type_path(input)?;
        let mut host = None;
        if input.parse::<Option<Token![for]>>()?.is_some() {
            host = Some(self.paths.item(&type_path(input)?));
        }
        let mut methods = None;
        if input.peek(token::Brace) {
            let list;
            braced!(list in input);
            let names = methods.insert(Vec::new());
            separated(&list, |list| {
                let method: Ident = list.parse()?;
                let name = method.to_string();
                if names.contains(&name) {
                    report.error(method.span(), format!("method `{name}` is listed twice"));
                } else {
                    names.push(name);
                }
                Ok(())
            })?;
        }
        self.entry_span(span_of(&path));
        self.values.implements.push(Implements {
            path: self.paths.item(&path),
            host,
            methods,
        });
        Ok(())
    }

    /// Notes where the next entry of the option being parsed is.
    fn entry_span(&mut self, span: Span) {
        if let Some((.., entries)) = self.spans.last_mut() {
            entries.push(span);
        }
    }
}

/// Why a value was refused.
enum Wrong {
    /// Not what the option takes.
    Type(syn::Error),
    /// An integer too large.
    Range,
}

impl From<syn::Error> for Wrong {
    fn from(error: syn::Error) -> Self {
        Wrong::Type(error)
    }
}

fn unknown(name: &str) -> String {
    let names: Vec<_> = OPTIONS.iter().map(|(n, _)| *n).collect();
    let hint = match nearest(name, names.iter().copied()) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => String::new(),
    };
    format!(
        "unknown option `{name}`{hint}\nthe options are: {}",
        names.join(", ")
    )
}

fn number(input: ParseStream, max: u32) -> Result<u32, Wrong> {
    let value = constant::integer(input)?;
    u32::try_from(value)
        .ok()
        .filter(|v| *v <= max)
        .ok_or(Wrong::Range)
}

fn flag(input: ParseStream) -> syn::Result<bool> {
    Ok(input.parse::<LitBool>()?.value)
}

/// Whether it is the second of two words.
fn choice(input: ParseStream, words: [&str; 2]) -> syn::Result<bool> {
    let word = input.call(Ident::parse_any)?;
    let found = words.iter().position(|w| word == w);
    found
        .map(|at| at == 1)
        .ok_or_else(|| syn::Error::new(word.span(), ""))
}

/// A path as it stands in a type, generic arguments without `::`.
fn type_path(input: ParseStream) -> syn::Result<Path> {
    input.parse()
}

fn span_of(path: &Path) -> Span {
    path.to_token_stream()
        .into_iter()
        .last()
        .map_or_else(Span::call_site, |t| t.span())
}

/// A path to a file: a string, `concat!(…)` or `env!(…)`.
fn path(input: ParseStream) -> syn::Result<(String, Span)> {
    if input.peek(LitStr) {
        let path: LitStr = input.parse()?;
        return Ok((path.value(), path.span()));
    }
    let string = constant::string(input)?.ok_or_else(|| input.error(""))?;
    Ok((string.value, string.span))
}

/// Elements up to the end of `input`, separated by commas.
fn separated(
    input: ParseStream,
    mut element: impl FnMut(ParseStream) -> syn::Result<()>,
) -> syn::Result<()> {
    while !input.is_empty() {
        if let Err(error) = element(input) {
            // Unconsumed tokens would be reported a second time.
            input.parse::<TokenStream>()?;
            return Err(error);
        }
        if !input.is_empty() {
            if !input.peek(Token![,]) {
                let error = input.error("expected `,`");
                input.parse::<TokenStream>()?;
                return Err(error);
            }
            input.parse::<Token![,]>()?;
        }
    }
    Ok(())
}

/// Leaves the next comma, or nothing.
fn skip_entry(input: ParseStream) {
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}
