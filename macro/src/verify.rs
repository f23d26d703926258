//! The checker (`include-wasm-check`) between the compiler and rustc: what the compiler wrote is returned only
//! if the checker accepts it.
//!
//! It sees the very tokens that are returned, before the user's own paths replace their placeholders and
//! `#[allow(…)]` attributes are taken out; nothing else happens to them.

use include_wasm_translate::options::{Options, Source};
use include_wasm_verify::{Part, Report, Tokens, check};
use proc_macro2::{Delimiter, TokenStream, TokenTree, token_stream};

/// Checks generated tokens against the modules that they come from.
///
/// # Errors
/// What to tell the user, who can only report it.
pub fn verify(
    sources: &[Source],
    options: &Options,
    code: TokenStream,
    part: Part,
) -> Result<Report, String> {
    check(sources, options, &flatten(code), part).map_err(|rejection| {
        let names: Vec<_> = sources.iter().map(|s| format!("`{}`", s.name)).collect();
        format!(
            "include-wasm: the checker rejected its own expansion of {}: {rejection}; this is a bug in \
             include-wasm, please report it with the module",
            names.join(", ")
        )
    })
}

/// rustc's tokens as the checker's. Without recursion: generated code may nest deeply.
fn flatten(code: TokenStream) -> Tokens {
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

#[cfg(test)]
mod tests {
    use super::flatten;
    use include_wasm_verify::Tokens;

    /// rustc's tokenizer and the checker's own agree.
    #[test]
    fn both_lexers() {
        let text = "pub fn f(a: &'a mut [u8; 3]) -> Option<(i32, f64)> { 'b1: loop { v1 = -5; x(0x1f, 0.0, 3_i32, \
                    \"a\\\"b\", b\"\\x00\\\\\"); match p { 1 | 4..=7 => {} _ => break 'b1 } } }";
        let ours = Tokens::lex(text).unwrap();
        let theirs = flatten(text.parse().unwrap());
        let shown = |t: &Tokens| (0..t.len()).map(|i| t.show(i)).collect::<Vec<_>>();
        assert_eq!(shown(&ours), shown(&theirs));
        assert_eq!(ours.len(), theirs.len());
    }
}
