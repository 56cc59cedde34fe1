//! What a change did, in words.

/// What a change did to a thing, field by field, in words an auditor can read without the page:
/// `owner: none → Ada; runbook: https://… → none`.
#[derive(Debug, Default)]
pub struct Differences(Vec<String>);

impl Differences {
    /// Tells of a field if its text changed. An empty text reads `none`.
    pub fn field(&mut self, what: &str, from: &str, to: &str) {
        if from != to {
            let [from, to] = [from, to].map(|text| if text.is_empty() { "none" } else { text });
            self.note(format!("{what}: {from} → {to}"));
        }
    }

    /// Tells of something that is not said with both texts.
    pub fn note(&mut self, said: impl Into<String>) {
        self.0.push(said.into());
    }

    /// All of it, or that nothing changed.
    #[must_use]
    pub fn in_words(self) -> String {
        if self.0.is_empty() {
            "nothing changed".to_owned()
        } else {
            self.0.join("; ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Differences;

    #[test]
    fn only_what_changed_is_told() {
        let mut said = Differences::default();
        said.field("name", "Claims", "Claims");
        said.field("owner", "", "Ada");
        said.field("runbook", "https://wiki/x", "");
        said.note("purpose rewritten");
        assert_eq!(
            said.in_words(),
            "owner: none → Ada; runbook: https://wiki/x → none; purpose rewritten"
        );
        assert_eq!(Differences::default().in_words(), "nothing changed");
    }
}
