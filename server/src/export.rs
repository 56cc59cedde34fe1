//! `twoway adr export`: writes a log's records into a folder, into one file, or as a commit.

use std::{
    collections::HashMap,
    fs, io,
    path::{Component, Path},
};

use anyhow::{Context as _, bail};
use registry::{
    adr::{document, files::tidy},
    identity::Actor,
};

use crate::{command::said, config::AdrExport, git, serve};

/// Runs the command.
///
/// # Errors
/// When there is no such log, or the folder holds something else, or the branch is checked out;
/// then nothing was written. Also when a file cannot be written; then those before it are.
pub async fn run(command: AdrExport) -> anyhow::Result<()> {
    let registry = serve::open(&command.database.database_url).await?;
    let operator = Actor::operator();
    let records = registry.records();
    let export = records.export(&operator, &command.log).await.map_err(said)?;
    let all = export.records;
    let pictures = match export.files.len() - all {
        0 => String::new(),
        1 => " and 1 picture".to_owned(),
        many => format!(" and {many} pictures"),
    };
    let noun = if all == 1 { "record" } else { "records" };
    let log = &export.log.key;
    if let Some(file) = &command.file {
        let chapters = records.chapters(&operator, &command.log).await.map_err(said)?;
        let text = document::of(&export.log, &chapters);
        fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
        println!("{all} {noun} of {log} in {}.", file.display());
    } else if let (Some(repository), Some(branch)) = (&command.repository, &command.branch) {
        let folder = match command.folder.as_deref().map(|folder| (folder, tidy(folder))) {
            Some((folder, None)) => bail!("--folder {folder} is no folder within the repository"),
            Some((_, folder)) => folder,
            None => None,
        };
        let commit = git::Commit {
            branch: branch.clone(),
            folder,
            message: command
                .message
                .clone()
                .unwrap_or_else(|| format!("Decision records of {log}")),
            author: command.author.clone(),
            at: registry.now().at().unix_timestamp(),
            force: command.force,
        };
        let (repository, files) = (repository.clone(), export.files);
        let committed = tokio::task::spawn_blocking(move || git::commit(&repository, &commit, &files)).await??;
        match committed.revision {
            Some(revision) => println!(
                "{all} {noun}{pictures} of {log} on branch {branch}: {} changed by commit {revision}.",
                committed.changed
            ),
            None => println!("{all} {noun}{pictures} of {log} are on branch {branch} already; nothing to commit."),
        }
    } else if let Some(folder) = &command.dir {
        let written = put(folder, &export.files, command.force)?;
        println!(
            "{all} {noun}{pictures} of {log} in {}: {written} written, {} there already.",
            folder.display(),
            export.files.len() - written
        );
    }
    if export.drafts > 0 {
        println!("Drafts left out because they have no number yet: {}.", export.drafts);
    }
    registry.db.close().await;
    Ok(())
}

/// Writes the files that are not there yet, after looking whether all may be. Says how many.
fn put(folder: &Path, files: &[(String, Vec<u8>)], force: bool) -> anyhow::Result<usize> {
    let wanted: HashMap<&str, &[u8]> = files
        .iter()
        .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
        .collect();
    if folder.exists() {
        if !folder.is_dir() {
            bail!("{} is not a folder", folder.display());
        }
        if !force && let Some(path) = other(folder, "", &wanted)? {
            bail!(
                "{} holds {path}, which this export would not write; choose an empty folder, or use --force to replace only files of the same path",
                folder.display()
            );
        }
    }
    let mut missing = Vec::new();
    for (path, bytes) in files {
        let inside = Path::new(path);
        if !inside.components().all(|part| matches!(part, Component::Normal(_))) {
            bail!("{path} is not a path within a folder");
        }
        if let Some(link) = link(folder, inside) {
            bail!("{link} is a symbolic link; nothing is written through links");
        }
        let target = folder.join(inside);
        if fs::read(&target).ok().as_ref() != Some(bytes) {
            missing.push((target, bytes));
        }
    }
    for (target, bytes) in &missing {
        let cannot = || format!("cannot write {}", target.display());
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).with_context(cannot)?;
        }
        fs::write(target, bytes).with_context(cannot)?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(missing.len())
}

/// The first thing in the folder that is no file of the export with the same bytes.
fn other(folder: &Path, inside: &str, wanted: &HashMap<&str, &[u8]>) -> anyhow::Result<Option<String>> {
    let cannot = || format!("cannot read the folder {}", folder.display());
    let entries = fs::read_dir(folder).with_context(cannot)?;
    let mut entries: Vec<_> = entries.collect::<Result<_, io::Error>>().with_context(cannot)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = format!("{inside}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().with_context(cannot)?;
        let found = if kind.is_dir() {
            other(&entry.path(), &format!("{path}/"), wanted)?
        } else {
            let same = kind.is_file()
                && wanted
                    .get(path.as_str())
                    .is_some_and(|bytes| fs::read(entry.path()).is_ok_and(|there| there == *bytes));
            (!same).then_some(path)
        };
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// A part of the path that is a link where it is to be written.
fn link(folder: &Path, inside: &Path) -> Option<String> {
    let mut at = folder.to_path_buf();
    for part in inside.components() {
        at.push(part);
        if fs::symlink_metadata(&at).is_ok_and(|there| there.file_type().is_symlink()) {
            return Some(at.display().to_string());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(files: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
        let owned = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        owned.collect()
    }

    #[test]
    fn a_folder_with_other_things_is_left_alone_unless_forced() {
        let folder = tempfile::tempdir().unwrap();
        let there = folder.path().join("adr");
        let all = files(&[("0001-a.md", "# A\r\n"), ("old/0002-b.md", "# B")]);
        assert_eq!(put(&there, &all, false).unwrap(), 2);
        assert_eq!(fs::read(there.join("old/0002-b.md")).unwrap(), b"# B");
        assert_eq!(put(&there, &all, false).unwrap(), 0, "the same again");
        let changed = files(&[("0001-a.md", "# A!"), ("old/0002-b.md", "# B")]);
        let refused = put(&there, &changed, false).unwrap_err().to_string();
        assert!(refused.contains("holds 0001-a.md"), "{refused}");
        assert_eq!(fs::read(there.join("0001-a.md")).unwrap(), b"# A\r\n");
        fs::write(there.join("notes.txt"), "mine").unwrap();
        assert!(put(&there, &all, false).is_err());
        assert_eq!(put(&there, &changed, true).unwrap(), 1);
        assert_eq!(fs::read(there.join("0001-a.md")).unwrap(), b"# A!");
        assert_eq!(fs::read(there.join("notes.txt")).unwrap(), b"mine");
        assert!(put(&there.join("notes.txt"), &all, true).is_err());
        assert!(put(&there, &files(&[("../x.md", "")]), true).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("old")).unwrap();
        for force in [false, true] {
            assert!(put(folder.path(), &files(&[("old/1.md", "x")]), force).is_err());
        }
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    }
}
