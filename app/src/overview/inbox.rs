//! `/inbox`: what waits for the person, then what waits for others.

use leptos::prelude::*;
use registry::notify::{Inbox, Item};
use time::Date;

use crate::{
    ui::{Columns, Empty, Here, PageHead, Section, Todo, TodoItem, count, day_text},
    web::{Ctx, Reply},
};

/// `GET /inbox`
pub async fn page(ctx: Ctx) -> Reply {
    let facts = ctx.registry().inbox().facts(&ctx.actor).await?;
    let inbox = Inbox::of(&ctx.actor, &facts);
    ctx.page(Here::Inbox, "Inbox", move || view(&inbox, facts.today)).await
}

/// An item as a list shows it.
pub fn entry(item: &Item, today: Date) -> AnyView {
    let late = item
        .days_late(today)
        .map(|days| format!("{} late", count(days, "day", "days")));
    let due = item
        .due
        .filter(|_| late.is_none())
        .map(|due| format!("due {}", day_text(due)));
    let note = [due, Some(item.note.clone()).filter(|note| !note.is_empty())]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>();
    view! { <TodoItem href=item.href.clone() text=item.text.clone() late=late note=note.join(" · ")/> }.into_any()
}

fn view(inbox: &Inbox, today: Date) -> AnyView {
    let list = |items: Vec<&Item>| {
        let entries = items.into_iter().map(|item| entry(item, today)).collect_view();
        view! { <Todo>{entries}</Todo> }
    };
    let mine: Vec<&Item> = inbox.mine().collect();
    let others: Vec<&Item> = inbox.others().collect();
    let (waits, elsewhere) = (
        count(mine.len(), "thing waits", "things wait"),
        count(others.len(), "thing", "things"),
    );
    let own = if mine.is_empty() {
        view! { <Empty title="Nothing waits for you" text="Weeks to sign, records to decide on and overdue checklist decisions of your teams appear here."/> }.into_any()
    } else {
        list(mine).into_any()
    };
    let rest = (!others.is_empty()).then(|| {
        let others = list(others);
        view! { <Section title="Waits for others" note=elsewhere>{others}</Section> }
    });
    view! {
        <PageHead title="Inbox" sub=format!("{waits} for you")/>
        <Columns>
            <Section title="Waits for you">{own}</Section>
            {rest}
        </Columns>
    }
    .into_any()
}
