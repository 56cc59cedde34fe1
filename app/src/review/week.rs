//! One week of one workload's review: its page, and what is done there.

use axum::extract::Path;
use registry::{
    identity::Act,
    kernel::{Error, Problems, Quarter},
    review::{ExceptionDraft, Place, Week, WeekSheet},
};

use super::sheet;
use crate::{
    ui::Here,
    web::{Ctx, Fault, Reply, Typed},
};

/// Quarter, workload and week as an address names them.
type At = Path<(String, String, String)>;

/// What came back with a form.
#[derive(Default)]
pub struct Answer {
    /// The fields as typed; the field `key` says which task they are about.
    pub typed: Typed,
    /// What is wrong with them.
    pub problems: Problems,
    /// What changed since the person read the page they wanted to sign.
    pub changed: Option<Vec<String>>,
}

/// What the person may do here, to leave out what they may not.
#[derive(Clone, Copy)]
pub struct May {
    /// Tick and except.
    pub work: bool,
    /// Reopen.
    pub reopen: bool,
}

fn place(Path((quarter, workload, week)): At) -> Result<Place, Fault> {
    let quarter: Quarter = quarter.parse().map_err(|_| Fault::not_found("review"))?;
    let week: Week = week.parse().map_err(|_| Fault::not_found("review week"))?;
    Ok(Place::new(quarter, workload, week))
}

fn title(sheet: &WeekSheet) -> String {
    let week = sheet.brief.place.week;
    format!("Week {}: {}", week.number(), week.label())
}

async fn read(ctx: &Ctx, place: &Place) -> Result<(WeekSheet, May), Fault> {
    let sheet = ctx.registry().reviews().week(&ctx.actor, place).await?;
    Ok((
        sheet,
        May {
            work: ctx.may(Act::WorkReview),
            reopen: ctx.may(Act::ReopenWeek),
        },
    ))
}

/// `GET /reviews/{quarter}/{workload}/week/{week}`
pub async fn one(ctx: Ctx, at: At) -> Reply {
    let (sheet, may) = read(&ctx, &place(at)?).await?;
    let (name, today) = (ctx.actor.name.clone(), ctx.registry().today());
    ctx.page(Here::Reviews, &title(&sheet), move || {
        sheet::page(&sheet, may, &name, today, &Answer::default())
    })
    .await
}

/// The page again with what was typed and what is wrong with it.
async fn again(ctx: &Ctx, place: &Place, typed: Typed, problems: Problems) -> Reply {
    let (sheet, may) = read(ctx, place).await?;
    let (name, today) = (ctx.actor.name.clone(), ctx.registry().today());
    let answer = Answer {
        typed,
        problems,
        changed: None,
    };
    ctx.page_again(Here::Reviews, &title(&sheet), move || {
        sheet::page(&sheet, may, &name, today, &answer)
    })
    .await
}

/// `POST …/task`: confirm a task, except it, or take that back.
pub async fn task(ctx: Ctx, at: At, typed: Typed) -> Reply {
    let place = place(at)?;
    let reviews = ctx.registry().reviews();
    let key = typed.get("key");
    // Each task has its own form; its fields end with the task's number.
    let number = typed.get("number");
    let field = |name: &str| typed.get(&format!("{name}{number}")).to_owned();
    let (done, said) = match typed.get("act") {
        "tick" => (
            reviews.tick(&ctx.actor, &place, key, &field("note")).await,
            "Confirmed.",
        ),
        "except" => {
            let draft = ExceptionDraft {
                reason: field("reason"),
                owner: field("owner"),
                until: field("until"),
            };
            (
                reviews.except(&ctx.actor, &place, key, &draft).await,
                "The exception is noted.",
            )
        }
        "take-back" => (
            reviews.take_back(&ctx.actor, &place, key).await,
            "Taken back; the task is open again.",
        ),
        _ => {
            return Err(Fault::malformed(
                "Say what to do with the task: tick, except or take-back.",
            ));
        }
    };
    match done {
        Ok(()) => ctx.done(&place.path(), said).await,
        Err(Error::Invalid(problems)) => {
            let names = ["key", "act"]
                .into_iter()
                .map(|name| (name, typed.get(name).to_owned()));
            let fields = ["note", "reason", "owner", "until"]
                .into_iter()
                .map(|name| (name, field(name)));
            let typed = Typed::of(names.chain(fields));
            again(&ctx, &place, typed, problems).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST …/sign`
pub async fn sign(ctx: Ctx, at: At, typed: Typed) -> Reply {
    let place = place(at)?;
    let reviews = ctx.registry().reviews();
    match reviews.sign(&ctx.actor, &place, typed.get("hash")).await {
        Ok(_) => {
            let (sheet, _) = read(&ctx, &place).await?;
            let sealed = sheet.sealed && sheet.weeks.iter().all(|week| week.signed.is_some());
            let said = if sealed {
                format!(
                    "Signed. All four weeks are signed, and the ratio of {} is sealed.",
                    place.quarter.label()
                )
            } else {
                format!("Week {} is signed.", place.week.number())
            };
            ctx.done(&place.path(), said).await
        }
        Err(Error::Invalid(problems)) => again(&ctx, &place, Typed::default(), problems).await,
        Err(Error::Conflict { .. }) => {
            let changed = reviews.differences(&ctx.actor, &place, typed.get("content")).await?;
            let (sheet, may) = read(&ctx, &place).await?;
            let (name, today) = (ctx.actor.name.clone(), ctx.registry().today());
            let answer = Answer {
                changed: Some(changed),
                ..Answer::default()
            };
            ctx.page_conflict(Here::Reviews, &title(&sheet), move || {
                sheet::page(&sheet, may, &name, today, &answer)
            })
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST …/reopen`
pub async fn reopen(ctx: Ctx, at: At, typed: Typed) -> Reply {
    let place = place(at)?;
    match ctx
        .registry()
        .reviews()
        .reopen(&ctx.actor, &place, typed.get("why"))
        .await
    {
        Ok(()) => {
            ctx.done(
                &place.path(),
                "The week is open again. Its signature is kept as withdrawn.",
            )
            .await
        }
        Err(Error::Invalid(problems)) => again(&ctx, &place, typed, problems).await,
        Err(error) => Err(error.into()),
    }
}
