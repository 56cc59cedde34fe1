//! Tables: figures right-aligned and tabular, sortable by link, readable on a phone.

use leptos::prelude::*;

use super::prop::{Link, OptText};

/// Columns from which on a table is one of many.
const MANY: usize = 7;

/// One column of a [`Table`].
#[derive(Clone, Debug)]
pub struct Col {
    label: String,
    classes: Vec<&'static str>,
    hidden: bool,
    sort: Option<String>,
}

impl Col {
    /// A column of words.
    pub fn text(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            classes: Vec::new(),
            hidden: false,
            sort: None,
        }
    }

    /// A column of figures.
    pub fn num(label: impl Into<String>) -> Self {
        Self {
            classes: vec!["num"],
            ..Self::text(label)
        }
    }

    /// Can be left out where there is little room.
    #[must_use]
    pub fn minor(mut self) -> Self {
        self.classes.push("minor");
        self
    }

    /// Its heading is for screen readers only, as over a column of buttons.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// On a phone its value stands alone, over the whole width: a title with a line of its own.
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.classes.push("plain");
        self
    }

    /// Can be sorted by, under this key in the query string.
    #[must_use]
    pub fn sort(mut self, key: impl Into<String>) -> Self {
        self.sort = Some(key.into());
        self
    }

    fn class(&self) -> String {
        self.classes.join(" ")
    }
}

/// How a table is sorted now and how its headers ask for another order.
#[derive(Clone, Debug)]
pub struct Sort {
    by: String,
    descending: bool,
    base: String,
}

impl Sort {
    /// From the value of `?sort=` (`spend` or `-spend`) and the address of the list with every
    /// other filter in its query.
    pub fn new(value: &str, base: impl Into<String>) -> Self {
        let (by, descending) = value.strip_prefix('-').map_or((value, false), |by| (by, true));
        Self {
            by: by.to_owned(),
            descending,
            base: base.into(),
        }
    }

    fn href(&self, key: &str) -> String {
        let joint = if self.base.contains('?') { '&' } else { '?' };
        let minus = if self.by == key && !self.descending { "-" } else { "" };
        format!("{}{joint}sort={minus}{key}", self.base)
    }

    fn state(&self, key: &str) -> Option<&'static str> {
        (self.by == key).then_some(if self.descending { "descending" } else { "ascending" })
    }
}

/// One row of a [`Table`]: a cell for each column, the first naming the row.
pub struct Row {
    cells: Vec<AnyView>,
    class: &'static str,
}

impl Row {
    /// A plain row. [`cells!`](crate::cells) makes the vector from any views.
    #[must_use]
    pub fn new(cells: Vec<AnyView>) -> Self {
        Self { cells, class: "" }
    }

    /// A row that stands back: archived, rejected, not counted.
    #[must_use]
    pub fn faint(cells: Vec<AnyView>) -> Self {
        Self { cells, class: "faint" }
    }
}

impl From<Vec<AnyView>> for Row {
    fn from(cells: Vec<AnyView>) -> Self {
        Self::new(cells)
    }
}

/// The cells of one row from any views: `cells!["Claims triage", view! { <b>"18 %"</b> }]`.
#[macro_export]
macro_rules! cells {
    ($($cell:expr),* $(,)?) => {
        vec![$(::leptos::prelude::IntoAny::into_any($cell)),*]
    };
}

/// A table with a caption, headings that sort, rows and an optional total.
///
/// On a phone each row becomes a block: the first cell its heading, the others “label value”
/// lines. A `matrix` instead keeps its shape and scrolls sideways under a fixed first column.
#[component]
pub fn Table(
    /// What the table shows; read out, and shown only with `show_caption`.
    #[prop(into)]
    caption: String,
    /// The columns.
    cols: Vec<Col>,
    /// The rows, a cell for each column.
    rows: Vec<Row>,
    /// The last line, set off by a double rule.
    #[prop(optional)]
    total: Option<Row>,
    /// How it is sorted; without it the headings are plain.
    #[prop(optional)]
    sort: Option<Sort>,
    /// Keep rows and columns on a phone and scroll sideways.
    #[prop(optional)]
    matrix: bool,
    /// Show the caption above the table.
    #[prop(optional)]
    show_caption: bool,
) -> impl IntoView {
    let head = cols
        .iter()
        .map(|col| {
            let sorted = sort.as_ref().zip(col.sort.as_ref());
            let state = sorted.and_then(|(sort, key)| sort.state(key));
            let label = match sorted {
                Some((sort, key)) => view! { <a class="sort" href=sort.href(key)>{col.label.clone()}</a> }.into_any(),
                None if col.hidden => view! { <span class="unseen">{col.label.clone()}</span> }.into_any(),
                None => col.label.clone().into_any(),
            };
            view! { <th role="columnheader" scope="col" class=col.class() aria-sort=state>{label}</th> }
        })
        .collect_view();
    let body = rows.into_iter().map(|row| line(&cols, row)).collect_view();
    let foot = total.map(|row| view! { <tfoot role="rowgroup">{line(&cols, row)}</tfoot> });
    // Many columns need more room before those that matter less find a place.
    let class = match (matrix, cols.len()) {
        (true, _) => "table matrix",
        (false, MANY..) => "table folds many",
        (false, _) => "table folds",
    };
    let (role, label, focus) = if matrix {
        (Some("region"), Some(caption.clone()), Some("0"))
    } else {
        (None, None, None)
    };
    view! {
        <div class=class role=role aria-label=label tabindex=focus>
            <table role="table">
                <caption class:unseen=!show_caption>{caption}</caption>
                <thead role="rowgroup"><tr role="row">{head}</tr></thead>
                <tbody role="rowgroup">{body}</tbody>
                {foot}
            </table>
        </div>
    }
}

fn line(cols: &[Col], row: Row) -> impl IntoView + use<> {
    let cells = row
        .cells
        .into_iter()
        .zip(cols)
        .enumerate()
        .map(|(index, (cell, col))| {
            if index == 0 {
                view! { <th role="rowheader" scope="row" class=col.class()>{cell}</th> }.into_any()
            } else {
                let label = (!col.hidden).then(|| col.label.clone());
                view! { <td role="cell" class=col.class() data-label=label>{cell}</td> }.into_any()
            }
        })
        .collect_view();
    view! { <tr role="row" class=row.class>{cells}</tr> }
}

/// A cell with a second, smaller line.
#[component]
pub fn Two(
    /// The first line; a link when `href` is given.
    #[prop(into)]
    text: String,
    /// The second.
    #[prop(optional, into)]
    note: OptText,
    /// Where the first line leads.
    #[prop(optional, into)]
    href: OptText,
) -> impl IntoView {
    let first = match href.get() {
        Some(href) => view! { <a href=href>{text}</a> }.into_any(),
        None => text.into_any(),
    };
    view! {
        <span class="two">
            <b>{first}</b>
            {note.get().map(|note| view! { <small>{note}</small> })}
        </span>
    }
}

/// Nothing, where that is no news: a dash in its column. On a phone, where a cell is a line, the line
/// is left out.
pub fn none() -> AnyView {
    view! { <span class="none">"–"</span> }.into_any()
}

/// A figure in running text or a cell: tabular, never broken, with its unit in a lighter ink.
#[component]
pub fn Num(
    /// The figure, already written for people.
    #[prop(into)]
    value: String,
    /// Its unit.
    #[prop(optional, into)]
    unit: OptText,
) -> impl IntoView {
    view! { <span class="n">{value}{unit.get().map(|unit| view! { <span class="unit">"\u{202f}"{unit}</span> })}</span> }
}

/// Earlier and later pages of a long list.
#[component]
pub fn Pager(
    /// Which rows are shown: “1 to 50 of 446”.
    #[prop(into)]
    shown: String,
    /// The page before.
    #[prop(optional_no_strip)]
    earlier: Option<Link>,
    /// The page after.
    #[prop(optional_no_strip)]
    later: Option<Link>,
) -> impl IntoView {
    view! {
        <nav class="pager" aria-label="Pages">
            <span>{shown}</span>
            {earlier.map(|link| view! { <a rel="prev" href=link.href>"← "{link.text}</a> })}
            {later.map(|link| view! { <a rel="next" href=link.href>{link.text}" →"</a> })}
        </nav>
    }
}

/// Links to the faces of one thing; the one that is shown is marked.
#[component]
pub fn Tabs(
    /// What they are faces of, for screen readers.
    #[prop(into)]
    label: String,
    /// The faces.
    links: Vec<Link>,
    /// The `href` of the one that is shown.
    #[prop(into)]
    here: String,
) -> impl IntoView {
    let items = links
        .into_iter()
        .map(|link| {
            let current = (link.href == here).then_some("page");
            view! { <li><a href=link.href aria-current=current>{link.text}</a></li> }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=label><ul>{items}</ul></nav> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_asks_for_the_other_order() {
        let sort = Sort::new("spend", "/workloads?team=risk");
        assert_eq!(sort.href("spend"), "/workloads?team=risk&sort=-spend");
        assert_eq!(sort.href("name"), "/workloads?team=risk&sort=name");
        assert_eq!(sort.state("spend"), Some("ascending"));
        assert_eq!(Sort::new("-spend", "/workloads").href("spend"), "/workloads?sort=spend");
    }
}
