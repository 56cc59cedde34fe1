//! Where the links and pictures of a record go.
//!
//! A link to another record leads to its page, by its label where the text gives no words; one
//! that names a record nobody knows says so. A picture that is attached here is shown; others
//! are not loaded from elsewhere but named, with a link where there is an address.

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::PREFIX;
use crate::adr::{attach, link, model::Target};

/// The class of a link that leads nowhere.
pub(super) const BROKEN: &str = "broken-link";

/// Where a link to another record leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// To this page; the label stands where the text gives no words of its own.
    To {
        /// The page's address.
        address: String,
        /// `PLAT-0012`.
        label: String,
    },
    /// It names a record that is not there.
    Nowhere,
    /// Not to a record: it stays as it is written.
    AsWritten,
}

/// What can be said of a link without knowing the records.
pub(super) fn as_written(href: &str) -> Leads {
    match link::target(href) {
        Some(Target::Record { log, number }) if href.starts_with("[[") => Leads::To {
            address: format!("/adrs/{log}/{number}"),
            label: crate::adr::record::label(&log, Some(i64::from(number))),
        },
        _ => Leads::AsWritten,
    }
}

/// How an open link or picture ends.
enum End {
    /// As it began.
    AsItIs,
    /// A picture that became a link.
    Link,
    /// Something that is not there; the sentence is shown behind its words.
    Broken(&'static str),
}

/// The events with links and pictures led.
pub(super) fn lead<'a>(events: Vec<Event<'a>>, resolve: &impl Fn(&str) -> Leads) -> Vec<Event<'a>> {
    let mut out = Vec::with_capacity(events.len());
    let mut ends = Vec::new();
    let mut events = events.into_iter();
    while let Some(event) = events.next() {
        match event {
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                let wiki = matches!(link_type, LinkType::WikiLink { .. });
                let bare = matches!(link_type, LinkType::WikiLink { has_pothole: false });
                let written = if wiki {
                    format!("[[{dest_url}]]")
                } else {
                    dest_url.to_string()
                };
                let start = |dest_url| {
                    Event::Start(Tag::Link {
                        link_type,
                        dest_url,
                        title,
                        id,
                    })
                };
                let attached = attach::address(&dest_url).filter(|_| !wiki);
                match attached.map_or_else(|| resolve(&written), |_| Leads::AsWritten) {
                    Leads::To { address, label } => {
                        let anchor = dest_url.split_once('#').map(|(_, anchor)| format!("#{PREFIX}{anchor}"));
                        out.push(start(format!("{address}{}", anchor.unwrap_or_default()).into()));
                        if bare {
                            skip_words(&mut events);
                            out.push(Event::Text(label.into()));
                            out.push(Event::End(TagEnd::Link));
                        } else {
                            ends.push(End::AsItIs);
                        }
                    }
                    Leads::Nowhere => {
                        out.push(Event::InlineHtml(format!("<span class=\"{BROKEN}\">").into()));
                        ends.push(End::Broken("no such record"));
                    }
                    // Brackets that name no record are no link, wherever they would lead.
                    Leads::AsWritten if wiki => {
                        out.push(Event::InlineHtml(format!("<span class=\"{BROKEN}\">").into()));
                        ends.push(End::Broken("no such record"));
                    }
                    Leads::AsWritten => {
                        let address = attach::address(&dest_url).map_or(dest_url, CowStr::from);
                        out.push(start(address));
                        ends.push(End::AsItIs);
                    }
                }
            }
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                if let Some(address) = attach::address(&dest_url) {
                    out.push(Event::Start(Tag::Image {
                        link_type,
                        dest_url: address.into(),
                        title,
                        id,
                    }));
                    ends.push(End::AsItIs);
                } else if link::is_elsewhere(&dest_url) && ends.is_empty() {
                    out.push(Event::Start(Tag::Link {
                        link_type: LinkType::Inline,
                        dest_url,
                        title,
                        id,
                    }));
                    out.push(Event::Text("Picture: ".into()));
                    ends.push(End::Link);
                } else {
                    out.push(Event::InlineHtml(format!("<span class=\"{BROKEN}\">").into()));
                    ends.push(End::Broken("picture not stored here"));
                }
            }
            Event::End(TagEnd::Link | TagEnd::Image) => match ends.pop() {
                Some(End::Broken(why)) => {
                    out.push(Event::InlineHtml(format!(" <small>({why})</small></span>").into()));
                }
                Some(End::Link) => out.push(Event::End(TagEnd::Link)),
                Some(End::AsItIs) | None => out.push(event),
            },
            event => out.push(event),
        }
    }
    out
}

/// Passes over the words of a link that has begun, its end included.
fn skip_words<'a>(events: &mut impl Iterator<Item = Event<'a>>) {
    for event in events {
        if matches!(event, Event::End(TagEnd::Link)) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adr::markdown::{render, render_body_with};

    fn shown(text: &str) -> String {
        render_body_with(text, |href| match link::target(href) {
            Some(Target::Number(7) | Target::Record { number: 7, .. }) => Leads::To {
                address: "/adrs/PLAT/7".into(),
                label: "PLAT-0007".into(),
            },
            Some(Target::File(file)) if file.contains("0007") => Leads::To {
                address: "/adrs/PLAT/7".into(),
                label: "PLAT-0007".into(),
            },
            Some(_) if !link::is_elsewhere(href) => Leads::Nowhere,
            _ => Leads::AsWritten,
        })
    }

    #[test]
    fn links_to_records_lead_to_their_pages() {
        let html =
            shown("# T\n\n[seven](0007-x.md#why) [[plat-7]] [[PLAT-7|an *adapter*]] [out](https://example.org)\n");
        for part in [
            "href=\"/adrs/PLAT/7#s-why\"",
            ">seven</a>",
            "href=\"/adrs/PLAT/7\" rel=\"noopener noreferrer nofollow\">PLAT-0007</a>",
            ">an <em>adapter</em></a>",
            "href=\"https://example.org\"",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn links_that_lead_nowhere_say_so() {
        let html = shown("[nine](0009-x.md) [[PLAT-99]] [[nobody]] [far](https://git.example/adr/0009-x.md)\n");
        let broken =
            |words: &str| format!("<span class=\"broken-link\">{words} <small>(no such record)</small></span>");
        for words in ["nine", "PLAT-99", "nobody"] {
            assert!(html.contains(&broken(words)), "{words} in {html}");
        }
        assert!(html.contains("href=\"https://git.example/adr/0009-x.md\""), "{html}");
    }

    #[test]
    fn pictures_are_shown_from_here_only() {
        let id = "01890000-0000-7000-8000-000000000001";
        let html = render(&format!(
            "![a *b*](attachments/{id}/a.png) ![far](https://example.org/x.png) ![gone](images/x.png) [file](../attachments/{id}/a.png)\n"
        ));
        for part in [
            format!("<img src=\"/attachments/{id}/a.png\" alt=\"a b\">"),
            "<a href=\"https://example.org/x.png\" rel=\"noopener noreferrer nofollow\">Picture: far</a>".to_owned(),
            "<span class=\"broken-link\">gone <small>(picture not stored here)</small></span>".to_owned(),
            format!("<a href=\"/attachments/{id}/a.png\""),
        ] {
            assert!(html.contains(&part), "{part} in {html}");
        }
        let html = render("[![badge](https://example.org/x.svg)](https://example.org)\n");
        assert_eq!(html.matches("<a ").count(), 1, "{html}");
    }
}
