//! Pictures for records: sent by the editor, with or without its script, and shown.

use axum::{
    extract::{Multipart, Path, multipart::MultipartError},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Json, Response},
};
use registry::{
    adr::{Attachment, Place},
    kernel::{Error, Id, Problems},
};

use super::forms;
use crate::web::{Ctx, Fault, Reply, Typed, id_in};

/// The policy of a picture opened by itself: nothing in it may run, load or be sent.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// `GET /attachments/{id}/{name}`
pub async fn show(ctx: Ctx, Path((id, name)): Path<(String, String)>) -> Reply {
    let id = id_in(&id, "picture")?;
    let found = ctx.registry().records().attachment(&ctx.actor, id).await?;
    if found.name != name {
        return Err(Fault::not_found("picture"));
    }
    let headers = [
        (header::CONTENT_TYPE, found.media),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")),
        (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable".to_owned()),
    ];
    let response: Response = (headers, found.bytes).into_response();
    Ok(response)
}

/// A form with a picture among its fields.
#[derive(Default)]
struct Sent {
    typed: Vec<(String, String)>,
    picture: Option<(String, Vec<u8>)>,
}

async fn receive(mut multipart: Multipart) -> Result<Sent, (Sent, MultipartError)> {
    let mut sent = Sent::default();
    loop {
        let field = match multipart.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Ok(sent),
            Err(error) => return Err((sent, error)),
        };
        let name = field.name().unwrap_or_default().to_owned();
        if name == "picture" {
            let file = field.file_name().unwrap_or_default().to_owned();
            match field.bytes().await {
                Ok(bytes) if !file.is_empty() || !bytes.is_empty() => sent.picture = Some((file, bytes.to_vec())),
                Ok(_) => {}
                Err(error) => return Err((sent, error)),
            }
        } else {
            match field.text().await {
                Ok(value) => sent.typed.push((name, value.replace("\r\n", "\n"))),
                Err(error) => return Err((sent, error)),
            }
        }
    }
}

/// `POST /adrs/editor/attach`: keeps a picture. The script is answered with what to write into
/// the text; a form sent without it comes back with that at the end of its text.
pub async fn attach(ctx: Ctx, headers: HeaderMap, multipart: Multipart) -> Reply {
    let (sent, broken) = match receive(multipart).await {
        Ok(sent) => (sent, None),
        Err((sent, error)) => (sent, Some(error)),
    };
    let typed = Typed::of(sent.typed);
    // Without it nobody knows whose form this is: a record's must not come back as a new one's.
    let place: Place = typed.get("place").parse().map_err(|_| {
        Fault::malformed("The form did not arrive whole. Go back and choose a smaller picture: at most 5 MB.")
    })?;
    let record = place.record;
    let kept = match (broken, sent.picture) {
        (Some(error), _) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(Error::invalid("picture", "A picture may have at most 5 MB."))
        }
        (Some(_), _) => Err(Error::invalid(
            "picture",
            "The picture did not arrive whole. Try again.",
        )),
        (None, None) => Err(Error::invalid("picture", "Choose a picture first.")),
        (None, Some((name, bytes))) => keep(&ctx, record, &name, bytes).await,
    };
    let by_script = headers
        .get(header::ACCEPT)
        .is_some_and(|accept| accept.as_bytes() == b"application/json");
    let (typed, problems) = match kept {
        Ok(kept) if by_script => {
            return Ok(Json(serde_json::json!({ "text": kept.markdown() })).into_response());
        }
        Ok(kept) => {
            let text = format!("{}\n\n{}\n", typed.get("text").trim_end(), kept.markdown());
            (typed.with("text", text), Problems::new())
        }
        Err(Error::Invalid(problems)) if by_script => {
            let said = problems.of("picture").unwrap_or("This could not be kept.").to_owned();
            let answer = Json(serde_json::json!({ "problem": said }));
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response());
        }
        Err(Error::Invalid(problems)) => (typed, problems),
        Err(error) => return Err(error.into()),
    };
    forms::again(&ctx, record, typed, problems).await
}

async fn keep(ctx: &Ctx, record: Option<Id>, name: &str, bytes: Vec<u8>) -> Result<Attachment, Error> {
    ctx.registry().records().attach(&ctx.actor, record, name, bytes).await
}
