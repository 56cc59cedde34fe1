//! `twoway adr import`: reads a folder and says what each file became.

use std::{fs, io::Write, path::Path};

use anyhow::{Context as _, bail};
use registry::{
    adr::{ImportReport, record::Outcome},
    identity::Actor,
};

use crate::{command::said, config::AdrImport, serve};

/// The largest file that is read; the use case refuses what is larger too.
const LARGEST_FILE: u64 = 5 * 1024 * 1024;

/// What a folder holds: files to import, and what was not read with the reason.
#[derive(Debug, Default)]
struct Folder {
    files: Vec<(String, Vec<u8>)>,
    skipped: Vec<(String, String)>,
}

/// Runs the command.
///
/// # Errors
/// When the folder or the database cannot be read, or the key is none; then nothing is imported.
pub async fn run(command: AdrImport) -> anyhow::Result<()> {
    if !command.folder.is_dir() {
        bail!("{} is not a folder", command.folder.display());
    }
    let mut folder = Folder::default();
    read(&command.folder, "", &mut folder)?;
    let registry = serve::open(&command.database.database_url).await?;
    let records = registry.records();
    let imported = records
        .import(&Actor::operator(), &command.log, command.name.as_deref(), folder.files)
        .await;
    let mut report = imported.map_err(said)?;
    for (path, reason) in folder.skipped {
        report.skip(path, reason);
    }
    let mut out = std::io::stdout().lock();
    print(&mut out, &report)?;
    drop(out);
    registry.db.close().await;
    Ok(())
}

/// Reads a folder and the folders in it. Links are not followed: they could lead anywhere.
fn read(folder: &Path, inside: &str, into: &mut Folder) -> anyhow::Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read the folder {}", folder.display()))?;
    let mut entries: Vec<_> = entries.collect::<Result<_, _>>().context("cannot read the folder")?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let path = format!("{inside}{}", name.to_string_lossy());
        let kind = entry.file_type().with_context(|| format!("cannot read {path}"))?;
        let mut skip = |reason: &str| into.skipped.push((path.clone(), reason.to_owned()));
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
        let mut found = Folder::default();
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
