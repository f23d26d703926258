//! The two stages of an expansion.
//!
//! The first gives the module with its public surface and, unless an IDE is asking, a call of the
//! second, which gives the code. rust-analyzer drops expansions above 2,097,152 tokens; this way it
//! still sees every item that a user can name.

use std::str::FromStr;

use include_wasm_translate::options::Source;
use include_wasm_verify::Part;
use proc_macro2::TokenStream;
use quote::quote;

use crate::input::{self, Input};
use crate::lints;
use crate::locate;
use crate::report::Report;
use crate::verify::verify;

/// `include_wasm!`
pub fn module(tokens: TokenStream) -> TokenStream {
    let original = tokens.clone();
    let expanded = generate(tokens, Part::Surface).and_then(|stage| {
        let Input {
            attrs,
            visibility,
            ident,
            options,
            ..
        } = &stage.input;
        let Generated {
            code: surface,
            track,
            ..
        } = &stage;
        let runtime = options.paths.restore(parse(&options.values.runtime)?);
        let surface = lints::strip(surface.clone());
        let lints = lints::module();
        Ok(quote! {
            #attrs
            #lints
            #visibility mod #ident {
                #surface
                #[cfg(not(rust_analyzer))]
                #runtime::__include_wasm_code! { #original }
                #track
            }
        })
    });
    expanded.unwrap_or_else(|errors| errors)
}

/// `__include_wasm_code!`
pub fn code(tokens: TokenStream) -> TokenStream {
    generate(tokens, Part::Code)
        .map_or_else(|errors| errors, |stage| lints::strip_items(stage.code))
}

struct Generated {
    input: Input,
    code: TokenStream,
    track: TokenStream,
}

/// What both stages share: parse, locate, translate, check. The error is `compile_error!`s.
fn generate(tokens: TokenStream, part: Part) -> Result<Generated, TokenStream> {
    let mut report = Report::default();
    let Some(mut input) = input::parse(tokens, &mut report) else {
        report.finish()?;
        return Err(TokenStream::new());
    };
    let mut sources = Vec::new();
    let mut track = TokenStream::new();
    for (index, source) in input.sources.iter().enumerate() {
        match locate::read(source) {
            Ok(located) => {
                let name = match &source.name {
                    Some(name) => name.clone(),
                    None if located.stem.is_empty() && input.sources.len() == 1 => {
                        input.ident.to_string()
                    }
                    None if located.stem.is_empty() => format!("inline{index}"),
                    None => located.stem,
                };
                // Compiler and checker are given the same binary; what is wrong with a text, the compiler says.
                let bytes =
                    include_wasm_translate::to_binary(&located.bytes).unwrap_or(located.bytes);
                sources.push(Source {
                    name,
                    bytes,
                    links: None,
                });
                track.extend(located.track);
            }
            Err(message) => report.error(source.span, message),
        }
    }
    report.finish()?;

    let values = &mut input.options.values;
    values.ident = input.ident.to_string();
    values.attrs = input.attrs.to_string();
    values.visibility = input.visibility.to_string();
    let translated = match part {
        Part::Surface => include_wasm_translate::surface(&sources, values),
        _ => include_wasm_translate::code(&sources, values),
    };
    let text = translated.map_err(|errors| {
        let mut report = Report::default();
        report.translate(&errors, &input);
        report.finish().err().unwrap_or_default()
    })?;
    let code = parse(&text)?;
    let values = &input.options.values;
    let mut report = Report::default();
    match verify(&sources, values, code.clone(), part) {
        Err(message) => report.error(input.ident.span(), message),
        Ok(accepted) => {
            if let (Part::Code, Some((path, span))) = (part, &input.options.proof) {
                let text = include_wasm_verify::certificate(&sources, values, &accepted);
                if let Err(message) = include_wasm_verify::write(&locate::output(path), &text) {
                    report.error(*span, message);
                }
            }
        }
    }
    report.finish()?;
    let code = input.options.paths.restore(code);
    Ok(Generated { input, code, track })
}

/// Generated text to tokens; they get the span of the call, so lints know that no human wrote them.
fn parse(text: &str) -> Result<TokenStream, TokenStream> {
    TokenStream::from_str(text).map_err(|error| {
        let message =
            format!("include_wasm! generated text that is not Rust; this is a bug: {error}");
        quote!(::core::compile_error! { #message })
    })
}
