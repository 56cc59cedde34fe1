//! `twoway adr import`: reads a folder, an archive or a Git repository and says what each file
//! became.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    path::Path,
};

use anyhow::{Context as _, bail};
use registry::{
    adr::{
        Files, ImportReport, archive,
        record::Outcome,
        source::{self, Origin},
    },
    identity::Actor,
};

use crate::{command::said, config::AdrImport, git, serve};

/// The largest file that is read; the use case refuses what is larger too.
const LARGEST_FILE: u64 = 5 * 1024 * 1024;

/// Runs the command.
///
/// # Errors
/// When the source, the database or the report cannot be opened, or the key is none; then nothing
/// is imported.
pub async fn run(command: AdrImport) -> anyhow::Result<()> {
    let (found, origin) = files(&command).await?;
    // Opened before the import, so that a report that cannot be written keeps nothing half done.
    let report_file = command.report.as_deref().map(open).transpose()?;
    let registry = serve::open(&command.database.database_url).await?;
    let records = registry.records();
    let imported = records
        .import_from(
            &Actor::operator(),
            &command.log,
            command.name.as_deref(),
            found,
            &origin,
        )
        .await;
    let report = imported.map_err(said)?;
    if let Some(file) = report_file {
        write(file, &report).context("the files are imported, but the report could not be written")?;
    }
    let mut out = std::io::stdout().lock();
    print(&mut out, &report)?;
    drop(out);
    registry.db.close().await;
    Ok(())
}

/// What the source holds, and what to call it.
async fn files(command: &AdrImport) -> anyhow::Result<(Files, Origin)> {
    let place = git::Place {
        repository: command.source.clone(),
        branch: command.branch.clone(),
        folder: command.folder.clone(),
    };
    let within = place.branch.is_some() || place.folder.is_some();
    let path = Path::new(&command.source);
    let remote = !path.exists() && (command.source.contains("://") || source::address(&command.source).is_ok());
    let fetched = if remote {
        source::address(&command.source).map_err(|why| anyhow::anyhow!("{}: {why}", command.source))?;
        git::fetch(place.clone()).await
    } else {
        let kind = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
        let repository = kind.is_dir() && (within || is_bare(path));
        if !repository {
            if within {
                bail!("--branch and --folder are for repositories; name the folder itself");
            }
            let (files, what) = if kind.is_dir() {
                let mut folder = Files::default();
                read(path, "", &mut folder)?;
                (folder, "Folder")
            } else {
                (archive_at(path, &kind)?, "Archive")
            };
            let origin = Origin {
                source: format!("{what} {}", path.display()),
                revision: None,
            };
            return Ok((files, origin));
        }
        git::read(place.clone()).await
    };
    let fetched = fetched.map_err(|why| anyhow::anyhow!("{}: {why}", command.source))?;
    let origin = Origin {
        source: source::label(&place.repository, place.branch.as_deref(), place.folder.as_deref()),
        revision: Some(fetched.revision),
    };
    Ok((fetched.files, origin))
}

/// Whether a folder is a repository without a working copy.
fn is_bare(folder: &Path) -> bool {
    folder.join("HEAD").is_file() && folder.join("objects").is_dir() && folder.join("refs").is_dir()
}

fn archive_at(path: &Path, kind: &fs::Metadata) -> anyhow::Result<Files> {
    if !kind.is_file() {
        bail!("{} is neither a folder nor an archive", path.display());
    }
    let refused = |refused| anyhow::anyhow!("{}: {refused}", path.display());
    if kind.len() > archive::LARGEST_ARCHIVE {
        return Err(refused(archive::Refused::TooLarge));
    }
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    archive::read(&bytes).map_err(refused)
}

/// A file to write, still holding what it held.
fn open(path: &Path) -> anyhow::Result<File> {
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(path);
    file.with_context(|| format!("cannot write the report {}", path.display()))
}

fn write(file: File, report: &ImportReport) -> anyhow::Result<()> {
    file.set_len(0)?;
    let mut out = std::io::BufWriter::new(file);
    serde_json::to_writer_pretty(&mut out, report)?;
    writeln!(out)?;
    out.flush()?;
    Ok(())
}

/// Reads a folder and the folders in it. Paths begin inside it. Links are not followed: they could lead anywhere.
fn read(folder: &Path, inside: &str, into: &mut Files) -> anyhow::Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read the folder {}", folder.display()))?;
    let mut entries: Vec<_> = entries.collect::<Result<_, _>>().context("cannot read the folder")?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let path = format!("{inside}{}", name.to_string_lossy());
        let kind = entry.file_type().with_context(|| format!("cannot read {path}"))?;
        let mut skip = |reason: &str| into.skip(path.clone(), reason);
        if name.to_str().is_none() {
            skip("Its name is not UTF-8.");
        } else if kind.is_symlink() {
            skip("It is a symbolic link; links are not followed.");
        } else if kind.is_dir() && (path.starts_with('.') || path.contains("/.") || path.ends_with("node_modules")) {
            skip("It is a hidden folder or one of installed packages; it was not searched.");
        } else if kind.is_dir() {
            read(&entry.path(), &format!("{path}/"), into)?;
        } else if !kind.is_file() {
            skip("It is not a regular file.");
        } else if entry.metadata().with_context(|| format!("cannot read {path}"))?.len() > LARGEST_FILE {
            skip("It is larger than 5 MB; no record is.");
        } else {
            let bytes = fs::read(entry.path()).with_context(|| format!("cannot read {path}"))?;
            into.files.push((path, bytes));
        }
    }
    Ok(())
}

/// A line per file, what was unclear below it, and the totals.
fn print(out: &mut impl Write, report: &ImportReport) -> std::io::Result<()> {
    let log = &report.log;
    let made = if report.made { "new log" } else { "log" };
    writeln!(out, "Into the {made} {} ({}):\n", log.key, log.name)?;
    for file in &report.files {
        let word = file.outcome.word();
        match &file.outcome {
            Outcome::Skipped(reason) => writeln!(out, "{word:<10} {}\n             {reason}", file.path)?,
            outcome => {
                let Some(facts) = outcome.facts() else { continue };
                let number = facts
                    .number
                    .map(|number| format!("{}-{number:04}", log.key))
                    .unwrap_or_default();
                writeln!(
                    out,
                    "{word:<10} {}\n             {number} · {} · {} · {}",
                    file.path,
                    facts.status,
                    facts.dialect.label(),
                    facts.title
                )?;
                for diagnostic in &facts.diagnostics {
                    writeln!(out, "             ! {diagnostic}")?;
                }
            }
        }
    }
    writeln!(out, "\n{}. The log now holds {} records.", report.totals(), log.records)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_without_following_links() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("doc/adr")).unwrap();
        fs::create_dir_all(at(".git")).unwrap();
        fs::write(at("doc/adr/0001-a.md"), "# A\n").unwrap();
        fs::write(at(".git/0002-b.md"), "# B\n").unwrap();
        fs::write(at("big.md"), vec![b'x'; 5 * 1024 * 1024 + 1]).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc", at("link")).unwrap();
        let mut found = Files::default();
        read(folder.path(), "", &mut found).unwrap();
        let files: Vec<_> = found.files.iter().map(|file| file.0.as_str()).collect();
        assert_eq!(files, ["doc/adr/0001-a.md"]);
        let skipped: Vec<_> = found.skipped.iter().map(|file| file.0.as_str()).collect();
        assert_eq!(
            skipped,
            if cfg!(unix) {
                vec![".git", "big.md", "link"]
            } else {
                vec![".git", "big.md"]
            }
        );
    }
}
