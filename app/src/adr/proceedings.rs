//! What people do beside a record's text, on its page: say what they think, comment, ask others,
//! note what it replaces. Each answers with the page again.

use registry::{
    adr::{Adr, Record, Status, markdown, reviewing::Remark, sign_off::Proceedings},
    identity::{Act, Actor},
    kernel::{Error, Id, Result},
};

use super::{at::At, record};
use crate::{
    ui::Choice,
    web::{Ctx, Fault, Reply, Typed, id_in},
};

/// What the page shows beside the text, and what this person may do about it.
pub struct Beside {
    /// What is kept.
    pub kept: Proceedings,
    /// Who is looking.
    pub actor: Actor,
    /// Whether they began the record, or wrote its text as it is.
    pub own: bool,
    /// People who can be asked, by e-mail.
    pub people: Vec<Choice>,
    /// Teams that can be asked, by slug.
    pub teams: Vec<Choice>,
    /// The log, for links in comments.
    pub log: String,
}

impl Beside {
    /// Reads it: a constant number of statements.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(ctx: &Ctx, adr: &Adr, text: &str) -> Result<Self> {
        let records = ctx.registry().records();
        let kept = records.proceedings(&ctx.actor, adr, text).await?;
        let may_write = ctx.may(Act::WriteRecords);
        let (mut people, mut teams) = (Vec::new(), Vec::new());
        if may_write && adr.status == Status::Proposed {
            let (all, known) = records.reviewers(&ctx.actor, adr.id).await?;
            let asked = |wanted: Id| {
                kept.asked
                    .iter()
                    .any(|it| it.person == Some(wanted) || it.team == Some(wanted))
            };
            people.extend(
                all.into_iter()
                    .filter(|person| !asked(person.id))
                    .map(|person| Choice::new(person.email, person.name)),
            );
            teams.extend(
                known
                    .into_iter()
                    .filter(|team| !asked(team.id))
                    .map(|team| Choice::new(team.slug, team.name)),
            );
        }
        Ok(Self {
            own: ctx.actor.id.is_some_and(|person| kept.standing.wording.is_by(person)),
            kept,
            actor: ctx.actor.clone(),
            people,
            teams,
            log: adr.log.clone(),
        })
    }

    /// A comment as safe HTML.
    pub fn comment(&self, text: &str) -> String {
        markdown::render_comment(text, &self.log)
    }
}

/// What the last part of an address may name.
pub const ACTS: [&str; 10] = [
    "ask", "unask", "opine", "read", "comment", "resolve", "reopen", "replace", "keep", "reaffirm",
];

/// `POST /adrs/{log}/{number}/{act}`
pub async fn act(At { ctx, record, act }: At, typed: Typed) -> Reply {
    acted(&ctx, record, &act, &typed).await
}

async fn acted(ctx: &Ctx, record: Record, act: &str, typed: &Typed) -> Reply {
    let adr = record.adr.clone();
    match carry_out(ctx, &adr, act, typed).await? {
        Ok((place, said)) => ctx.done(&format!("{}#{place}", adr.address()), said).await,
        Err(Error::Invalid(problems)) => record::page(ctx, record, typed, problems).await,
        Err(error) => Err(error.into()),
    }
}

/// Does what the address names; where on the page it is seen, and what to say of it.
async fn carry_out(
    ctx: &Ctx,
    adr: &Adr,
    act: &str,
    typed: &Typed,
) -> std::result::Result<Result<(&'static str, String)>, Fault> {
    let (records, actor, label) = (ctx.registry().records(), &ctx.actor, adr.label());
    let seen = typed.number("seen").unwrap_or(0);
    let done = |place: &'static str, said: String| move |_| (place, said);
    Ok(match act {
        "ask" => {
            let (people, teams): (Vec<&str>, Vec<&str>) = (typed.all("people").collect(), typed.all("teams").collect());
            let asked = records.ask(actor, adr.id, &people, &teams).await;
            asked.map(done("sign-off", "Asked. It stands in their inbox now.".to_owned()))
        }
        "unask" => {
            let request = id_in(typed.get("request"), "request")?;
            let taken = records.unask(actor, adr.id, request).await;
            taken.map(done("sign-off", "No longer asked.".to_owned()))
        }
        "opine" => {
            let said = records
                .opine(actor, adr.id, typed.get("verdict"), typed.get("note"), seen)
                .await;
            said.map(done("sign-off", format!("Noted what you think of {label}.")))
        }
        "read" => {
            let read = records.mark_read(actor, adr.id, seen).await;
            read.map(done("sign-off", format!("Noted that you have read {label}.")))
        }
        "comment" => {
            let answers = match typed.some("answers") {
                Some(answers) => Some(id_in(answers, "comment")?),
                None => None,
            };
            // Each thread has a field of its own for its answer.
            let field = answers.map_or_else(|| "comment".to_owned(), |id| format!("answer-{id}"));
            let remark = Remark {
                text: typed.get(&field).to_owned(),
                passage: typed.get("passage").to_owned(),
                answers,
            };
            let kept = records.comment(actor, adr.id, &remark).await;
            kept.map(|_| ("discussion", "Your comment stands below the record.".to_owned()))
        }
        "resolve" | "reopen" => {
            let thread = id_in(typed.get("thread"), "thread")?;
            let resolved = act == "resolve";
            let said = if resolved { "Resolved." } else { "Open again." };
            let changed = records.resolve(actor, adr.id, thread, resolved).await;
            changed.map(done("discussion", said.to_owned()))
        }
        "replace" => {
            let noted = records
                .replace(actor, adr.id, typed.get("replaces"), typed.get("part"))
                .await;
            noted.map(done(
                "replacement",
                "Noted. It takes effect when this record is accepted.".to_owned(),
            ))
        }
        "keep" => {
            let other = id_in(typed.get("other"), "decision record")?;
            let kept = records.keep(actor, adr.id, other).await;
            kept.map(done("replacement", "It stays in force.".to_owned()))
        }
        "reaffirm" => {
            let kept = records
                .reaffirm(actor, adr.id, typed.get("reaffirm_reason"), typed.get("next_review_by"))
                .await;
            kept.map(done("terms", format!("{label} still holds.")))
        }
        _ => return Err(Fault::not_found("page")),
    })
}
