//! The page `/settings`: the prices and rates behind every proposed cost. Everybody reads them,
//! administrators change them.

use leptos::prelude::*;
use registry::{
    identity::Act,
    kernel::{Currency, Error, Money, Problems, read_day},
    risk::{
        Settings,
        transfer::{GB_PER_TB, Tier, Tiers},
    },
};

use crate::{
    ui::{
        Button, Buttons, Choice, Columns, Day, ErrorSummary, Fact, Facts, Here, Look, PageHead, Section, Select,
        TextArea, TextInput,
    },
    web::{Ctx, Reply, Typed, error_of, value_of},
};

/// A figure counted in tenths of a day: its field, label, hint and place.
type DayField = (&'static str, &'static str, &'static str, fn(&mut Settings) -> &mut u32);

const DAYS: [DayField; 9] = [
    ("open_standard", "Rewrite a point of an open standard", "", |s| {
        &mut s.open_standard_tenths
    }),
    ("abstractable", "Rewrite a point an adapter can hide", "", |s| {
        &mut s.abstractable_tenths
    }),
    ("deeply_coupled", "Rewrite a deeply coupled point", "", |s| {
        &mut s.deeply_coupled_tenths
    }),
    ("pipeline", "Rebuild the pipelines of a data asset", "", |s| {
        &mut s.pipeline_tenths
    }),
    ("revalidation", "Check a data asset after the move", "", |s| {
        &mut s.revalidation_tenths
    }),
    ("conversion", "Convert a data asset to an open format", "", |s| {
        &mut s.conversion_tenths
    }),
    (
        "retraining",
        "Learn the replacement of a dependency",
        "For each person of the team.",
        |s| &mut s.retraining_tenths,
    ),
    ("evaluation", "Evaluate a model made again", "", |s| {
        &mut s.evaluation_tenths
    }),
    ("approval", "Have it approved", "", |s| &mut s.approval_tenths),
];

const PERCENTS: [DayField; 5] = [
    ("inside_percent", "Effort left inside a boundary", "", |s| {
        &mut s.inside_percent
    }),
    ("runbook_percent", "Training left with a runbook", "", |s| {
        &mut s.runbook_percent
    }),
    (
        "missing_fact_percent",
        "Each fact missing from a model’s record adds",
        "",
        |s| &mut s.missing_fact_percent,
    ),
    (
        "low_percent",
        "Low end of a proposal",
        "Of the likely cost, at most 100.",
        |s| &mut s.low_percent,
    ),
    (
        "high_percent",
        "High end of a proposal",
        "Of the likely cost, at least 100.",
        |s| &mut s.high_percent,
    ),
];

/// `GET /settings`
pub async fn show(ctx: Ctx) -> Reply {
    let settings = ctx.registry().risk().settings(&ctx.actor).await?;
    let may = ctx.may(Act::ChangeSettings);
    let typed = stored(&settings);
    ctx.page(Here::Settings, "Settings", move || {
        if may {
            form(&settings, &typed, &Problems::new())
        } else {
            read_only(&settings, &typed)
        }
    })
    .await
}

/// `POST /settings`
pub async fn save(ctx: Ctx, typed: Typed) -> Reply {
    ctx.actor.must(Act::ChangeSettings)?;
    let before = ctx.registry().risk().settings(&ctx.actor).await?;
    let mut problems = Problems::new();
    let settings = read(&before, &typed, &mut problems);
    if problems.is_empty() {
        match ctx.registry().risk().save_settings(&ctx.actor, &settings).await {
            Ok(()) => {
                return ctx
                    .done(
                        "/settings",
                        "Prices and rates saved. Assessments take them with “Refresh proposals”.",
                    )
                    .await;
            }
            Err(Error::Invalid(more)) => problems = more,
            Err(error) => return Err(error.into()),
        }
    }
    ctx.page_again(Here::Settings, "Settings", move || form(&before, &typed, &problems))
        .await
}

fn tenths(number: u32) -> String {
    if number.is_multiple_of(10) {
        (number / 10).to_string()
    } else {
        format!("{}.{}", number / 10, number % 10)
    }
}

/// One price a line: volume in TB, then the price of a GB; the last line has no volume.
fn tiers(tiers: &Tiers) -> String {
    let line = |tier: &Tier| {
        let price = micros(tier.micros);
        match tier.gigabytes {
            Some(gigabytes) if gigabytes % GB_PER_TB == 0 => format!("{} TB: {price}", gigabytes / GB_PER_TB),
            Some(gigabytes) => format!("{gigabytes} GB: {price}"),
            None => format!("rest: {price}"),
        }
    };
    tiers.0.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Millionths as a decimal without needless noughts.
fn micros(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Reads what [`tiers`] writes.
fn read_tiers(text: &str) -> Result<Tiers, String> {
    let mut read = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let wrong = || format!("“{line}” is no price; write it like “10 TB: 0.09” or “rest: 0.05”.");
        let (volume, price) = line.split_once(':').ok_or_else(wrong)?;
        let price = read_micros(price.trim()).ok_or_else(wrong)?;
        let volume = volume.trim().to_lowercase();
        let gigabytes = if volume == "rest" {
            None
        } else if let Some(terabytes) = volume.strip_suffix("tb") {
            let number: u64 = terabytes.trim().parse().map_err(|_| wrong())?;
            Some(number.checked_mul(GB_PER_TB).ok_or_else(wrong)?)
        } else if let Some(gigabytes) = volume.strip_suffix("gb") {
            Some(gigabytes.trim().parse().map_err(|_| wrong())?)
        } else {
            return Err(wrong());
        };
        read.push(Tier {
            gigabytes,
            micros: price,
        });
    }
    let rest = read.iter().position(|tier| tier.gigabytes.is_none());
    if rest.is_some_and(|at| at + 1 < read.len()) {
        return Err("“rest” is the last line.".to_owned());
    }
    Ok(Tiers(read))
}

fn read_micros(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || fraction.len() > 6 || !digits(whole) || !digits(fraction) {
        return None;
    }
    format!("{whole}{fraction:0<6}").parse().ok()
}

/// The form's fields as they are stored.
fn stored(settings: &Settings) -> Typed {
    let mut of = settings.clone();
    let money = |minor: i64| Money::new(minor, settings.currency).plain();
    let mut fields = vec![
        ("checked_on", settings.checked_on.to_string()),
        ("currency", settings.currency.code().to_owned()),
        ("day_rate", money(settings.day_rate)),
        ("model_compute", money(settings.model_compute)),
        ("transfer", tiers(&settings.transfer)),
    ];
    fields.extend(DAYS.iter().map(|(name, _, _, place)| (*name, tenths(*place(&mut of)))));
    fields.extend(
        PERCENTS
            .iter()
            .map(|(name, _, _, place)| (*name, place(&mut of).to_string())),
    );
    Typed::of(fields)
}

fn read(before: &Settings, typed: &Typed, problems: &mut Problems) -> Settings {
    let mut settings = before.clone();
    if let Some(day) = problems.keep("checked_on", read_day(typed.get("checked_on"))) {
        settings.checked_on = day;
    }
    if let Some(currency) = problems.keep("currency", typed.get("currency").parse::<Currency>()) {
        settings.currency = currency;
    }
    let currency = settings.currency;
    if let Some(rate) = problems.keep("day_rate", Money::parse(typed.get("day_rate"), currency)) {
        settings.day_rate = rate.minor;
    }
    if let Some(compute) = problems.keep("model_compute", Money::parse(typed.get("model_compute"), currency)) {
        settings.model_compute = compute.minor;
    }
    if let Some(tiers) = problems.keep("transfer", read_tiers(typed.get("transfer"))) {
        settings.transfer = tiers;
    }
    for (name, _, _, place) in DAYS {
        match read_tenths(typed.get(name)) {
            Some(number) => *place(&mut settings) = number,
            None => problems.add(name, "Days with at most one decimal, such as 2.5."),
        }
    }
    for (name, _, _, place) in PERCENTS {
        match typed
            .get(name)
            .trim()
            .parse::<u32>()
            .ok()
            .filter(|number| *number <= 10_000)
        {
            Some(number) => *place(&mut settings) = number,
            None => problems.add(name, "A whole number of percent."),
        }
    }
    settings
}

fn read_tenths(text: &str) -> Option<u32> {
    let (whole, tenth) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let whole: u32 = whole.parse().ok().filter(|days| *days <= 10_000)?;
    let tenth: u32 = tenth.parse().ok().filter(|_| tenth.len() == 1)?;
    Some(whole * 10 + tenth)
}

fn head(settings: &Settings) -> impl IntoView + use<> {
    let on = settings.checked_on;
    let sub: crate::ui::Slot = view! { <p class="sub">"Last checked "<Day on=on/></p> }.into();
    view! { <PageHead title="Prices and rates" badge=sub/> }
}

fn read_only(settings: &Settings, typed: &Typed) -> AnyView {
    let code = settings.currency.code();
    let value = value_of(typed);
    let days = DAYS
        .iter()
        .map(|(name, label, ..)| view! { <Fact term=*label>{format!("{} days", value(name))}</Fact> })
        .collect_view();
    let percents = PERCENTS
        .iter()
        .map(|(name, label, ..)| view! { <Fact term=*label>{format!("{} %", value(name))}</Fact> })
        .collect_view();
    let transfer = value("transfer")
        .lines()
        .map(|line| view! { <span>{line.to_owned()}<br/></span> })
        .collect_view();
    let amount = |minor: i64| Money::new(minor, settings.currency).full();
    let (rate, compute) = (amount(settings.day_rate), amount(settings.model_compute));
    view! {
        {head(settings)}
        <Columns>
            <Section title="Behind every proposed cost" note="An administrator can change these">
                <Facts>
                    <Fact term="Currency">{code}</Fact>
                    <Fact term="Day rate">{rate}</Fact>
                    <Fact term="Compute to train a model again">{compute}</Fact>
                    <Fact term="Data transfer out, per GB">{transfer}</Fact>
                    {days}
                    {percents}
                </Facts>
            </Section>
        </Columns>
    }
    .into_any()
}

fn form(settings: &Settings, typed: &Typed, problems: &Problems) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    let code = settings.currency.code();
    let currencies: Vec<Choice> = Currency::all()
        .iter()
        .map(|one| Choice::new(one.code(), one.code()))
        .collect();
    let figures = |fields: &[DayField], unit: &'static str, inputmode: &'static str| {
        let field = |(name, label, hint, _): &DayField| {
            view! {
                <TextInput label=*label name=*name value=value(name) error=of(name) unit=unit hint=*hint
                    inputmode=inputmode short=true required=true/>
            }
        };
        fields.iter().map(field).collect_view()
    };
    let (days, percents) = (figures(&DAYS, "days", "decimal"), figures(&PERCENTS, "%", "numeric"));
    view! {
        {head(settings)}
        <ErrorSummary problems=problems.clone()/>
        <form method="post" action="/settings" class="form">
            <p>"Every cost the registry proposes is made from these figures. Assessments keep the figures they were made with until somebody refreshes them; sealed ones keep theirs for ever."</p>
            <TextInput label="Last checked" name="checked_on" kind="date" value=value("checked_on") error=of("checked_on") short=true required=true
                hint="The day somebody last compared these figures with the world; shown beside every figure made from them."/>
            <Select label="Currency" name="currency" choices=currencies value=value("currency") error=of("currency")/>
            <TextInput label="Day rate" name="day_rate" value=value("day_rate") error=of("day_rate") unit=code inputmode="decimal" short=true required=true
                hint="Cost of one person for one day."/>
            <TextInput label="Compute to train a model again" name="model_compute" value=value("model_compute") error=of("model_compute") unit=code
                inputmode="decimal" short=true required=true/>
            <TextArea label="Data transfer out, per GB" name="transfer" value=value("transfer") error=of("transfer") rows=5 code=true
                hint="A line for each step, such as “10 TB: 0.09”; the last one is “rest: 0.05”."/>
            <fieldset class="group"><legend>"Effort"</legend>{days}</fieldset>
            <fieldset class="group"><legend>"Shares"</legend>{percents}</fieldset>
            <Buttons><Button look=Look::Primary>"Save"</Button></Buttons>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_form_shows_is_read_back_as_it_was() {
        let settings = Settings::default();
        let mut problems = Problems::new();
        let read = read(
            &Settings {
                day_rate: 1,
                ..Settings::default()
            },
            &stored(&settings),
            &mut problems,
        );
        assert!(problems.is_empty(), "{problems}");
        assert_eq!(read, settings);
    }

    #[test]
    fn prices_are_read_by_line_or_refused() {
        let read = read_tiers("500 GB: 0.1\n\n10 tb: 0.085\nrest: 2").expect("good prices");
        assert_eq!(
            read.0[1],
            Tier {
                gigabytes: Some(10_240),
                micros: 85_000
            }
        );
        assert_eq!(
            read.0[2],
            Tier {
                gigabytes: None,
                micros: 2_000_000
            }
        );
        for wrong in [
            "10 TB 0.09",
            "10 TB: x",
            "ten TB: 1",
            "rest: 1\n5 TB: 1",
            "1 TB: 0.1234567",
            "5: 1",
        ] {
            assert!(read_tiers(wrong).is_err(), "{wrong}");
        }
        assert_eq!(
            [
                read_tenths("2.5"),
                read_tenths("3"),
                read_tenths("2.55"),
                read_tenths("-1")
            ],
            [Some(25), Some(30), None, None]
        );
    }
}
