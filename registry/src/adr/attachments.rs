//! Pictures attached to records: kept in the database, shown to whoever may read.

use std::collections::{BTreeSet, HashSet};

use sha2::{Digest, Sha256};
use sqlx::FromRow;

use super::{Adr, attach, autosave::KEPT, edit, picture, service::Records, service::traced, store, store_parts};
use crate::{
    args, audit,
    identity::{Act, Actor},
    kernel::{Error, Id, Instant, Result, Run, Tx, bulk},
};

/// The most pictures of one record, and of one person not in any record yet.
const MOST: usize = 50;
/// A picture no saved text shows counts so long, since an unsaved one may; an unsaved form that is
/// kept puts it off.
const COUNTED: time::Duration = time::Duration::days(2);
/// How often that is written: a picture's row is large.
const RENEWED: time::Duration = time::Duration::days(1);
/// Pictures of one statement.
const AT_ONCE: usize = 500;

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
        let there = match &record {
            Some(record) => self.room(&mut tx, actor, record).await?,
            None => self.room_of_nobody(&mut tx, actor).await?,
        };
        if there >= MOST {
            return Err(Error::invalid(
                "picture",
                "A record may have at most 50 pictures. Take one out of the text and save, or try again in two days.",
            ));
        }
        let at: Instant = self.0.now();
        insert(&mut tx, actor, adr, &made, &sha256, at).await?;
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

    /// How many pictures of a record count: those a version of its text shows and those put in
    /// lately. Once there are 50, the others are forgotten if they are old.
    async fn room(&self, tx: &mut Tx, actor: &Actor, record: &Adr) -> Result<usize> {
        let kept: Vec<KeptRow> = tx
            .all(
                "SELECT id, at FROM attachment WHERE adr_id = $1 ORDER BY id",
                args![record.id],
            )
            .await?;
        if kept.len() < MOST {
            return Ok(kept.len());
        }
        let mut shown: HashSet<Id> = HashSet::new();
        let (now, _) = store::source(tx, record.id).await?;
        shown.extend(ids(&edit::shown(&now)));
        // One at a time: all versions together may be large.
        for version in store_parts::versions(tx, record.id).await? {
            let source = store_parts::version_source(tx, record.id, version.version).await?;
            shown.extend(ids(&edit::shown(&source.unwrap_or_default())));
        }
        let (old, lately) = (self.ago(KEPT + RENEWED), self.ago(COUNTED));
        let forgotten: Vec<Id> = kept
            .iter()
            .filter(|it| it.at < old && !shown.contains(&it.id))
            .map(|it| it.id)
            .collect();
        for some in forgotten.chunks(AT_ONCE) {
            let sql = format!("DELETE FROM attachment WHERE id IN ({})", bulk::list(0, some.len()));
            tx.run(&sql, bulk::ids(some)).await?;
        }
        if !forgotten.is_empty() {
            let names: Vec<String> = forgotten.iter().map(ToString::to_string).collect();
            let event = traced("forgot pictures no text shows of", record).detail(names.join(", "));
            audit::record(tx, self.0, actor, event).await?;
        }
        let counts = kept.iter().filter(|it| shown.contains(&it.id) || it.at >= lately);
        Ok(counts.count())
    }

    /// How many pictures count that the person put into records not saved yet. The old ones of
    /// everybody are forgotten.
    async fn room_of_nobody(&self, tx: &mut Tx, actor: &Actor) -> Result<usize> {
        let old = self.ago(KEPT + RENEWED);
        tx.run("DELETE FROM attachment WHERE adr_id IS NULL AND at < $1", args![old])
            .await?;
        let count = "SELECT count(*) FROM attachment WHERE adr_id IS NULL AND person_id = $1 AND at >= $2";
        let there = tx.number(count, args![actor.id, self.ago(COUNTED)]).await?;
        Ok(usize::try_from(there).unwrap_or(MOST))
    }

    fn ago(self, time: time::Duration) -> Instant {
        Instant::new(self.0.now().at() - time)
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

/// When a picture was put in, or last seen in an unsaved form.
#[derive(FromRow)]
struct KeptRow {
    id: Id,
    at: Instant,
}

/// The pictures a text shows.
fn ids(text: &str) -> BTreeSet<Id> {
    attach::references("", text).into_iter().map(|(id, _)| id).collect()
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
    if there > 0 || usize::try_from(many).is_ok_and(|many| many >= MOST) {
        return Ok(());
    }
    let sha256 = format!("{:x}", Sha256::digest(&picture.bytes));
    let brought = Attachment {
        id,
        name: name.to_owned(),
        media: picture.media.to_owned(),
        bytes: picture.bytes,
    };
    insert(tx, actor, Some(adr), &brought, &sha256, at).await
}

async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    adr: Option<Id>,
    picture: &Attachment,
    sha256: &str,
    at: Instant,
) -> Result<()> {
    tx.run(
        "INSERT INTO attachment (id, adr_id, name, media, bytes, sha256, person_id, person_name, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            picture.id,
            adr,
            &picture.name,
            &picture.media,
            picture.bytes.clone(),
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
    let shown: Vec<Id> = ids(&edit::shown(source)).into_iter().collect();
    for some in shown.chunks(AT_ONCE) {
        let sql = format!(
            "UPDATE attachment SET adr_id = $1 WHERE adr_id IS NULL AND person_id = $2 AND id IN ({})",
            bulk::list(2, some.len())
        );
        let mut args = args![adr, actor.id];
        args.extend(bulk::ids(some));
        tx.run(&sql, args).await?;
    }
    Ok(())
}

/// Puts off the end of the pictures that an unsaved form shows.
pub(super) async fn renew(tx: &mut Tx, now: Instant, actor: &Actor, adr: Option<Id>, text: &str) -> Result<()> {
    let shown: Vec<Id> = ids(text).into_iter().collect();
    for some in shown.chunks(AT_ONCE) {
        let sql = format!(
            "UPDATE attachment SET at = $1 WHERE at < $2 AND (adr_id = $3 OR adr_id IS NULL AND person_id = $4) \
             AND id IN ({})",
            bulk::list(4, some.len())
        );
        let mut args = args![now, Instant::new(now.at() - RENEWED), adr, actor.id];
        args.extend(bulk::ids(some));
        tx.run(&sql, args).await?;
    }
    Ok(())
}

/// The pictures that files show, each at the path it is referred to by.
pub(super) async fn pictures_of(db: &mut impl Run, files: &[(String, Vec<u8>)]) -> Result<Vec<(String, Vec<u8>)>> {
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    for (path, source) in files {
        for (id, file) in attach::references(path, &String::from_utf8_lossy(source)) {
            if !seen.insert(file.clone()) {
                continue;
            }
            if let Some(picture) = by_id(db, id).await? {
                found.push((file, picture.bytes));
            }
        }
    }
    Ok(found)
}
