//! Files on their way into a log: by path and bytes, whether they come from a folder, a browser
//! or an [archive](super::archive).

/// What a folder or an archive holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// Files to import: path with slashes, and bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// What was not read: path, and why in a sentence.
    pub skipped: Vec<(String, String)>,
}

impl Files {
    /// Paths as they are within the one folder that holds all files, if there is one: a browser
    /// puts the chosen folder's name before each path, and archives are mostly packed that way.
    #[must_use]
    pub fn within(mut self) -> Self {
        let root = self
            .files
            .first()
            .and_then(|(path, _)| Some(format!("{}/", path.split_once('/')?.0)));
        let Some(root) = root.filter(|root| self.files.iter().all(|(path, _)| path.starts_with(root.as_str()))) else {
            return self;
        };
        let files = self.files.iter_mut().map(|file| &mut file.0);
        for path in files.chain(self.skipped.iter_mut().map(|file| &mut file.0)) {
            if path.starts_with(&root) {
                *path = path.split_off(root.len());
            }
        }
        self
    }

    /// Notes a file that is not read.
    pub fn skip(&mut self, path: impl Into<String>, reason: impl Into<String>) {
        self.skipped.push((path.into(), reason.into()));
    }
}

/// A path with slashes, without `.`; none when it is empty or leaves the folder.
#[must_use]
pub fn tidy(path: &str) -> Option<String> {
    let parts: Vec<&str> = path
        .split(['/', '\\'])
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    let good = !parts.is_empty() && !parts.contains(&"..") && !path.contains('\0');
    good.then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_folders_name_is_no_part_of_a_path() {
        let within = |paths: &[&str]| {
            let files = paths.iter().map(|path| ((*path).to_owned(), Vec::new())).collect();
            let mut all = Files {
                files,
                ..Files::default()
            };
            all.skip("adr/link", "");
            let all = all.within();
            let paths = all.files.into_iter().map(|file| file.0).collect::<Vec<_>>();
            (paths, all.skipped[0].0.clone())
        };
        assert_eq!(within(&["adr/1.md", "adr/x/2.md"]).0, ["1.md", "x/2.md"]);
        assert_eq!(within(&["adr/1.md", "2.md"]).0, ["adr/1.md", "2.md"]);
        assert_eq!(within(&["1.md"]).0, ["1.md"]);
        assert_eq!(within(&["adr/1.md"]).1, "link");
        assert_eq!(within(&["x/1.md"]).1, "adr/link");
    }

    #[test]
    fn paths_stay_in_the_folder() {
        assert_eq!(tidy("./docs\\adr//1.md").as_deref(), Some("docs/adr/1.md"));
        for bad in ["../x.md", "a/../../x.md", "", ".", "a\0.md"] {
            assert_eq!(tidy(bad), None, "{bad}");
        }
    }
}
