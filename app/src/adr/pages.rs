//! The list of decision records, which is also the search through them.

use axum::extract::RawQuery;
use leptos::prelude::*;
use registry::{
    adr::{Door, Filter, Hits, Listing, Log, Status, Summary, View, excerpt::Excerpts, search},
    identity::{Act, Actor},
    kernel::Problems,
};

use super::{
    found, log_links, logs,
    narrow::{self, Active, Offer, address, filter},
    navigation, views,
};
use crate::{
    cells,
    ui::{
        ButtonLink, Checkbox, Col, Columns, Day, Dialog, Empty, ErrorSummary, Here, Link, Look, PageHead, Pager, Row,
        Slot, Sort, StatusBadge, Table, Tabs, count, none, sentence,
    },
    web::{Ctx, Fault, Reply, Typed},
};

/// Rows on one page of the list.
const PAGE: i64 = 50;

/// `GET /adrs`
pub async fn list(ctx: Ctx, RawQuery(query): RawQuery) -> Reply {
    let typed = Typed::query(query.as_deref());
    page(&ctx, typed, Typed::default(), Problems::new()).await
}

/// The list again, with what is wrong with the name a view of it was to have.
pub async fn list_again(ctx: Ctx, typed: Typed, said: Typed, problems: Problems) -> Reply {
    page(&ctx, typed, said, problems).await
}

async fn page(ctx: &Ctx, typed: Typed, said: Typed, problems: Problems) -> Reply {
    let filter = filter(&typed, PAGE);
    let records = ctx.registry().records();
    let listing = records.listing(&ctx.actor, &filter).await?;
    let offer = Offer {
        logs: records.logs(&ctx.actor).await?,
        choices: records.choices(&ctx.actor).await?,
        services: ctx.registry().inventory().services(&ctx.actor).await?,
    };
    let views = records.views(&ctx.actor).await?;
    let active = narrow::active(&typed, &offer);
    let looser = if listing.found.is_empty() {
        looser(ctx, &typed, &active).await?
    } else {
        Vec::new()
    };
    let wrong = !problems.is_empty();
    let shown = Shown {
        listing,
        offer,
        active,
        looser,
        views,
        filter,
        typed,
        said,
        problems,
        actor: ctx.actor.clone(),
    };
    if wrong {
        return ctx.page_again(Here::Decisions, "Decisions", move || shown.view()).await;
    }
    ctx.page(Here::Decisions, "Decisions", move || shown.view()).await
}

/// What the list would hold without one of its filters: what to loosen when nothing matches.
async fn looser(ctx: &Ctx, typed: &Typed, active: &[Active]) -> Result<Vec<Link>, Fault> {
    let mut links = Vec::new();
    if active.len() < 2 {
        return Ok(links);
    }
    for one in active {
        let without = typed.clone().with(one.field, "").with("from", "");
        let asked = filter(&without, PAGE);
        let hits = ctx.registry().records().hits(&ctx.actor, &asked).await?;
        if hits.counted > 0 {
            let noun = if hits.counted == 1 { "record" } else { "records" };
            let text = format!("Without “{}”: {} {noun}", one.text, narrow::figure(hits));
            links.push(Link::new(address("/adrs", &without, &[]), text));
        }
    }
    Ok(links)
}

/// A door under the heading that says so.
fn door(door: Door) -> AnyView {
    view! { <span class="door">{door.label().trim_end_matches(" door")}</span> }.into_any()
}

fn rows(found: &[Summary], sought: Option<&Excerpts>) -> Vec<Row> {
    found
        .iter()
        .map(|summary| {
            let adr = &summary.adr;
            let href = adr.address();
            let title = found::title(&adr.title, href.clone(), sought);
            let excerpt = summary
                .excerpt
                .clone()
                .map(|html| view! { <small class="excerpt" inner_html=html></small> });
            let relations = if summary.relations == 0 {
                none()
            } else {
                summary.relations.to_string().into_any()
            };
            let cells = cells![
                view! { <a class="n" href=href>{adr.label()}</a> },
                view! { <span class="two"><b>{title}</b>{excerpt}</span> },
                view! { <StatusBadge status=adr.status.as_str() label=adr.status.label()/> },
                adr.decided().map_or_else(none, |on| view! { <Day on=on/> }.into_any()),
                adr.door.map_or_else(none, door),
                relations,
                view! { <Day on=adr.updated_at.day()/> },
            ];
            let past = matches!(adr.status, Status::Rejected | Status::Deprecated | Status::Superseded);
            if past { Row::faint(cells) } else { Row::new(cells) }
        })
        .collect()
}

/// The keys of the logs, for who typed another.
fn known(logs: &[Log]) -> String {
    let mut keys: Vec<&str> = logs.iter().map(|log| log.key.as_str()).take(20).collect();
    if keys.is_empty() {
        keys.push("none");
    }
    keys.join(", ")
}

/// The keys the list answers to. Shown by the script that makes them work.
fn shortcuts() -> AnyView {
    let keys = [
        ("/", "Go to the search field"),
        ("j", "Go to the next record"),
        ("k", "Go to the record before"),
        ("Enter", "Open the record"),
        ("?", "Show these shortcuts"),
    ]
    .map(|(key, does)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div> })
    .into_iter()
    .collect_view();
    view! {
        <div data-keys="" class="keys" hidden=true>
            <Dialog id="shortcuts" open="Keyboard shortcuts" title="Keyboard shortcuts" look=Look::Quiet>
                <dl class="shortcuts">{keys}</dl>
                <Checkbox label="Answer to these keys" name="keys" checked=true hint="Remembered in this browser."/>
            </Dialog>
        </div>
    }
    .into_any()
}

/// Everything the page shows.
struct Shown {
    listing: Listing,
    offer: Offer,
    active: Vec<Active>,
    looser: Vec<Link>,
    views: Vec<View>,
    filter: Filter,
    typed: Typed,
    /// What was said of a view to be saved, and what is wrong with it.
    said: Typed,
    problems: Problems,
    actor: Actor,
}

impl Shown {
    fn view(self) -> AnyView {
        let Self {
            listing, offer, typed, ..
        } = &self;
        let may_write = self.actor.may(Act::WriteRecords);
        let import = || view! { <ButtonLink href="/adrs/import">"Import"</ButtonLink> };
        let write = || view! { <ButtonLink href="/adrs/new" look=Look::Primary>"Write a record"</ButtonLink> };
        let actions: Slot = view! {
            <ButtonLink href=address("/adrs.csv", typed, &[("from", "")])>"CSV"</ButtonLink>
            {may_write.then(import)}
            {may_write.then(write)}
        }
        .into();
        let sub = self.counted();
        let table = if listing.found.is_empty() {
            self.empty()
        } else {
            self.table()
        };
        let pager = self.pager();
        let export = log_links::view(&offer.logs, &self.filter);
        let here = address("/adrs", typed, &[("from", "")]);
        let tabs = narrow::tabs(listing, typed);
        let form = narrow::form(typed, offer, &self.active);
        let chips = narrow::chips(typed, &self.active);
        let faces = navigation::views("/adrs", typed.some("log"));
        let saved = views::shelf(&self.views, typed, |view| view.is_of(&self.actor));
        let now = narrow::query(typed, &[("from", "")]);
        let kept = self
            .views
            .iter()
            .any(|view| view.query == now && view.is_of(&self.actor));
        // A view that could not be saved says why, whatever the list shows.
        let wrong = !self.problems.is_empty();
        let saving =
            (wrong || self.filter.narrows() && !kept).then(|| views::saving(typed, &self.said, &self.problems));
        let problems = self.problems.clone();
        view! {
            <PageHead title="Decisions" sub=sub actions=actions/>
            <ErrorSummary problems/>
            {faces}
            <Columns>
                <div class="narrowing">{saved}{form}{chips}{saving}</div>
                <div class="records"><Tabs label="Decisions by status" links=tabs here=here/>{table}{pager}</div>
                {export}
                {shortcuts()}
            </Columns>
        }
        .into_any()
    }

    /// How many records are shown on all pages, and of how many.
    fn counted(&self) -> String {
        let logs = &self.offer.logs;
        let all: i64 = logs.iter().map(|log| log.records).sum();
        let hits = self.listing.hits;
        if !self.filter.narrows() {
            let records = sentence(&count(hits.counted, "record", "records"));
            return format!("{records} in {}", count(logs.len(), "log", "logs"));
        }
        let shown = sentence(&narrow::in_words(hits));
        format!("{shown} of {}", count(all, "record", "records"))
    }

    fn table(&self) -> AnyView {
        let caption = match (self.filter.order, &self.filter.text) {
            (Some(_), _) => "Decisions",
            (None, Some(_)) => "Decisions, the best hits first",
            (None, None) => "Decisions, drafts and the newest numbers first",
        };
        let cols = vec![
            Col::text("Record").sort("number"),
            Col::text("Title").sort("title").plain(),
            Col::text("Status"),
            Col::text("Decided").sort("decided"),
            Col::text("Door").minor(),
            Col::num("Relations").minor(),
            Col::text("Changed").sort("changed").minor(),
        ];
        let sought = self
            .filter
            .text
            .as_deref()
            .map(|text| Excerpts::of(&search::words(text)));
        let rows = rows(&self.listing.found, sought.as_ref());
        let base = address("/adrs", &self.typed, &[("sort", ""), ("from", "")]);
        let sort = Sort::new(self.typed.get("sort"), base);
        view! { <Table caption=caption rows=rows cols=cols sort=sort/> }.into_any()
    }

    fn pager(&self) -> Option<AnyView> {
        let Hits { counted: total, more } = self.listing.hits;
        let shown = i64::try_from(self.listing.found.len()).unwrap_or(0);
        let offset = self.filter.offset;
        if shown == 0 || (total <= PAGE && offset == 0 && !more) {
            return None;
        }
        let at = |from: i64| {
            let from = if from == 0 { String::new() } else { from.to_string() };
            address("/adrs", &self.typed, &[("from", &from)])
        };
        let last = offset + shown;
        let earlier = (offset > 0).then(|| Link::new(at((offset - PAGE).max(0)), "Earlier"));
        let goes_on = last < total || more && shown == PAGE;
        let later = goes_on.then(|| Link::new(at(last), "Later"));
        let shown = format!(
            "{} to {} of {}",
            narrow::grouped(offset + 1),
            narrow::grouped(last),
            narrow::in_words(self.listing.hits)
        );
        Some(view! { <Pager shown=shown earlier=earlier later=later/> }.into_any())
    }

    /// Says why nothing is shown, and what to do about it.
    fn empty(&self) -> AnyView {
        if self.filter.narrows() || self.filter.offset > 0 {
            let common = self
                .filter
                .text
                .as_deref()
                .is_some_and(|text| search::words(text).is_empty());
            let unknown = self
                .filter
                .log
                .as_deref()
                .filter(|key| !self.offer.logs.iter().any(|log| log.key.eq_ignore_ascii_case(key)));
            if let Some(key) = unknown {
                let text = format!("Known are: {}.", known(&self.offer.logs));
                let action: Slot = view! { <ButtonLink href="/adrs">"Show all"</ButtonLink> }.into();
                return view! { <Empty title=logs::unknown(key) text=text action=action/> }.into_any();
            }
            let text = if common {
                "These words are too common to search for. Try a rarer one."
            } else if !self.looser.is_empty() {
                "No record meets all of these filters. Fewer of them would find:"
            } else if self.filter.text.is_some() {
                "Every word must occur, at least as the beginning of a word; very common words are left out. Try fewer words, or show all."
            } else if self.filter.offset > 0 {
                "The list ends before this page."
            } else {
                "Take this filter away, or show all."
            };
            let links = self
                .looser
                .iter()
                .map(|link| view! { <li><a href=link.href.clone()>{link.text.clone()}</a></li> })
                .collect_view();
            let links = (!self.looser.is_empty()).then(|| view! { <ul class="looser">{links}</ul> });
            let action: Slot = view! { {links}<ButtonLink href="/adrs">"Show all"</ButtonLink> }.into();
            return view! { <Empty title="No record matches" text=text action=action/> }.into_any();
        }
        let action: Slot = if self.actor.may(Act::WriteRecords) {
            view! {
                <ButtonLink href="/adrs/new" look=Look::Primary>"Write a record"</ButtonLink>
                <ButtonLink href="/adrs/import">"Import"</ButtonLink>
            }
            .into()
        } else {
            Slot::default()
        };
        view! {
            <Empty title="No decisions yet" action=action
                text="A decision record says what was decided, why, and what it would take to go back. Write the first one from a template, or import the Markdown records a repository already holds."/>
        }
        .into_any()
    }
}
