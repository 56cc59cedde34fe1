//! What people do with decision records in several stories: write, bring in, change, speak of.

use registry::{
    adr::{Adr, Draft, ImportReport, Record},
    args,
    identity::Actor,
    kernel::{Id, Registry, Result, Run},
};
use time::Duration;

/// Files as an import takes them.
pub fn files<T: AsRef<[u8]>>(files: &[(&str, T)]) -> Vec<(String, Vec<u8>)> {
    files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_ref().to_vec()))
        .collect()
}

pub async fn import(registry: &Registry, who: &Actor, log: &str, given: &[(&str, &str)]) -> Result<ImportReport> {
    registry.records().import(who, log, None, files(given)).await
}

/// What a form about a new record sends; its text is the template's, its log is made if need be.
pub fn draft(log: &str, title: &str) -> Draft {
    Draft {
        log: log.into(),
        log_name: log.into(),
        template: Some("nygard".into()),
        title: title.into(),
        ..Draft::default()
    }
}

/// What the editor sends of a record nobody changed in it.
pub fn typed(record: &Record) -> Draft {
    Draft {
        title: record.adr.title.clone(),
        text: record.text(),
        ..Draft::default()
    }
}

/// A record in the log PLAT, written and proposed.
pub async fn proposed(registry: &Registry, author: &Actor, title: &str) -> Result<Adr> {
    let begun = registry.records().write(author, &draft("PLAT", title)).await?;
    registry.records().propose(author, begun.id).await
}

pub async fn text(registry: &Registry, actor: &Actor, id: Id) -> Result<String> {
    Ok(registry.records().draft(actor, id).await?.text())
}

/// The version of the text somebody has before them.
pub async fn seen(registry: &Registry, actor: &Actor, adr: &Adr) -> Result<i64> {
    let text = text(registry, actor, adr.id).await?;
    Ok(registry
        .records()
        .proceedings(actor, adr, &text)
        .await?
        .standing
        .wording
        .version)
}

/// Saves a record's text with words replaced, as somebody does in the editor.
pub async fn edit(
    registry: &Registry,
    who: &Actor,
    log: &str,
    number: i64,
    from: &str,
    to: &str,
    why: &str,
) -> Result<Record> {
    let records = registry.records();
    let record = records.get(who, log, number).await?;
    let draft = Draft {
        text: record.text().replace(from, to),
        reason: why.into(),
        ..typed(&record)
    };
    records.save(who, record.adr.id, &draft, record.adr.version).await?;
    records.get(who, log, number).await
}

/// Says a minute later what somebody thinks of the text they see.
pub async fn speak(registry: &Registry, who: &Actor, adr: &Adr, verdict: &str, note: &str) -> Result<Adr> {
    registry.clock().advance(Duration::minutes(1));
    let now = seen(registry, who, adr).await?;
    registry.records().opine(who, adr.id, verdict, note, now).await
}

/// A decision record with a status, as it lies in the database, in a log of its own.
pub async fn stored(registry: &Registry, number: i64, status: &str) -> Result<Id> {
    let (log, adr, now) = (registry.id(), registry.id(), registry.now());
    let mut tx = registry.write().await?;
    tx.run(
        "INSERT INTO decision_log (id, key, name, source, next_number) VALUES ($1, $2, $3, NULL, $4)",
        args![log, format!("log-{number}"), "Log", number + 1],
    )
    .await?;
    tx.run(
        "INSERT INTO adr (id, log_id, number, title, status, source, dialect, created_at, updated_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)",
        args![
            adr,
            log,
            number,
            "Use a model adapter",
            status,
            b"# Use".to_vec(),
            "nygard",
            now,
            1_i64
        ],
    )
    .await?;
    tx.commit().await?;
    Ok(adr)
}
