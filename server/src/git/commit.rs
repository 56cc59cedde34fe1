//! Committing files to a branch of a local clone.

use std::path::Path;

use anyhow::{Context as _, bail};
use gix::objs::tree::EntryKind;

use super::open;

/// Files to commit to a branch of a local clone.
#[derive(Clone, Debug)]
pub struct Commit {
    /// The branch; made from the one that is checked out if it does not exist.
    pub branch: String,
    /// The folder the files go into; none is the root.
    pub folder: Option<String>,
    /// What the commit says.
    pub message: String,
    /// Name and address of the author.
    pub author: (String, String),
    /// When, in seconds since 1970.
    pub at: i64,
    /// Commit even to the branch that is checked out.
    pub force: bool,
}

/// What a commit came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The commit; none when the branch had the same files already.
    pub revision: Option<String>,
    /// How many files it changes.
    pub changed: usize,
}

/// Commits files to a branch of a local clone: those that differ, and nothing else of the branch.
/// The working copy is not touched.
///
/// # Errors
/// When it is no repository, or the branch is checked out and `force` is not given; when a file
/// would replace a folder, a link or a submodule. Then nothing was committed.
pub fn commit(repository: &Path, commit: &Commit, files: &[(String, Vec<u8>)]) -> anyhow::Result<Committed> {
    let repository = open(repository)?;
    let name = format!("refs/heads/{}", commit.branch);
    let full: gix::refs::FullName = name
        .as_str()
        .try_into()
        .with_context(|| format!("“{}” is no name of a branch", commit.branch))?;
    if !commit.force && checked_out(&repository, &full)? {
        bail!(
            "branch {} is checked out; a commit would leave its working copy behind. Choose another branch, or use --force",
            commit.branch
        );
    }
    let parent = match repository.try_find_reference(&full)? {
        Some(mut reference) => Some(reference.peel_to_commit()?),
        None if repository.head()?.is_unborn() => None,
        None => Some(repository.head_commit()?),
    };
    let tree = match &parent {
        Some(parent) => parent.tree()?,
        None => repository.empty_tree(),
    };
    let mut editor = tree.edit()?;
    let mut changed = 0;
    for (path, bytes) in files {
        let path = match &commit.folder {
            Some(folder) => format!("{folder}/{path}"),
            None => path.clone(),
        };
        let blob = repository.write_blob(bytes)?.detach();
        let kind = match there(&tree, &path)? {
            Some((_, id)) if id == blob => continue,
            Some((kind, _)) => kind,
            None => EntryKind::Blob,
        };
        editor
            .upsert(path.as_str(), kind, blob)
            .with_context(|| format!("{path} cannot stand in a repository"))?;
        changed += 1;
    }
    if changed == 0 {
        return Ok(Committed {
            revision: None,
            changed,
        });
    }
    let tree = editor.write()?;
    let (author, email) = &commit.author;
    let who = gix::actor::Signature {
        name: author.as_str().into(),
        email: email.as_str().into(),
        time: gix::date::Time::new(commit.at, 0),
    };
    let (mut first, mut second) = (
        gix::date::parse::TimeBuf::default(),
        gix::date::parse::TimeBuf::default(),
    );
    let id = repository.commit_as(
        who.to_ref(&mut first),
        who.to_ref(&mut second),
        full,
        &commit.message,
        tree,
        parent.map(|parent| parent.id),
    )?;
    Ok(Committed {
        revision: Some(id.to_string()),
        changed,
    })
}

/// The file at a path of a tree: its kind and its content's identifier.
fn there(tree: &gix::Tree<'_>, path: &str) -> anyhow::Result<Option<(EntryKind, gix::ObjectId)>> {
    let parts: Vec<&str> = path.split('/').collect();
    for upto in 1..=parts.len() {
        let at = parts.get(..upto).unwrap_or_default();
        let Some(entry) = tree.lookup_entry(at.iter().copied())? else {
            return Ok(None);
        };
        let kind = entry.mode().kind();
        let last = upto == parts.len();
        match kind {
            EntryKind::Tree if !last => {}
            EntryKind::Blob | EntryKind::BlobExecutable if last => return Ok(Some((kind, entry.object_id()))),
            _ => bail!(
                "{} is something else in the repository; it is not replaced",
                at.join("/")
            ),
        }
    }
    Ok(None)
}

/// Whether the branch is checked out in the clone or in another working copy of it.
fn checked_out(repository: &gix::Repository, branch: &gix::refs::FullName) -> anyhow::Result<bool> {
    if !repository.is_bare() && repository.head_name()?.as_ref() == Some(branch) {
        return Ok(true);
    }
    for other in repository.worktrees()? {
        let there = other.into_repo_with_possibly_inaccessible_worktree()?;
        if there.head_name()?.as_ref() == Some(branch) {
            return Ok(true);
        }
    }
    Ok(false)
}
