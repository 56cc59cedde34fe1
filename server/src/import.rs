//! `twoway adr import`: reads a folder, an archive or a Git repository and says what each file
//! became.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use registry::{
    adr::{
        Files, ImportReport,
        archive::{self, LARGEST_TOTAL, MOST_ENTRIES},
        legible,
        read::excluded,
        report::Outcome,
        source::{self, Origin},
    },
    identity::Actor,
};

use crate::{command::said, config::AdrImport, git, serve};

/// The largest file that is read; the use case refuses what is larger too.
const LARGEST_FILE: u64 = 5 * 1024 * 1024;
/// The deepest folder, as for a repository.
const DEEPEST: usize = 100;

/// Runs the command.
///
/// # Errors
/// When the source, the database or the report cannot be opened, or the key is none; then nothing
/// is imported, and the report says why if it can be written.
pub async fn run(command: AdrImport) -> anyhow::Result<()> {
    // Made before the import, so that a report that cannot be written keeps nothing half done.
    let kept = command.report.as_deref().map(Kept::begin).transpose()?;
    let report = match import(&command).await {
        Ok(report) => report,
        Err(error) => {
            if let Some(kept) = kept {
                kept.end(&serde_json::json!({ "refused": format!("{error:#}") }))?;
            }
            return Err(error);
        }
    };
    if let Some(kept) = kept {
        kept.end(&report)
            .context("the files are imported, but the report could not be written")?;
    }
    let mut out = std::io::stdout().lock();
    match print(&mut out, &report) {
        // Whoever reads has seen enough; the files are imported.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => Ok(printed?),
    }
}

async fn import(command: &AdrImport) -> anyhow::Result<ImportReport> {
    let (found, origin) = files(command).await?;
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
    registry.db.close().await;
    imported.map_err(said)
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
                let mut taken = Taken::default();
                read(path, "", 0, &mut taken)?;
                (taken.files, "Folder")
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

/// A report on its way: written beside its place and put there whole, so that what lies there is
/// never half a report nor that of another import.
struct Kept {
    at: PathBuf,
    file: tempfile::NamedTempFile,
}

impl Kept {
    fn begin(at: &Path) -> anyhow::Result<Self> {
        let cannot = || format!("cannot write the report {}", at.display());
        if at.is_dir() {
            bail!("{}: it is a folder", cannot());
        }
        let folder = at.parent().filter(|folder| !folder.as_os_str().is_empty());
        let file = tempfile::Builder::new()
            .prefix(".report-")
            .tempfile_in(folder.unwrap_or(Path::new(".")))
            .with_context(cannot)?;
        Ok(Self {
            at: at.to_path_buf(),
            file,
        })
    }

    fn end(mut self, report: &impl serde::Serialize) -> anyhow::Result<()> {
        let cannot = || format!("cannot write the report {}", self.at.display());
        let mut out = io::BufWriter::new(self.file.as_file_mut());
        serde_json::to_writer_pretty(&mut out, report)?;
        writeln!(out)?;
        out.flush()?;
        drop(out);
        // As a new file would be; a temporary one is its owner's alone.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&self.at).map_or(0o644, |there| there.permissions().mode());
            self.file.as_file().set_permissions(fs::Permissions::from_mode(mode))?;
        }
        self.file.persist(&self.at).with_context(cannot)?;
        Ok(())
    }
}

/// What was read of a folder so far.
#[derive(Default)]
struct Taken {
    files: Files,
    entries: u64,
    total: u64,
}

/// Reads a folder and the folders in it. Paths begin inside it. Links are not followed: they could
/// lead anywhere. What is no record by its name alone is not read.
fn read(folder: &Path, inside: &str, depth: usize, taken: &mut Taken) -> anyhow::Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read the folder {}", folder.display()))?;
    let mut sorted = Vec::new();
    for entry in entries {
        sorted.push(entry.context("cannot read the folder")?);
        taken.entries += 1;
        if taken.entries > MOST_ENTRIES {
            bail!("there are more than 100,000 files; name the folder that holds the records");
        }
    }
    sorted.sort_by_key(fs::DirEntry::file_name);
    for entry in sorted {
        let name = entry.file_name();
        let shown = name.to_string_lossy();
        let path = format!("{inside}{shown}");
        let cannot = || format!("cannot read {}", legible(&path));
        let kind = entry.file_type().with_context(cannot)?;
        let mut skip = |reason: &str| taken.files.skip(path.clone(), reason);
        if name.to_str().is_none() {
            skip("Its name is not UTF-8.");
        } else if kind.is_symlink() {
            skip("It is a symbolic link; links are not followed.");
        } else if kind.is_dir() && (shown.starts_with('.') || shown == "node_modules") {
            skip("It is a hidden folder or one of installed packages; it was not searched.");
        } else if kind.is_dir() && depth >= DEEPEST {
            skip("It lies deeper than 100 folders; it was not searched.");
        } else if kind.is_dir() {
            read(&entry.path(), &format!("{path}/"), depth + 1, taken)?;
        } else if !kind.is_file() {
            skip("It is not a regular file.");
        } else if let Some(reason) = excluded(&path) {
            skip(reason);
        } else {
            let length = entry.metadata().with_context(cannot)?.len();
            if length > LARGEST_FILE {
                skip("It is larger than 5 MB; no record is.");
                continue;
            }
            taken.total += length;
            if taken.total > LARGEST_TOTAL {
                bail!("the records are larger than 200 MB together; name the folder that holds them");
            }
            let bytes = fs::read(entry.path()).with_context(cannot)?;
            taken.files.files.push((path, bytes));
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
            Outcome::Skipped(reason) => {
                let reason = legible(reason);
                writeln!(out, "{word:<10} {}\n             {reason}", legible(&file.path))?;
            }
            outcome => {
                let Some(facts) = outcome.facts() else { continue };
                let number = facts
                    .number
                    .map(|number| format!("{}-{number:04}", log.key))
                    .unwrap_or_default();
                writeln!(
                    out,
                    "{word:<10} {}\n             {number} · {} · {} · {}",
                    legible(&file.path),
                    facts.status,
                    facts.dialect.label(),
                    legible(&facts.title)
                )?;
                for diagnostic in facts.conflict.iter().chain(&facts.diagnostics) {
                    writeln!(out, "             ! {}", legible(diagnostic))?;
                }
                for note in &facts.notes {
                    writeln!(out, "             {}", legible(note))?;
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
        fs::create_dir_all(at("my_node_modules")).unwrap();
        fs::write(at("my_node_modules/0003-c.md"), "# C\n").unwrap();
        fs::create_dir_all(at("x/node_modules/y")).unwrap();
        fs::write(at("x/node_modules/y/0004-d.md"), "# D\n").unwrap();
        fs::write(at("film.mp4"), "no text").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc", at("link")).unwrap();
        let mut taken = Taken::default();
        read(folder.path(), "", 0, &mut taken).unwrap();
        let found = taken.files;
        let files: Vec<_> = found.files.iter().map(|file| file.0.as_str()).collect();
        assert_eq!(files, ["doc/adr/0001-a.md", "my_node_modules/0003-c.md"]);
        let skipped: Vec<_> = found.skipped.iter().map(|file| file.0.as_str()).collect();
        assert_eq!(
            skipped,
            if cfg!(unix) {
                vec![".git", "big.md", "film.mp4", "link", "x/node_modules"]
            } else {
                vec![".git", "big.md", "film.mp4", "x/node_modules"]
            }
        );
    }

    #[test]
    fn a_folder_has_its_bounds() {
        let folder = tempfile::tempdir().unwrap();
        let deep = (0..120).fold(folder.path().to_path_buf(), |at, _| at.join("d"));
        fs::create_dir_all(&deep).unwrap();
        fs::write(deep.join("0001-a.md"), "# A\n").unwrap();
        let mut taken = Taken::default();
        read(folder.path(), "", 0, &mut taken).unwrap();
        assert!(taken.files.files.is_empty());
        assert!(taken.files.skipped[0].1.contains("deeper than 100 folders"));
        let full = |entries, total| Taken {
            entries,
            total,
            ..Taken::default()
        };
        fs::write(folder.path().join("0002-b.md"), "# B\n").unwrap();
        assert!(read(folder.path(), "", 0, &mut full(MOST_ENTRIES, 0)).is_err());
        assert!(read(folder.path(), "", 0, &mut full(0, LARGEST_TOTAL)).is_err());
    }

    #[test]
    fn a_report_takes_its_place_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("report.json");
        fs::write(&at, "of another import").unwrap();
        let kept = Kept::begin(&at).unwrap();
        assert_eq!(fs::read_to_string(&at).unwrap(), "of another import");
        kept.end(&serde_json::json!({ "refused": "why" })).unwrap();
        assert_eq!(fs::read_to_string(&at).unwrap(), "{\n  \"refused\": \"why\"\n}\n");
        drop(Kept::begin(&at).unwrap());
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "nothing is left beside it"
        );
        assert!(Kept::begin(&folder.path().join("none/report.json")).is_err());
        assert!(Kept::begin(folder.path()).is_err());
    }
}
