//! Archives with every trap in them, built here byte by byte.

use std::{collections::BTreeMap, io::Write as _};

use flate2::{Compression, Crc, write::DeflateEncoder, write::GzEncoder};
use proptest::prelude::*;
use tar::{Builder, EntryType, Header};

use super::*;

const TEXT: &[u8] = b"# 1. Use SQS\r\n\r\n## Status\r\n\r\nAccepted \xff\r\n";
const SMALL: Limits = Limits {
    entries: 20,
    file: 5_000,
    total: 8_000,
    tar: 40_000,
};

/// An entry of a zip file as it is written, true or not.
#[derive(Clone)]
struct Packed {
    name: Vec<u8>,
    data: Vec<u8>,
    method: u16,
    flags: u16,
    mode: u32,
    length: usize,
    checksum: u32,
}

fn packed(name: impl AsRef<[u8]>, bytes: &[u8]) -> Packed {
    let mut crc = Crc::new();
    crc.update(bytes);
    Packed {
        name: name.as_ref().to_vec(),
        data: bytes.to_vec(),
        method: 0,
        flags: 0,
        mode: 0o100_644,
        length: bytes.len(),
        checksum: crc.sum(),
    }
}

fn deflated(name: &str, bytes: &[u8]) -> Packed {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    Packed {
        data: encoder.finish().unwrap(),
        method: 8,
        ..packed(name, bytes)
    }
}

/// A zip file; with `shared` every entry leads to the bytes of the first.
fn zip_of(entries: &[Packed], shared: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    let short = |value: usize| u16::try_from(value).unwrap().to_le_bytes();
    let long = |value: usize| u32::try_from(value).unwrap().to_le_bytes();
    for (index, entry) in entries.iter().enumerate() {
        let at = if shared { 0 } else { out.len() };
        let mut common = Vec::new();
        common.extend(20_u16.to_le_bytes());
        common.extend(entry.flags.to_le_bytes());
        common.extend(entry.method.to_le_bytes());
        common.extend([0, 0, 0x21, 0]);
        common.extend(entry.checksum.to_le_bytes());
        common.extend(long(entry.data.len()));
        common.extend(long(entry.length));
        common.extend(short(entry.name.len()));
        common.extend([0, 0]);
        if index == 0 || !shared {
            out.extend(b"PK\x03\x04");
            out.extend(&common);
            out.extend(&entry.name);
            out.extend(&entry.data);
        }
        directory.extend(b"PK\x01\x02");
        directory.extend([20, 3]);
        directory.extend(&common);
        directory.extend([0; 6]);
        directory.extend((entry.mode << 16).to_le_bytes());
        directory.extend(long(at));
        directory.extend(&entry.name);
    }
    let start = out.len();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(short(entries.len()));
    out.extend(short(entries.len()));
    out.extend(long(directory.len()));
    out.extend(long(start));
    out.extend([0, 0]);
    out
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A tar entry whose path stands in its header as it is, whatever it is.
fn put(tar: &mut Builder<Vec<u8>>, name: &[u8], kind: EntryType, bytes: &[u8]) {
    let mut header = Header::new_gnu();
    header.as_mut_bytes()[..name.len()].copy_from_slice(name);
    header.set_entry_type(kind);
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    header.set_cksum();
    tar.append(&header, bytes).unwrap();
}

fn tar_of(entries: &[(&[u8], EntryType, &[u8])]) -> Vec<u8> {
    let mut tar = Builder::new(Vec::new());
    for (name, kind, bytes) in entries {
        put(&mut tar, name, *kind, bytes);
    }
    tar.into_inner().unwrap()
}

fn paths(files: &Files) -> Vec<&str> {
    files.files.iter().map(|file| file.0.as_str()).collect()
}

#[test]
fn what_is_no_archive_is_refused() {
    let plain_tar = tar_of(&[(b"1.md", EntryType::Regular, TEXT)]);
    let good_zip = zip_of(&[packed("1.md", TEXT)], false);
    let good_tar = gz(&plain_tar);
    let wrong_sum = Packed {
        checksum: 7,
        ..packed("1.md", TEXT)
    };
    let mut bad_gzip_sum = good_tar.clone();
    let at = bad_gzip_sum.len() - 6;
    bad_gzip_sum[at] ^= 1;
    for (why, bytes, refused) in [
        ("nothing", Vec::new(), Refused::NotAnArchive),
        ("text", TEXT.to_vec(), Refused::NotAnArchive),
        (
            "a tar file that is not packed",
            plain_tar.clone(),
            Refused::NotAnArchive,
        ),
        ("gzip around text", gz(TEXT), Refused::Damaged),
        (
            "a zip file cut short",
            good_zip[..good_zip.len() - 5].to_vec(),
            Refused::Damaged,
        ),
        (
            "a gzip file cut short",
            good_tar[..good_tar.len() - 12].to_vec(),
            Refused::Damaged,
        ),
        ("a tar file cut short within", gz(&plain_tar[..520]), Refused::Damaged),
        (
            "a wrong checksum in a zip file",
            zip_of(&[wrong_sum], false),
            Refused::Damaged,
        ),
        ("a wrong checksum of gzip", bad_gzip_sum, Refused::Damaged),
        ("an empty zip file", zip_of(&[], false), Refused::Empty),
        ("an empty tar file", gz(&tar_of(&[])), Refused::Empty),
        ("folders only", zip_of(&[packed("a/", b"")], false), Refused::Empty),
    ] {
        assert_eq!(read(&bytes), Err(refused), "{why}");
    }
    assert_eq!(paths(&read(&good_zip).unwrap()), ["1.md"]);
    assert_eq!(read(&good_zip), read(&good_tar));
}

#[test]
fn a_path_that_leads_out_refuses_the_archive() {
    let good = packed("1.md", TEXT);
    for bad in [
        "../x.md",
        "a/../../x.md",
        "..\\x.md",
        "/etc/x.md",
        "\\\\host\\x.md",
        "C:\\x.md",
        "c:x.md",
        "a\0.md",
        "",
        "../",
        "/",
    ] {
        let bytes = zip_of(&[good.clone(), packed(bad, b"")], false);
        assert!(matches!(read(&bytes), Err(Refused::Path(_))), "zip: {bad:?}");
        let mut tar = Builder::new(Vec::new());
        put(&mut tar, b"1.md", EntryType::Regular, TEXT);
        // In an extended header, where a path may hold anything.
        tar.append_pax_extensions([("path", bad.as_bytes())]).unwrap();
        put(&mut tar, b"harmless.md", EntryType::Regular, b"");
        let named = read(&gz(&tar.into_inner().unwrap()));
        assert!(bad.is_empty() || matches!(named, Err(Refused::Path(_))), "tar: {bad:?}");
        if !bad.contains('\0') && !bad.is_empty() {
            let bytes = gz(&tar_of(&[(bad.as_bytes(), EntryType::Symlink, b"")]));
            assert!(matches!(read(&bytes), Err(Refused::Path(_))), "link: {bad:?}");
        }
    }
}

#[test]
fn links_devices_and_secrets_are_skipped_and_said() {
    let special = |name: &str, mode| Packed {
        mode,
        ..packed(name, b"/etc/passwd")
    };
    let all = [
        packed("adr/1.md", TEXT),
        special("adr/link.md", 0o120_777),
        special("adr/pipe.md", 0o010_644),
        Packed {
            flags: 1,
            ..packed("adr/secret.md", TEXT)
        },
        Packed {
            method: 12,
            ..packed("adr/bzip2.md", TEXT)
        },
        packed(b"adr/\xff.md", TEXT),
        packed("adr/a\nb.md", TEXT),
        packed("__MACOSX/adr/._1.md", TEXT),
        packed("adr/._1.md", TEXT),
        packed("adr/big.md", &[b'x'; 5_001]),
        packed("adr/inner.zip", &zip_of(&[packed("2.md", TEXT)], false)),
        packed("adr/inner.md", &gz(TEXT)),
    ];
    let found = read_within(&zip_of(&all, false), SMALL).unwrap();
    assert_eq!(found.files, [("1.md".to_owned(), TEXT.to_vec())]);
    let skipped: Vec<(&str, &str)> = found
        .skipped
        .iter()
        .map(|(path, why)| (path.as_str(), why.as_str()))
        .collect();
    assert_eq!(
        skipped,
        [
            ("link.md", IS_SYMLINK),
            ("pipe.md", IS_SPECIAL),
            ("secret.md", "It is encrypted."),
            ("bzip2.md", "It is packed in an unusual way; use the usual compression."),
            ("�.md", "Its name is not UTF-8."),
            ("a�b.md", "Its name has control characters."),
            ("__MACOSX/adr/._1.md", "It is what macOS notes beside a file."),
            ("._1.md", "It is what macOS notes beside a file."),
            ("big.md", "It is larger than 5 MB; no record is."),
            (
                "inner.zip",
                "It is an archive within the archive; those are not opened."
            ),
            ("inner.md", "It is an archive within the archive; those are not opened."),
        ]
    );

    let large = [b'x'; 5_001];
    let tar = tar_of(&[
        (b"./", EntryType::Directory, b""),
        (b"pax_global_header", EntryType::XGlobalHeader, b"18 comment=abcdef\n"),
        (b"./1.md", EntryType::Regular, TEXT),
        (b"link.md", EntryType::Symlink, b""),
        (b"hard.md", EntryType::Link, b""),
        (b"device.md", EntryType::Char, b""),
        (b"disk.md", EntryType::Block, b""),
        (b"pipe.md", EntryType::Fifo, b""),
        (b"\xff.md", EntryType::Regular, TEXT),
        (b"big.md", EntryType::Regular, &large),
        (b"2.md", EntryType::Regular, TEXT),
    ]);
    let found = read_within(&gz(&tar), SMALL).unwrap();
    assert_eq!(paths(&found), ["1.md", "2.md"]);
    let skipped: Vec<&str> = found.skipped.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(
        skipped,
        [
            "link.md",
            "hard.md",
            "device.md",
            "disk.md",
            "pipe.md",
            "�.md",
            "big.md"
        ]
    );
    assert!(found.skipped[1].1.contains("hard link"));
}

#[test]
fn bombs_are_refused_not_cut() {
    let zeros = vec![0; 4_900];
    let bomb = [deflated("1.md", &zeros), deflated("2.md", &zeros)];
    assert_eq!(read_within(&zip_of(&bomb, false), SMALL), Err(Refused::Bomb));
    let modest = Packed {
        length: 10,
        ..deflated("1.md", &zeros)
    };
    assert_eq!(
        read(&zip_of(&[modest], false)),
        Err(Refused::Understated("1.md".into()))
    );
    let boastful = Packed {
        length: 4_999,
        ..deflated("1.md", &zeros)
    };
    assert_eq!(read(&zip_of(&[boastful], false)), Err(Refused::Damaged));
    let same = [packed("1.md", TEXT), packed("2.md", TEXT), packed("3.md", TEXT)];
    assert_eq!(read(&zip_of(&same, true)), Err(Refused::Overlap("2.md".into())));

    let many: Vec<Packed> = (0..21).map(|n| packed(format!("{n}.md"), b"")).collect();
    assert_eq!(read_within(&zip_of(&many, false), SMALL), Err(Refused::TooMany));
    assert!(read_within(&zip_of(&many[..20], false), SMALL).is_ok());
    let names: Vec<String> = (0..21).map(|n| format!("{n}/")).collect();
    let folders: Vec<(&[u8], EntryType, &[u8])> = names
        .iter()
        .map(|name| (name.as_bytes(), EntryType::Directory, &[][..]))
        .collect();
    assert_eq!(read_within(&gz(&tar_of(&folders)), SMALL), Err(Refused::TooMany));

    let regular = EntryType::Regular;
    let total = tar_of(&[(b"1.md", regular, &zeros), (b"2.md", regular, &zeros)]);
    assert_eq!(read_within(&gz(&total), SMALL), Err(Refused::Bomb));
    let large = vec![0; 50_000];
    let skipped = tar_of(&[(b"1.md", regular, &large), (b"2.md", regular, TEXT)]);
    assert_eq!(
        read_within(&gz(&skipped), SMALL),
        Err(Refused::Bomb),
        "what is skipped counts too"
    );
    let mut long = Builder::new(Vec::new());
    long.append_pax_extensions([("path", vec![b'n'; 60_000].as_slice())])
        .unwrap();
    put(&mut long, b"1.md", regular, TEXT);
    assert_eq!(read_within(&gz(&long.into_inner().unwrap()), SMALL), Err(Refused::Bomb));
    let mut padded = tar_of(&[(b"1.md", regular, TEXT)]);
    padded.extend(&large);
    assert_eq!(
        read_within(&gz(&padded), SMALL),
        Err(Refused::Bomb),
        "behind the end, too"
    );
}

#[test]
fn one_path_is_one_file() {
    let twice = zip_of(&[packed("a/1.md", TEXT), packed("a/./1.md", b"other")], false);
    assert_eq!(read(&twice), Err(Refused::Twice("a/1.md".into())));
    let twice = tar_of(&[
        (b"a/1.md", EntryType::Regular, TEXT),
        (b"a\\1.md", EntryType::Symlink, b""),
    ]);
    assert_eq!(read(&gz(&twice)), Err(Refused::Twice("a/1.md".into())));
}

#[test]
fn parts_of_gzip_and_long_names_are_read_whole() {
    let tar = tar_of(&[
        (b"repo-main/1.md", EntryType::Regular, TEXT),
        (b"repo-main/x/2.md", EntryType::Regular, TEXT),
    ]);
    let (one, two) = tar.split_at(700);
    let parts = [gz(one), gz(two)].concat();
    assert_eq!(paths(&read(&parts).unwrap()), ["1.md", "x/2.md"]);
    let long = format!("{}/1.md", "folder".repeat(40));
    let packed = tar_gz("repo", &[(long.clone(), TEXT.to_vec())]).unwrap();
    assert_eq!(paths(&read(&packed).unwrap()), [long.as_str()]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read(
        files in prop::collection::btree_map(
            r"(\.?[a-zA-Z0-9äé: -][a-zA-Z0-9äé:. _-]{0,70}/){0,3}\.?[a-zA-Z0-9äé: -][a-zA-Z0-9äé:. _-]{0,40}",
            prop::collection::vec(any::<u8>(), 0..300),
            1..8,
        )
    ) {
        let files: BTreeMap<String, Vec<u8>> = files;
        let files: Vec<(String, Vec<u8>)> = files.into_iter().filter(|(_, bytes)| !is_zip(bytes) && !is_gzip(bytes)).collect();
        prop_assume!(!files.is_empty());
        let expected = Files { files: files.clone(), skipped: Vec::new() };
        for packed in [zip("PLAT", &files).unwrap(), tar_gz("PLAT", &files).unwrap()] {
            prop_assert_eq!(read(&packed), Ok(expected.clone()));
        }
        prop_assert_eq!(zip("PLAT", &files).unwrap(), zip("PLAT", &files).unwrap());
        prop_assert_eq!(tar_gz("PLAT", &files).unwrap(), tar_gz("PLAT", &files).unwrap());
    }

    #[test]
    fn any_bytes_are_read_or_refused(tail in prop::collection::vec(any::<u8>(), 0..400), at in 0_usize..400, flip in any::<u8>()) {
        let good = zip("P", &[("1.md".to_owned(), TEXT.to_vec())]).unwrap();
        let packed = tar_gz("P", &[("1.md".to_owned(), TEXT.to_vec())]).unwrap();
        for mut bytes in [good, packed] {
            let place = at % bytes.len();
            bytes[place] ^= flip;
            let _ = read(&bytes);
            let _ = read(&[&bytes[..4], tail.as_slice()].concat());
        }
    }
}
