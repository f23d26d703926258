//! Source text to tokens, for the command line and tests. The macro hands over rustc's own tokens.

use crate::token::Tokens;

/// Appends the tokens of `text`.
pub fn lex(text: &str, out: &mut Tokens) -> Result<(), String> {
    let bytes = text.as_bytes();
    let mut i = 0;
    while let Some(&b) = bytes.get(i) {
        let start = i;
        match b {
            b' ' | b'\n' | b'\r' | b'\t' => i += 1,
            b'/' if bytes.get(i + 1) == Some(&b'/') => {
                while bytes.get(i).is_some_and(|b| *b != b'\n') {
                    i += 1;
                }
                let line = &text[start..i];
                match line.strip_prefix("///") {
                    Some(doc) if !doc.starts_with('/') => doc_attribute(doc, out),
                    _ if line.starts_with("//!") => {
                        return Err(format!("an inner doc comment at byte {start}"));
                    }
                    _ => {}
                }
            }
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                i = word_end(bytes, i);
                match (&text[start..i], bytes.get(i)) {
                    ("b", Some(b'"')) => {
                        i = string_end(bytes, i)?;
                        out.literal(&text[start..i]);
                    }
                    (_, Some(b'"' | b'\'' | b'#')) if i - start < 3 => {
                        return Err(format!(
                            "a raw string, raw identifier or byte at byte {start}"
                        ));
                    }
                    (word, _) => out.ident(word),
                }
            }
            b'0'..=b'9' => {
                i = word_end(bytes, i);
                if bytes.get(i) == Some(&b'.') && bytes.get(i + 1).is_some_and(u8::is_ascii_digit) {
                    i = word_end(bytes, i + 1);
                }
                out.literal(&text[start..i]);
            }
            b'"' => {
                i = string_end(bytes, i)?;
                out.literal(&text[start..i]);
            }
            b'\'' => {
                i = word_end(bytes, i + 1);
                if i == start + 1 || bytes.get(i) == Some(&b'\'') {
                    return Err(format!("a character literal at byte {start}"));
                }
                out.lifetime(&text[start + 1..i]);
            }
            b'(' | b'[' | b'{' => {
                out.open(b as char);
                i += 1;
            }
            b')' | b']' | b'}' => {
                out.close(match b {
                    b')' => '(',
                    b']' => '[',
                    _ => '{',
                });
                i += 1;
            }
            b'/' if bytes.get(i + 1) == Some(&b'*') => {
                return Err(format!("a block comment at byte {start}"));
            }
            b'!'..=b'~' => {
                out.punct(b as char);
                i += 1;
            }
            _ => {
                return Err(format!(
                    "a character that generated code never contains, at byte {start}"
                ));
            }
        }
    }
    Ok(())
}

fn doc_attribute(text: &str, out: &mut Tokens) {
    out.punct('#');
    out.open('[');
    out.ident("doc");
    out.punct('=');
    out.literal(&format!("{text:?}"));
    out.close('[');
}

fn word_end(bytes: &[u8], mut i: usize) -> usize {
    while bytes
        .get(i)
        .is_some_and(|b| *b == b'_' || b.is_ascii_alphanumeric())
    {
        i += 1;
    }
    i
}

/// The end of the string whose opening quote is at or after `i`.
pub fn string_end(bytes: &[u8], mut i: usize) -> Result<usize, String> {
    let start = i;
    i += 1;
    while let Some(&b) = bytes.get(i) {
        match b {
            b'"' => return Ok(i + 1),
            b'\\' => i += 2,
            _ => i += 1,
        }
    }
    Err(format!("an unterminated string at byte {start}"))
}
