//! What narrows the list of decision records: the filters in its address, the form that sets them,
//! and the chips that take them away again.

use leptos::prelude::*;
use registry::{
    adr::{Choices, Door, Filter, Hits, Listing, Log, Sorted, Status, filter::COUNTED, log},
    inventory::model::Services,
    kernel::read_day,
};

use crate::{
    ui::{Button, Buttons, Checkbox, Choice, Link, Select, TextInput, day_text},
    web::{Typed, value_of},
};

/// Everything an address of the list can hold, in this order.
const FIELDS: [&str; 12] = [
    "q", "log", "status", "tag", "decider", "workload", "service", "door", "due", "unclear", "sort", "from",
];

/// Of these, what leaves records out.
const NARROWING: [&str; 10] = [
    "q", "log", "status", "tag", "decider", "workload", "service", "door", "due", "unclear",
];

/// The filter an address holds; what it does not understand it passes over.
pub fn filter(typed: &Typed, limit: i64) -> Filter {
    let text = |name: &str| typed.some(name).map(ToOwned::to_owned);
    Filter {
        text: text("q"),
        log: text("log"),
        status: typed.some("status").and_then(|status| status.parse().ok()),
        tag: text("tag"),
        decider: text("decider"),
        workload: text("workload"),
        service: text("service"),
        door: typed.some("door").and_then(|door| door.parse().ok()),
        unclear: typed.some("unclear").is_some(),
        due: typed.some("due").and_then(|day| read_day(day).ok()),
        order: typed.some("sort").and_then(Sorted::read),
        limit: Some(limit),
        offset: typed.number("from").unwrap_or(0).max(0),
    }
}

/// The query string of the list with its filters, some of them replaced.
pub fn query(typed: &Typed, replaced: &[(&str, &str)]) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for name in FIELDS {
        let value = replaced
            .iter()
            .find(|(key, _)| *key == name)
            .map_or_else(|| typed.get(name), |(_, value)| value);
        if !value.trim().is_empty() {
            out.append_pair(name, value);
        }
    }
    out.finish()
}

/// The list's address with its filters, some of them replaced.
pub fn address(path: &str, typed: &Typed, replaced: &[(&str, &str)]) -> String {
    let query = query(typed, replaced);
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// What the list can be narrowed to, by names people know.
pub struct Offer {
    /// The logs.
    pub logs: Vec<Log>,
    /// Tags, people, workloads.
    pub choices: Choices,
    /// Names of services.
    pub services: Services,
}

/// A filter that is set: its field, and what it says.
pub struct Active {
    /// The field of the address.
    pub field: &'static str,
    /// “Tag: data”.
    pub text: String,
}

/// The filters that are set, as people read them; those an address holds without meaning are none.
pub fn active(typed: &Typed, offer: &Offer) -> Vec<Active> {
    let filter = filter(typed, 0);
    NARROWING
        .into_iter()
        .filter_map(|field| {
            let value = typed.some(field)?;
            let text = match field {
                "q" => format!("Search: {value}"),
                "log" => format!("Log: {}", value.to_ascii_uppercase()),
                "status" => format!("Status: {}", filter.status.map(Status::label)?),
                "tag" => format!("Tag: {value}"),
                "decider" => format!("Decided by: {value}"),
                "workload" => {
                    let mut known = offer.choices.workloads.iter();
                    let name = known.find(|(slug, _)| slug == value).map_or(value, |(_, name)| name);
                    format!("Workload: {name}")
                }
                "service" => format!("Service: {}", offer.services.named(value).name),
                "door" => filter.door.map(Door::label)?.to_owned(),
                "due" => format!("Look again by {}", day_text(filter.due?)),
                _ => "Something unclear".to_owned(),
            };
            Some(Active { field, text })
        })
        .collect()
}

/// The filters that are set, each a link to the list without it.
pub fn chips(typed: &Typed, active: &[Active]) -> Option<AnyView> {
    if active.is_empty() {
        return None;
    }
    let each = active
        .iter()
        .map(|one| {
            let href = address("/adrs", typed, &[(one.field, ""), ("from", "")]);
            view! {
                <li>
                    <a class="chip" href=href>
                        {one.text.clone()}<span class="unseen">", remove this filter"</span>
                        <svg viewBox="0 0 10 10" aria-hidden="true"><path d="m2 2 6 6M8 2 2 8"></path></svg>
                    </a>
                </li>
            }
        })
        .collect_view();
    let clear = (active.len() > 1).then(|| {
        let sort = typed.get("sort");
        let href = address("/adrs", &Typed::of([("sort", sort)]), &[]);
        view! { <li><a class="chip all" href=href>"Clear all"</a></li> }
    });
    Some(view! { <ul class="chips" aria-label="Filters">{each}{clear}</ul> }.into_any())
}

/// The orders the list can have, for where its table has no headings.
fn orders() -> Vec<Choice> {
    [
        ("-number", "Number, newest first"),
        ("number", "Number, oldest first"),
        ("-decided", "Decided last"),
        ("decided", "Decided first"),
        ("-changed", "Changed last"),
        ("changed", "Changed first"),
        ("title", "Title, A to Z"),
        ("-title", "Title, Z to A"),
    ]
    .map(|(key, label)| Choice::new(key, label))
    .to_vec()
}

/// The form: what most people look for in view, the rest one press away.
pub fn form(typed: &Typed, offer: &Offer, active: &[Active]) -> AnyView {
    let value = value_of(typed);
    let several = offer.logs.len() > 1;
    let logs: Vec<Choice> = offer
        .logs
        .iter()
        .map(|log| Choice::new(log.key.clone(), log::title(&log.key, &log.name)))
        .collect();
    let doors = Door::ALL.map(|door| Choice::new(door.as_str(), door.label())).to_vec();
    let workloads = offer.choices.workloads.iter();
    let workloads: Vec<Choice> = workloads
        .map(|(slug, name)| Choice::new(slug.clone(), name.clone()))
        .collect();
    let mut services: Vec<Choice> = offer
        .choices
        .services
        .iter()
        .map(|key| Choice::new(key.clone(), offer.services.named(key).name))
        .collect();
    services.sort_by_key(|choice| choice.label.to_lowercase());
    let suggest = |id: &'static str, words: &[String]| {
        let options = words
            .iter()
            .cloned()
            .map(|word| view! { <option value=word></option> })
            .collect_view();
        view! { <datalist id=id>{options}</datalist> }
    };
    let (tags, people) = (
        suggest("tags", &offer.choices.tags),
        suggest("deciders", &offer.choices.deciders),
    );
    let rarer = active
        .iter()
        .filter(|one| !matches!(one.field, "q" | "log" | "status"))
        .count();
    let rarer = if rarer == 0 {
        "More filters".to_owned()
    } else {
        format!("More filters ({rarer} set)")
    };
    let text = value("q");
    let status = value("status");
    let keeps_status = (!status.is_empty()).then(|| view! { <input type="hidden" name="status" value=status/> });
    let log = several
        .then(|| view! { <Select label="Log" name="log" choices=logs none="all logs" value=value("log").to_ascii_uppercase()/> })
        .into_any();
    let (tag, decider, workload, service) = (value("tag"), value("decider"), value("workload"), value("service"));
    let (door, due, sort) = (value("door"), value("due"), value("sort"));
    let unclear = typed.some("unclear").is_some();
    let best = if text.is_empty() { "as usual" } else { "Best match" };
    view! {
        <form method="get" action="/adrs" class="filters narrow" data-drop-empty="">
            <TextInput label="Search" name="q" kind="search" value=text/>
            {log}
            <Button>"Search"</Button>
            {keeps_status}
            <details class="rarer">
                <summary>{rarer}</summary>
                <div class="fields">
                    <TextInput label="Tag" name="tag" value=tag list="tags" autocomplete="off"/>
                    <TextInput label="Decided by" name="decider" value=decider list="deciders" autocomplete="off"
                        hint="A name or its beginning."/>
                    <Select label="Workload" name="workload" choices=workloads none="any" value=workload
                        hint="The record is about it, or its dependencies cite it."/>
                    <Select label="Service" name="service" choices=services none="any" value=service
                        hint="A dependency on it cites the record."/>
                    <Select label="Door" name="door" choices=doors none="any" value=door/>
                    <TextInput label="Look again by" name="due" kind="date" value=due
                        hint="Records in force that somebody has to re-affirm by then."/>
                    <Select label="Sort by" name="sort" choices=orders() none=best value=sort/>
                    <Checkbox label="Something in the text was unclear" name="unclear" checked=unclear/>
                </div>
                <Buttons><Button>"Search"</Button></Buttons>
                {tags}
                {people}
            </details>
        </form>
    }
    .into_any()
}

/// One tab for all and one for each status that occurs, or may occur among what was not counted.
pub fn tabs(listing: &Listing, typed: &Typed) -> Vec<Link> {
    let Listing { counts, more, .. } = listing;
    let total: i64 = counts.iter().map(|(_, count)| count).sum();
    let all = Hits {
        counted: if *more { COUNTED } else { total },
        more: *more,
    };
    let here = typed.some("status").and_then(|status| status.parse().ok());
    let at = |status: &str| address("/adrs", typed, &[("status", status), ("from", "")]);
    let mut links = vec![Link::new(at(""), format!("All {}", figure(all)))];
    for status in Status::ALL {
        let count = counts
            .iter()
            .find(|(known, _)| *known == status)
            .map_or(0, |(_, count)| *count);
        let text = if here == Some(status) {
            format!("{} {}", status.label(), figure(listing.hits))
        } else if count > 0 {
            let among = Hits {
                counted: count.min(COUNTED),
                more: *more,
            };
            format!("{} {}", status.label(), figure(among))
        } else if *more {
            status.label().to_owned()
        } else {
            continue;
        };
        links.push(Link::new(at(status.as_str()), text));
    }
    links
}

/// A number for people.
pub fn grouped(number: i64) -> String {
    registry::kernel::money::grouped(u64::try_from(number).unwrap_or(0))
}

/// A count for people; with a plus where there are more than were counted.
pub fn figure(hits: Hits) -> String {
    let plus = if hits.more { "+" } else { "" };
    format!("{}{plus}", grouped(hits.counted))
}

/// A count in a sentence: `14`, or `more than 1,000`.
pub fn in_words(hits: Hits) -> String {
    let than = if hits.more { "more than " } else { "" };
    format!("{than}{}", grouped(hits.counted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_every_filter_and_drops_what_is_empty() {
        let typed = Typed::query(Some("tag=a+b&q=&from=50&sort=-title&x=1&unclear=true"));
        assert_eq!(
            address("/adrs", &typed, &[("from", "")]),
            "/adrs?tag=a+b&unclear=true&sort=-title"
        );
        assert_eq!(address("/adrs", &Typed::default(), &[]), "/adrs");
        let filter = filter(&typed, 50);
        assert_eq!(filter.tag.as_deref(), Some("a b"));
        assert!(filter.unclear);
        assert_eq!((filter.text, filter.offset), (None, 50));
    }

    #[test]
    fn only_filters_with_a_meaning_are_shown_as_set() {
        let offer = Offer {
            logs: Vec::new(),
            choices: Choices::default(),
            services: Services::default(),
        };
        let typed = Typed::query(Some("status=nonsense&door=one-way&service=s3&sort=title"));
        let texts: Vec<String> = active(&typed, &offer).into_iter().map(|one| one.text).collect();
        assert_eq!(texts.len(), 2, "{texts:?}");
        assert_eq!(texts[1], "One-way door");
    }

    #[test]
    fn what_was_not_counted_has_a_plus() {
        let hits = |counted, more| Hits { counted, more };
        assert_eq!(figure(hits(1234, false)), "1,234");
        assert_eq!(figure(hits(COUNTED, true)), "1,000+");
        assert_eq!(in_words(hits(COUNTED, true)), "more than 1,000");
    }

    /// The tabs of a search for a word that all but a few of very many records hold.
    fn broad(status: &str, hits: Hits) -> Vec<String> {
        let listing = Listing {
            found: Vec::new(),
            counts: vec![(Status::Accepted, COUNTED - 9), (Status::Rejected, 10)],
            more: true,
            hits,
        };
        let typed = Typed::of([("q", "platform"), ("status", status)]);
        tabs(&listing, &typed).into_iter().map(|link| link.text).collect()
    }

    #[test]
    fn a_status_that_was_not_counted_to_keeps_its_tab() {
        let all = Hits {
            counted: COUNTED,
            more: true,
        };
        let tabs = broad("", all);
        assert_eq!(tabs.len(), 1 + Status::ALL.len());
        assert_eq!(tabs[0], "All 1,000+");
        for tab in ["Accepted 991+", "Rejected 10+", "Proposed"] {
            assert!(tabs.iter().any(|it| it == tab), "{tab} in {tabs:?}");
        }
        let few = Hits {
            counted: 4,
            more: false,
        };
        let tabs = broad("proposed", few);
        assert!(tabs.iter().any(|it| it == "Proposed 4"), "{tabs:?}");
        assert!(tabs.iter().any(|it| it == "Rejected 10+"), "{tabs:?}");
    }
}
