//! The page `/design`: every part of the interface with example content. Its figures are
//! examples; nothing here is read from the database.

use axum::{Router, extract::State, response::Redirect, routing::get};
use leptos::prelude::*;
use registry::kernel::Problems;
use time::macros::{date, datetime};

use super::{
    Badge, Breadcrumb, Button, ButtonLink, Buttons, Callout, Cell, CellState, Checkbox, Choice, Col, Columns,
    CompositionBar, Confirm, CouplingBadge, Dialog, Empty, ErrorSummary, Fact, Facts, Figure, FileInput, Here, Hero,
    LayerCells, Layers, Link, Look, Notice, NoticeKind, PageHead, Pager, Part, Progress, Prose, Radios, Row, Say,
    Section, Select, Sort, Sparkline, StatusBadge, Table, Tabs, TextArea, TextInput, Toast, Todo, TodoItem, Tone, Two,
    Week, WeekState, Weeks, ZoneBadge, when::Day, when::Time,
};
use crate::{
    cells,
    web::{Ctx, Fault, Reply, Site, error_of},
};

/// The page's route. Its forms lead back to it.
pub fn routes() -> Router<Site> {
    Router::new().route("/design", get(page).post(async || Redirect::to("/design")))
}

/// There is such a page in the demonstration only.
async fn page(State(site): State<Site>, ctx: Ctx) -> Reply {
    if !site.assets.demo {
        return Err(Fault::not_found("page"));
    }
    ctx.page(Here::Design, "Design system", || view! { <DesignPage/> }.into_any())
        .await
}

/// The content of the page.
#[component]
pub fn DesignPage() -> impl IntoView {
    let crumbs = vec![Link::new("/", "Overview"), Link::new("/risk", "Risk")];
    view! {
        <PageHead
            title="Design system"
            sub="Every part of the interface, with example content"
            above=view! { <Breadcrumb links=crumbs here="Design system"/> }
            actions=view! {
                <ButtonLink href="#forms">"Forms"</ButtonLink>
                <ButtonLink href="#signs" look=Look::Primary>"Signs"</ButtonLink>
            }
        />
        <Hero picture=view! { <Prose html=PROSE/> }>
            <Figure label="Dependency risk, platform" value="22.4" unit="%" badge=view! { <ZoneBadge zone="watch" label="watch"/> }/>
            <Say>"Changing a layer would cost 22.4 % of a year’s AI spend. Declining for nine quarters; 2.4 points above target."</Say>
            <Facts>
                <Fact term="Exit cost">"$1.94 M of $8.66 M"</Fact>
                <Fact term="Likely range">"19.1 to 27.0 %"</Fact>
                <Fact term="Chance above 40\u{a0}%">"0.3 %"</Fact>
                <Fact term="Since 2026 Q3">"−2.3 points: −1.9 exit cost, −0.4 spend"</Fact>
                <Fact term="Prices checked"><Day on=date!(2026 - 11 - 02)/></Fact>
            </Facts>
        </Hero>
        <Columns facts=view! { <Beside/> }>
            <Tables/>
            <Sums/>
            <Signs/>
            <Forms/>
            <Answers/>
        </Columns>
    }
}

const PROSE: &str = "<h2>Context</h2><p>Claims intake calls four models through <code>InvokeModel</code>. Each \
    team shapes its own request, so a change of model is a change in <a href=\"/workloads\">nine places</a>.</p>\
    <blockquote>We will put one adapter in front of every model call and keep payloads of the provider out of \
    business logic.</blockquote><ul><li>Prompts are versioned beside the adapter.</li><li>The router falls back in \
    the order of the registry.</li></ul>";

fn weeks(states: [WeekState; 4]) -> Vec<Week> {
    let link = |(state, week): (WeekState, usize)| Week {
        state,
        href: Some(format!("/reviews#week-{week}")),
    };
    states.into_iter().zip(1..).map(link).collect()
}

#[component]
fn Tables() -> impl IntoView {
    use WeekState::{Done, Late, Now, Open};
    let cols = || {
        vec![
            Col::text("Workload").sort("name"),
            Col::num("Spend a year").sort("spend").minor(),
            Col::num("Exit cost").sort("exit"),
            Col::num("Risk").sort("risk"),
            Col::text("Zone"),
            Col::text("Nine quarters").minor(),
            Col::text("Review weeks"),
        ]
    };
    let row = |name: &str, class: &str, figures: [&str; 3], zone: (&str, &str), line: Vec<f64>, states| {
        let [spend, exit, risk] = figures.map(ToOwned::to_owned);
        let (zone, label) = (zone.0.to_owned(), zone.1.to_owned());
        let trend = format!("{name}, nine quarters");
        let of = name.to_owned();
        Row::new(cells![
            view! { <Two text=name note=class href="/workloads"/> },
            spend,
            exit,
            view! { <b>{risk}</b> },
            view! { <ZoneBadge zone=zone label=label/> },
            view! { <Sparkline label=trend values=line/> },
            view! { <Weeks of=of weeks=weeks(states)/> },
        ])
    };
    let rows = vec![
        row(
            "Claims triage",
            "Stable production inference",
            ["$3.12 M", "$561 k", "18.0 %"],
            ("on-target", "on target"),
            vec![31.0, 30.0, 27.0, 26.0, 23.0, 22.0, 20.0, 19.0, 18.0],
            [Done, Done, Now, Open],
        ),
        row(
            "Fraud signals",
            "Regulated data processing",
            ["$2.45 M", "$1.04 M", "42.4 %"],
            ("architecture-review-required", "review required"),
            vec![36.0, 37.0, 38.5, 38.0, 40.0, 41.0, 41.0, 42.0, 42.4],
            [Done, Late, Open, Open],
        ),
        row(
            "Adviser assistant",
            "Stable production inference",
            ["$1.38 M", "$301 k", "21.8 %"],
            ("watch", "watch"),
            vec![38.0, 34.0, 35.0, 31.0, 29.0, 29.0, 26.0, 24.0, 21.8],
            [Done, Done, Now, Open],
        ),
    ];
    let total = Row::new(cells!["All three", "$6.95 M", "$1.90 M", "27.4 %", "", "", ""]);
    let state = |state: CellState, word: &str| view! { <Cell state=state label=word href="/checklist"/> };
    let line = |name: &'static str, states: [CellState; 12]| {
        let mut cells = cells![name];
        cells.extend(states.map(|at| state(at, "D1, Claims triage").into_any()));
        Row::new(cells)
    };
    let keys = ["D1", "D2", "D3", "C1", "C2", "C3", "O1", "O2", "O3", "G1", "G2", "G3"];
    let matrix_cols = std::iter::once(Col::text("Workload"))
        .chain(keys.map(Col::text))
        .collect();
    let matrix = {
        use CellState::{Adopted as A, Deliberate as D, Late as L, NotApplicable as N, Open as O, Progress as P};
        vec![
            line("Claims triage", [A, A, A, A, A, P, D, A, P, A, A, O]),
            line("Fraud signals", [A, L, A, D, N, L, D, P, O, A, P, O]),
            line("Adviser assistant", [A, A, P, A, P, A, O, O, O, A, A, P]),
        ]
    };
    let tabs = vec![
        Link::new("/design", "In review"),
        Link::new("/workloads", "All workloads"),
        Link::new("/risk", "By exit cost"),
    ];
    view! {
        <Section title="Largest workloads, in review" note="2 of 3 on time · day 16 of 30" link=("/workloads", "All 14 workloads")>
            <Tabs label="Workloads" links=tabs here="/design"/>
            <Table
                caption="Largest workloads in review"
                cols=cols()
                rows=rows
                total=total
                sort=Sort::new("-spend", "/design")
            />
            <Pager shown="1 to 3 of 14" later=Some(Link::new("/design?page=2", "4 to 6"))/>
        </Section>
        <Section title="Checklist by workload" link=("/checklist", "Checklist")>
            <Table caption="Checklist by workload" cols=matrix_cols rows=matrix matrix=true/>
        </Section>
    }
}

#[component]
fn Sums() -> impl IntoView {
    use CellState::{Adopted, Deliberate, Late, NotApplicable, Open, Progress as Begun};
    let part = |label: &str, amount: &str, note: &str, share| Part {
        label: label.to_owned(),
        amount: amount.to_owned(),
        note: note.to_owned(),
        share,
        href: Some("/risk".to_owned()),
    };
    let parts = vec![
        part("Adapter rewrite", "$795 k", "9.2 %", 0.41),
        part("Data movement", "$427 k", "4.9 %", 0.22),
        part("Operational retraining", "$175 k", "2.0 %", 0.09),
        part("Fine-tuning reproduction", "$330 k", "3.8 %", 0.17),
        part("Contract constraints", "$213 k", "2.5 %", 0.11),
    ];
    view! {
        <Section title="What the exit cost is made of" link=("/risk", "Assessments")>
            <CompositionBar label="Exit cost by component" parts=parts/>
        </Section>
        <Section title="Reversibility checklist" link=("/checklist", "Matrix")>
            <Layers>
                <LayerCells layer="Data" urgency="decide now" href="/checklist"
                    cells=vec![Adopted, Adopted, Adopted, Adopted, Adopted, Adopted, Adopted, Begun, Late]/>
                <LayerCells layer="Compute" urgency="this quarter"
                    cells=vec![Adopted, Adopted, Adopted, Adopted, Deliberate, Begun, Begun, Open, NotApplicable]/>
                <LayerCells layer="Orchestration" urgency="6 months"
                    cells=vec![Adopted, Adopted, Deliberate, Begun, Begun, Begun, Open, Open, Open]/>
                <LayerCells layer="Governance" urgency="ongoing"
                    cells=vec![Adopted, Adopted, Adopted, Adopted, Adopted, Adopted, Begun, Open, Open]/>
            </Layers>
        </Section>
    }
}

#[component]
fn Signs() -> impl IntoView {
    let statuses = [
        "draft",
        "proposed",
        "accepted",
        "rejected",
        "deprecated",
        "superseded",
        "unknown",
    ];
    let row =
        |what: &'static str, signs: AnyView| view! { <Fact term=what><span class="buttons">{signs}</span></Fact> };
    view! {
        <Section title="Signs" note="Shape and word before colour" id="signs">
            <Facts>
                {row("Zones", view! {
                    <ZoneBadge zone="on-target" label="on target"/>
                    <ZoneBadge zone="watch" label="watch"/>
                    <ZoneBadge zone="architecture-review-required" label="architecture review required"/>
                }.into_any())}
                {row("Decisions", statuses.map(|status| view! { <StatusBadge status=status/> }).collect_view().into_any())}
                {row("Coupling", view! {
                    <CouplingBadge category="open-standard" label="open standard"/>
                    <CouplingBadge category="aws-native-abstractable" label="AWS-native but abstractable"/>
                    <CouplingBadge category="deeply-coupled" label="deeply coupled by design"/>
                }.into_any())}
                {row("Others", view! {
                    <Badge text="neutral"/>
                    <Badge tone=Tone::Accent text="in hand"/>
                    <Progress label="Points covered" done=183 of=212/>
                }.into_any())}
                {row("Buttons", view! {
                    <Button look=Look::Primary>"Sign week 2"</Button>
                    <Button>"Save draft"</Button>
                    <Button look=Look::Danger>"Withdraw"</Button>
                    <Button look=Look::Quiet>"Cancel"</Button>
                }.into_any())}
                {row("Asks first", view! {
                    <Dialog id="example-dialog" open="Open a dialog" title="Import decisions">
                        <p>"A dialog opens above the page without a script. Escape closes it."</p>
                    </Dialog>
                    <Confirm label="Reopen week 1" yes="Reopen and keep the signature on record" action="/design"
                        text="The signature stays in the history; week 1 has to be signed again before the ratio can be sealed.">
                        <TextInput label="Reason" name="confirm-reason" required=true/>
                    </Confirm>
                }.into_any())}
            </Facts>
        </Section>
    }
}

#[component]
fn Forms() -> impl IntoView {
    let mut problems = Problems::one(
        "spend",
        "“3.1 million” is not an amount; write digits like 1250000 or 1,250,000.00",
    );
    problems.add("class", "Choose a durability class.");
    let of = error_of(&problems);
    let teams = vec![Choice::new("risk", "Risk Engineering"), Choice::new("claims", "Claims")];
    let classes = vec![
        Choice::new("stable", "Stable production inference").note("80 % of spend may be committed."),
        Choice::new("regulated", "Regulated data processing").note("50 %; region and residency are recorded."),
        Choice::new("evaluation", "Experimental model evaluation").note("Nothing is committed."),
    ];
    let (spend, class) = (of("spend"), of("class"));
    view! {
        <Section title="Forms" note="What was typed comes back" id="forms">
            <form class="form" method="post" action="/design">
                <ErrorSummary problems=problems/>
                <TextInput label="Name" name="name" value="Fraud signals" required=true/>
                <div class="fields">
                    <Select label="Owning team" name="team" choices=teams value="risk" none="Choose a team"/>
                    <TextInput label="AI spend a year" name="spend" value="3.1 million" error=spend inputmode="decimal" unit="USD"
                        hint="Over the last twelve months."/>
                </div>
                <Radios label="Durability class" name="class" choices=classes error=class hint="Decides how much of the spend may be committed."/>
                <TextArea label="Why it exists" name="text" optional=true value="Scores card payments in under 80 ms." hint="Two or three sentences."/>
                <TextArea label="Decision" name="body" code=true rows=6 value="## Context\n\nCalls to the model leak past the adapter.\n\n## Decision\n"/>
                <FileInput label="Evidence" name="evidence" accept=".pdf,.md" optional=true/>
                <Checkbox label="In scope of the quarterly review" name="scope" checked=true hint="The three with the largest spend are picked anyway."/>
                <Buttons>
                    <Button look=Look::Primary>"Register workload"</Button>
                    <ButtonLink href="/workloads">"Cancel"</ButtonLink>
                </Buttons>
            </form>
        </Section>
    }
}

#[component]
fn Answers() -> impl IntoView {
    view! {
        <Section title="Answers">
            <Toast notice=Notice::done("Week 2 of Fraud signals is signed. Two weeks remain.")/>
            <Callout kind=NoticeKind::Info>"A ratio that falls only because spend grew is not progress."</Callout>
            <Callout kind=NoticeKind::Warning>"Prices were last checked 210 days ago."</Callout>
            <Callout kind=NoticeKind::Problem>"Somebody else saved this record since you opened it."</Callout>
            <Empty
                title="No decisions yet"
                text="A decision says what was chosen, why, and how to come back from it. Start from a template or bring the records you have."
                action=view! {
                    <ButtonLink href="/adrs" look=Look::Primary>"Write the first decision"</ButtonLink>
                    <ButtonLink href="/adrs">"Import a folder"</ButtonLink>
                }
            />
        </Section>
    }
}

#[component]
fn Beside() -> impl IntoView {
    view! {
        <Section title="Needs you" link=("/inbox", "Inbox")>
            <Todo>
                <TodoItem href="/inbox" text="Approve the exception on Fraud signals, week 2" late="2 days late" note="asked by Risk Engineering"/>
                <TodoItem href="/inbox" text="7 new calls leak past the model adapter" note="Fraud signals · found in the last scan"/>
                <TodoItem href="/inbox" text="Re-affirm PLAT-0017, Bedrock Guardrails" note="Review by 30 November"/>
                <TodoItem href="/inbox" text="Savings Plan outlasts Adviser assistant" note="$88 k stranded after March"/>
            </Todo>
        </Section>
        <Section title="Decision coverage">
            <Figure small=true value="183" note="of 212 integration points"/>
            <p class="hint">"29 have no accepted ADR, 21 of them in Fraud signals. " <a href="/services">"Start with the largest"</a></p>
        </Section>
        <Section title="About this record">
            <Facts>
                <Fact term="Status"><StatusBadge status="accepted"/></Fact>
                <Fact term="Coupling"><CouplingBadge category="deeply-coupled" label="deeply coupled"/></Fact>
                <Fact term="Owner">"Risk Engineering"</Fact>
                <Fact term="Signed"><Time at=datetime!(2026-11-18 16:20 UTC)/></Fact>
                <Fact term="Version">"4"</Fact>
            </Facts>
        </Section>
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ui::{Assets, ErrorPage, Frame, Who, frame};

    #[test]
    fn the_design_page_shows_everything_without_inline_styles() {
        let who = Who {
            name: "Ingrid Halvorsen".into(),
            roles: "Executive, administrator".into(),
            is_admin: true,
        };
        let frame = Frame {
            title: "Design system".into(),
            here: Here::Design,
            actor: Some(who),
            notice: Some(Notice::done("Week 2 of Fraud signals is signed.")),
            nonce: String::new(),
            assets: Arc::new(Assets {
                css: "main.css".into(),
                demo: true,
                ..Assets::default()
            }),
        };
        let page = frame::document(&frame, || view! { <DesignPage/> });
        assert!(!page.contains("style=") && !page.contains("<style"));
        let from_files = page.matches("<script type=\"module\" src=").count();
        assert_eq!(page.matches("<script").count(), from_files, "no inline script");
        assert_eq!(page.matches("<h1").count(), 1);
        // For looking at it: UI_DESIGN_OUT names a directory to write it to.
        if let Ok(out) = std::env::var("UI_DESIGN_OUT") {
            let error = view! { <ErrorPage status=404 title="There is no such decision" text="PLAT-0999 is not in the decision log. It may have been written under another number." back=vec![Link::new("/adrs", "All decisions"), Link::new("/", "Overview")] reference="01JD3"/> };
            let not_found = frame::document(
                &Frame {
                    here: Here::Decisions,
                    ..frame.clone()
                },
                || error,
            );
            let sign_in = frame::document(
                &Frame {
                    actor: None,
                    notice: None,
                    title: "Sign in".into(),
                    ..frame
                },
                || {
                    view! {
                        <PageHead title="Sign in"/>
                        <form class="form" method="post">
                            <TextInput label="E-mail" name="email" kind="email"/>
                            <TextInput label="Password" name="password" kind="password" error="That e-mail address and password do not belong together."/>
                            <Buttons><Button look=Look::Primary>"Sign in"</Button></Buttons>
                        </form>
                    }
                },
            );
            for (name, html) in [("design", page), ("error", not_found), ("sign-in", sign_in)] {
                assert!(std::fs::write(format!("{out}/{name}.html"), html).is_ok());
            }
        }
    }
}
