//! How a record's text points at pictures attached to it: `attachments/ID/NAME`.
//!
//! The reference is relative, so that it holds in an export too, where the picture lies in a
//! folder beside the record. On a page it leads to `/attachments/ID/NAME`.

use std::collections::HashSet;

use super::{link, read};
use crate::kernel::Id;

/// The folder of a reference, and of an export.
const FOLDER: &str = "attachments/";

/// Which attachment a reference means, and by which name. `./` and `../` may stand before it,
/// and `/` as on a page.
#[must_use]
pub fn target(href: &str) -> Option<(Id, &str)> {
    let mut rest = href.strip_prefix('/').unwrap_or(href);
    while let Some(deeper) = rest.strip_prefix("../").or_else(|| rest.strip_prefix("./")) {
        rest = deeper;
    }
    let (id, name) = rest.strip_prefix(FOLDER)?.split_once('/')?;
    let good = id.len() == 36 && !name.is_empty() && name.chars().all(in_name);
    Some((id.parse().ok().filter(|_| good)?, name))
}

/// Which attachment a file of an export is, and its name.
#[must_use]
pub fn of_file(path: &str) -> Option<(Id, &str)> {
    let at = path.rfind(FOLDER)?;
    let beside = at == 0 || path[..at].ends_with('/');
    target(&path[at..]).filter(|(_, name)| beside && !read::is_text(name))
}

/// Where a reference leads on a page.
#[must_use]
pub fn address(href: &str) -> Option<String> {
    target(href).map(|(id, name)| format!("/{FOLDER}{id}/{name}"))
}

/// The reference as it is written into a text.
#[must_use]
pub fn reference(id: Id, name: &str) -> String {
    format!("{FOLDER}{id}/{name}")
}

fn in_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// A file's name as it is kept: letters, digits, `-`, `_` and `.`, at most 80, ending as its
/// type does.
#[must_use]
pub fn name(typed: &str, ending: &str) -> String {
    let file = typed.rsplit(['/', '\\']).next().unwrap_or("");
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let kept: String = stem
        .chars()
        .map(|c| if in_name(c) && c != '.' { c } else { '-' })
        .collect();
    let words: Vec<&str> = kept.split('-').filter(|part| !part.is_empty()).collect();
    let stem: String = words.join("-").chars().take(70).collect();
    let stem = if stem.is_empty() { "picture" } else { &stem };
    format!("{stem}.{ending}")
}

/// The references in a text, each once, with the path of the file they mean as seen from a
/// record at `path`.
#[must_use]
pub fn references(path: &str, text: &str) -> Vec<(Id, String)> {
    let mut found: Vec<(Id, String)> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    let mut rest = text;
    let mut passed = 0;
    while let Some(at) = rest.find(FOLDER) {
        let start = passed + at;
        let end = text[start + FOLDER.len()..]
            .find(|c: char| c != '/' && !in_name(c))
            .map_or(text.len(), |length| start + FOLDER.len() + length);
        // What stands before it belongs to it: `../attachments/…`.
        let from = text[..start]
            .rfind(|c: char| !matches!(c, '.' | '/'))
            .map_or(0, |before| {
                before + text[before..].chars().next().map_or(1, char::len_utf8)
            });
        let href = &text[from..end];
        if let Some((id, _)) = target(href)
            && let Some(file) = link::resolve(path, href.trim_start_matches('/'))
            && seen.insert(file.clone())
        {
            found.push((id, file));
        }
        passed = start + FOLDER.len();
        rest = &text[passed..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01890000-0000-7000-8000-000000000001";

    #[test]
    fn references_lead_to_attachments_and_nothing_else() {
        let to = Some(format!("/attachments/{ID}/a-b.png"));
        for good in ["", "./", "../", "../../", "/"] {
            assert_eq!(address(&format!("{good}attachments/{ID}/a-b.png")), to, "{good}");
        }
        for bad in [
            format!("attachments/{ID}/"),
            format!("attachments/{ID}"),
            format!("attachments/{ID}/../x.png"),
            format!("attachments/{ID}/a%2fb.png"),
            format!("https://example.org/attachments/{ID}/a.png"),
            format!("x/attachments/{ID}/a.png"),
            "attachments/7/a.png".to_owned(),
        ] {
            assert_eq!(address(&bad), None, "{bad}");
        }
    }

    #[test]
    fn files_of_an_export_are_told_by_their_path() {
        for good in ["", "docs/adr/"] {
            let path = format!("{good}attachments/{ID}/a.png");
            assert_eq!(of_file(&path).map(|found| found.1), Some("a.png"));
        }
        for bad in [
            "x-attachments/ID/a.png",
            "attachments/ID/0001-a.md",
            "attachments/ID/x/a.png",
            "a.png",
        ] {
            assert_eq!(of_file(&bad.replace("ID", ID)), None, "{bad}");
        }
    }

    #[test]
    fn names_are_plain() {
        assert_eq!(name("C:\\x\\Überblick (2).PNG", "png"), "berblick-2.png");
        assert_eq!(name("..", "png"), "picture.png");
        assert_eq!(name("a.tar.gz", "png"), "a-tar.png");
        assert_eq!(name(&"x".repeat(300), "webp").len(), 75);
        assert!(address(&reference(Id::nil(), &name("ä ö.svg", "svg"))).is_some());
    }

    #[test]
    fn an_export_finds_what_texts_point_to() {
        let text = format!("![a](attachments/{ID}/a.png) ![b](../attachments/{ID}/b.png \"t\") attachments/ end");
        let files = |path: &str| -> Vec<String> { references(path, &text).into_iter().map(|(_, file)| file).collect() };
        assert_eq!(
            files("docs/1.md"),
            [
                format!("docs/attachments/{ID}/a.png"),
                format!("attachments/{ID}/b.png")
            ]
        );
        // Outside of the log there is no place for it.
        assert_eq!(files("1.md"), [format!("attachments/{ID}/a.png")]);
    }
}
