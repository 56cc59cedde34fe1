//! Stories of writing records, on both engines: what was typed and not saved, pictures, the
//! organisation's own templates.

use registry::{
    adr::{Draft, OwnDraft, Place, Typing},
    identity::Role,
    kernel::{Error, Result},
    testing::{on_both_engines, person},
};

use time::Duration;

use crate::scene::{architect, wrong_field};

fn draft(text: &str) -> Draft {
    Draft {
        log: "PLAT".into(),
        log_name: "Platform".into(),
        title: "Keep queues behind a port".into(),
        text: text.into(),
        ..Draft::default()
    }
}

fn png(pixel: u8) -> Vec<u8> {
    let mut bytes =
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x03\x00\x00\x00\x02\x08\x06\x00\x00\x00".to_vec();
    bytes.extend([0, 0, 0, pixel]);
    bytes
}

fn typing(fields: &str) -> Typing<'_> {
    Typing {
        title: "Typed",
        text: "# Typed\n",
        fields,
        ..Typing::default()
    }
}

fn saved_from(place: Place, text: &str) -> Draft {
    Draft {
        place: place.to_string(),
        ..draft(text)
    }
}

#[tokio::test]
async fn what_was_typed_is_kept_until_it_is_saved_or_discarded() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let bob = architect(&registry, "Bob").await?;
        let eve = person(&registry, "Eve", &[Role::Executive], &[]).await?;
        let records = registry.records();
        // Two forms of new records keep apart what is typed into each.
        let (one, other) = (records.place(None), records.place(None));
        records.autosave(&ada, one, &typing("text=one")).await?;
        records.autosave(&ada, one, &typing("text=two\0")).await?;
        records.autosave(&ada, other, &typing("text=other")).await?;
        let kept = records.autosaved(&ada, one).await?;
        assert_eq!(kept.as_deref(), Some("text=two\u{fffd}"));
        let unsaved = records.unsaved(&ada, None).await?;
        assert_eq!(unsaved.len(), 2);
        assert_eq!((unsaved[0].title.as_str(), unsaved[0].at), ("Typed", registry.now()));
        assert_eq!(records.autosaved(&bob, one).await?, None);
        let refused = records.autosave(&eve, one, &typing("text=x")).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        let nowhere = records.place(Some(registry.id()));
        let nowhere = records.autosave(&ada, nowhere, &typing("text=x")).await;
        assert!(matches!(nowhere, Err(Error::NotFound(_))), "{nowhere:?}");
        wrong_field(
            &records.autosave(&ada, one, &typing(&"x".repeat(4_000_000))).await,
            "text",
        );

        // Saving one settles it alone, also against an autosave that comes late.
        let begun = records.write(&ada, &saved_from(one, "# T\n\nWords.\n")).await?;
        assert_eq!(records.autosaved(&ada, one).await?, None);
        assert_eq!(records.autosaved(&ada, other).await?.as_deref(), Some("text=other"));
        assert!(records.was_saved(&ada, one).await? && !records.was_saved(&ada, other).await?);
        assert!(!records.was_saved(&bob, one).await?);
        let late = records.autosave(&ada, one, &typing("text=late")).await;
        assert!(matches!(late, Err(Error::Conflict { .. })), "{late:?}");
        records.discard(&ada, other).await?;
        assert!(records.unsaved(&ada, None).await?.is_empty());

        let (mine, again) = (records.place(Some(begun.id)), records.place(Some(begun.id)));
        let his = records.place(Some(begun.id));
        records.autosave(&ada, mine, &typing("text=three")).await?;
        records.autosave(&bob, his, &typing("text=four")).await?;
        // Opened once more while that is still offered: neither replaces the other.
        records.autosave(&ada, again, &typing("text=five")).await?;
        assert_eq!(records.unsaved(&ada, Some(begun.id)).await?.len(), 2);
        records
            .save(
                &ada,
                begun.id,
                &saved_from(again, "# T\n\nMore words.\n"),
                begun.version,
            )
            .await?;
        let unsaved = records.unsaved(&ada, Some(begun.id)).await?;
        assert_eq!(
            unsaved.iter().map(|it| it.place.clone()).collect::<Vec<_>>(),
            [mine.to_string()]
        );
        assert!(records.autosaved(&bob, his).await?.is_some());
        records.discard(&bob, his).await?;
        assert_eq!(records.autosaved(&bob, his).await?, None);

        // What the record holds anyway is nothing to keep.
        let stored = Typing {
            title: "T",
            text: "# T\n\nMore words.\n",
            fields: "text=same",
            ..Typing::default()
        };
        records.autosave(&ada, mine, &stored).await?;
        assert!(records.unsaved(&ada, Some(begun.id)).await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn of_what_nobody_saves_the_latest_fifty_are_kept_for_a_month() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let bob = architect(&registry, "Bob").await?;
        let records = registry.records();
        let his = records.place(None);
        records.autosave(&bob, his, &typing("text=his")).await?;
        let first = records.place(None);
        for number in 0..52 {
            registry.clock().advance(Duration::minutes(1));
            let place = if number == 0 { first } else { records.place(None) };
            records.autosave(&ada, place, &typing("text=x")).await?;
        }
        assert_eq!(records.unsaved(&ada, None).await?.len(), 50);
        assert_eq!(records.autosaved(&ada, first).await?, None);
        assert!(records.autosaved(&bob, his).await?.is_some());
        registry.clock().advance(Duration::days(30));
        let last = records.place(None);
        records.autosave(&ada, last, &typing("text=last")).await?;
        assert_eq!(records.autosaved(&bob, his).await?, None);
        let left = records.unsaved(&ada, None).await?;
        // The clock stands where the last of the fifty was kept a month ago.
        assert_eq!(left.len(), 2);
        assert_eq!(left[0].place, last.to_string());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn pictures_belong_to_records_and_leave_with_them() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let eve = person(&registry, "Eve", &[Role::Executive], &[]).await?;
        let records = registry.records();
        let refused = records.attach(&eve, None, "x.png", png(1)).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        wrong_field(
            &records.attach(&ada, None, "x.png", b"<!doctype html>".to_vec()).await,
            "picture",
        );

        let first = records.attach(&ada, None, "../My plan (2).PNG", png(1)).await?;
        assert_eq!(first.name, "My-plan-2.png");
        assert_eq!(
            first.markdown(),
            format!("![My-plan-2](attachments/{}/My-plan-2.png)", first.id)
        );
        let begun = records
            .write(&ada, &draft(&format!("# T\n\n{}\n", first.markdown())))
            .await?;
        let second = records.attach(&ada, Some(begun.id), "b.gif", png(2)).await?;
        assert_eq!(records.attachment(&eve, second.id).await?.bytes, png(2));

        // Only what the text shows is in an export, beside its record.
        let proposed = records.propose(&ada, begun.id).await?;
        let export = records.export(&ada, "PLAT").await?;
        let paths: Vec<String> = export.files.iter().map(|(path, _)| path.clone()).collect();
        assert_eq!(
            paths,
            [
                proposed.path.clone().unwrap_or_default(),
                format!("attachments/{}/My-plan-2.png", first.id)
            ]
        );
        assert_eq!(export.files[1].1, png(1));
        let html = records
            .render(
                &ada,
                "PLAT",
                proposed.path.as_deref(),
                &format!("{}\n", first.markdown()),
            )
            .await?;
        assert!(
            html.contains(&format!("src=\"/attachments/{}/My-plan-2.png\"", first.id)),
            "{html}"
        );

        for pixel in 0..49 {
            records.attach(&ada, Some(begun.id), "more.png", png(pixel)).await.ok();
        }
        wrong_field(
            &records.attach(&ada, Some(begun.id), "more.png", png(9)).await,
            "picture",
        );
        // Those no version of the text shows make room, and are forgotten after a month; what a
        // text shows or showed, or an unsaved form, stays.
        let place = records.place(Some(begun.id));
        registry.clock().advance(Duration::days(2) + Duration::minutes(1));
        records.attach(&ada, Some(begun.id), "more.png", png(9)).await?;
        registry.clock().advance(Duration::days(28));
        let text = second.markdown();
        let typed = Typing {
            text: &text,
            fields: "text=x",
            ..Typing::default()
        };
        records.autosave(&ada, place, &typed).await?;
        registry.clock().advance(Duration::days(3));
        let third = records.attach(&ada, Some(begun.id), "third.png", png(3)).await?;
        assert!(records.attachment(&ada, first.id).await.is_ok(), "a version shows it");
        assert!(
            records.attachment(&ada, second.id).await.is_ok(),
            "an unsaved form shows it"
        );
        assert!(records.attachment(&ada, third.id).await.is_ok());
        let latest = registry::audit::Filter {
            limit: 20,
            ..Default::default()
        };
        let trail = registry.audit().list(&ada, &latest).await?;
        let forgot = trail.iter().find(|it| it.act == "forgot pictures no text shows of");
        assert_eq!(forgot.expect("a trace").detail.split(", ").count(), 48);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_organisation_has_templates_of_its_own() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let eve = person(&registry, "Eve", &[Role::Executive], &[]).await?;
        let records = registry.records();
        let typed = OwnDraft {
            name: " Vendor choice ".into(),
            why: "A product is bought.".into(),
            body: "# Which\r\n\r\n## Context\r\n".into(),
        };
        let refused = records.add_template(&eve, &typed).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        wrong_field(&records.add_template(&ada, &OwnDraft::default()).await, "body");
        let made = records.add_template(&ada, &typed).await?;
        assert_eq!(
            (made.name.as_str(), made.body.as_str()),
            ("Vendor choice", "# Which\n\n## Context\n")
        );

        let other = OwnDraft {
            name: "Vendor".into(),
            ..typed.clone()
        };
        let changed = records.change_template(&ada, made.id, &other, made.version).await?;
        let late = records.change_template(&ada, made.id, &typed, made.version).await;
        assert!(matches!(late, Err(Error::Conflict { .. })), "{late:?}");
        let retired = records.retire_template(&ada, made.id, true, changed.version).await?;
        assert!(retired.retired);
        assert_eq!(records.own_templates(&eve).await?, std::slice::from_ref(&retired));
        assert_eq!(records.own_template(&eve, made.id).await?, retired);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn links_lead_to_records_or_say_that_there_is_none() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let records = registry.records();
        let begun = records.write(&ada, &draft("# T\n\nWords.\n")).await?;
        let one = records.propose(&ada, begun.id).await?;
        let path = one.path.clone().unwrap_or_default();
        let text = format!("[[PLAT-1]] [[1]] [[plat-0001|first]] [file]({path}) [[PLAT-9]] [[9]] [gone](0009-x.md)\n");
        let html = records.render(&ada, "PLAT", None, &text).await?;
        assert_eq!(html.matches("href=\"/adrs/PLAT/1\"").count(), 4, "{html}");
        assert_eq!(html.matches(">PLAT-0001</a>").count(), 2, "{html}");
        assert_eq!(html.matches("(no such record)").count(), 3, "{html}");
        Ok(())
    })
    .await
}
