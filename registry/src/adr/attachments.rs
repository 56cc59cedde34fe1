//! Pictures attached to records: kept in the database, shown to whoever may read.

use sha2::{Digest, Sha256};
use sqlx::FromRow;

use super::{attach, edit, picture, service::Records, store};
use crate::{
    args, audit,
    identity::{Act, Actor},
    kernel::{Error, Id, Instant, Result, Run, Tx},
};

/// The most pictures of one record, and of one person not in any record yet.
const MOST: i64 = 50;
/// Pictures that no record took are forgotten after so long.
const FORGOTTEN: time::Duration = time::Duration::days(7);

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Attachment {
    /// Which.
    pub id: Id,
    /// Its name, with the ending of its kind.
    pub name: String,
    /// `image/png` and the like.
    pub media: String,
    /// The picture.
    pub bytes: Vec<u8>,
}

impl Attachment {
    /// How a text shows it: `![name](attachments/ID/name.png)`.
    #[must_use]
    pub fn markdown(&self) -> String {
        let words = self.name.rsplit_once('.').map_or(self.name.as_str(), |(stem, _)| stem);
        format!("![{words}]({})", attach::reference(self.id, &self.name))
    }
}

impl Records<'_> {
    /// Keeps a picture for a record, or for one that is not saved yet; such a one belongs to
    /// the first record of the person whose text shows it.
    ///
    /// # Errors
    /// Without the role architect; when it is no picture or too large; when there are 50 already.
    pub async fn attach(&self, actor: &Actor, adr: Option<Id>, name: &str, bytes: Vec<u8>) -> Result<Attachment> {
        actor.must(Act::WriteRecords)?;
        let picture = picture::check(bytes).map_err(|why| Error::invalid("picture", why.to_string()))?;
        let sha256 = format!("{:x}", Sha256::digest(&picture.bytes));
        let made = Attachment {
            id: self.0.id(),
            name: attach::name(name, picture.ending),
            media: picture.media.to_owned(),
            bytes: picture.bytes,
        };
        let mut tx = self.0.write().await?;
        let record = match adr {
            Some(id) => Some(
                store::by_id(&mut tx, id)
                    .await?
                    .ok_or(Error::NotFound("decision record"))?,
            ),
            None => None,
        };
        let old = Instant::new(self.0.now().at() - FORGOTTEN);
        tx.run("DELETE FROM attachment WHERE adr_id IS NULL AND at < $1", args![old])
            .await?;
        let of_record = "SELECT count(*) FROM attachment WHERE adr_id = $1";
        let of_nobody = "SELECT count(*) FROM attachment WHERE adr_id IS NULL AND person_id = $1";
        let (counting, whose) = adr.map_or((of_nobody, actor.id), |id| (of_record, Some(id)));
        let there = tx.number(counting, args![whose]).await?;
        if there >= MOST {
            return Err(Error::invalid("picture", "A record may have at most 50 pictures."));
        }
        let at: Instant = self.0.now();
        tx.run(
            "INSERT INTO attachment (id, adr_id, name, media, bytes, sha256, person_id, person_name, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            args![
                made.id,
                adr,
                &made.name,
                &made.media,
                made.bytes.clone(),
                sha256.as_str(),
                actor.id,
                &actor.name,
                at
            ],
        )
        .await?;
        let mut event = audit::Event::new("attached", "picture", &made.name)
            .id(made.id)
            .detail(format!("{} bytes, SHA-256 {sha256}", made.bytes.len()));
        if let Some(record) = record {
            event = event.at(record.address());
        }
        audit::record(&mut tx, self.0, actor, event).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// A picture.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn attachment(&self, actor: &Actor, id: Id) -> Result<Attachment> {
        actor.must(Act::Read)?;
        by_id(&mut self.0.db.read(), id)
            .await?
            .ok_or(Error::NotFound("picture"))
    }
}

async fn by_id(db: &mut impl Run, id: Id) -> Result<Option<Attachment>> {
    db.optional("SELECT id, name, media, bytes FROM attachment WHERE id = $1", args![id])
        .await
}

/// Keeps a picture an import brought under the identifier its record's text names, unless there is
/// one already, or the record has as many as it may.
pub(super) async fn bring(
    tx: &mut Tx,
    at: Instant,
    actor: &Actor,
    adr: Id,
    (id, name): (Id, &str),
    picture: picture::Picture,
) -> Result<()> {
    let there = tx
        .number("SELECT count(*) FROM attachment WHERE id = $1", args![id])
        .await?;
    let many = tx
        .number("SELECT count(*) FROM attachment WHERE adr_id = $1", args![adr])
        .await?;
    if there > 0 || many >= MOST {
        return Ok(());
    }
    let sha256 = format!("{:x}", Sha256::digest(&picture.bytes));
    tx.run(
        "INSERT INTO attachment (id, adr_id, name, media, bytes, sha256, person_id, person_name, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            id,
            adr,
            name,
            picture.media,
            picture.bytes,
            sha256,
            actor.id,
            &actor.name,
            at
        ],
    )
    .await?;
    Ok(())
}

/// Gives a record the person's pictures that its text shows and no record has yet.
pub(super) async fn adopt(tx: &mut Tx, actor: &Actor, adr: Id, source: &[u8]) -> Result<()> {
    for (id, _) in attach::references("", &edit::shown(source)) {
        tx.run(
            "UPDATE attachment SET adr_id = $1 WHERE id = $2 AND adr_id IS NULL AND person_id = $3",
            args![adr, id, actor.id],
        )
        .await?;
    }
    Ok(())
}

/// The pictures that files show, each at the path it is referred to by.
pub(super) async fn pictures_of(db: &mut impl Run, files: &[(String, Vec<u8>)]) -> Result<Vec<(String, Vec<u8>)>> {
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    for (path, source) in files {
        for (id, file) in attach::references(path, &String::from_utf8_lossy(source)) {
            if found.iter().any(|(known, _)| *known == file) {
                continue;
            }
            if let Some(picture) = by_id(db, id).await? {
                found.push((file, picture.bytes));
            }
        }
    }
    Ok(found)
}
