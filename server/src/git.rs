//! Git repositories: reading the files of a commit, and committing files to a branch of a local
//! clone. Every call of the Git library is in this module.
//!
//! A repository on another machine is fetched without its history into a temporary folder, and
//! nothing of it is ever checked out or run: no hook, no filter, no configuration of this machine.
//! Passwords are never asked for. `ssh` uses the `ssh` program with its own keys.

mod commit;
#[cfg(test)]
mod tests;

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use gix::{bstr::ByteSlice as _, objs::tree::EntryKind};
use registry::{
    adr::{
        Files,
        archive::{LARGEST_TOTAL, MOST_ENTRIES},
        read::excluded,
        sources::Fetched,
    },
    kernel::sentence,
};

pub use commit::{Commit, Committed, commit};

/// The longest a fetch may take.
const LONGEST: Duration = Duration::from_mins(10);
/// The most bytes a fetch may bring onto this machine.
const LARGEST: u64 = 500 * 1024 * 1024;
/// The largest file that is read; the use case refuses what is larger too.
const LARGEST_FILE: u64 = 5 * 1024 * 1024;
/// The largest object that is unpacked: what a pack says of an object's size is not believed
/// beyond this. A record's file is far smaller, a tree of many files may not be.
const ALLOCATION: &str = "gitoxide.objects.allocLimit=64m";
/// The deepest folder.
const DEEPEST: usize = 100;

/// Which files of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Its address, or a path on this machine.
    pub repository: String,
    /// The branch; none is the one the repository says.
    pub branch: Option<String>,
    /// The folder; none is all of it.
    pub folder: Option<String>,
}

/// Makes this program's choice of cryptography the one that https uses. Once, at the start.
pub fn prepare() {
    // Another choice made before stays; there is none.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Fetches a repository from another machine and reads its files.
///
/// # Errors
/// With a sentence: when it does not answer, wants a password, has no such branch or folder, or is
/// larger than what is taken.
pub async fn fetch(place: Place) -> Result<Fetched, String> {
    away(move |stop| {
        let folder = tempfile::tempdir().context("a temporary folder cannot be made")?;
        let repository = clone(&place, folder.path(), stop)?;
        // Only that branch was fetched, and HEAD is it.
        files_of(&repository, None, place.folder.as_deref(), stop)
    })
    .await
}

/// Reads the files of a repository on this machine, as they are committed.
///
/// # Errors
/// With a sentence: when it is none, has no such branch or folder, or is larger than what is taken.
pub async fn read(place: Place) -> Result<Fetched, String> {
    away(move |stop| {
        let repository = open(Path::new(&place.repository))?;
        files_of(&repository, place.branch.as_deref(), place.folder.as_deref(), stop)
    })
    .await
}

/// Does work that blocks, within the time it may take. It gets a thread of its own and not one of
/// the runtime's: the program does not wait for it when it ends.
async fn away(
    work: impl FnOnce(&Arc<AtomicBool>) -> anyhow::Result<Fetched> + Send + 'static,
) -> Result<Fetched, String> {
    let stop = Arc::new(AtomicBool::new(false));
    let (done, result) = tokio::sync::oneshot::channel();
    let told = Arc::clone(&stop);
    let started = thread::Builder::new().name("git".to_owned()).spawn(move || {
        let _ = done.send(work(&told));
    });
    if started.is_err() {
        return Err("This machine has no thread left; try again later.".to_owned());
    }
    let limit = LONGEST + Duration::from_secs(10);
    let fetched = tokio::time::timeout(limit, result).await;
    stop.store(true, Ordering::Relaxed);
    match fetched {
        Ok(Ok(Ok(fetched))) => Ok(fetched),
        Ok(Ok(Err(error))) => Err(told_as(&error)),
        Ok(Err(_)) => Err("Reading the repository failed; the log of the server says more.".to_owned()),
        Err(_) => Err("The repository did not answer within 10 minutes.".to_owned()),
    }
}

/// An error with its causes as one line a page can show.
fn told_as(error: &anyhow::Error) -> String {
    let mut said: Vec<String> = Vec::new();
    for cause in error.chain() {
        let text: String = cause
            .to_string()
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let text = text.trim().to_owned();
        if !text.is_empty() && !said.iter().any(|before| before.contains(&text)) {
            said.push(text);
        }
    }
    let said: String = said.join(": ").chars().take(500).collect();
    sentence(&said)
}

/// Nothing of this machine's configuration or environment, and no odd value in the repository's.
fn options() -> gix::open::Options {
    gix::open::Options::isolated()
        .strict_config(true)
        .config_overrides([ALLOCATION])
}

fn open(path: &Path) -> anyhow::Result<gix::Repository> {
    gix::open_opts(path, options()).with_context(|| format!("{} is no Git repository", path.display()))
}

fn clone(place: &Place, into: &Path, stop: &Arc<AtomicBool>) -> anyhow::Result<gix::Repository> {
    use gix::remote::fetch::{Shallow, Tags};
    let url = gix::url::parse(place.repository.as_str()).context("the address cannot be read")?;
    // A path on this machine is only cloned by tests; `read` opens it where it lies.
    let local = cfg!(test) && url.scheme == gix::url::Scheme::File;
    if !local && ![gix::url::Scheme::Https, gix::url::Scheme::Ssh].contains(&url.scheme) {
        bail!("only https and ssh reach a repository on another machine");
    }
    let one = Shallow::DepthAtRemote(std::num::NonZeroU32::MIN);
    let kind = gix::create::Kind::Bare;
    let mut fetch = gix::clone::PrepareFetch::new(url, into, kind, gix::create::Options::default(), options())?
        .with_in_memory_config_overrides([
            "gitoxide.http.connectTimeout=10000",
            "core.sshCommand=ssh -o BatchMode=yes -o ConnectTimeout=10",
            ALLOCATION,
        ])
        .with_shallow(one)
        .configure_remote(|remote| Ok(remote.with_fetch_tags(Tags::None)))
        .configure_connection(|connection| {
            connection.set_credentials(|_| Ok(None));
            Ok(())
        });
    if let Some(branch) = &place.branch {
        fetch = fetch
            .with_ref_name(Some(branch.as_str()))
            .with_context(|| format!("“{branch}” is no name of a branch"))?;
    }
    let watch = Watch::begin(into, stop);
    let fetched = fetch.fetch_only(gix::progress::Discard, stop);
    if let Some(reason) = watch.end() {
        bail!("{reason}");
    }
    let (repository, _) = fetched.with_context(|| match &place.branch {
        Some(branch) => format!("branch {branch} of the repository could not be fetched"),
        None => "the repository could not be fetched".to_owned(),
    })?;
    Ok(repository)
}

/// Looks at a fetch from outside and stops it when it takes too long or brings too much.
struct Watch {
    over: Arc<AtomicBool>,
    watcher: Option<thread::JoinHandle<Option<&'static str>>>,
}

impl Watch {
    fn begin(folder: &Path, stop: &Arc<AtomicBool>) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let (folder, stop, ended) = (folder.to_path_buf(), Arc::clone(stop), Arc::clone(&over));
        let watcher = thread::Builder::new().name("git-watch".to_owned()).spawn(move || {
            let begun = Instant::now();
            while !ended.load(Ordering::Relaxed) {
                let reason = if begun.elapsed() > LONGEST {
                    Some("the repository did not answer within 10 minutes")
                } else if size(&folder) > LARGEST {
                    Some("the repository is larger than 500 MB even without its history")
                } else {
                    None
                };
                if reason.is_some() {
                    stop.store(true, Ordering::Relaxed);
                    return reason;
                }
                thread::sleep(Duration::from_millis(100));
            }
            None
        });
        Self {
            over,
            watcher: watcher.ok(),
        }
    }

    /// Ends the watch and says why it stopped the fetch, if it did.
    fn end(mut self) -> Option<&'static str> {
        self.over.store(true, Ordering::Relaxed);
        self.watcher.take()?.join().ok()?
    }
}

/// How many bytes the files of a folder have together.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let about = entry.metadata().ok()?;
            Some(if about.is_dir() {
                size(&entry.path())
            } else {
                about.len()
            })
        })
        .sum()
}

/// The commit a place names.
fn commit_of<'r>(repository: &'r gix::Repository, branch: Option<&str>) -> anyhow::Result<gix::Commit<'r>> {
    let Some(branch) = branch else {
        return repository.head_commit().context("the repository has no commit yet");
    };
    let names = ["refs/heads", "refs/remotes/origin", "refs/tags"].map(|kind| format!("{kind}/{branch}"));
    for name in &names {
        let found = repository.try_find_reference(name.as_str());
        if let Some(mut reference) = found.with_context(|| format!("“{branch}” is no name of a branch"))? {
            return reference
                .peel_to_commit()
                .with_context(|| format!("branch {branch} leads to no commit"));
        }
    }
    bail!("the repository has no branch {branch}")
}

fn files_of(
    repository: &gix::Repository,
    branch: Option<&str>,
    folder: Option<&str>,
    stop: &AtomicBool,
) -> anyhow::Result<Fetched> {
    let commit = commit_of(repository, branch)?;
    let revision = commit.id().to_string();
    let mut tree = commit.tree()?;
    if let Some(folder) = folder {
        let entry = tree.lookup_entry_by_path(folder)?;
        let entry = entry.filter(|entry| entry.mode().is_tree());
        let Some(entry) = entry else {
            bail!("the repository has no folder {folder}");
        };
        tree = repository.find_tree(entry.object_id())?;
    }
    let mut taken = Taken::default();
    walk(repository, &tree, "", 0, &mut taken, stop)?;
    Ok(Fetched {
        files: taken.files,
        revision,
    })
}

/// What was read of a repository so far.
#[derive(Default)]
struct Taken {
    files: Files,
    entries: u64,
    total: u64,
}

fn walk(
    repository: &gix::Repository,
    tree: &gix::Tree<'_>,
    inside: &str,
    depth: usize,
    taken: &mut Taken,
    stop: &AtomicBool,
) -> anyhow::Result<()> {
    for entry in tree.iter() {
        let entry = entry?;
        taken.entries += 1;
        if taken.entries > MOST_ENTRIES {
            bail!("there are more than 100,000 files; name the folder that holds the records");
        }
        if stop.load(Ordering::Relaxed) {
            bail!("reading the repository took too long");
        }
        let Ok(name) = entry.filename().to_str() else {
            let shown = format!("{inside}{}", entry.filename().to_str_lossy());
            taken.files.skip(shown, "Its name is not UTF-8.");
            continue;
        };
        let path = format!("{inside}{name}");
        match entry.kind() {
            EntryKind::Tree if name.starts_with('.') || name == "node_modules" => {
                let reason = "It is a hidden folder or one of installed packages; it was not searched.";
                taken.files.skip(path, reason);
            }
            EntryKind::Tree if depth >= DEEPEST => {
                taken
                    .files
                    .skip(path, "It lies deeper than 100 folders; it was not searched.");
            }
            EntryKind::Tree => {
                let tree = repository.find_tree(entry.object_id())?;
                walk(repository, &tree, &format!("{path}/"), depth + 1, taken, stop)?;
            }
            EntryKind::Link => taken.files.skip(path, "It is a symbolic link; links are not followed."),
            EntryKind::Commit => taken
                .files
                .skip(path, "It is a submodule; import that repository by itself."),
            EntryKind::Blob | EntryKind::BlobExecutable => {
                // By its name alone, so that the rest of a repository is not read into memory.
                if let Some(reason) = excluded(&path) {
                    taken.files.skip(path, reason);
                    continue;
                }
                let length = repository.find_header(entry.object_id())?.size();
                if length > LARGEST_FILE {
                    taken.files.skip(path, "It is larger than 5 MB; no record is.");
                    continue;
                }
                taken.total += length;
                if taken.total > LARGEST_TOTAL {
                    bail!("the records are larger than 200 MB together; name the folder that holds them");
                }
                let bytes = repository.find_blob(entry.object_id())?.take_data();
                taken.files.files.push((path, bytes));
            }
        }
    }
    Ok(())
}
