//! Names as they stand in addresses.

/// Lower-case letters and digits with single hyphens: `Claims triage (EU)` → `claims-triage-eu`.
/// Empty when the name has no letter or digit of ASCII.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            out.push(character.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn names_become_addresses() {
        assert_eq!(slug("Claims triage (EU)"), "claims-triage-eu");
        assert_eq!(slug("  --A  b--"), "a-b");
        assert_eq!(slug("日本"), "");
    }
}
