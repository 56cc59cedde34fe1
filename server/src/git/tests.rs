//! Repositories made by the library itself, so that no program has to be there.

use gix::objs::tree::EntryKind;

use super::*;

const RECORD: &[u8] = b"\xef\xbb\xbf# 1. Use S3\r\n\r\n## Status\r\n\r\nAccepted\r\n\r\n## Context\r\n\r\n\xff\r\n";

/// A bare repository whose branch `main` holds these entries.
fn repository(at: &Path, entries: &[(&str, EntryKind, &[u8])]) -> gix::Repository {
    gix::create::into(at, gix::create::Kind::Bare, gix::create::Options::default()).unwrap();
    let repository = open(at).unwrap();
    fs::write(at.join("HEAD"), "ref: refs/heads/main\n").unwrap();
    let empty = repository.empty_tree();
    let mut editor = empty.edit().unwrap();
    for (path, kind, bytes) in entries {
        let id = match kind {
            EntryKind::Commit => gix::ObjectId::from_hex(&[b'1'; 40]).unwrap(),
            _ => repository.write_blob(bytes).unwrap().detach(),
        };
        editor.upsert(*path, *kind, id).unwrap();
    }
    let tree = editor.write().unwrap();
    add(&repository, "main", tree.detach(), None);
    open(at).unwrap()
}

fn add(repository: &gix::Repository, branch: &str, tree: gix::ObjectId, parent: Option<gix::ObjectId>) {
    let who = gix::actor::Signature {
        name: "Ann".into(),
        email: "ann@example.com".into(),
        time: gix::date::Time::new(1_700_000_000, 0),
    };
    let (mut one, mut two) = (
        gix::date::parse::TimeBuf::default(),
        gix::date::parse::TimeBuf::default(),
    );
    let name = format!("refs/heads/{branch}");
    repository
        .commit_as(who.to_ref(&mut one), who.to_ref(&mut two), name, "x", tree, parent)
        .unwrap();
}

fn at(folder: &Path) -> Place {
    Place {
        repository: folder.display().to_string(),
        ..Place::default()
    }
}

fn paths(fetched: &Fetched) -> Vec<&str> {
    fetched.files.files.iter().map(|file| file.0.as_str()).collect()
}

#[tokio::test]
async fn a_repository_is_read_byte_for_byte_and_nothing_else_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let big = vec![b'x'; 5 * 1024 * 1024 + 1];
    let entries: Vec<(&str, EntryKind, &[u8])> = vec![
        ("docs/adr/0001-use-s3.md", EntryKind::Blob, RECORD),
        ("docs/adr/0002-run.md", EntryKind::BlobExecutable, b"# 2. Run\n"),
        ("docs/adr/0003-link.md", EntryKind::Link, b"../../../etc/passwd"),
        ("docs/adr/0004-big.md", EntryKind::Blob, &big),
        ("docs/adr/picture.png", EntryKind::Blob, b"\x89PNG"),
        ("docs/adr/sub", EntryKind::Commit, b""),
        (".github/0005-x.md", EntryKind::Blob, b"# X\n"),
        ("node_modules/x/0006-x.md", EntryKind::Blob, b"# X\n"),
        ("README.md", EntryKind::Blob, b"# Decisions\n"),
    ];
    let made = repository(folder.path(), &entries);
    let all = read(at(folder.path())).await.unwrap();
    assert_eq!(paths(&all), ["docs/adr/0001-use-s3.md", "docs/adr/0002-run.md"]);
    assert_eq!(all.files.files[0].1, RECORD);
    assert_eq!(all.revision, made.head_id().unwrap().to_string());
    let skipped: Vec<&str> = all.files.skipped.iter().map(|it| it.0.as_str()).collect();
    let expected = [
        ".github",
        "README.md",
        "docs/adr/0003-link.md",
        "docs/adr/0004-big.md",
        "docs/adr/picture.png",
        "docs/adr/sub",
        "node_modules",
    ];
    assert_eq!(skipped, expected);

    let within = Place {
        folder: Some("docs/adr".into()),
        branch: Some("main".into()),
        ..at(folder.path())
    };
    let within = read(within).await.unwrap();
    assert_eq!(paths(&within), ["0001-use-s3.md", "0002-run.md"]);
    for (branch, inside, sentence) in [
        (Some("none"), None, "has no branch none"),
        (Some("a..b"), None, "is no name of a branch"),
        (None, Some("docs/none"), "has no folder docs/none"),
        (None, Some("README.md"), "has no folder README.md"),
        (None, Some("../x"), "no folder"),
    ] {
        let place = Place {
            branch: branch.map(str::to_owned),
            folder: inside.map(str::to_owned),
            ..at(folder.path())
        };
        let refused = read(place).await.unwrap_err();
        assert!(refused.contains(sentence), "{sentence}: {refused}");
    }
    let none = tempfile::tempdir().unwrap();
    assert!(
        read(at(none.path()))
            .await
            .unwrap_err()
            .contains("is no Git repository")
    );
}

#[tokio::test]
async fn a_branch_is_fetched_without_history_and_other_schemes_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let made = repository(folder.path(), &[("0001-a.md", EntryKind::Blob, RECORD)]);
    let first = made.head_id().unwrap().detach();
    let tree = made.head_tree().unwrap();
    let mut editor = tree.edit().unwrap();
    let blob = made.write_blob(b"# 2. Next\n").unwrap().detach();
    editor.upsert("0002-next.md", EntryKind::Blob, blob).unwrap();
    let tree = editor.write().unwrap().detach();
    add(&made, "next", tree, Some(first));
    let url = format!("file://{}", folder.path().display());
    for (branch, count) in [(None, 1), (Some("main"), 1), (Some("next"), 2)] {
        let place = Place {
            repository: url.clone(),
            branch: branch.map(str::to_owned),
            folder: None,
        };
        match fetch(place).await {
            Ok(fetched) => assert_eq!(fetched.files.files.len(), count, "{branch:?}"),
            // Fetching from a folder starts the program `git`, which may not be there.
            Err(error) => assert!(which_git_is_missing(), "{error}"),
        }
    }
    for url in ["http://127.0.0.1:1/x", "git://127.0.0.1:1/x", "ext::sh -c id"] {
        let place = Place {
            repository: url.to_owned(),
            ..Place::default()
        };
        assert!(fetch(place).await.is_err(), "{url}");
    }
    prepare();
    let nobody = Place {
        repository: "https://127.0.0.1:1/x.git".to_owned(),
        ..Place::default()
    };
    let refused = fetch(nobody).await.unwrap_err();
    assert!(refused.contains("could not be fetched"), "{refused}");
}

fn which_git_is_missing() -> bool {
    std::process::Command::new("git").arg("--version").output().is_err()
}

fn to(branch: &str) -> Commit {
    Commit {
        branch: branch.to_owned(),
        folder: None,
        message: "Decisions".to_owned(),
        author: ("Ann".to_owned(), "ann@example.com".to_owned()),
        at: 1_700_000_000,
        force: false,
    }
}

#[tokio::test]
async fn a_commit_changes_the_files_that_differ_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let entries: [(&str, EntryKind, &[u8]); 3] = [
        ("0001-a.md", EntryKind::Blob, b"# A\n"),
        ("notes.txt", EntryKind::Blob, b"mine"),
        ("link", EntryKind::Link, b"notes.txt"),
    ];
    let made = repository(folder.path(), &entries);
    let main = made.head_id().unwrap().detach();
    let files = |text: &str| {
        vec![
            ("0001-a.md".to_owned(), text.as_bytes().to_vec()),
            ("old/0002-b.md".to_owned(), RECORD.to_vec()),
        ]
    };
    let done = commit(folder.path(), &to("decisions"), &files("# A\n")).unwrap();
    assert_eq!(done.changed, 1);
    let there = open(folder.path()).unwrap();
    assert_eq!(there.head_id().unwrap().detach(), main, "the other branch stays");
    let place = Place {
        branch: Some("decisions".into()),
        ..at(folder.path())
    };
    let fetched = read(place).await.unwrap();
    assert_eq!(fetched.files.files, files("# A\n"));
    assert_eq!(Some(&fetched.revision), done.revision.as_ref());
    let tip = commit_of(&there, Some("decisions")).unwrap();
    assert_eq!(tip.parent_ids().map(gix::Id::detach).collect::<Vec<_>>(), [main]);
    assert_eq!(tip.message_raw_sloppy(), "Decisions");
    assert!(tip.tree().unwrap().lookup_entry_by_path("notes.txt").unwrap().is_some());
    let again = commit(folder.path(), &to("decisions"), &files("# A\n")).unwrap();
    assert_eq!((again.revision, again.changed), (None, 0));

    let inside = Commit {
        folder: Some("docs/adr".into()),
        ..to("decisions")
    };
    assert_eq!(commit(folder.path(), &inside, &files("# A\n")).unwrap().changed, 2);
    let before = open(folder.path()).unwrap();
    let before = commit_of(&before, Some("decisions")).unwrap().id;
    for bad in [
        "../x.md",
        ".git/config",
        "a//b.md",
        "",
        "link",
        "link/x.md",
        "notes.txt/x.md",
        "old",
    ] {
        let refused = commit(folder.path(), &to("decisions"), &[(bad.to_owned(), RECORD.to_vec())]);
        assert!(refused.is_err(), "{bad}");
    }
    assert!(commit(folder.path(), &to("a..b"), &files("# B\n")).is_err());
    let after = open(folder.path()).unwrap();
    assert_eq!(commit_of(&after, Some("decisions")).unwrap().id, before);
}

#[test]
fn the_branch_that_is_checked_out_is_left_alone_unless_forced() {
    let folder = tempfile::tempdir().unwrap();
    gix::init(folder.path()).unwrap();
    let files = [("0001-a.md".to_owned(), RECORD.to_vec())];
    let git = open(folder.path()).unwrap();
    let branch = git.head_name().unwrap().unwrap().shorten().to_string();
    let refused = commit(folder.path(), &to(&branch), &files).unwrap_err().to_string();
    assert!(refused.contains("is checked out"), "{refused}");
    assert_eq!(
        commit(folder.path(), &to("decisions"), &files).unwrap().changed,
        1,
        "a first commit"
    );
    let forced = Commit {
        force: true,
        ..to(&branch)
    };
    assert_eq!(commit(folder.path(), &forced, &files).unwrap().changed, 1);
    assert!(
        !folder.path().join("0001-a.md").exists(),
        "the working copy is not touched"
    );
}
