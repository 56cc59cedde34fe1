//! A record's text as a file.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use registry::adr::Adr;

/// What a record's file is called when it is saved.
pub fn file_name(adr: &Adr) -> String {
    let path = adr.path.as_deref().unwrap_or("draft.md");
    let name = path.rsplit('/').next().unwrap_or(path);
    name.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        .collect()
}

/// Bytes as plain text: never as HTML, whatever they hold.
pub fn raw(name: &str, source: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")),
    ];
    (headers, source).into_response()
}
