//! What the sample firm says beside its records: doors and terms, and the discussion of the two
//! that are proposed.

use registry::{
    adr::{self, Draft, Record, reviewing::Remark, terms},
    identity::Actor,
    kernel::{Registry, Result},
};
use time::{Date, Duration};

use super::{
    address,
    fill::{Firm, morning},
    firm,
};

/// Doors and terms as of half a year ago, the discussion of the last days.
pub async fn add(registry: &Registry, firm: &Firm, today: Date) -> Result<()> {
    registry.clock().set(morning(today - Duration::days(180)));
    for row in firm::terms() {
        let record = registry.records().get(&firm.architect, firm::LOG, row.adr).await?;
        hold(registry, &firm.architect, row, &record, today).await?;
    }
    second_provider(registry, firm, today).await?;
    evaluation(registry, today).await?;
    registry.clock().set(morning(today));
    Ok(())
}

async fn hold(registry: &Registry, architect: &Actor, row: &firm::Terms, record: &Record, today: Date) -> Result<()> {
    let text = Draft {
        title: record.adr.title.clone(),
        text: record.text(),
        door: row.door.clone(),
        ..Draft::default()
    };
    registry
        .records()
        .save(architect, record.adr.id, &text, record.adr.version)
        .await?;
    let draft = terms::Draft {
        reversal: row.reversal.clone(),
        cost: row.cost.map(|cost| cost.to_string()).unwrap_or_default(),
        currency: "USD".to_owned(),
        triggers: row.triggers.replace(';', "\n"),
        review_by: row
            .review_in
            .map(|days| (today + Duration::days(days)).to_string())
            .unwrap_or_default(),
        workloads: row
            .workloads
            .split(';')
            .filter(|slug| !slug.is_empty())
            .map(ToOwned::to_owned)
            .collect(),
    };
    registry
        .records()
        .set_terms(architect, record.adr.id, &draft, 0)
        .await?;
    Ok(())
}

/// Model risk asks for more before it agrees to the second provider.
async fn second_provider(registry: &Registry, firm: &Firm, today: Date) -> Result<()> {
    let (records, at) = (registry.records(), |days: i64| morning(today - Duration::days(days)));
    let record = records.get(&firm.architect, firm::LOG, 22).await?.adr;
    let priya = registry.people().by_email(&address("reviewer")).await?;
    let yuki = registry.people().by_email(&address("yuki")).await?;
    registry.clock().set(at(9));
    let (asked, team) = (&priya.email, "claims-engineering");
    records.ask(&firm.architect, record.id, &[asked], &[team]).await?;
    registry.clock().set(at(7));
    let seen = text_version(registry, &priya, &record).await?;
    let doubt = "Show the verdicts of both models on **5,000 claims** first; 200 do not tell 97 % from 99 %.";
    records.opine(&priya, record.id, "request-changes", doubt, seen).await?;
    let remark = Remark {
        text: "Is that the list price, or with the commitment of [[PLAT-18]]?".to_owned(),
        passage: "about $3,200 a month".to_owned(),
        answers: None,
    };
    let question = records.comment(&yuki, record.id, &remark).await?;
    registry.clock().set(at(6));
    let remark = Remark {
        text: "List price. The commitment does not cover a second provider.".to_owned(),
        answers: Some(question),
        ..Remark::default()
    };
    records.comment(&firm.architect, record.id, &remark).await?;
    records.resolve(&yuki, record.id, question, true).await?;
    let remark = Remark {
        text: "Double scoring runs since Monday; we have 1,900 of 5,000.".to_owned(),
        passage: "model risk asks for 5,000 double-scored claims".to_owned(),
        answers: None,
    };
    records.comment(&firm.architect, record.id, &remark).await?;
    Ok(())
}

/// The evaluation workflow has an approval and waits for somebody to decide.
async fn evaluation(registry: &Registry, today: Date) -> Result<()> {
    let records = registry.records();
    registry.clock().set(morning(today - Duration::days(3)));
    let yuki = registry.people().by_email(&address("yuki")).await?;
    let record = records.get(&yuki, firm::LOG, 23).await?.adr;
    records.ask(&yuki, record.id, &[&address("aisha")], &[]).await?;
    let tom = registry.people().by_email(&address("tom")).await?;
    let seen = text_version(registry, &tom, &record).await?;
    records.opine(&tom, record.id, "approve", "", seen).await?;
    Ok(())
}

async fn text_version(registry: &Registry, actor: &Actor, record: &adr::Adr) -> Result<i64> {
    let records = registry.records();
    Ok(records.proceedings(actor, record, "").await?.standing.wording.version)
}
