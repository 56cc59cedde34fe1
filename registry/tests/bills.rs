//! Reads real bills, when there are any at hand, and adds them up a second time by hand.
//!
//! Set `BILLS` to a folder of FOCUS files as CSV, and run
//! `cargo test -p registry --test bills -- --nocapture`. Without the folder there is nothing to read
//! and the test passes.

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use registry::spend::{BadBill, Bill, Charge, Format, Rule};

/// Digits behind the point in which costs are added here.
const DIGITS: usize = 18;

/// A cost as a whole number of its smallest part.
fn parts(text: &str) -> Result<i128, Box<dyn Error>> {
    let text = if text == "NULL" { "" } else { text };
    let (sign, plain) = text.strip_prefix('-').map_or((1, text), |plain| (-1, plain));
    let (whole, behind) = plain.split_once('.').unwrap_or((plain, ""));
    if behind.len() > DIGITS {
        return Err(format!("{text} has more than {DIGITS} digits behind the point").into());
    }
    Ok(sign * format!("{whole}{behind:0<DIGITS$}").parse::<i128>()?)
}

/// Billed and effective cost by currency and charge category, column by column.
type Sums = BTreeMap<(String, String), (i128, i128)>;

fn by_hand(path: &Path) -> Result<(Sums, u64), Box<dyn Error>> {
    let mut file = csv::Reader::from_path(path)?;
    let header = file.headers()?.clone();
    let at = |name: &str| header.iter().position(|it| it == name).ok_or(format!("no {name}"));
    let (currency, charge) = (at("BillingCurrency")?, at("ChargeCategory")?);
    let (billed, effective) = (at("BilledCost")?, at("EffectiveCost")?);
    let (mut sums, mut lines) = (Sums::new(), 0);
    for row in file.records() {
        let row = row?;
        let sum = sums
            .entry((row[currency].to_owned(), row[charge].to_lowercase()))
            .or_default();
        sum.0 += parts(&row[billed])?;
        sum.1 += parts(&row[effective])?;
        lines += 1;
    }
    Ok((sums, lines))
}

fn by_groups(bill: &Bill) -> Result<Sums, Box<dyn Error>> {
    let mut sums = Sums::new();
    for (group, sum) in &bill.groups {
        let key = (group.currency.clone(), group.charge.key().to_owned());
        let both = sums.entry(key).or_default();
        both.0 += parts(&sum.billed.to_string())?;
        both.1 += parts(&sum.effective.to_string())?;
    }
    Ok(sums)
}

#[test]
fn real_bills_add_up() {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora/focus");
    let root = env::var_os("BILLS").map_or(default, PathBuf::from);
    let Ok(entries) = fs::read_dir(&root) else {
        println!("no bills at {}", root.display());
        return;
    };
    let rule = Rule::default();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_none_or(|ending| ending != "csv") {
            continue;
        }
        let name = path.display();
        let bill = match Bill::from_csv(fs::File::open(&path).unwrap(), |_| {}) {
            Ok(bill) => bill,
            Err(BadBill::Header(why)) => {
                println!("{name}: {why}");
                continue;
            }
            Err(why) => panic!("{name}: {why}"),
        };
        let (sums, lines) = by_hand(&path).unwrap();
        assert_eq!((bill.format, bill.lines), (Format::Focus, lines), "{name}");
        assert_eq!(by_groups(&bill).unwrap(), sums, "{name}");
        assert_eq!(
            bill.groups.iter().map(|(_, sum)| sum.lines).sum::<u64>(),
            lines,
            "{name}"
        );
        let taken: u64 = bill
            .groups
            .iter()
            .filter(|(group, _)| group.charge == Charge::Usage && rule.takes(&group.line()).is_some())
            .map(|(_, sum)| sum.lines)
            .sum();
        println!(
            "{name}: {lines} lines in {} groups, {taken} of them AI",
            bill.groups.len()
        );
    }
}
