//! What a path alone says: number, date, slug, and whether the file can be a record at all.

use time::{Date, Month};

use crate::kernel::sentence;

/// The parts of a file or folder name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// `0007-x.md`, `adr-7-x.md`, `7.md`.
    pub number: Option<u32>,
    /// `2024-07-15-x.md`.
    pub date: Option<Date>,
    /// `20240715-x.md`, as log4brains names its files.
    pub compact: bool,
    /// What is left, without extension.
    pub slug: String,
}

impl Name {
    /// Reads a file name, with or without extension.
    pub fn of(file: &str) -> Self {
        let stem = match file.rsplit_once('.') {
            Some((stem, extension)) if extension.len() <= 8 && !stem.is_empty() && !extension.contains(' ') => stem,
            _ => file,
        };
        let lower = stem.to_ascii_lowercase();
        let bare = lower.strip_prefix("adr").map_or(stem, |rest| {
            let cut = stem.len() - rest.len();
            if rest.starts_with(['-', '_', ' ']) || rest.starts_with(|c: char| c.is_ascii_digit()) {
                stem[cut..].trim_start_matches(['-', '_', ' '])
            } else {
                stem
            }
        });
        let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
        let rest = &bare[digits..];
        let ends = rest.is_empty() || rest.starts_with(['-', '_', '.', ' ']);
        let slug = |rest: &str| rest.trim_start_matches(['-', '_', '.', ' ']).to_owned();
        if digits == 8
            && ends
            && let Some(date) = day(&bare[..4], &bare[4..6], &bare[6..8])
        {
            return Self {
                date: Some(date),
                compact: true,
                slug: slug(rest),
                ..Self::default()
            };
        }
        if digits == 4
            && let (Some(month), Some(within)) = (bare.get(5..7), bare.get(8..10))
            && matches!(bare.as_bytes().get(7), Some(b'-' | b'_' | b'.'))
            && bare
                .get(10..)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
            && let Some(date) = day(&bare[..4], month, within)
        {
            return Self {
                date: Some(date),
                slug: slug(bare.get(10..).unwrap_or("")),
                ..Self::default()
            };
        }
        if (1..=5).contains(&digits) && ends {
            let slug = slug(rest);
            return Self {
                number: bare[..digits].parse().ok(),
                slug,
                ..Self::default()
            };
        }
        Self {
            slug: stem.to_owned(),
            ..Self::default()
        }
    }

    /// Whether it begins with a number or date, as records do.
    pub fn is_record(&self) -> bool {
        self.number.is_some() || self.date.is_some()
    }

    /// The slug as words: `drop-kafka` is “Drop kafka”.
    pub fn words(&self) -> String {
        sentence(self.slug.replace(['-', '_'], " ").trim())
    }
}

fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    let year = year.parse().ok().filter(|year| (1900..3000).contains(year))?;
    Date::from_calendar_date(year, month, day.parse().ok()?).ok()
}

/// The folder names and the file name of a path.
pub fn split(path: &str) -> (Vec<&str>, &str) {
    let mut parts: Vec<&str> = path
        .split(['/', '\\'])
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    let file = parts.pop().unwrap_or("");
    (parts, file)
}

/// Whether a file name ends like a text this product reads.
pub fn is_text(file: &str) -> bool {
    let extension = file
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase());
    matches!(extension.as_deref(), Some("md" | "markdown" | "mdx" | "mdown" | "rst"))
}

/// Whether it is reStructuredText.
pub fn is_rst(file: &str) -> bool {
    file.to_ascii_lowercase().ends_with(".rst")
}

/// Where a file stands among records, by its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file of its own.
    File(Name),
    /// The main file of a record's own folder; the name is the folder's.
    Folder(Name),
    /// Not a record, and why.
    Not(&'static str),
}

/// Judges a path.
pub fn place(path: &str) -> Place {
    let (folders, file) = split(path);
    if file.starts_with('.') {
        return Place::Not("It is a hidden file.");
    }
    if !is_text(file) {
        return Place::Not("It is not a Markdown or reStructuredText file.");
    }
    let name = Name::of(file);
    let stem = name.slug.to_ascii_lowercase();
    if is_template(&stem) {
        return Place::Not("It is a template for new records.");
    }
    let folder = folders
        .last()
        .map(|folder| Name::of_folder(folder))
        .filter(Name::is_record);
    let main = matches!(stem.as_str(), "readme" | "index" | "adr" | "decision" | "record") && !name.is_record();
    match folder {
        Some(folder) if main || (stem == folder.slug.to_ascii_lowercase() && !name.is_record()) => {
            return Place::Folder(folder);
        }
        Some(_) if !name.is_record() => {
            return Place::Not("It belongs to a record that has this folder to itself.");
        }
        _ => {}
    }
    if name.is_record() {
        return Place::File(name);
    }
    match stem.as_str() {
        "readme" | "index" | "_index" | "summary" | "toc" | "_sidebar" | "_category_" | "decisions" | "adrs" => {
            Place::Not("It is an index or introduction to the log.")
        }
        "license" | "licence" | "copying" | "notice" | "contributing" | "changelog" | "code_of_conduct"
        | "code-of-conduct" | "security" | "authors" | "governance" | "support" => {
            Place::Not("It is a page about the project, not about one decision.")
        }
        _ => Place::File(name),
    }
}

impl Name {
    /// A folder's name has no extension to cut off.
    fn of_folder(folder: &str) -> Self {
        Self::of(&format!("{folder}.md"))
    }
}

/// Whether a slug says nothing but “template”.
fn is_template(slug: &str) -> bool {
    let mut template = false;
    let others = slug
        .split(['-', '_', '.', ' '])
        .filter(|word| !word.is_empty())
        .all(|word| {
            template |= matches!(word, "template" | "templates" | "tmpl");
            matches!(
                word,
                "template"
                    | "templates"
                    | "tmpl"
                    | "adr"
                    | "adrs"
                    | "madr"
                    | "nygard"
                    | "decision"
                    | "record"
                    | "records"
                    | "architecture"
                    | "architectural"
                    | "bare"
                    | "minimal"
                    | "full"
                    | "short"
                    | "long"
                    | "simple"
                    | "default"
            ) || word.bytes().all(|byte| byte.is_ascii_digit())
        });
    template && others
}

/// Whether one of the folders is where a project keeps its records.
pub fn in_log(path: &str) -> bool {
    let (folders, _) = split(path);
    folders.iter().any(|folder| {
        let folder = folder.to_ascii_lowercase();
        matches!(
            folder.as_str(),
            "adr" | "adrs" | "decisions" | "decision-records" | "decision-log" | "decision_records"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn numbers_and_dates_are_told_apart() {
        assert_eq!(Name::of("0007-use-x.md").number, Some(7));
        assert_eq!(Name::of("adr-007-use-x.md").number, Some(7));
        assert_eq!(Name::of("ADR0007.md").number, Some(7));
        assert_eq!(Name::of("7_use_x.md").words(), "Use x");
        assert_eq!(Name::of("2024-07-15-use-x.md").date, Some(date!(2024 - 07 - 15)));
        assert_eq!(Name::of("2023-03-02_entity").slug, "entity");
        let compact = Name::of("20240715-use-x.md");
        assert!(compact.compact && compact.date == Some(date!(2024 - 07 - 15)) && compact.slug == "use-x");
        assert_eq!(Name::of("2024-use-x.md").number, Some(2024));
        assert_eq!(Name::of("20241399-x.md").number, None);
        assert_eq!(Name::of("adrift.md").slug, "adrift");
    }

    #[test]
    fn files_that_are_no_records_are_named_so() {
        for path in [
            "docs/adr/README.md",
            "docs/adr/index.md",
            "docs/adr/000-template.md",
            "adr-template-bare-minimal.md",
            "template.md",
            "LICENSE.md",
            "LICENSE",
            "docs/adr/2022-11-09-api/renaming.md",
            "docs/adr/.hidden.md",
            "picture.png",
            "",
        ] {
            assert!(matches!(place(path), Place::Not(_)), "{path}");
        }
        assert!(matches!(place("adr-014-project-templates.md"), Place::File(_)));
        assert!(matches!(
            place("0039-use-apache-velocity-as-template-engine.md"),
            Place::File(_)
        ));
        assert!(matches!(place("docs/2022-11-09-api/README.md"), Place::Folder(_)));
        assert!(matches!(place("docs/0007-api/0007-api.md"), Place::File(_)));
    }
}
