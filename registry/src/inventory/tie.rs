//! Tying a dependency to the record that was begun for it.

use super::{
    coverage::Standing,
    service::{Inventory, differences, found},
    store,
};
use crate::{
    identity::{Act, Actor},
    kernel::{Error, Id, Registry, Result, Tx},
};

/// Lets a dependency rest on a record, in the transaction that begins the record.
///
/// # Errors
/// Without the role architect or reviewer; when there is no such dependency, or another record
/// that is open or in force stands behind it by now; when a signed week of the review would no
/// longer be as it was signed.
pub(crate) async fn rest_on(tx: &mut Tx, registry: &Registry, actor: &Actor, dependency: Id, record: Id) -> Result<()> {
    actor.must(Act::EditInventory)?;
    let services = store::services(tx).await?;
    let before = found(tx, dependency, &services).await?;
    if let Some(other) = before
        .record
        .as_ref()
        .filter(|_| before.standing() != Standing::Missing)
    {
        let said = format!(
            "By now {} ({}) stands behind {} of {}. Untick this to keep it there.",
            other.label(),
            other.status,
            before.service.name,
            before.workload
        );
        return Err(Error::invalid("covers", said));
    }
    store::set_record(tx, dependency, record, registry.now()).await?;
    let after = found(tx, dependency, &services).await?;
    let said = differences(&before, &after);
    Inventory(registry).settle(tx, actor, "changed", &after, said).await
}
