//! Which record a reference in a text means, among all that are known.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Adr, Target, link, read::name::Name};
use crate::kernel::Id;

/// Where a record can be found by what other records' texts call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Which.
    pub id: Id,
    /// Its log's key.
    pub log: String,
    /// Its number.
    pub number: Option<i64>,
    /// Its file.
    pub path: Option<String>,
}

impl From<&Adr> for Known {
    fn from(adr: &Adr) -> Self {
        Self {
            id: adr.id,
            log: adr.log.clone(),
            number: adr.number,
            path: adr.path.clone(),
        }
    }
}

impl Known {
    /// What files' names a reference may call it by, in lower case: with and without ending, or the
    /// name of its folder.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let Some(path) = &self.path else {
            return Vec::new();
        };
        let name = file(path);
        let bare = name.strip_suffix(".md").map(ToOwned::to_owned);
        let folder = (name == "readme.md")
            .then(|| path.rsplit_once('/').map(|(folder, _)| file(folder)))
            .flatten();
        [Some(name), bare, folder].into_iter().flatten().collect()
    }
}

/// Known records by path, file name and number.
#[derive(Debug, Default)]
pub struct Index {
    known: Vec<Known>,
    numbers: HashMap<(String, i64), usize>,
    paths: HashMap<(String, String), usize>,
    // None: several files have this name.
    files: HashMap<(String, String), Option<usize>>,
}

impl Index {
    /// An index of these records.
    #[must_use]
    pub fn new(known: Vec<Known>) -> Self {
        let mut index = Self::default();
        for (at, one) in known.iter().enumerate() {
            if let Some(number) = one.number {
                index.numbers.insert((one.log.clone(), number), at);
            }
            if let Some(path) = &one.path {
                index.paths.insert((one.log.clone(), path.clone()), at);
                index
                    .files
                    .entry((one.log.clone(), file(path)))
                    .and_modify(|known| *known = None)
                    .or_insert(Some(at));
            }
        }
        Self { known, ..index }
    }

    /// An index of what was asked for only: records by number and path, and those whose file's
    /// name no other record of their log has.
    #[must_use]
    pub fn partial(mut known: Vec<Known>, alone: Vec<Known>) -> Self {
        let first = known.len();
        known.extend(alone);
        let mut index = Self::new(known);
        index.files = index.known[first..]
            .iter()
            .zip(first..)
            .filter_map(|(one, at)| Some(((one.log.clone(), file(one.path.as_deref()?)), Some(at))))
            .collect();
        index
    }

    /// The record a target means in a text of this log and path: by its path, by a file name
    /// that only one record of the log has, by the number its name begins with.
    #[must_use]
    pub fn find(&self, log: &str, from: Option<&str>, target: &Target) -> Option<&Known> {
        let at = match target {
            Target::Number(number) => self.number(log, i64::from(*number)),
            Target::Record { log, number } => self.number(&log.to_ascii_uppercase(), i64::from(*number)),
            Target::File(href) => {
                let path = link::resolve(from.unwrap_or(""), href);
                let name = file(path.as_deref().unwrap_or(href));
                path.and_then(|path| self.path(log, &path))
                    .or_else(|| self.files.get(&(log.to_owned(), name.clone())).copied().flatten())
                    .or_else(|| self.number(log, i64::from(Name::of(&name).number?)))
            }
        }?;
        self.known.get(at)
    }

    /// Whether a reference leads to a record by its path, so that nothing else of it counts.
    #[must_use]
    pub fn leads(&self, (log, from, target): Reference<'_>) -> bool {
        match target {
            Target::Number(_) | Target::Record { .. } => false,
            Target::File(href) => {
                let path = link::resolve(from.unwrap_or(""), href);
                path.is_some_and(|path| self.path(log, &path).is_some())
            }
        }
    }

    fn path(&self, log: &str, path: &str) -> Option<usize> {
        let mut spelled = spelled(path).into_iter();
        spelled.find_map(|path| self.paths.get(&(log.to_owned(), path)).copied())
    }

    fn number(&self, log: &str, number: i64) -> Option<usize> {
        self.numbers.get(&(log.to_owned(), number)).copied()
    }
}

/// What a reference that leads nowhere yet can be found by when a record comes that it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Key of the log it means.
    pub log: String,
    /// The number it says.
    pub number: Option<i64>,
    /// The file's name it says, in lower case.
    pub file: Option<String>,
}

impl Reach {
    /// That of a target in a text of this log and path.
    #[must_use]
    pub fn of(log: &str, from: Option<&str>, target: &Target) -> Self {
        let (log, number, file) = match target {
            Target::Number(number) => (log.to_owned(), Some(*number), None),
            Target::Record { log, number } => (log.to_ascii_uppercase(), Some(*number), None),
            Target::File(href) => {
                let path = link::resolve(from.unwrap_or(""), href);
                let name = file(path.as_deref().unwrap_or(href));
                (log.to_owned(), Name::of(&name).number, Some(name))
            }
        };
        Self {
            log,
            number: number.map(i64::from),
            file,
        }
    }
}

/// What a text of a log and a path refers to.
pub type Reference<'a> = (&'a str, Option<&'a str>, &'a Target);

/// Keys to look records up by, by the key of their log.
pub type Keys<K> = BTreeMap<String, BTreeSet<K>>;

/// The paths to look up first for what texts refer to.
#[must_use]
pub fn paths<'a>(references: impl IntoIterator<Item = Reference<'a>>) -> Keys<String> {
    let mut paths = Keys::new();
    for (log, from, target) in references {
        if let Target::File(href) = target
            && let Some(path) = link::resolve(from.unwrap_or(""), href)
        {
            paths.entry(log.to_owned()).or_default().extend(spelled(&path));
        }
    }
    paths
}

/// What has to be looked up besides for what no path leads to.
#[derive(Debug, Default)]
pub struct Wanted {
    /// Numbers.
    pub numbers: Keys<i64>,
    /// Files' names in lower case.
    pub files: Keys<String>,
}

impl Wanted {
    /// What these references need.
    #[must_use]
    pub fn of<'a>(references: impl IntoIterator<Item = Reference<'a>>) -> Self {
        let mut wanted = Self::default();
        for (log, from, target) in references {
            let Reach { log, number, file } = Reach::of(log, from, target);
            if let Some(file) = file {
                wanted.files.entry(log.clone()).or_default().insert(file);
            }
            if let Some(number) = number {
                wanted.numbers.entry(log).or_default().insert(number);
            }
        }
        wanted
    }
}

/// The files a link to this path may mean.
fn spelled(path: &str) -> Vec<String> {
    let mut spelled = vec![path.to_owned()];
    // What is called a file is no folder.
    if !path.to_ascii_lowercase().ends_with(".md") {
        spelled.extend([format!("{path}/README.md"), format!("{path}.md")]);
    }
    spelled
}

/// What a stored reference says, read back from its text.
#[must_use]
pub fn target(raw: &str) -> Target {
    match link::target(&format!("[[{raw}]]")) {
        Some(target @ (Target::Number(_) | Target::Record { .. })) => target,
        _ => Target::File(raw.to_owned()),
    }
}

fn file(path: &str) -> String {
    path.trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or("")
        .to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_several_files_have_leads_nowhere_in_a_part_of_the_index() {
        let one = Known {
            id: Id::from_u128(1),
            log: "PLAT".into(),
            number: Some(1),
            path: Some("a/README.md".into()),
        };
        let target = Target::File("../z/README.md".into());
        let find = |index: &Index| index.find("PLAT", Some("x/y.md"), &target).map(|known| known.id);
        assert_eq!(find(&Index::partial(vec![one.clone()], Vec::new())), None);
        assert_eq!(find(&Index::partial(Vec::new(), vec![one.clone()])), Some(one.id));
        let reference = ("PLAT", Some("x/y.md"), &target);
        let wanted = Wanted::of([reference]);
        assert!(wanted.files["PLAT"].contains("readme.md"));
        assert!(paths([reference])["PLAT"].contains("z/README.md"));
        assert!(wanted.numbers.is_empty());
    }

    #[test]
    fn what_a_record_is_called_is_what_references_reach_for() {
        for (path, href) in [
            ("docs/0007-x.md", "0007-X.md"),
            ("docs/0007-x.md", "../docs/0007-x"),
            ("docs/use-x/README.md", "../docs/use-x"),
            ("docs/use-x/README.md", "../docs/use-x/README.md"),
            ("elsewhere/0007-x.md", "0007-renamed.md"),
        ] {
            let record = Known {
                id: Id::from_u128(1),
                log: "PLAT".into(),
                number: Some(7),
                path: Some(path.into()),
            };
            let target = Target::File(href.into());
            let reach = Reach::of("PLAT", Some("docs/y.md"), &target);
            let named = reach.file.is_some_and(|file| record.names().contains(&file));
            let index = Index::partial(vec![record.clone()], vec![record.clone()]);
            assert!(index.find("PLAT", Some("docs/y.md"), &target).is_some(), "{href}");
            assert!(named || reach.number == record.number, "{href}");
        }
    }

    #[test]
    fn references_lead_by_path_by_name_and_by_number() {
        let one = |id: u128, log: &str, number: i64, path: Option<&str>| Known {
            id: Id::from_u128(id),
            log: log.into(),
            number: Some(number),
            path: path.map(Into::into),
        };
        let index = Index::new(vec![
            one(1, "PLAT", 1, Some("docs/adr/0001-a.md")),
            one(2, "PLAT", 2, Some("docs/adr/0002-b.md")),
            one(3, "EU", 2, None),
        ]);
        let found =
            |from: &str, target: &Target| index.find("PLAT", Some(from), target).map(|known| known.id.as_u128());
        let file = |href: &str| Target::File(href.to_owned());
        assert_eq!(found("docs/adr/0002-b.md", &file("0001-a.md")), Some(1));
        assert_eq!(found("0025-new.md", &file("0001-A.md")), Some(1));
        assert_eq!(found("x.md", &file("https://example.org/adr/0002-renamed.md")), Some(2));
        assert_eq!(found("x.md", &Target::Number(2)), Some(2));
        assert_eq!(found("x.md", &target("EU-2")), Some(3));
        assert_eq!(found("x.md", &target("ADR-0002")), Some(2));
        assert_eq!(found("x.md", &file("0009-c.md")), None);
    }
}
