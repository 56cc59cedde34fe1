//! Stories of logs that are imported from a repository, on demand and on a schedule.

use registry::{
    adr::{
        Files,
        report::Outcome,
        source::{Schedule, SourceDraft},
        sources::{Fetched, LEASE},
    },
    identity::{Actor, Role},
    kernel::{Error, Registry, Result},
    testing::{on_both_engines, person},
};
use time::Duration;

use crate::{
    desk,
    scene::{architect, wrong_field},
};

const RECORD: &str = "# 1. Use S3\n\n## Status\n\nAccepted\n\n## Context\n\nx\n";

fn draft(schedule: &str) -> SourceDraft {
    SourceDraft {
        url: "https://git.example.com/team/decisions.git".into(),
        branch: "main".into(),
        folder: "/docs/adr/".into(),
        schedule: schedule.into(),
    }
}

fn fetched(revision: &str, text: &str) -> Fetched {
    let mut files = Files::default();
    files.files.push(("0001-use-s3.md".into(), text.as_bytes().to_vec()));
    // A report keeps what would end a text, or an escape, as it is.
    files.skip("nul\0 and \\u0000.md", "Its name has control characters.");
    files.skip("link.md", "It is a symbolic link; links are not followed.");
    Fetched {
        files,
        revision: revision.into(),
    }
}

async fn people(registry: &Registry) -> Result<(Actor, Actor)> {
    let ada = architect(registry, "Ada").await?;
    let otto = person(registry, "Otto", &[Role::Administrator], &[]).await?;
    registry.records().add_log(&ada, "PLAT", "Platform").await?;
    Ok((ada, otto))
}

#[tokio::test]
async fn an_administrator_registers_a_repository_and_an_architect_imports_it() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, otto) = people(&registry).await?;
        let sources = registry.sources();
        assert!(matches!(
            sources.register(&ada, "PLAT", &draft("off"), 0).await,
            Err(Error::Refused(_))
        ));
        let wrong = SourceDraft {
            url: "file:///etc".into(),
            branch: "a b".into(),
            folder: "../x".into(),
            schedule: "yearly".into(),
        };
        let refused = sources.register(&otto, "PLAT", &wrong, 0).await;
        for field in ["url", "branch", "folder", "schedule"] {
            wrong_field(&refused, field);
        }
        let nothing = SourceDraft {
            url: " ".into(),
            schedule: "off".into(),
            ..SourceDraft::default()
        };
        wrong_field(&sources.register(&otto, "PLAT", &nothing, 0).await, "url");
        wrong_field(&sources.ask(&ada, "PLAT").await, "");
        sources.register(&otto, "plat", &draft("off"), 0).await?;
        assert!(matches!(
            sources.register(&otto, "PLAT", &draft("daily"), 0).await,
            Err(Error::Conflict { current: 1, .. })
        ));
        let of = sources.of(&ada, "PLAT").await?;
        let source = of.source.expect("a source");
        assert_eq!(
            (source.folder.as_deref(), source.schedule, source.due_at),
            (Some("docs/adr"), Schedule::Off, None)
        );
        assert_eq!(
            source.label(),
            "https://git.example.com/team/decisions.git, branch main, folder docs/adr"
        );
        assert_eq!(sources.claim().await?, None, "nobody asked");

        assert!(matches!(sources.ask(&otto, "PLAT").await, Err(Error::Refused(_))));
        sources.ask(&ada, "PLAT").await?;
        let job = sources.claim().await?.expect("it is due");
        assert_eq!(
            (job.log.as_str(), job.asked.as_ref().map(|it| it.1.as_str())),
            ("PLAT", Some("Ada"))
        );
        assert_eq!(sources.claim().await?, None, "one server has it");
        sources.finish(&job, Ok(fetched("c0ffee", RECORD))).await?;
        assert_eq!(sources.claim().await?, None, "it is done");
        let of = sources.of(&ada, "PLAT").await?;
        assert_eq!((of.log.records, of.runs.len()), (1, 1));
        let run = &of.runs[0];
        assert_eq!(
            (run.person.as_str(), run.revision.as_deref(), run.error.as_deref()),
            ("Ada", Some("c0ffee"), None)
        );
        assert_eq!(run.totals, "3 files: 1 new, 0 updated, 0 unchanged, 2 skipped");
        let report = sources.report(&ada, "PLAT", run.id).await?;
        assert!(matches!(&report.files[0].outcome, Outcome::New(facts) if facts.title == "Use S3"));
        assert!(matches!(&report.files[1].outcome, Outcome::Skipped(why) if why.contains("symbolic")));
        assert_eq!(report.files[2].path, "nul\0 and \\u0000.md");

        // The same commit again reads nothing.
        sources.ask(&ada, "PLAT").await?;
        let job = sources.claim().await?.expect("it is due");
        assert_eq!(job.last.as_deref(), Some("c0ffee"));
        sources
            .finish(&job, Ok(fetched("c0ffee", "nothing like a record")))
            .await?;
        let of = sources.of(&ada, "PLAT").await?;
        assert_eq!((of.runs.len(), of.runs[0].has_report, of.log.records), (2, false, 1));

        // Without a repository nothing is imported any more.
        sources
            .register(
                &otto,
                "PLAT",
                &SourceDraft {
                    schedule: "off".into(),
                    ..SourceDraft::default()
                },
                1,
            )
            .await?;
        assert_eq!(sources.of(&ada, "PLAT").await?.source, None);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_schedule_imports_again_and_a_failure_is_kept() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, otto) = people(&registry).await?;
        let sources = registry.sources();
        sources.register(&otto, "PLAT", &draft("hourly"), 0).await?;
        let job = sources.claim().await?.expect("at once");
        sources.finish(&job, Ok(fetched("1", RECORD))).await?;
        registry.clock().advance(Duration::minutes(59));
        assert_eq!(sources.claim().await?, None);
        registry.clock().advance(Duration::minutes(1));
        let job = sources.claim().await?.expect("an hour later");
        assert_eq!(job.asked, None);
        sources
            .finish(&job, Err("The repository does not answer.".into()))
            .await?;
        let of = sources.of(&ada, "PLAT").await?;
        assert_eq!(of.runs[0].error.as_deref(), Some("The repository does not answer."));
        assert_eq!((of.runs[0].person.as_str(), of.log.records), ("Schedule", 1));
        let inbox = registry::notify::Inbox::of(&otto, &registry.inbox().facts(&otto).await?);
        let item = inbox
            .items
            .iter()
            .find(|item| item.href == "/adrs/logs/PLAT")
            .expect("it waits");
        assert!(item.mine && item.text.contains("PLAT"), "{item:?}");

        // A conflict is listed on the log's page.
        desk::edit(&registry, &ada, "PLAT", 1, "\nx\n", "\nmine\n", "A slip").await?;
        registry.clock().advance(Duration::hours(1));
        let job = sources.claim().await?.expect("an hour later");
        sources
            .finish(&job, Ok(fetched("2", &RECORD.replace("\nx\n", "\ntheirs\n"))))
            .await?;
        let of = sources.of(&ada, "PLAT").await?;
        assert_eq!(of.conflicts, [(1, "Use S3".to_owned())]);
        assert!(of.runs[0].totals.ends_with("1 in conflict"), "{}", of.runs[0].totals);
        let inbox = registry::notify::Inbox::of(&otto, &registry.inbox().facts(&otto).await?);
        let choose = inbox.items.iter().find(|item| item.href == "/adrs/PLAT/1/incoming");
        assert!(choose.is_some_and(|item| item.text.ends_with("PLAT-0001: Use S3") && !item.mine));
        assert!(
            inbox.items.iter().all(|item| !item.text.contains("failed")),
            "the last one went well"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_server_that_died_loses_its_lease_and_one_that_is_late_imports_nothing() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, otto) = people(&registry).await?;
        let sources = registry.sources();
        sources.register(&otto, "PLAT", &draft("daily"), 0).await?;
        let late = sources.claim().await?.expect("at once");
        registry.clock().advance(LEASE + Duration::seconds(1));
        let job = sources.claim().await?.expect("its lease is over");
        sources.finish(&late, Ok(fetched("late", RECORD))).await?;
        assert_eq!(sources.of(&ada, "PLAT").await?.runs.len(), 0);
        // Somebody asks while it is at work: it is done once more.
        registry.clock().advance(Duration::seconds(1));
        sources.ask(&ada, "PLAT").await?;
        sources.finish(&job, Ok(fetched("1", RECORD))).await?;
        let job = sources.claim().await?.expect("it was asked for");
        assert_eq!(job.asked.as_ref().map(|it| it.1.as_str()), Some("Ada"));
        // A source that is changed meanwhile is not imported into.
        sources.register(&otto, "PLAT", &draft("off"), 1).await?;
        sources.finish(&job, Ok(fetched("2", RECORD))).await?;
        assert_eq!(sources.of(&ada, "PLAT").await?.runs.len(), 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn of_many_servers_one_gets_the_job() -> Result<()> {
    on_both_engines(|registry| async move {
        let (_, otto) = people(&registry).await?;
        registry.sources().register(&otto, "PLAT", &draft("hourly"), 0).await?;
        let mut servers = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let registry = registry.clone();
            servers.spawn(async move { registry.sources().claim().await });
        }
        let mut taken = 0;
        while let Some(claimed) = servers.join_next().await {
            taken += usize::from(claimed.expect("no panic")?.is_some());
        }
        assert_eq!(taken, 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_number_that_was_given_up_is_not_used_again() -> Result<()> {
    on_both_engines(|registry| async move {
        let (ada, _) = people(&registry).await?;
        let records = registry.records();
        let first = records.write(&ada, &desk::draft("PLAT", "First")).await?;
        assert_eq!(records.propose(&ada, first.id).await?.number, Some(1));
        let edna = person(&registry, "Edna", &[Role::Executive], &[]).await?;
        records
            .decide(&edna, first.id, registry::adr::Status::Rejected, "Too dear.")
            .await?;
        // A file whose number lies further on moves the next number beyond it.
        let seventh = RECORD.replace("# 1.", "# 7.");
        desk::import(&registry, &ada, "PLAT", &[("0007-use-s3.md", &seventh)]).await?;
        let second = records.write(&ada, &desk::draft("PLAT", "Second")).await?;
        assert_eq!(records.propose(&ada, second.id).await?.number, Some(8));
        Ok(())
    })
    .await
}
