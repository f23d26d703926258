//! The tokens of expected text. Those that are checked come from rustc.

/// The first token of a text, and what is behind it: a word, perhaps with `@`, a number, a string, a label, or one character.
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
