//! A decision log: its key, its name, and the log as files.

use serde::Serialize;

use crate::kernel::Id;

/// A decision log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Log {
    /// Which.
    #[serde(skip)]
    pub id: Id,
    /// Its key in addresses and references: `PLAT`.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The repository or folder it comes from.
    pub source: Option<String>,
    /// How many records it holds, drafts included.
    pub records: i64,
}

/// A log as people read it: `PLAT – Platform decisions`, and its key alone where that is its name.
#[must_use]
pub fn title(key: &str, name: &str) -> String {
    if name.trim().is_empty() || name.eq_ignore_ascii_case(key) {
        key.to_owned()
    } else {
        format!("{key} – {name}")
    }
}

/// What is known of a log's key and name as typed.
///
/// # Errors
/// When the key is none: it begins with a letter and has up to 20 letters, digits or hyphens.
pub fn key(typed: &str) -> Result<String, &'static str> {
    let key = typed.trim().to_ascii_uppercase();
    let good = key.starts_with(|c: char| c.is_ascii_uppercase())
        && key.len() <= 20
        && !key.ends_with('-')
        && key
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-');
    if !good {
        return Err("A key begins with a letter and has up to 20 letters, digits or hyphens, such as PLAT.");
    }
    // “ADR-12” already means number 12 of the log it stands in.
    if key == "ADR" {
        return Err("ADR-12 means number 12 of the same log; choose another key, such as PLAT.");
    }
    Ok(key)
}

/// A log as files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The log.
    pub log: Log,
    /// The records, by path within the log, byte for byte; behind them the pictures they show.
    pub files: Vec<(String, Vec<u8>)>,
    /// How many of the files are records.
    pub records: usize,
    /// How many drafts were left out because they have no number yet.
    pub drafts: i64,
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn keys_of_logs() {
        assert_eq!(key(" plat "), Ok("PLAT".to_owned()));
        assert_eq!(key("EU-2"), Ok("EU-2".to_owned()));
        for bad in ["", "2X", "A B", "A/B", "ADR", "X-", "ÄRGER", "ABCDEFGHIJKLMNOPQRSTU"] {
            assert!(key(bad).is_err(), "{bad}");
        }
    }
}
