//! Signed data stay as they were signed: while a review is under way, the registry refuses to
//! change what a signed week covers, until somebody reopens the week with a reason. Once the
//! assessment is sealed, or the next cycle has begun, the signatures keep their own copy and the
//! registry moves on.

use super::{
    Place, Week, changes,
    load::{load, only},
    signing, store,
};
use crate::kernel::{Error, Id, Quarter, Result, Tx, stored};

/// How many differences a refusal names.
const NAMED: usize = 3;

/// Refuses a transaction that alters what a signed week of this workload says. Call it after
/// writing and before committing: what was signed is compared with what would be signed now.
///
/// # Errors
/// [`Error::Invalid`] about the form as a whole, naming the week, who signed it and what would
/// differ; when the database fails.
pub async fn keep_signed(tx: &mut Tx, workload: Id, week: Week) -> Result<()> {
    let Some(review) = store::unfinished(tx, workload).await? else {
        return Ok(());
    };
    let quarter: Quarter = stored(&review.quarter)?;
    // A signature that is being made waits for this transaction, or this one for it.
    store::lock_review(tx, review.id).await?;
    let loaded = load(tx, Some(quarter), Some(review.id)).await?;
    let review = only(loaded.ok_or(Error::NotFound("review"))?)?;
    let signed = review.week(week)?;
    let Some(signature) = signed.signature() else {
        return Ok(());
    };
    let now = review.content(signed, "", String::new());
    let changed = changes::between(&signing::content_of(&signature.content)?, &now);
    if changed.is_empty() {
        return Ok(());
    }
    let place = Place::new(quarter, &review.row.slug, week);
    Err(Error::invalid("", refusal(&place, &signature.name, &changed)))
}

fn refusal(place: &Place, signer: &str, changed: &[String]) -> String {
    let more = changed.len().saturating_sub(NAMED);
    let mut named = changed.iter().take(NAMED).cloned().collect::<Vec<_>>().join(" ");
    if more > 0 {
        named = format!("{named} And {more} more.");
    }
    format!(
        "{signer} signed week {} ({}) of the {} review, and this would change what was signed. {named} Reopen the week with a reason first, or wait until all four weeks are signed.",
        place.week.number(),
        place.week.label(),
        place.quarter.label(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_who_signed_and_names_a_few_differences() {
        let place = Place::new("2026-Q4".parse().unwrap(), "claims", Week::Inventory);
        let changed: Vec<String> = (1..=5).map(|n| format!("New: “{n}”.")).collect();
        let said = refusal(&place, "Ada", &changed);
        assert!(
            said.starts_with("Ada signed week 1 (") && said.contains("“3”. And 2 more. Reopen"),
            "{said}"
        );
        assert!(!refusal(&place, "Ada", &changed[..1]).contains("more."));
    }
}
