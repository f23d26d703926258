//! Text to tokens: expected text, and source text for the command line and tests. The macro hands over rustc's own tokens.

use crate::token::Tokens;

/// The first token of a text, and what is behind it: a word (in templates with `@`), a number, a string, a label, or one
/// character.
pub fn split(text: &str) -> Option<(&str, &str)> {
    let text = trim(text);
    let bytes = text.as_bytes();
    let length = match (bytes.first()?, bytes.get(1)) {
        (b'"', _) => string_end(bytes, 1)?,
        (b'b', Some(b'"')) => string_end(bytes, 2)?,
        (b'0'..=b'9', _) => match word_end(bytes, 0) {
            n if matches!(bytes.get(n..n + 2), Some([b'.', b'0'..=b'9'])) => word_end(bytes, n + 1),
            n => n,
        },
        (b'\'', _) => word_end(bytes, 1),
        _ => word_end(bytes, 0).max(1),
    };
    text.split_at_checked(length)
}

fn trim(text: &str) -> &str {
    let mut i = 0;
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = text.as_bytes().get(i) {
        i += 1;
    }
    &text[i..]
}

fn word_end(bytes: &[u8], mut i: usize) -> usize {
    while let Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'@') = bytes.get(i) {
        i += 1;
    }
    i
}

/// The end of a string, given where it begins after its quote.
fn string_end(bytes: &[u8], mut i: usize) -> Option<usize> {
    while *bytes.get(i)? != b'"' {
        i += if bytes[i] == b'\\' { 2 } else { 1 };
    }
    Some(i + 1)
}

/// Appends the tokens of source text. No raw strings or identifiers, no characters, no block comments.
pub fn lex(text: &str, out: &mut Tokens) -> Result<(), String> {
    let mut rest = trim(text);
    while !rest.is_empty() {
        let at = text.len() - rest.len();
        let wrong = || format!("something that generated code never contains, at byte {at}");
        if let Some(comment) = rest.strip_prefix("//") {
            let (line, tail) = comment.split_at(comment.find('\n').unwrap_or(comment.len()));
            if line.starts_with('!') {
                return Err(wrong());
            }
            rest = trim(tail);
            continue;
        }
        let (piece, tail) = split(rest).ok_or_else(wrong)?;
        let next = tail.bytes().next();
        match piece.as_bytes()[0] {
            _ if piece.contains('@') && !piece.contains('"') => return Err(wrong()),
            b'"' | b'0'..=b'9' => out.literal(piece),
            b'b' if piece.len() > 1 && piece.ends_with('"') => out.literal(piece),
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => match next {
                Some(b'"' | b'\'' | b'#') if piece.len() < 3 => return Err(wrong()),
                _ => out.ident(piece),
            },
            b'\'' if piece.len() > 1 && next != Some(b'\'') => out.lifetime(&piece[1..]),
            b'(' | b'[' | b'{' => out.open(piece.as_bytes()[0].into()),
            b')' => out.close('('),
            b']' => out.close('['),
            b'}' => out.close('{'),
            b'/' if next == Some(b'*') => return Err(wrong()),
            c @ b'!'..=b'~' if c != b'\'' => out.punct(c.into()),
            _ => return Err(wrong()),
        }
        rest = trim(tail);
    }
    Ok(())
}
