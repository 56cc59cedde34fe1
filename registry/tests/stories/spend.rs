//! Stories of bills, on both engines.

use registry::{
    identity::Role,
    kernel::{Error, Registry, Result, Run as _},
    spend::{Became, Bill, File, Sum},
    testing::{on_both_engines, person},
};
use time::macros::date;

use crate::scene::architect;

const HEADER: &str = "BillingAccountId,SubAccountId,BillingPeriodStart,ChargePeriodStart,ChargeCategory,ServiceName,\
                      BillingCurrency,BilledCost,EffectiveCost,Tags\n";

fn bill(rows: &[&str]) -> Result<Bill> {
    let text = format!("{HEADER}{}\n", rows.join("\n"));
    Bill::from_csv(text.as_bytes(), |_| {}).map_err(|why| Error::Corrupt(why.to_string()))
}

fn file(name: &str) -> File<'_> {
    File { name, hash: "00" }
}

/// Months and lines stored, and what all of it bills.
async fn stored(registry: &Registry) -> Result<(i64, i64)> {
    let mut db = registry.db.read();
    let bills = db.number("SELECT count(*) FROM spend_bill", vec![]).await?;
    let lines = db
        .number(
            "SELECT CAST(coalesce(sum(lines), 0) AS BIGINT) FROM spend_group",
            vec![],
        )
        .await?;
    Ok((bills, lines))
}

const MAY: &str =
    "1,200,2026-05-01,2026-05-02,Usage,Amazon Bedrock,USD,0.100000000001,0.1,\"{\"\"team\"\":\"\"a\"\"}\"";
const TAX: &str = "1,200,2026-05-01,2026-05-02,Tax,Tax,USD,-3.50,-3.50,";
const JUNE: &str = "1,200,2026-06-01,2026-06-02,Usage,Amazon Bedrock,USD,7,7,";
const OTHER: &str = "2,300,2026-06-01,2026-06-02,Usage,Amazon Bedrock,EUR,9,9,";

#[tokio::test]
async fn a_bill_is_taken_in_once() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let spend = registry.spend();
        let whole = bill(&[MAY, MAY, TAX, JUNE, OTHER])?;
        let taken = spend.take(&ada, file("all.csv"), &whole, false).await?;
        assert!(taken.stored && taken.parts.iter().all(|part| part.became == Became::New));
        assert_eq!(taken.parts.len(), 3, "two months of one payer, one of another");
        assert_eq!(stored(&registry).await?, (3, 5));
        let months = [date!(2026 - 05 - 01), date!(2026 - 06 - 01)];
        assert_eq!(spend.groups(&ada, &months).await?.len(), whole.groups.len());
        for (group, sum) in spend.groups(&ada, &months).await? {
            let read = whole.groups.iter().find(|(one, _)| *one == group);
            assert_eq!(read.map(|(_, sum)| *sum), Some(sum), "to the last digit");
        }

        let again = spend.take(&ada, file("again.csv"), &whole, false).await?;
        assert!(!again.stored && again.parts.iter().all(|part| part.became == Became::Unchanged));
        assert_eq!(stored(&registry).await?, (3, 5));
        let imports = registry
            .db
            .read()
            .number("SELECT count(*) FROM spend_import", vec![])
            .await?;
        assert_eq!(imports, 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_month_that_says_something_else_is_replaced_only_when_told() -> Result<()> {
    on_both_engines(|registry| async move {
        let ada = architect(&registry, "Ada").await?;
        let spend = registry.spend();
        spend.take(&ada, file("may.csv"), &bill(&[MAY, TAX])?, false).await?;
        let later = bill(&[MAY, MAY, JUNE])?;
        let asked = spend.take(&ada, file("later.csv"), &later, false).await?;
        assert!(asked.replaces() && !asked.stored);
        assert!(matches!(&asked.parts[0].became, Became::Replaces(before)
            if before["USD"].to_string() == "-3.399999999999"));
        assert_eq!(asked.parts[0].billed["USD"].to_string(), "0.200000000002");
        assert_eq!(asked.parts[1].became, Became::New);
        assert_eq!(stored(&registry).await?, (1, 2), "nothing of it is stored");

        let done = spend.take(&ada, file("later.csv"), &later, true).await?;
        assert!(done.stored);
        assert_eq!(stored(&registry).await?, (2, 3), "what was there before is gone");
        let (_, sum) = spend.groups(&ada, &[date!(2026 - 05 - 01)]).await?.remove(0);
        let expected = Sum {
            lines: 2,
            billed: "0.200000000002".parse().expect("a number"),
            effective: "0.2".parse().expect("a number"),
        };
        assert_eq!(sum, expected);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn only_who_may_edit_workloads_takes_a_bill_in() -> Result<()> {
    on_both_engines(|registry| async move {
        let viewer = person(&registry, "Vic", &[Role::Viewer], &[]).await?;
        let refused = registry
            .spend()
            .take(&viewer, file("may.csv"), &bill(&[MAY])?, false)
            .await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        assert_eq!(stored(&registry).await?, (0, 0));
        Ok(())
    })
    .await
}
