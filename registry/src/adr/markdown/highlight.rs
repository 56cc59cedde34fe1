//! Code in a record, coloured on the server: each token in a `<span>` with one of a few classes,
//! for which `style/code.css` has the colours.
//!
//! The syntaxes are those of Sublime Text's packages as `two-face` carries them. They are
//! unpacked when the first block of code is shown, not at start.

use std::sync::LazyLock;

use syntect::{
    parsing::{ParseState, Scope, ScopeStack, SyntaxSet},
    util::LinesWithEndings,
};

/// Longer blocks stay plain, in bytes: a page is not worth waiting for its colours.
const LONGEST: usize = 20_000;

/// So much of one text is coloured, in bytes; what comes after it stays plain.
pub const LONGEST_TOGETHER: usize = 60_000;

/// Longer lines stay plain, in bytes: some patterns take time that grows faster than a line.
const LONGEST_LINE: usize = 1_000;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// What a scope is shown as; the first that matches counts, and the innermost scope of a token
/// is asked first.
const KINDS: [(&str, &str); 15] = [
    ("comment", "hl-c"),
    ("string", "hl-s"),
    ("constant.numeric", "hl-n"),
    ("constant", "hl-n"),
    ("entity.name.function", "hl-f"),
    ("entity.name", "hl-t"),
    ("entity.other.attribute-name", "hl-f"),
    ("support.function", "hl-f"),
    ("support", "hl-t"),
    ("keyword.operator", ""),
    ("keyword", "hl-k"),
    ("storage", "hl-k"),
    ("markup.inserted", "hl-i"),
    ("markup.deleted", "hl-d"),
    ("markup.heading", "hl-k"),
];

/// The classes that [`code`] uses.
pub const CLASSES: [&str; 8] = ["hl-c", "hl-s", "hl-n", "hl-f", "hl-t", "hl-k", "hl-i", "hl-d"];

static SCOPES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    KINDS
        .iter()
        .filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class)))
        .collect()
});

/// The code as HTML, without `<pre>` and `<code>`; none when the language is not known, or the
/// code is too long to be read in passing.
#[must_use]
pub fn code(language: &str, text: &str) -> Option<String> {
    let name = match language.to_ascii_lowercase().as_str() {
        "" | "text" | "txt" | "plain" | "plaintext" | "console" | "output" => return None,
        "hcl" => "tf".to_owned(),
        "jsonc" | "json5" => "json".to_owned(),
        "csharp" | "c#" => "cs".to_owned(),
        "golang" => "go".to_owned(),
        "shell" | "zsh" => "sh".to_owned(),
        name => name.to_owned(),
    };
    if text.len() > LONGEST || text.lines().any(|line| line.len() > LONGEST_LINE) {
        return None;
    }
    let syntax = SYNTAXES.find_syntax_by_token(&name)?;
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut out = Spans::default();
    for line in LinesWithEndings::from(text) {
        let mut from = 0;
        for (to, change) in state.parse_line(line, &SYNTAXES).ok()? {
            out.push(class(&stack), line.get(from..to)?);
            stack.apply(&change).ok()?;
            from = to;
        }
        out.push(class(&stack), line.get(from..)?);
    }
    Some(out.finish())
}

fn class(stack: &ScopeStack) -> &'static str {
    let kind = |scope: &Scope| SCOPES.iter().find(|(known, _)| known.is_prefix_of(*scope));
    stack.scopes.iter().rev().find_map(kind).map_or("", |(_, class)| *class)
}

/// HTML under way: neighbours of one class share a span.
#[derive(Default)]
struct Spans {
    html: String,
    open: &'static str,
}

impl Spans {
    fn push(&mut self, class: &'static str, text: &str) {
        if class != self.open {
            self.close();
        }
        // Space looks the same in every class.
        if class != self.open && !text.trim().is_empty() {
            if !class.is_empty() {
                self.html.push_str("<span class=\"");
                self.html.push_str(class);
                self.html.push_str("\">");
            }
            self.open = class;
        }
        for c in text.chars() {
            match c {
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '&' => self.html.push_str("&amp;"),
                c => self.html.push(c),
            }
        }
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.html.push_str("</span>");
        }
        self.open = "";
    }

    fn finish(mut self) -> String {
        self.close();
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without_tags(html: &str) -> String {
        let mut text = String::new();
        for part in html.split('<') {
            text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
        }
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }

    #[test]
    fn code_keeps_its_text_and_gains_classes() {
        let rust = "fn main() {\n    let x = \"a <b> & c\"; // why\n    y(x, 3);\n}\n";
        let html = code("rust", rust).unwrap();
        assert_eq!(without_tags(&html), rust);
        for part in [
            "<span class=\"hl-k\">fn</span>",
            "<span class=\"hl-f\">main</span>",
            "<span class=\"hl-s\">\"a &lt;b&gt; &amp; c\"</span>",
            "<span class=\"hl-c\">// why",
            "<span class=\"hl-n\">3</span>",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn the_languages_of_records_are_known() {
        for (language, text) in [
            ("json", "{\"a\": 1}\n"),
            ("yaml", "a: 1 # b\n"),
            ("python", "def f(): return 1\n"),
            ("ts", "const a: string = `x`;\n"),
            ("tsx", "const a = <b/>;\n"),
            ("hcl", "resource \"a\" \"b\" { c = 1 }\n"),
            ("terraform", "resource \"a\" \"b\" { c = 1 }\n"),
            ("sh", "echo \"$HOME\"\n"),
            ("java", "class A {}\n"),
            ("go", "func a() int { return 1 }\n"),
            ("sql", "SELECT 1 FROM a\n"),
            ("toml", "a = 1\n"),
            ("diff", "+a\n-b\n"),
            ("dockerfile", "FROM a\n"),
            ("csharp", "class A { }\n"),
            ("shell", "echo 'a'\n"),
        ] {
            let html = code(language, text).unwrap_or_else(|| panic!("{language} is not known"));
            assert!(html.contains("<span"), "{language}: {html}");
            assert_eq!(without_tags(&html), text);
        }
        for unknown in ["", "text", "no-such-language", "<script>"] {
            assert_eq!(code(unknown, "a\n"), None, "{unknown}");
        }
    }

    #[test]
    fn what_is_long_stays_plain() {
        assert_eq!(code("json", &"[1],\n".repeat(5_000)), None);
        assert_eq!(code("json", &"[".repeat(1_001)), None);
    }

    #[test]
    fn every_class_is_allowed_for() {
        for (_, class) in KINDS {
            assert!(class.is_empty() || CLASSES.contains(&class), "{class}");
        }
    }
}
