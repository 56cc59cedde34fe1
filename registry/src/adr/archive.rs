//! Archives of records: [`read`] takes a `.zip` or `.tar.gz` somebody hands us, [`zip`] and
//! [`tar_gz`] write one.
//!
//! An archive is read whole or refused with a sentence. Nothing is ever unpacked to a disk; links,
//! devices and encrypted entries are listed as skipped and never followed. All limits count what
//! really comes out of the archive, whatever its headers say.

use std::{
    cell::Cell,
    collections::{BTreeMap, HashSet},
    io::{self, Read, Write},
};

use flate2::{Compression, Crc, bufread, read::MultiGzDecoder, write};
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveWriter, ZipVerification, path::EntryPath, time::UtcDateTime};

use super::{
    files::{Files, tidy},
    sorting::LARGEST_FILE,
};

/// The largest archive, in bytes as it is packed.
pub const LARGEST_ARCHIVE: u64 = 200 * 1024 * 1024;
/// The most entries an archive may have, folders and links included.
pub const MOST_ENTRIES: u64 = 100_000;
/// The most bytes all files of an archive may have together once unpacked. They are held in memory.
pub const LARGEST_TOTAL: u64 = 200 * 1024 * 1024;
/// The longest name of an entry, in bytes; systems allow 4,096 for a path.
const LONGEST_NAME: usize = 4096;
/// The most bytes a `.tar.gz` may unpack to: its files, and what stands between them. Every entry
/// has a header and padding, and long names have entries of their own.
pub const LARGEST_TAR: u64 = 2 * LARGEST_TOTAL;

/// Why an archive was not read. Nothing of it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Its first bytes are neither those of a zip file nor of gzip.
    #[error("This is neither a .zip nor a .tar.gz archive.")]
    NotAnArchive,
    /// A structure, a length or a checksum is wrong.
    #[error("The archive is damaged, cut short, or no .zip or .tar.gz inside; pack it again.")]
    Damaged,
    /// There is nothing in it.
    #[error("There is no file in the archive.")]
    Empty,
    /// Larger than [`LARGEST_ARCHIVE`].
    #[error("The archive is larger than 200 MB; pack only the folder with the records.")]
    TooLarge,
    /// More entries than [`MOST_ENTRIES`].
    #[error("The archive has more than 100,000 entries; pack only the folder with the records.")]
    TooMany,
    /// More bytes than [`LARGEST_TOTAL`] or [`LARGEST_TAR`].
    #[error("The archive unpacks to more than 200 MB; pack only the folder with the records.")]
    Bomb,
    /// An entry unpacks to more than its header says.
    #[error("“{0}” unpacks to more than the archive says it holds.")]
    Understated(String),
    /// The same bytes are several entries.
    #[error("“{0}” shares its bytes with another entry of the archive.")]
    Overlap(String),
    /// A path with `..`, from the root, with a drive letter, with NUL, or none at all.
    #[error("“{0}” is not a path within the archive.")]
    Path(String),
    /// Two entries of one path.
    #[error("“{0}” is in the archive twice.")]
    Twice(String),
}

/// Reads the files of an archive; zip or gzipped tar by its first bytes. Where one folder holds
/// all of them, paths begin inside it.
///
/// # Errors
/// With the first reason not to read it.
pub fn read(bytes: &[u8]) -> Result<Files, Refused> {
    read_within(bytes, LIMITS)
}

/// What a reading keeps to; tests have narrower ones.
#[derive(Clone, Copy)]
struct Limits {
    entries: u64,
    file: u64,
    total: u64,
    tar: u64,
}

const LIMITS: Limits = Limits {
    entries: MOST_ENTRIES,
    file: LARGEST_FILE as u64,
    total: LARGEST_TOTAL,
    tar: LARGEST_TAR,
};

fn read_within(bytes: &[u8], limits: Limits) -> Result<Files, Refused> {
    if bytes.len() as u64 > LARGEST_ARCHIVE {
        return Err(Refused::TooLarge);
    }
    let mut taken = Taken {
        limits,
        all: Files::default(),
        entries: 0,
        total: 0,
        seen: HashSet::new(),
    };
    if is_zip(bytes) {
        unzip(bytes, &mut taken)?;
    } else if is_gzip(bytes) {
        untar(bytes, &mut taken)?;
    } else {
        return Err(Refused::NotAnArchive);
    }
    if taken.all.files.is_empty() && taken.all.skipped.is_empty() {
        return Err(Refused::Empty);
    }
    Ok(taken.all.within())
}

fn is_zip(bytes: &[u8]) -> bool {
    // An archive without entries begins with its end.
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1f\x8b")
}

/// What was taken out of an archive so far.
struct Taken {
    limits: Limits,
    all: Files,
    entries: u64,
    total: u64,
    seen: HashSet<String>,
}

impl Taken {
    /// Counts an entry and checks its path; none for a folder and for what is skipped by its name.
    fn entry(&mut self, raw: &[u8], folder: bool) -> Result<Option<String>, Refused> {
        self.entries += 1;
        if self.entries > self.limits.entries {
            return Err(Refused::TooMany);
        }
        // Before anything is made of it: a name may be as long as the archive unpacks to.
        if raw.len() > LONGEST_NAME {
            return Err(Refused::Path(shown(&String::from_utf8_lossy(&raw[..200]))));
        }
        let text = String::from_utf8_lossy(raw);
        let bytes = text.as_bytes();
        let absolute = text.starts_with(['/', '\\'])
            || (bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.get(1) == Some(&b':'));
        let path = tidy(&text).filter(|_| !absolute);
        // “./” is how tar calls the folder it was started in.
        let here = folder
            && !absolute
            && !raw.is_empty()
            && text.chars().all(|c| matches!(c, '.' | '/'))
            && !text.contains("..");
        let Some(path) = path else {
            return if here {
                Ok(None)
            } else {
                Err(Refused::Path(shown(&text)))
            };
        };
        if folder {
            return Ok(None);
        }
        if !self.seen.insert(path.clone()) {
            return Err(Refused::Twice(shown(&path)));
        }
        let name = path.rsplit('/').next().unwrap_or(&path);
        let reason = if std::str::from_utf8(raw).is_err() {
            "Its name is not UTF-8."
        } else if path.chars().any(char::is_control) {
            "Its name has control characters."
        } else if path.starts_with("__MACOSX/") || name.starts_with("._") {
            "It is what macOS notes beside a file."
        } else {
            return Ok(Some(path));
        };
        self.all.skip(shown(&path), reason);
        Ok(None)
    }

    /// Whether a file of this length fits; a larger one than an import takes is skipped.
    fn fits(&mut self, path: &str, length: u64) -> Result<bool, Refused> {
        if length > self.limits.file {
            self.all.skip(path, "It is larger than 5 MB; no record is.");
            return Ok(false);
        }
        self.total += length;
        if self.total > self.limits.total {
            Err(Refused::Bomb)
        } else {
            Ok(true)
        }
    }

    fn file(&mut self, path: String, bytes: Vec<u8>) {
        if is_zip(&bytes) || is_gzip(&bytes) {
            self.all
                .skip(path, "It is an archive within the archive; those are not opened.");
        } else {
            self.all.files.push((path, bytes));
        }
    }
}

/// A path as a sentence can show it.
fn shown(path: &str) -> String {
    path.chars()
        .map(|c| if c.is_control() { '�' } else { c })
        .take(200)
        .collect()
}

/// Reads so many bytes and fails at the next one. `Read::take` ends there as if nothing followed.
struct Capped<'a, R> {
    inner: R,
    left: u64,
    over: &'a Cell<bool>,
}

impl<R: Read> Read for Capped<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            if buffer.is_empty() || self.inner.read(&mut [0])? == 0 {
                return Ok(0);
            }
            self.over.set(true);
            return Err(io::Error::other("more bytes than may come"));
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.inner.read(buffer.get_mut(..most).unwrap_or_default())?;
        self.left -= read as u64;
        Ok(read)
    }
}

/// The kind of file in a Unix mode, and two of its values.
const KIND: u32 = 0o170_000;
const KIND_FOLDER: u32 = 0o040_000;
const KIND_FILE: u32 = 0o100_000;

const IS_SYMLINK: &str = "It is a symbolic link; links are not followed.";
const IS_SPECIAL: &str = "It is not a regular file.";

fn unzip(bytes: &[u8], taken: &mut Taken) -> Result<(), Refused> {
    let zip = ZipArchive::from_slice(bytes).map_err(|_| Refused::Damaged)?;
    if zip.entries_hint() > taken.limits.entries {
        return Err(Refused::TooMany);
    }
    // Where entries begin and end. Those that overlap are how few bytes become very many.
    let mut used: BTreeMap<u64, u64> = BTreeMap::new();
    for entry in zip.entries() {
        let entry = entry.map_err(|_| Refused::Damaged)?;
        let kind = entry.mode().value() & KIND;
        let name = entry.file_path();
        let path = taken.entry(name.as_bytes(), entry.is_dir() || kind == KIND_FOLDER)?;
        let body = zip.get_entry(entry.wayfinder()).map_err(|_| Refused::Damaged)?;
        let (start, end) = (entry.local_header_offset(), body.compressed_data_range().1);
        if used.range(..end).next_back().is_some_and(|(_, before)| *before > start) {
            return Err(Refused::Overlap(shown(&String::from_utf8_lossy(name.as_bytes()))));
        }
        used.insert(start, end);
        let Some(path) = path else { continue };
        if entry.mode().is_symlink() {
            taken.all.skip(path, IS_SYMLINK);
        } else if kind != 0 && kind != KIND_FILE {
            taken.all.skip(path, IS_SPECIAL);
        } else if entry.flags().is_encrypted() {
            taken.all.skip(path, "It is encrypted.");
        } else {
            let length = entry.uncompressed_size_hint();
            let packed: Box<dyn Read> = match entry.compression_method() {
                CompressionMethod::STORE => Box::new(body.data()),
                CompressionMethod::DEFLATE => Box::new(bufread::DeflateDecoder::new(body.data())),
                _ => {
                    taken
                        .all
                        .skip(path, "It is packed in an unusual way; use the usual compression.");
                    continue;
                }
            };
            if !taken.fits(&path, length)? {
                continue;
            }
            let over = Cell::new(false);
            let mut out = Vec::new();
            let read = Capped {
                inner: packed,
                left: length,
                over: &over,
            }
            .read_to_end(&mut out);
            if over.get() {
                return Err(Refused::Understated(path));
            }
            let mut crc = Crc::new();
            crc.update(&out);
            let really = ZipVerification {
                crc: crc.sum(),
                uncompressed_size: out.len() as u64,
            };
            if read.is_err() || body.claim_verifier().valid(really).is_err() {
                return Err(Refused::Damaged);
            }
            taken.file(path, out);
        }
    }
    Ok(())
}

fn untar(bytes: &[u8], taken: &mut Taken) -> Result<(), Refused> {
    let over = Cell::new(false);
    // A gzip file may have several parts, and names of any length are read into memory: the cap is
    // on all that comes out.
    let mut tar = tar::Archive::new(Capped {
        inner: MultiGzDecoder::new(bytes),
        left: taken.limits.tar,
        over: &over,
    });
    let failed = |_: io::Error| if over.get() { Refused::Bomb } else { Refused::Damaged };
    for entry in tar.entries().map_err(failed)? {
        let mut entry = entry.map_err(failed)?;
        let kind = entry.header().entry_type();
        if kind.is_pax_global_extensions() {
            continue;
        }
        // The header alone has a long name cut.
        let name = entry.path_bytes().into_owned();
        let Some(path) = taken.entry(&name, kind.is_dir() || name.ends_with(b"/"))? else {
            continue;
        };
        if kind.is_symlink() {
            taken.all.skip(path, IS_SYMLINK);
        } else if kind.is_hard_link() {
            taken.all.skip(path, "It is a hard link; links are not followed.");
        } else if !kind.is_file() && !kind.is_contiguous() {
            taken.all.skip(path, IS_SPECIAL);
        } else if taken.fits(&path, entry.size())? {
            let length = entry.size();
            let mut out = Vec::new();
            entry.read_to_end(&mut out).map_err(failed)?;
            if out.len() as u64 != length {
                return Err(Refused::Damaged);
            }
            taken.file(path, out);
        }
    }
    // The checksum of gzip stands at the end.
    io::copy(&mut tar.into_inner(), &mut io::sink()).map_err(failed)?;
    Ok(())
}

/// Files as a zip archive in one folder, `root`. The same files give the same bytes: no time of
/// day is in it.
///
/// # Errors
/// When a path cannot stand in an archive; paths of a log can.
pub fn zip(root: &str, files: &[(String, Vec<u8>)]) -> io::Result<Vec<u8>> {
    let mut zip = ZipArchiveWriter::new(Vec::new());
    // The first moment a zip archive can name: 1 January 1980.
    let time = UtcDateTime::from_unix(315_532_800);
    for (path, bytes) in files {
        let path = format!("{root}/{path}");
        // Marked as UTF-8, except that a colon would be taken for a drive and cut.
        let name = if path.contains(':') {
            EntryPath::verbatim(path.as_bytes())
        } else {
            EntryPath::conformant(path.as_str())
        };
        let file = zip.new_file(name).compression_method(CompressionMethod::DEFLATE);
        let file = file.last_modified(time).unix_permissions(KIND_FILE | 0o644);
        let (mut entry, config) = file.start().map_err(io::Error::other)?;
        let encoder = write::DeflateEncoder::new(&mut entry, Compression::default());
        let mut writer = config.wrap(encoder);
        writer.write_all(bytes)?;
        let (encoder, descriptor) = writer.finish().map_err(io::Error::other)?;
        encoder.finish()?;
        entry.finish(descriptor).map_err(io::Error::other)?;
    }
    zip.finish().map_err(io::Error::other)
}

/// Files as a gzipped tar archive in one folder, `root`. The same files give the same bytes: no
/// time and no owner is in it.
///
/// # Errors
/// When a path cannot stand in an archive; paths of a log can.
pub fn tar_gz(root: &str, files: &[(String, Vec<u8>)]) -> io::Result<Vec<u8>> {
    let mut tar = tar::Builder::new(write::GzEncoder::new(Vec::new(), Compression::default()));
    for (path, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_entry_type(tar::EntryType::Regular);
        tar.append_data(&mut header, format!("{root}/{path}"), bytes.as_slice())?;
    }
    tar.into_inner()?.finish()
}

#[cfg(test)]
mod tests;
