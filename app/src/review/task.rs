//! The tasks of a week: what each asks for, how it stands, and the forms that settle it by hand.

use leptos::prelude::*;
use registry::{
    kernel::Problems,
    review::{TaskView, WeekSheet},
};
use time::Date;

use super::{
    fix,
    week::{Answer, May},
};
use crate::{
    ui::{Button, Buttons, Hidden, Look, Section, Shape, TextArea, TextInput, Tone, count, day_text, sentence},
    web::{Typed, error_of},
};

/// The tasks of a sheet, for one reader.
#[derive(Clone, Copy)]
pub struct Tasks<'a> {
    pub sheet: &'a WeekSheet,
    pub may: May,
    pub today: Date,
    pub answer: &'a Answer,
}

impl Tasks<'_> {
    fn is_signed(self) -> bool {
        self.sheet.brief.signed.is_some()
    }

    fn numbered(self, settled: bool) -> Vec<(usize, TaskView)> {
        let of = |task: &TaskView| self.is_signed() || task.is_settled(self.today);
        self.sheet
            .tasks
            .iter()
            .cloned()
            .enumerate()
            .filter(|(_, task)| of(task) == settled)
            .collect()
    }

    /// What is left to do, each with the ways to settle it.
    pub fn open(self) -> Option<AnyView> {
        let tasks = self.numbered(false);
        if tasks.is_empty() {
            return None;
        }
        let note = count(tasks.len(), "task is open", "tasks are open");
        let lines = tasks
            .into_iter()
            .map(|(number, task)| self.line(number, &task))
            .collect_view();
        Some(view! { <Section title="To do" note=note id="tasks"><ul class="tasks">{lines}</ul></Section> }.into_any())
    }

    /// What is done or excepted.
    pub fn settled(self) -> Option<AnyView> {
        let tasks = self.numbered(true);
        if tasks.is_empty() {
            return None;
        }
        let title = if self.is_signed() { "What was signed" } else { "Settled" };
        let note = count(tasks.len(), "task", "tasks");
        let lines = tasks
            .into_iter()
            .map(|(_, task)| self.settled_line(&task))
            .collect_view();
        Some(view! { <Section title=title note=note><ul class="tasks settled">{lines}</ul></Section> }.into_any())
    }

    fn line(self, number: usize, task: &TaskView) -> AnyView {
        let (tone, how) = self.standing(task);
        let (href, label) = fix::link(&self.sheet.brief.place, task);
        let forms = self.may.work.then(|| self.forms(number, task));
        let back = (self.may.work && task.standing.exception.is_some()).then(|| self.take_back(task));
        let title = task.standing.title.clone();
        view! {
            <li class=tone.class()>
                <Shape tone=tone/>
                <div class="task">
                    <p class="task-title">{title}</p>
                    <small>{how}</small>
                    <div class="task-ways"><a class="task-link" href=href>{label}</a>{forms}{back}</div>
                </div>
            </li>
        }
        .into_any()
    }

    fn settled_line(self, task: &TaskView) -> AnyView {
        let (tone, how) = self.standing(task);
        let (href, _) = fix::link(&self.sheet.brief.place, task);
        let by_hand = task.tick.is_some() || task.standing.exception.is_some();
        let back = (!self.is_signed() && self.may.work && by_hand).then(|| self.take_back(task));
        let title = task.standing.title.clone();
        view! {
            <li class=tone.class()>
                <Shape tone=tone/>
                <div class="task">
                    <a href=href>{title}</a>
                    <small>{how}</small>
                    {back}
                </div>
            </li>
        }
        .into_any()
    }

    fn take_back(self, task: &TaskView) -> AnyView {
        let action = format!("{}/task", self.sheet.brief.place.path());
        let said = if task.standing.exception.is_some() {
            "Take the exception back"
        } else {
            "Take back"
        };
        let key = task.standing.key.clone();
        view! {
            <form method="post" action=action class="task-back">
                <Hidden name="key" value=key/>
                <Hidden name="act" value="take-back"/>
                <Button look=Look::Quiet>{said}</Button>
            </form>
        }
        .into_any()
    }

    /// Confirm by hand, where the registry cannot know, and except. Field names end with the
    /// task's number, so that they are unique on the page; a form that came back has them plain,
    /// for the summary of problems to lead to.
    fn forms(self, number: usize, task: &TaskView) -> AnyView {
        let key = &task.standing.key;
        let came_back = !self.answer.problems.is_empty() && self.answer.typed.get("key") == key;
        let act = if came_back { self.answer.typed.get("act") } else { "" };
        let suffix = if came_back { String::new() } else { format!("-{number}") };
        let (blank, none) = (Typed::default(), Problems::new());
        let given = |which: &str| {
            if act == which {
                (&self.answer.typed, &self.answer.problems)
            } else {
                (&blank, &none)
            }
        };
        let tick = task.by_hand.then(|| {
            let (typed, problems) = given("tick");
            let fields = view! {
                <TextArea label="What did you check?" name=format!("note{suffix}") value=typed.get("note") rows=2 required=true
                    error=error_of(problems)("note")
                    hint="Stays with the task and is signed with it."/>
            };
            self.form("Confirm", "tick", &suffix, key, act == "tick", fields.into_any())
        });
        let (typed, problems) = given("except");
        let of = error_of(problems);
        let fields = view! {
            <TextArea label="Why not this time?" name=format!("reason{suffix}") value=typed.get("reason") rows=2 required=true error=of("reason")/>
            <div class="fields">
                <TextInput label="Who answers for it?" name=format!("owner{suffix}") value=typed.get("owner") required=true error=of("owner")/>
                <TextInput label="Until when?" name=format!("until{suffix}") kind="date" value=typed.get("until") required=true
                    error=of("until") hint="The last day the exception holds."/>
            </div>
        };
        let except = self.form(
            "Note an exception",
            "except",
            &suffix,
            key,
            act == "except",
            fields.into_any(),
        );
        view! { {tick}{except} }.into_any()
    }

    fn form(
        self,
        label: &'static str,
        act: &'static str,
        suffix: &str,
        key: &str,
        open: bool,
        fields: AnyView,
    ) -> AnyView {
        let action = format!("{}/task", self.sheet.brief.place.path());
        let (suffix, key) = (suffix.to_owned(), key.to_owned());
        view! {
            <details class="task-way" open=open>
                <summary>{label}</summary>
                <form method="post" action=action class="form">
                    <Hidden name="key" value=key/>
                    <Hidden name="number" value=suffix/>
                    <Hidden name="act" value=act/>
                    {fields}
                    <Buttons><Button look=Look::Primary>{label}</Button></Buttons>
                </form>
            </details>
        }
        .into_any()
    }

    /// How a task stands, as a shape and a sentence: the value on record where there is one.
    fn standing(self, task: &TaskView) -> (Tone, String) {
        if let Some(tick) = &task.tick {
            let at = tick
                .at
                .map(|at| format!(" on {}", day_text(at.day())))
                .unwrap_or_default();
            return (Tone::Ok, format!("Confirmed by {}{at}: {}", tick.by, tick.note));
        }
        if task.standing.done {
            let value = self.sheet.content.held.get(&task.standing.key).unwrap_or(&task.why);
            return (Tone::Ok, sentence(value));
        }
        let Some((reason, owner, until)) = &task.standing.exception else {
            return (Tone::Neutral, task.why.clone());
        };
        let words = format!("{owner} answers for it until {}.", day_text(*until));
        if !self.is_signed() && *until < self.today {
            return (Tone::Stop, format!("The exception has expired: {reason} {words}"));
        }
        (Tone::Watch, format!("Excepted: {} {words}", sentence(reason)))
    }
}
