//! The design system: the frame of every page and the parts pages are made of. Server only; the
//! stylesheet for it is `style/`, and [`design`] shows all of it on one page.
//!
//! Names follow the interface, values are already written for people, and nothing here knows the
//! registry's nouns. `text`, `hint`, `error` and the like take `&str`, `String` or an option of
//! either; a slot takes any view.
//!
//! ```text
//! render    render(|| view) -> Rendered { html, has_island }     escape(&str) -> String
//! frame     document(&Frame, || view) -> String                  Frame Who Assets Here Notice SIGN_OUT
//! page      PageHead title sub? above? badge? actions?           Breadcrumb links here?
//!           Columns facts? {content}                             Section title note? link? id? {content}
//!           Facts {Fact term {value}}                            Figure value unit? label? note? badge? small?
//!           Say {sentence}   Hero picture {content}              Prose html (sanitised)
//!           Empty title text? action?                            Todo {TodoItem href text late? note?}
//! table     Table caption cols rows total? sort? matrix? show_caption?
//!           Col::text(..) Col::num(..) .minor() .hidden() .plain() .sort(key)   cells![view, ..].into(): Row   Row::faint(..)
//!           Sort::new("-spend", "/workloads?team=x")             Two text note? href?    Num value unit?
//!           none(): a dash that is left out on a phone
//!           Pager shown earlier? later?                          Tabs label links here
//! form      TextInput label name value? error? hint? kind? required? optional? autofocus? autocomplete?
//!             inputmode? unit? list? short?
//!           TextArea label name value? error? hint? rows? code?  (never write <textarea> yourself)
//!           Select label name choices value? none? error? hint?  Radios label name choices value? error? hint?
//!           Checkbox label name value? checked? error? hint? id? FileInput label name accept? multiple? error? hint?
//!           Ticks label name choices chosen error? hint?
//!           Hidden name value                                    Field label name error? hint? {control}
//!           Choice::new(value, label).note(..).group("heading in a Select")
//! action    Button look? name? value? formaction? form? {text}   ButtonLink href look? {text}   Buttons {..}
//!           Confirm label text action yes? quiet? {fields}         Dialog id open title look? {content}
//!           Look::{Plain, Primary, Danger, Quiet}
//! notice    Callout kind? role? {text}  Toast notice             Notice::{done, info, warning, problem}(text)
//!           ErrorSummary problems (registry::kernel::Problems)   ErrorPage status title text back reference?
//! sign      Badge tone? text   ZoneBadge zone label              StatusBadge status label?
//!           CouplingBadge category label                         Weeks of weeks: Vec<Week { state, href }>
//!           Layers {LayerCells layer urgency? cells href?}       Cell state label href?   Progress label done of
//!           Tone WeekState CellState                             status_sign(status) -> (classes, path)
//! chart     ChartFrame label svg narrow? caption? data?          CompositionBar label parts: Vec<Part>
//!           Sparkline label values
//! classes   form.form (one column), .fields (columns in it), form.filters (above a list), .wide
//! words     count(n, "act", "acts")   sentence("text")
//! when      Time at   Day on   moment_text(..)   moment_short(..)   day_text(..)
//! ```

#![expect(
    clippy::must_use_candidate,
    clippy::needless_pass_by_value,
    reason = "a component owns its properties, and the view it makes is used by the macro that asked for it"
)]

pub mod action;
pub mod chart;
pub mod choose;
pub mod design;
pub mod form;
pub mod frame;
pub mod notice;
pub mod page;
pub mod prop;
pub mod render;
pub mod sign;
pub mod table;
pub mod when;
pub mod words;

pub use action::{Button, ButtonLink, Buttons, Confirm, Dialog, Look};
pub use chart::{ChartFrame, CompositionBar, Part, Sparkline};
pub use choose::{Checkbox, Radios, Select, Ticks};
pub use form::{Field, FileInput, Hidden, TextArea, TextInput};
pub use frame::{Assets, Frame, Here, Mark, SIGN_OUT, Who, document, draws_diagrams};
pub use notice::{Callout, ErrorPage, ErrorSummary, Notice, NoticeKind, Toast};
pub use page::{Breadcrumb, Columns, Empty, Fact, Facts, Figure, Hero, PageHead, Prose, Say, Section, Todo, TodoItem};
pub use prop::{Choice, Link, OptText, Slot, Tone};
pub use render::{Rendered, escape, render};
pub use sign::{
    Badge, Cell, CellState, CouplingBadge, LayerCells, Layers, Progress, Shape, StatusBadge, Week, WeekState, Weeks,
    ZoneBadge, status_sign,
};
pub use table::{Col, Num, Pager, Row, Sort, Table, Tabs, Two, none};
pub use when::{Day, Time, day_text, moment_short, moment_text};
pub use words::{count, sentence};
