//! Tokens as the checker takes them: rustc's own in the macro, those of a text for the command line and tests.

use include_wasm_check::token::Tokens;
use proc_macro2::{Delimiter, TokenStream, TokenTree, token_stream};

/// The tokens of Rust source text.
///
/// # Errors
/// Where it is none.
pub fn lex(text: &str) -> Result<Tokens, String> {
    let tokens: TokenStream = text.parse().map_err(|e| format!("{e}"))?;
    Ok(flatten(tokens))
}

/// rustc's tokens as the checker's. Without recursion: generated code may nest deeply.
pub fn flatten(code: TokenStream) -> Tokens {
    let mut tokens = Tokens::new();
    let mut outer: Vec<(token_stream::IntoIter, char)> = Vec::new();
    let mut stream = code.into_iter();
    loop {
        let Some(token) = stream.next() else {
            match outer.pop() {
                None => return tokens,
                Some((next, delimiter)) => {
                    tokens.close(delimiter);
                    stream = next;
                    continue;
                }
            }
        };
        match token {
            TokenTree::Ident(ident) => tokens.ident(&ident.to_string()),
            TokenTree::Literal(literal) => tokens.literal(&literal.to_string()),
            // A label is a quote and a name.
            TokenTree::Punct(p) if p.as_char() == '\'' => match stream.next() {
                Some(TokenTree::Ident(ident)) => tokens.lifetime(&ident.to_string()),
                _ => tokens.punct('\''),
            },
            TokenTree::Punct(p) => tokens.punct(p.as_char()),
            TokenTree::Group(group) => {
                let delimiter = match group.delimiter() {
                    Delimiter::Parenthesis => '(',
                    Delimiter::Brace => '{',
                    Delimiter::Bracket => '[',
                    Delimiter::None => '⟨',
                };
                tokens.open(delimiter);
                let inner = group.stream().into_iter();
                outer.push((std::mem::replace(&mut stream, inner), delimiter));
            }
        }
    }
}
