//! A bill as a whole: its lines read one after another and summed to groups, so that five million
//! of them take no more memory than the things they name.

use std::{collections::HashMap, io::Read};

use csv::{ReaderBuilder, StringRecord};
use rust_decimal::Decimal;
use time::Date;

use super::{Charge, Columns, Format, Line, NotABill};

/// Mistakes named before reading stops.
const NAMED: usize = 20;

/// Groups of one bill at most. A bill of a large company has some ten thousand.
const MOST: usize = 400_000;

/// What the lines of one group have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// First day of the month they are billed in.
    pub billed_in: Date,
    /// First day of the month they are charged for.
    pub charged_for: Date,
    /// What they charge for.
    pub charge: Charge,
    /// ISO 4217 code.
    pub currency: String,
    /// The account that pays.
    pub payer: String,
    /// The account that used.
    pub account: String,
    /// That account's name.
    pub account_name: String,
    /// The service's code.
    pub service_code: String,
    /// The service's name.
    pub service_name: String,
    /// Tags, as one JSON object.
    pub tags: String,
}

impl Group {
    /// A line as those of the group are, of no cost: what a [`Rule`](super::Rule) looks at.
    #[must_use]
    pub fn line(&self) -> Line<'_> {
        Line {
            billed_in: self.billed_in,
            charged_for: self.charged_for,
            charge: self.charge,
            payer: &self.payer,
            account: &self.account,
            account_name: &self.account_name,
            service_code: &self.service_code,
            service_name: &self.service_name,
            tags: &self.tags,
            currency: &self.currency,
            ..Line::default()
        }
    }
}

/// What the lines of a group come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many lines.
    pub lines: u64,
    /// What the invoice says, to the last digit.
    pub billed: Decimal,
    /// What it cost, to the last digit.
    pub effective: Decimal,
}

impl Sum {
    fn add(&mut self, line: &Line<'_>) -> Option<()> {
        self.lines += 1;
        self.billed = self.billed.checked_add(line.billed)?;
        self.effective = self.effective.checked_add(line.effective)?;
        Some(())
    }
}

/// A bill that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// Its form.
    pub format: Format,
    /// How many lines it has.
    pub lines: u64,
    /// Its lines summed, in order.
    pub groups: Vec<(Group, Sum)>,
}

/// One mistake in a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {said}")]
pub struct Mistake {
    /// The line, the header being the first.
    pub line: u64,
    /// What is wrong, with the column and what was expected.
    pub said: String,
}

/// Why a file could not be read as a bill; nothing of it is to be used.
#[derive(Debug, thiserror::Error)]
pub enum BadBill {
    /// Its header is not one of a bill.
    #[error(transparent)]
    Header(#[from] NotABill),
    /// Some lines hold what they should not; the first twenty.
    #[error("{}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Lines(Vec<Mistake>),
    /// Its lines have too little in common to be kept as groups.
    #[error(
        "its lines differ in more than {MOST} ways; tags with a value of their own for each resource are the usual reason"
    )]
    TooVaried,
    /// The file cannot be read to its end.
    #[error("it cannot be read to its end, line {line}: {said}")]
    Broken {
        /// Where reading stopped.
        line: u64,
        /// Why.
        said: String,
    },
}

/// The names in a bill, each kept once.
#[derive(Default)]
struct Names {
    known: HashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
}

impl Names {
    fn of(&mut self, text: &str) -> u32 {
        if let Some(known) = self.known.get(text) {
            return *known;
        }
        let next = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.known.insert(text.into(), next);
        self.texts.push(text.into());
        next
    }

    fn text(&self, name: u32) -> String {
        usize::try_from(name)
            .ok()
            .and_then(|at| self.texts.get(at))
            .map(ToString::to_string)
            .unwrap_or_default()
    }
}

/// A group by the numbers of its names.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    billed_in: Date,
    charged_for: Date,
    charge: Charge,
    names: [u32; 7],
}

/// Adds lines up to groups.
#[derive(Default)]
struct Sums {
    names: Names,
    groups: HashMap<Key, Sum>,
}

impl Sums {
    fn add(&mut self, line: &Line<'_>) -> Result<(), String> {
        let texts = [
            line.currency,
            line.payer,
            line.account,
            line.account_name,
            line.service_code,
            line.service_name,
            line.tags,
        ];
        let key = Key {
            billed_in: line.billed_in,
            charged_for: line.charged_for,
            charge: line.charge,
            names: texts.map(|text| self.names.of(text)),
        };
        let sum = self.groups.entry(key).or_default();
        sum.add(line)
            .ok_or_else(|| "the costs add up to more than can be kept".to_owned())
    }

    fn into_groups(self) -> Vec<(Group, Sum)> {
        let Self { names, groups } = self;
        let mut groups: Vec<(Group, Sum)> = groups
            .into_iter()
            .map(|(key, sum)| {
                let [currency, payer, account, account_name, service_code, service_name, tags] =
                    key.names.map(|name| names.text(name));
                let group = Group {
                    billed_in: key.billed_in,
                    charged_for: key.charged_for,
                    charge: key.charge,
                    currency,
                    payer,
                    account,
                    account_name,
                    service_code,
                    service_name,
                    tags,
                };
                (group, sum)
            })
            .collect();
        groups.sort_by(|one, other| one.0.cmp(&other.0));
        groups
    }
}

impl Bill {
    /// Reads a bill that is written as CSV, once from its beginning to its end. `progress` is told
    /// after every ten thousand lines how many there were.
    ///
    /// # Errors
    /// When it is no bill, or with the lines that cannot be read.
    pub fn from_csv(file: impl Read, mut progress: impl FnMut(u64)) -> Result<Self, BadBill> {
        let mut file = ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(file);
        let columns = Columns::of(file.headers().map_err(|error| broken(&error))?)?;
        let reader = columns.reader();
        let (mut sums, mut mistakes, mut lines) = (Sums::default(), Vec::new(), 0_u64);
        let mut row = StringRecord::new();
        loop {
            match file.read_record(&mut row) {
                Ok(false) => break,
                Ok(true) => {}
                Err(error) => return Err(broken(&error)),
            }
            lines += 1;
            if lines.is_multiple_of(10_000) {
                progress(lines);
            }
            let read = reader
                .read(|index| row.get(index).unwrap_or_default())
                .map_err(|wrong| wrong.to_string());
            if let Err(said) = read.and_then(|line| sums.add(&line)) {
                let line = row.position().map_or(lines + 1, csv::Position::line);
                mistakes.push(Mistake { line, said });
                if mistakes.len() == NAMED {
                    break;
                }
            }
            if sums.groups.len() > MOST {
                return Err(BadBill::TooVaried);
            }
        }
        if !mistakes.is_empty() {
            return Err(BadBill::Lines(mistakes));
        }
        Ok(Self {
            format: columns.format(),
            lines,
            groups: sums.into_groups(),
        })
    }
}

fn broken(error: &csv::Error) -> BadBill {
    let line = error.position().map_or(1, csv::Position::line);
    let said = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("it has {len} values and the header {expected_len}")
        }
        csv::ErrorKind::Utf8 { err, .. } => format!("value {} is not UTF-8", err.field() + 1),
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    };
    BadBill::Broken { line, said }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "BillingPeriodStart,ChargePeriodStart,ChargeCategory,ServiceName,BillingCurrency,BilledCost,EffectiveCost,Tags\n";

    fn read(rows: &str) -> Result<Bill, BadBill> {
        Bill::from_csv(format!("{HEADER}{rows}").as_bytes(), |_| {})
    }

    #[test]
    fn lines_that_have_all_in_common_are_one_group() {
        let bill = read(concat!(
            "2026-05-01,2026-05-03,Usage,Amazon Bedrock,USD,0.1,0.2,\"{\"\"team\"\":\"\"a\"\"}\"\n",
            "2026-05-01,2026-05-04,Usage,Amazon Bedrock,USD,0.000000000000001,0.2,\"{\"\"team\"\":\"\"a\"\"}\"\n",
            "2026-05-01,2026-05-04,Usage,Amazon Bedrock,USD,1,1,\n",
            "2026-05-01,2026-05-04,Usage,Amazon Bedrock,EUR,1,1,\n",
        ))
        .unwrap();
        assert_eq!((bill.format, bill.lines, bill.groups.len()), (Format::Focus, 4, 3));
        let (group, sum) = bill.groups.iter().find(|(group, _)| !group.tags.is_empty()).unwrap();
        assert_eq!(group.tags, "{\"team\":\"a\"}");
        assert_eq!((sum.lines, sum.billed.to_string()), (2, "0.100000000000001".to_owned()));
        assert_eq!(sum.effective, "0.4".parse().unwrap());
    }

    #[test]
    fn groups_come_in_the_same_order_whatever_that_of_the_lines() {
        let mut rows =
            ["S3", "Amazon Bedrock", "EC2"].map(|name| format!("2026-05-01,2026-05-03,Usage,{name},USD,1,1,\n"));
        let one = read(&rows.concat()).unwrap();
        rows.reverse();
        assert_eq!(read(&rows.concat()).unwrap(), one);
    }

    #[test]
    fn every_mistake_is_named_by_its_line_and_none_of_the_file_is_used() {
        let good = "2026-05-01,2026-05-03,Usage,S3,USD,1,1,\n";
        let bad = "2026-05-01,03.05.2026,Usage,S3,USD,1,1,\n";
        let wrong = read(&format!(
            "{good}{bad}{good}{}",
            bad.replace("03.05.2026,Usage", "2026-05-01,Use")
        ))
        .unwrap_err();
        let BadBill::Lines(mistakes) = wrong else {
            panic!("{wrong:?}");
        };
        assert_eq!(mistakes.iter().map(|it| it.line).collect::<Vec<_>>(), [3, 5]);
        assert_eq!(
            mistakes[0].to_string(),
            "line 3: “03.05.2026” in column ChargePeriodStart: expected a date such as 2026-05-01 or 2026-05-01T00:00:00Z"
        );
        let BadBill::Lines(mistakes) = read(&bad.repeat(50)).unwrap_err() else {
            panic!("lines");
        };
        assert_eq!(mistakes.len(), NAMED);
    }

    #[test]
    fn a_file_that_ends_too_early_is_no_bill() {
        let cut = read("2026-05-01,2026-05-03,Usage,S3,USD,1,1,\n2026-05-01,2026-05").unwrap_err();
        assert!(
            matches!(&cut, BadBill::Broken { line: 3, said } if said == "it has 2 values and the header 8"),
            "{cut}"
        );
        assert!(matches!(Bill::from_csv(&b""[..], |_| {}), Err(BadBill::Header(_))));
        let foreign = [HEADER.as_bytes(), b"2026-05-01,2026-05-03,Usage,Caf\xe9,USD,1,1,\n"].concat();
        let foreign = Bill::from_csv(&foreign[..], |_| {}).unwrap_err();
        assert!(
            matches!(&foreign, BadBill::Broken { line: 2, said } if said == "value 4 is not UTF-8"),
            "{foreign}"
        );
        let sum = "79228162514264337593543950335";
        let huge = format!("2026-05-01,2026-05-03,Usage,S3,USD,{sum},1,\n").repeat(2);
        assert!(
            matches!(read(&huge), Err(BadBill::Lines(_))),
            "what cannot be added is not left out"
        );
    }
}
