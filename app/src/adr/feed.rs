//! Atom feeds of changes of status, of a log or of a saved view (RFC 4287). A feed reader cannot
//! sign in: it is let in by the secret in the address, and without one nothing is found here.

use std::io;

use axum::{
    extract::{FromRequestParts, Path},
    http::{header, request::Parts},
    response::{IntoResponse, Response},
};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};
use registry::{
    adr::{Change, Filter},
    identity::Actor,
    kernel::{Error, Id, Instant},
};
use time::OffsetDateTime;

use super::{narrow, views::SAVED_VIEW};
use crate::web::{Ctx, Fault, Reply, Site, Typed, id_in};

/// Changes in a feed at most.
const MOST: i64 = 50;

/// Where a feed stands.
pub enum Of<'a> {
    /// The log with this key.
    Log(&'a str),
    /// The saved view.
    View(Id),
}

/// A feed's path, with the secret of whoever is to read it.
pub fn path(of: &Of<'_>, token: Option<&str>) -> String {
    let path = match of {
        Of::Log(key) => format!("/adrs/feed/{key}.atom"),
        Of::View(id) => format!("/adrs/feed/views/{id}.atom"),
    };
    match token {
        Some(token) => format!("{path}?token={token}"),
        None => path,
    }
}

/// Who reads a feed: by the secret in its address, or signed in.
pub struct Reader {
    site: Site,
    actor: Actor,
    token: Option<String>,
}

impl FromRequestParts<Site> for Reader {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        let token = Typed::query(parts.uri.query()).some("token").map(ToOwned::to_owned);
        let actor = if let Some(token) = &token {
            let reader = site.registry.people().reader_of_feed(token).await;
            reader.map_err(|error| Fault::from(error).into_response())?
        } else {
            let ctx = Ctx::of_anybody(parts, site).await?;
            ctx.is_signed_in().then_some(ctx.actor)
        };
        let actor = actor.ok_or_else(|| Fault::not_found("feed").into_response())?;
        Ok(Self {
            site: site.clone(),
            actor,
            token,
        })
    }
}

/// What stands above the entries of a feed.
struct Head {
    /// `urn:uuid:…`, for ever the same.
    id: Id,
    title: String,
    /// The page it tells about, as a path.
    page: String,
    /// Its own path.
    path: String,
    /// When it began; it counts while nothing has changed.
    began: Instant,
}

/// `GET /adrs/feed/{log}.atom`
pub async fn of_log(reader: Reader, Path(file): Path<String>) -> Reply {
    let key = file.strip_suffix(".atom").ok_or_else(|| Fault::not_found("feed"))?;
    let records = reader.site.registry.records();
    let log = records.log(&reader.actor, key).await?;
    let filter = Filter {
        log: Some(log.key.clone()),
        limit: Some(MOST),
        ..Filter::default()
    };
    let changes = records.changes(&reader.actor, &filter).await?;
    let head = Head {
        id: log.id,
        title: format!("{} – decisions", log.name),
        page: format!("/adrs?log={}", log.key),
        path: path(&Of::Log(&log.key), reader.token.as_deref()),
        began: made(log.id),
    };
    answer(&reader.site.base_url, &head, &changes)
}

/// `GET /adrs/feed/views/{view}.atom`
pub async fn of_view(reader: Reader, Path(file): Path<String>) -> Reply {
    let wanted = id_in(file.strip_suffix(".atom").unwrap_or(""), SAVED_VIEW)?;
    let records = reader.site.registry.records();
    let view = records.view(&reader.actor, wanted).await?;
    let filter = narrow::filter(&Typed::query(Some(&view.query)), MOST);
    let filter = Filter { offset: 0, ..filter };
    let changes = records.changes(&reader.actor, &filter).await?;
    let head = Head {
        id: view.id,
        title: format!("{} – decisions", view.name),
        page: format!("/adrs?{}", view.query),
        path: path(&Of::View(view.id), reader.token.as_deref()),
        began: view.created_at,
    };
    answer(&reader.site.base_url, &head, &changes)
}

/// When something was made, which its identifier says.
fn made(id: Id) -> Instant {
    let seconds = id.get_timestamp().map_or(0, |at| at.to_unix().0);
    let seconds = i64::try_from(seconds).unwrap_or(0);
    Instant::new(OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH))
}

fn answer(base: &str, head: &Head, changes: &[Change]) -> Reply {
    let xml = atom(base, head, changes)
        .map_err(|error| Fault::from(Error::Corrupt(format!("a feed cannot be written: {error}"))))?;
    let headers = [
        (header::CONTENT_TYPE, "application/atom+xml; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-cache"),
    ];
    Ok((headers, xml).into_response())
}

/// Text without the characters XML has no way to write.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' | '\n' | '\r' => c,
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => ' ',
            c => c,
        })
        .collect()
}

type Out<'a> = &'a mut Writer<Vec<u8>>;

fn text(out: Out<'_>, name: &'static str, text: &str) -> io::Result<()> {
    out.create_element(name)
        .write_text_content(BytesText::new(&clean(text)))
        .map(drop)
}

fn link(out: Out<'_>, rel: &str, kind: &str, href: &str) -> io::Result<()> {
    out.create_element("link")
        .with_attribute(("rel", rel))
        .with_attribute(("type", kind))
        .with_attribute(("href", href))
        .write_empty()
        .map(drop)
}

fn atom(base: &str, head: &Head, changes: &[Change]) -> io::Result<Vec<u8>> {
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 2);
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let updated = changes.iter().map(|change| change.at).max().unwrap_or(head.began);
    out.create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
        .write_inner_content(|out| {
            text(out, "id", &format!("urn:uuid:{}", head.id))?;
            text(out, "title", &head.title)?;
            text(out, "updated", &updated.to_string())?;
            text(out, "generator", "Twoway")?;
            link(out, "self", "application/atom+xml", &format!("{base}{}", head.path))?;
            link(out, "alternate", "text/html", &format!("{base}{}", head.page))?;
            changes.iter().try_for_each(|change| entry(out, base, change))
        })?;
    Ok(out.into_inner())
}

fn entry(out: Out<'_>, base: &str, change: &Change) -> io::Result<()> {
    let step = match change.from {
        Some(from) => format!("{from} → {}", change.to),
        None => change.to.to_string(),
    };
    let told = [step, change.reason.clone(), change.excerpt.clone()];
    let told = told
        .iter()
        .filter(|part| !part.trim().is_empty())
        .cloned()
        .collect::<Vec<_>>();
    out.create_element("entry")
        .write_inner_content(|out| {
            text(out, "id", &format!("urn:uuid:{}", change.id))?;
            text(
                out,
                "title",
                &format!("{} {}: {}", change.label, change.to, change.title),
            )?;
            text(out, "updated", &change.at.to_string())?;
            text(out, "published", &change.at.to_string())?;
            out.create_element("author")
                .write_inner_content(|out| text(out, "name", &change.person))?;
            link(out, "alternate", "text/html", &format!("{base}{}", change.address))?;
            out.create_element("category")
                .with_attribute(("term", change.to.as_str()))
                .write_empty()?;
            out.create_element("summary")
                .with_attribute(("type", "text"))
                .write_text_content(BytesText::new(&clean(&told.join("\n\n"))))
                .map(drop)
        })
        .map(drop)
}

#[cfg(test)]
mod tests {
    use registry::adr::Status;

    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).expect("a moment")
    }

    fn head() -> Head {
        Head {
            id: Id::from_u128(1),
            title: "A & B".into(),
            page: "/adrs?log=A".into(),
            path: path(&Of::Log("A"), Some("secret")),
            began: at("2026-01-02T03:04:05.000000Z"),
        }
    }

    #[test]
    fn a_feed_is_atom_with_absolute_addresses_and_escapes_what_people_wrote() {
        let change = Change {
            id: Id::from_u128(2),
            at: at("2026-11-22T19:00:00.000000Z"),
            person: "Ada <ada>".into(),
            from: Some(Status::Proposed),
            to: Status::Accepted,
            reason: "Because \u{8} & so".into(),
            label: "A-0001".into(),
            title: "Use <script>".into(),
            address: "/adrs/A/1".into(),
            excerpt: "It begins.".into(),
        };
        let xml = atom("https://twoway.example", &head(), &[change]).expect("a feed");
        let xml = String::from_utf8(xml).expect("text");
        let doc = roxmltree::Document::parse(&xml).expect("well-formed");
        let feed = doc.root_element();
        let of = |node: roxmltree::Node<'_, '_>, name: &str| {
            let mut found = node
                .children()
                .filter(|child| child.has_tag_name(("http://www.w3.org/2005/Atom", name)));
            found
                .next()
                .and_then(|child| child.text())
                .unwrap_or_default()
                .to_owned()
        };
        assert_eq!(of(feed, "id"), format!("urn:uuid:{}", Id::from_u128(1)));
        assert_eq!(of(feed, "updated"), "2026-11-22T19:00:00.000000Z");
        assert!(
            xml.contains("href=\"https://twoway.example/adrs/feed/A.atom?token=secret\""),
            "{xml}"
        );
        let entry = feed
            .children()
            .find(|node| node.has_tag_name(("http://www.w3.org/2005/Atom", "entry")));
        let entry = entry.expect("an entry");
        assert_eq!(of(entry, "title"), "A-0001 accepted: Use <script>");
        assert!(of(entry, "summary").contains("proposed → accepted\n\nBecause   & so\n\nIt begins."));
        assert!(xml.contains("https://twoway.example/adrs/A/1"), "{xml}");
    }

    #[test]
    fn an_empty_feed_says_when_it_began() {
        let xml = String::from_utf8(atom("http://x", &head(), &[]).expect("a feed")).expect("text");
        assert!(xml.contains("<updated>2026-01-02T03:04:05.000000Z</updated>"), "{xml}");
    }
}
