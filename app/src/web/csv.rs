//! Lists as CSV.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

use super::Reply;
use crate::web::Fault;

/// A CSV file: a heading row, then the rows. A cell a spreadsheet would run as a formula gets an
/// apostrophe in front.
///
/// # Errors
/// Never in practice: writing to memory cannot fail.
pub fn csv(name: &str, head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Reply {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let failed = |_| Fault::malformed("The list cannot be written as CSV.");
    writer.write_record(head).map_err(failed)?;
    for row in rows {
        writer
            .write_record(row.iter().map(|cell| tamed(cell)))
            .map_err(failed)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|_| Fault::malformed("The list cannot be written as CSV."))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.csv\""),
        ),
    ];
    let response: Response = (headers, bytes).into_response();
    Ok(response)
}

fn tamed(cell: &str) -> String {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let number = cell.parse::<f64>().is_ok();
    if runs && !number {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::tamed;

    #[test]
    fn formulas_are_tamed_and_numbers_stay() {
        assert_eq!(tamed("=1+2"), "'=1+2");
        assert_eq!(tamed("@x"), "'@x");
        assert_eq!(tamed("-12.5"), "-12.5");
        assert_eq!(tamed("plain"), "plain");
    }
}
