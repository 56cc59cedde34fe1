//! Where a log's records come from: a Git repository, when it is imported, and what came of it.

#[cfg(feature = "store")]
use super::files::tidy;
use super::{Log, Status, report::Imported};
#[cfg(feature = "store")]
use crate::kernel::Problems;
use crate::kernel::{Id, Instant, keyed};

keyed! {
    /// How often a log's repository is imported on its own.
    pub enum Schedule: "schedule" {
        /// Only when somebody asks.
        Off = "off", "Only when somebody asks";
        /// Every hour.
        Hourly = "hourly", "Every hour";
        /// Every day.
        Daily = "daily", "Every day";
    }
}

impl Schedule {
    /// How long after an import the next one is due.
    #[must_use]
    pub fn every(self) -> Option<time::Duration> {
        match self {
            Self::Off => None,
            Self::Hourly => Some(time::Duration::hours(1)),
            Self::Daily => Some(time::Duration::days(1)),
        }
    }
}

/// The repository a log is imported from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its address: `https://…`, `ssh://…` or `git@host:path`.
    pub url: String,
    /// The branch; none is the one the repository says.
    pub branch: Option<String>,
    /// The folder in it that holds the records; none is all of it.
    pub folder: Option<String>,
    /// When it is imported on its own.
    pub schedule: Schedule,
    /// When it is imported next; none when nobody asked and it is not scheduled.
    pub due_at: Option<Instant>,
    /// Until when a server is at work on it, unless it ends before.
    pub leased_until: Option<Instant>,
    /// The version read.
    pub version: i64,
}

impl Source {
    /// The repository with branch and folder, in a line.
    #[must_use]
    pub fn label(&self) -> String {
        label(&self.url, self.branch.as_deref(), self.folder.as_deref())
    }
}

/// A repository with branch and folder, in a line.
#[must_use]
pub fn label(url: &str, branch: Option<&str>, folder: Option<&str>) -> String {
    let branch = branch.map(|branch| format!(", branch {branch}")).unwrap_or_default();
    let folder = folder.map(|folder| format!(", folder {folder}")).unwrap_or_default();
    format!("{url}{branch}{folder}")
}

/// A source as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceDraft {
    /// The repository's address; empty: none, the log is imported by hand.
    pub url: String,
    /// The branch; empty: the one the repository says.
    pub branch: String,
    /// The folder; empty: all of it.
    pub folder: String,
    /// Key of the schedule.
    pub schedule: String,
}

#[cfg(feature = "store")]
impl SourceDraft {
    /// Checks what was typed; none when there is no repository.
    pub(crate) fn check(&self, problems: &mut Problems) -> Option<Source> {
        let schedule = self.schedule.trim().parse().ok();
        problems.require(
            schedule.is_some(),
            "schedule",
            "Choose how often the repository is imported.",
        );
        if self.url.trim().is_empty() {
            for (typed, field) in [(&self.branch, "branch"), (&self.folder, "folder")] {
                problems.require(
                    typed.trim().is_empty(),
                    field,
                    "Without a repository there is none; clear this, or give the repository.",
                );
            }
            return None;
        }
        let url = problems.keep("url", address(&self.url));
        let branch = self.branch.trim();
        let good = branch.len() <= 200
            && !branch.starts_with(['-', '/'])
            && !branch.contains("..")
            && !branch
                .chars()
                .any(|c| c.is_whitespace() || c.is_control() || "~^:?*[\\".contains(c));
        problems.require(good, "branch", "This is no name of a branch, such as main.");
        let folder = self.folder.trim();
        let tidied = tidy(folder);
        problems.require(
            folder.is_empty() || (tidied.is_some() && folder.len() <= 500),
            "folder",
            "Give a folder within the repository, such as docs/adr.",
        );
        Some(Source {
            url: url?,
            branch: Some(branch.to_owned()).filter(|branch| !branch.is_empty()),
            folder: tidied,
            schedule: schedule?,
            due_at: None,
            leased_until: None,
            version: 0,
        })
    }
}

/// The address of a repository on another machine, as typed.
///
/// # Errors
/// When it is neither https nor ssh, names no host, or holds a password: it is shown to everybody.
pub fn address(typed: &str) -> Result<String, &'static str> {
    const SHAPE: &str = "Give an address that begins with https:// or ssh://, or git@host:path.";
    let url = typed.trim();
    if url.len() > 500 || url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(SHAPE);
    }
    let (rest, scp) = if let Some(rest) = url.strip_prefix("https://").or_else(|| url.strip_prefix("ssh://")) {
        (rest, false)
    } else if url.contains("://") {
        return Err(SHAPE);
    } else {
        (url, true)
    };
    let (authority, path) = rest
        .split_once(if scp { ':' } else { '/' })
        .ok_or("This address has no path to a repository.")?;
    let (user, host) = authority
        .rsplit_once('@')
        .map_or((None, authority), |(user, host)| (Some(user), host));
    if user.is_some_and(|user| user.contains(':') || (url.starts_with("https://") && !user.is_empty())) {
        return Err("Leave user name and password out of the address: everybody who reads here sees it.");
    }
    let named = |name: &str| !name.is_empty() && !name.starts_with('-');
    if (scp && (user.is_none() || host.contains('/'))) || !named(host) || !user.is_none_or(named) {
        return Err(SHAPE);
    }
    if path.trim_matches('/').is_empty() || path.starts_with('-') {
        return Err("This address has no path to a repository.");
    }
    Ok(url.to_owned())
}

/// Where the files of an import came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// For people: “Folder adr”, or the repository with branch and folder.
    pub source: String,
    /// The commit, when they came from a repository.
    pub revision: Option<String>,
}

impl Default for Origin {
    fn default() -> Self {
        Self {
            source: "Files".to_owned(),
            revision: None,
        }
    }
}

/// An import that was done, or tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Which.
    pub id: Id,
    /// When.
    pub at: Instant,
    /// Who, by the name they had.
    pub person: String,
    /// Where the files came from.
    pub source: String,
    /// The commit.
    pub revision: Option<String>,
    /// The totals in a sentence; empty when it failed.
    pub totals: String,
    /// Why it failed.
    pub error: Option<String>,
    /// Whether [`Report`] can be asked for.
    pub has_report: bool,
}

/// What a run came to, file by file: all, or the first [`MOST_KEPT`], what changed before what
/// did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The log.
    pub log: Log,
    /// The run.
    pub run: Run,
    /// Its files.
    pub files: Vec<Imported>,
}

/// The most files whose outcome is kept with a run.
pub const MOST_KEPT: usize = 2000;

/// A log with where it comes from and what was imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origins {
    /// The log.
    pub log: Log,
    /// How many records are in each status.
    pub counts: Vec<(Status, i64)>,
    /// Where it is imported from.
    pub source: Option<Source>,
    /// The latest runs, the newest first.
    pub runs: Vec<Run>,
    /// Records whose file came in with another text: number and title.
    pub conflicts: Vec<(i64, String)>,
}

/// A repository to import now, taken by one server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// The log.
    pub log_id: Id,
    /// Its key.
    pub log: String,
    /// The repository.
    pub url: String,
    /// The branch.
    pub branch: Option<String>,
    /// The folder.
    pub folder: Option<String>,
    /// Who asked; none: the schedule.
    pub asked: Option<(Id, String)>,
    /// What this server holds it by.
    pub lease: Id,
    /// When it fell due.
    pub due_at: Instant,
    /// The commit of the last import from the same place.
    pub last: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_repositories() {
        for good in [
            "https://example.com/team/decisions.git",
            "https://git.example.com:8443/x",
            "ssh://git@example.com:2222/team/decisions",
            "git@example.com:team/decisions.git",
        ] {
            assert_eq!(address(&format!(" {good} ")), Ok(good.to_owned()));
        }
        for bad in [
            "",
            "http://example.com/x",
            "file:///etc",
            "/srv/git/x",
            "../x",
            "git://example.com/x",
            "ext::sh -c id",
            "https://",
            "https:///x",
            "https://example.com",
            "https://example.com/",
            "https://user:secret@example.com/x",
            "https://token@example.com/x",
            "ssh://-oProxyCommand=id/x",
            "ssh://-x@example.com/x",
            "git@-oProxyCommand=id:x",
            "git@example.com:-x",
            "C:\\x",
            "https://example.com/a b",
            "https://example.com/\u{0}",
        ] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }
}
