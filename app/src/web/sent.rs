//! A form with files among its fields, as far as it came.

use axum::{
    extract::{Multipart, multipart::MultipartError},
    http::StatusCode,
};

use super::Typed;

/// A file somebody chose.
pub struct SentFile {
    /// The field it was chosen in.
    pub field: String,
    /// Its name or path, as the browser says it.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Why the rest of a form did not come.
pub struct BrokenOff {
    /// The field of the last file that was begun; empty before the first.
    pub field: String,
    /// Whether it is larger than the server takes.
    pub too_large: bool,
}

/// A form that was sent with files.
#[derive(Default)]
pub struct Sent {
    /// What was typed.
    pub typed: Typed,
    /// The files.
    pub files: Vec<SentFile>,
    /// Whether it broke off.
    pub broken: Option<BrokenOff>,
}

impl Sent {
    /// Receives a form. The fields that may hold files are named; all others are typed.
    pub async fn receive(mut multipart: Multipart, fields: &[&str]) -> Self {
        let (mut typed, mut files, mut at) = (Vec::new(), Vec::new(), String::new());
        let came = parts(&mut multipart, fields, &mut typed, &mut files, &mut at).await;
        Self {
            typed: Typed::of(typed),
            files,
            broken: came.err().map(|error| BrokenOff {
                field: at,
                too_large: error.status() == StatusCode::PAYLOAD_TOO_LARGE,
            }),
        }
    }
}

async fn parts(
    multipart: &mut Multipart,
    fields: &[&str],
    typed: &mut Vec<(String, String)>,
    files: &mut Vec<SentFile>,
    at: &mut String,
) -> Result<(), MultipartError> {
    while let Some(part) = multipart.next_field().await? {
        let field = part.name().unwrap_or_default().to_owned();
        if fields.contains(&field.as_str()) {
            at.clone_from(&field);
            let name = part.file_name().unwrap_or_default().to_owned();
            let bytes = part.bytes().await?.to_vec();
            // A file field nobody used is sent as one nameless, empty file.
            if !(name.is_empty() && bytes.is_empty()) {
                files.push(SentFile { field, name, bytes });
            }
        } else {
            // Browsers send every line of a text with both characters of its end.
            typed.push((field, part.text().await?.replace("\r\n", "\n")));
        }
    }
    Ok(())
}
