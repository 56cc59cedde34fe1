//! Stories of writing records, on both engines: what was typed and not saved, pictures, the
//! organisation's own templates.

use registry::{
    adr::{Draft, NEW, OwnDraft},
    identity::{Actor, Role},
    kernel::{Error, Registry, Result},
    testing::{on_both_engines, person},
};

use crate::scene::wrong_field;

async fn architect(registry: &Registry, name: &str) -> Result<Actor> {
    person(registry, name, &[Role::Architect], &[]).await
}

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

#[tokio::test]
async fn what_was_typed_is_kept_until_it_is_saved_or_discarded() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let bob = architect(&registry, "Bob").await?;
        let eve = person(&registry, "Eve", &[Role::Executive], &[]).await?;
        let records = registry.records();
        records.autosave(&ada, NEW, "text=one").await?;
        records.autosave(&ada, NEW, "text=two\0").await?;
        let kept = records.autosaved(&ada, NEW).await?.expect("it is kept");
        assert_eq!((kept.fields.as_str(), kept.at), ("text=two\u{fffd}", registry.now()));
        assert_eq!(records.autosaved(&bob, NEW).await?, None);
        let refused = records.autosave(&eve, NEW, "text=x").await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        let nowhere = records.autosave(&ada, "elsewhere", "text=x").await;
        assert!(matches!(nowhere, Err(Error::NotFound(_))), "{nowhere:?}");
        wrong_field(&records.autosave(&ada, NEW, &"x".repeat(4_000_000)).await, "text");

        let begun = records.write(&ada, &draft("# T\n\nWords.\n")).await?;
        assert_eq!(records.autosaved(&ada, NEW).await?, None);

        let place = begun.id.to_string();
        records.autosave(&ada, &place, "text=three").await?;
        records.autosave(&bob, &place, "text=four").await?;
        records
            .save(&ada, begun.id, &draft("# T\n\nMore words.\n"), begun.version)
            .await?;
        assert_eq!(records.autosaved(&ada, &place).await?, None);
        assert!(records.autosaved(&bob, &place).await?.is_some());
        records.discard(&bob, &place).await?;
        assert_eq!(records.autosaved(&bob, &place).await?, None);
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
