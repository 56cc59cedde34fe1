//! SQL of the audit trail.

use super::service::{Entry, Filter};
use crate::{
    args,
    kernel::{Result, Run, like},
};

pub async fn insert(db: &mut impl Run, entry: &Entry) -> Result<()> {
    db.run(
        "INSERT INTO audit_event (id, at, person_id, person_name, act, noun, subject_id, subject, address, detail) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            entry.id,
            entry.at,
            entry.person_id,
            &entry.person_name,
            &entry.act,
            &entry.noun,
            entry.subject_id,
            &entry.subject,
            entry.address.clone(),
            &entry.detail
        ],
    )
    .await?;
    Ok(())
}

pub async fn list(db: &mut impl Run, filter: &Filter) -> Result<Vec<Entry>> {
    let like = filter.text.as_deref().map(like);
    db.all(
        "SELECT id, at, person_id, person_name, act, noun, subject_id, subject, address, detail FROM audit_event \
         WHERE ($1 IS NULL OR noun = $1) AND ($2 IS NULL OR subject_id = $2) \
         AND ($3 IS NULL OR lower(subject) LIKE $3 OR lower(person_name) LIKE $3 OR lower(detail) LIKE $3) \
         AND ($4 IS NULL OR id < $4) ORDER BY id DESC LIMIT $5",
        args![filter.noun.clone(), filter.subject, like, filter.before, filter.limit],
    )
    .await
}
