//! Exporting a log: every record's text as a file, byte for byte.

use super::{Export, attachments, service::Records, store};
use crate::{
    identity::{Act, Actor},
    kernel::{Error, Result},
};

impl Records<'_> {
    /// Every record of the log with this key, by path, with the bytes it has now. An imported
    /// record that nobody changed has the bytes and the path of its file. One written here has
    /// the file name it got when it was proposed, `0012-keep-queues-behind-a-port.md`; a draft
    /// without a number has none yet and is left out. Behind the records stand the pictures their
    /// texts show, where the texts point to: `attachments/ID/NAME` beside the record.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such log.
    pub async fn export(&self, actor: &Actor, log: &str) -> Result<Export> {
        actor.must(Act::Read)?;
        let mut db = self.0.db.read();
        let log = store::log_by_key(&mut db, &log.trim().to_ascii_uppercase()).await?;
        let log = log.ok_or(Error::NotFound("decision log"))?;
        let mut files = store::texts(&mut db, log.id).await?;
        let records = files.len();
        let there = i64::try_from(records).unwrap_or(i64::MAX);
        let drafts = (log.records - there).max(0);
        files.extend(attachments::pictures_of(&mut db, &files).await?);
        Ok(Export {
            log,
            files,
            records,
            drafts,
        })
    }
}
