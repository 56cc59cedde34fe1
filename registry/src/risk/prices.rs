//! Use cases of the prices and rates behind every proposal.

use super::{Risk, Settings, store};
use crate::{
    audit::{self, Differences, Event},
    identity::{Act, Actor},
    kernel::{Error, Result, Run, check},
};

/// Where they are kept.
const SETTINGS: &str = "risk";

impl Risk<'_> {
    /// The prices and rates that new proposals are made from.
    ///
    /// # Errors
    /// When the person may not read, or the database fails.
    pub async fn settings(&self, actor: &Actor) -> Result<Settings> {
        actor.must(Act::Read)?;
        self.stored_settings(&mut self.0.db.read()).await
    }

    /// Changes the prices and rates. Assessments keep theirs until they are refreshed.
    ///
    /// # Errors
    /// Without the role administrator; when a figure makes no sense.
    pub async fn save_settings(&self, actor: &Actor, settings: &Settings) -> Result<()> {
        actor.must(Act::ChangeSettings)?;
        check(settings.check())?;
        let mut tx = self.0.write().await?;
        let before = self.stored_settings(&mut tx).await?;
        store::set_setting(&mut tx, SETTINGS, &json(settings)?, self.0.now()).await?;
        let event = Event::new("changed", "setting", "Prices and rates")
            .at("/settings")
            .detail(settings_differences(&before, settings));
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await
    }

    pub(super) async fn stored_settings(&self, db: &mut impl Run) -> Result<Settings> {
        match store::setting(db, SETTINGS).await? {
            Some(text) => serde_json::from_str(&text).map_err(|error| Error::Corrupt(error.to_string())),
            None => Ok(Settings::default()),
        }
    }
}

/// As they are stored.
pub(super) fn json(settings: &Settings) -> Result<String> {
    serde_json::to_string(settings).map_err(|error| Error::Corrupt(error.to_string()))
}

/// Which figures changed, by their names in the stored JSON.
fn settings_differences(before: &Settings, after: &Settings) -> String {
    let fields = |settings: &Settings| serde_json::to_value(settings).unwrap_or_default();
    let (before, after) = (fields(before), fields(after));
    let mut said = Differences::default();
    for (name, value) in after.as_object().into_iter().flatten() {
        let old = before.get(name.as_str()).map(ToString::to_string).unwrap_or_default();
        said.field(&name.replace('_', " "), &old, &value.to_string());
    }
    said.in_words()
}
