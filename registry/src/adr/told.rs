//! What an import tells of a record: in its report, and beside the record.

use super::{
    Adr, Relation,
    read::Parsed,
    report::{Facts, Named},
    said::{Stated, tied, unlike},
    store_bulk::{self, Parts},
    store_known,
};
use crate::kernel::{Result, Tx};

/// A record that was written, with what its text says beside it.
pub(super) struct Told {
    pub adr: Adr,
    pub relations: Vec<Relation>,
    pub notes: Vec<String>,
    pub fresh: bool,
}

pub(super) fn written_again(adr: &Adr, parsed: &Parsed, note: Option<String>) -> Told {
    let stated = parsed.status_at.is_some().then_some(parsed.status);
    let note = note.or_else(|| unlike(adr, stated));
    Told {
        adr: adr.clone(),
        relations: parsed.relations.clone(),
        notes: parsed.diagnostics.iter().map(ToString::to_string).chain(note).collect(),
        fresh: false,
    }
}

/// Stores what the written texts say of other records, and what was unclear in them.
pub(super) async fn describe(tx: &mut Tx, written: &[Told]) -> Result<()> {
    if written.is_empty() {
        return Ok(());
    }
    let references = written.iter().flat_map(|it| {
        let from = (it.adr.log.as_str(), it.adr.path.as_deref());
        it.relations
            .iter()
            .map(move |relation| (from.0, from.1, &relation.target))
    });
    let index = store_known::known(tx, references.collect()).await?;
    let said: Vec<_> = written
        .iter()
        .map(|it| Parts {
            adr: &it.adr,
            relations: tied(&index, &it.adr, &it.relations),
            notes: &it.notes,
            fresh: it.fresh,
        })
        .collect();
    store_bulk::set_parts(tx, &said).await
}

pub(super) fn facts(adr: &Adr, parsed: &Parsed, note: Option<String>) -> Facts {
    let read = parsed.diagnostics.iter().map(ToString::to_string);
    let Stated {
        dialect,
        raw_status,
        raw_date,
    } = Stated::of(parsed);
    Facts {
        dialect,
        raw_status,
        raw_date,
        relations: parsed
            .relations
            .iter()
            .map(|it| Named {
                kind: it.kind,
                target: it.target.to_string(),
            })
            .collect(),
        diagnostics: read.chain(note).collect(),
        ..facts_of(adr, "")
    }
}

/// A record that was changed both here and in its file, and why it waits.
pub(super) fn facts_apart(adr: &Adr, parsed: &Parsed, why: &str) -> Facts {
    Facts {
        conflict: Some(why.to_owned()),
        ..facts(adr, parsed, None)
    }
}

/// A record whose file was not read.
pub(super) fn facts_of(adr: &Adr, said: &str) -> Facts {
    Facts {
        dialect: adr.dialect,
        number: adr.number,
        raw_number: adr.raw_number.clone(),
        status: adr.status,
        raw_status: adr.raw_status.clone(),
        decided_on: adr.decided_on,
        raw_date: adr.raw_date.clone(),
        title: adr.title.clone(),
        relations: Vec::new(),
        diagnostics: vec![said.to_owned()],
        conflict: None,
        notes: Vec::new(),
    }
}
