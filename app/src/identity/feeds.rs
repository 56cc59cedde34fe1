//! The addresses of one's feeds: made once, shown once, ended when one likes.

use leptos::prelude::*;
use registry::kernel::Instant;

use crate::{
    adr::feed::{Of, path},
    ui::{Breadcrumb, Button, Callout, Columns, Confirm, Day, Here, Link, NoticeKind, PageHead, Section},
    web::{Ctx, Reply},
};

/// `POST /account/feeds`: makes the secret anew and shows the addresses, this once.
pub async fn make(ctx: Ctx) -> Reply {
    let token = ctx.registry().people().make_feed_token(&ctx.actor).await?;
    let records = ctx.registry().records();
    let logs = records.logs(&ctx.actor).await?;
    let views = records.views(&ctx.actor).await?;
    let base = &ctx.site.base_url;
    let of = |of: Of<'_>| format!("{base}{}", path(&of, Some(&token)));
    let feeds: Vec<(String, String)> = logs
        .iter()
        .map(|log| (format!("{} – {}", log.key, log.name), of(Of::Log(&log.key))))
        .chain(
            views
                .iter()
                .map(|view| (format!("View “{}”", view.name), of(Of::View(view.id)))),
        )
        .collect();
    let log_of = format!("{base}{}", path(&Of::Log("KEY"), Some("SECRET")));
    let view_of = format!("{base}/adrs/feed/views/ID.atom?token=SECRET");
    ctx.page(Here::Account, "Feed addresses", move || {
        let above = view! { <Breadcrumb links=vec![Link::new("/account", "Account")] here="Feed addresses"/> };
        let each = feeds
            .into_iter()
            .map(|(name, address)| view! { <li><b>{name}</b><br/><code class="address">{address}</code></li> })
            .collect_view();
        view! {
            <PageHead title="Feed addresses" above=above/>
            <Columns>
                <Callout kind=NoticeKind::Warning>
                    "Copy what you need now: the addresses are not shown again. Whoever has one can read your feeds. An address you had before has ended."
                </Callout>
                <ul class="plain-list">{each}</ul>
                <p>
                    "The secret is the same in all of them, so keep one: the address of another log or view, of a later one too, is "
                    <code class="address">{log_of}</code>" or "<code class="address">{view_of}</code>
                    " with what stands there after "<code>"token="</code>". The page of a view says its address."
                </p>
            </Columns>
        }
        .into_any()
    })
    .await
}

/// `POST /account/feeds/end`
pub async fn end(ctx: Ctx) -> Reply {
    ctx.registry().people().revoke_feed_token(&ctx.actor).await?;
    ctx.done("/account", "Your feed addresses have ended.").await
}

/// What the account page says of feeds.
pub fn section(made: Option<Instant>) -> AnyView {
    let note = "A feed tells of changes of status. A feed reader cannot sign in, so the address you give it holds a secret of yours.";
    let now = match made {
        None => view! {
            <form method="post" action="/account/feeds"><Button>"Make feed addresses"</Button></form>
        }
        .into_any(),
        Some(at) => view! {
            <p>"Your feed addresses were made on "<Day on=at.day()/>"."</p>
            <div class="buttons">
                <Confirm label="Make new addresses" action="/account/feeds"
                    text="All addresses you have now end, and new ones are shown once. For one more log or view you need no new ones: its address takes the secret of those you have."/>
                <Confirm label="End the addresses" action="/account/feeds/end"
                    text="No feed reader gets anything by them any more."/>
            </div>
        }
        .into_any(),
    };
    view! { <Section title="Feeds" note=note>{now}</Section> }.into_any()
}
