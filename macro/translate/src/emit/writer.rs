//! A tiny indenting writer for Rust text.

/// Deeper lines are not indented further: generated code nests by the hundred.
const MAX_INDENT: usize = 12;

/// Text under construction.
#[derive(Debug, Default)]
pub struct Writer {
    out: String,
    depth: usize,
}

impl Writer {
    /// One line; an empty one separates items.
    pub fn line(&mut self, text: impl AsRef<str>) {
        let text = text.as_ref();
        if !text.is_empty() {
            for _ in 0..self.depth.min(MAX_INDENT) {
                self.out.push_str("    ");
            }
            self.out.push_str(text);
        }
        self.out.push('\n');
    }

    /// Text that another writer made.
    pub fn lines(&mut self, text: &str) {
        text.lines().for_each(|line| self.line(line));
    }

    /// `head { … }` over several lines.
    pub fn block(&mut self, head: impl AsRef<str>, body: impl FnOnce(&mut Writer)) {
        self.nest(format!("{} {{", head.as_ref()), "}", body);
    }

    /// `head`, an indented body, `tail`.
    pub fn nest(&mut self, head: impl AsRef<str>, tail: &str, body: impl FnOnce(&mut Writer)) {
        self.line(head);
        self.depth += 1;
        body(self);
        self.depth -= 1;
        self.line(tail);
    }

    /// A line that opens braces.
    pub fn open(&mut self, text: impl AsRef<str>) {
        self.line(text);
        self.depth += 1;
    }

    /// A line that closes them.
    pub fn close(&mut self, text: impl AsRef<str>) {
        self.depth -= 1;
        self.line(text);
    }

    /// Indents after a line that closed braces and opened others.
    pub fn deeper(&mut self) {
        self.depth += 1;
    }

    /// A doc comment, as an attribute: the text may hold anything.
    pub fn doc(&mut self, text: impl AsRef<str>) {
        self.line(format!(
            "#[doc = {:?}]",
            format!(" {}", text.as_ref()).trim_end()
        ));
    }

    /// The text.
    pub fn finish(self) -> String {
        self.out
    }
}

/// A name as a Markdown code span, on one line and without characters that would end the span.
pub fn code_span(name: &str) -> String {
    if name.is_empty() {
        return "\"\"".to_owned();
    }
    let name = name
        .replace('`', "'")
        .replace(|c: char| c.is_control(), " ");
    format!("`{name}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indents() {
        let mut w = Writer::default();
        w.block("mod a", |w| {
            w.doc("says \"hi\"");
            w.block("fn b()", |w| w.line("c();"));
            w.line("");
        });
        let expected =
            "mod a {\n    #[doc = \" says \\\"hi\\\"\"]\n    fn b() {\n        c();\n    }\n\n}\n";
        assert_eq!(w.finish(), expected);
    }

    #[test]
    fn spans_stay_spans() {
        assert_eq!(code_span("a`b\n\"[c]"), "`a'b \"[c]`");
        assert_eq!(code_span(""), "\"\"");
    }
}
