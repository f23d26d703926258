//! Patterns over names, for the option `stubs`.

/// Whether `text` matches `pattern`, in which `*` stands for any number of characters.
pub fn matches_pattern(pattern: &str, text: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut rest) = text.strip_prefix(head) else {
        return false;
    };
    let mut parts: Vec<&str> = tail.split('*').collect();
    // What follows the last `*` must be at the end; everything before it is found leftmost.
    let last = parts.pop().unwrap_or("");
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches_pattern;

    #[test]
    fn patterns() {
        for (pattern, text, expected) in [
            ("env.log", "env.log", true),
            ("env.log", "env.log2", false),
            ("env.*", "env.", true),
            ("env.emscripten_*", "env.emscripten_resize", true),
            ("*", "", true),
            ("*.abort", "env.abort", true),
            ("*.abort", "env.abort_", false),
            ("a*b*c", "a__b__c", true),
            ("a*b*c", "a__c__b", false),
            ("a*a", "a", false),
            ("**", "x", true),
            ("*ab*ab", "ab", false),
        ] {
            assert_eq!(matches_pattern(pattern, text), expected, "{pattern} {text}");
        }
    }
}
