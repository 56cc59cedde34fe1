//! Pictures for records: sent by the editor, with or without its script, and shown.

use axum::{
    extract::{Multipart, Path},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Json, Response},
};
use registry::{
    adr::{Attachment, Place},
    kernel::{Error, Id, Problems},
};

use super::forms;
use crate::web::{Ctx, Fault, Reply, Sent, id_in};

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

/// `POST /adrs/editor/attach`: keeps a picture. The script is answered with what to write into
/// the text; a form sent without it comes back with that at the end of its text.
pub async fn attach(ctx: Ctx, headers: HeaderMap, multipart: Multipart) -> Reply {
    let Sent {
        typed,
        mut files,
        broken,
    } = Sent::receive(multipart, &["picture"]).await;
    // Without it nobody knows whose form this is: a record's must not come back as a new one's.
    let place: Place = typed.get("place").parse().map_err(|_| {
        Fault::malformed("The form did not arrive whole. Go back and choose a smaller picture: at most 5 MB.")
    })?;
    let record = place.record;
    let kept = match (broken, files.pop()) {
        (Some(broken), _) if broken.too_large => Err(Error::invalid("picture", "A picture may have at most 5 MB.")),
        (Some(_), _) => Err(Error::invalid(
            "picture",
            "The picture did not arrive whole. Try again.",
        )),
        (None, None) => Err(Error::invalid("picture", "Choose a picture first.")),
        (None, Some(picture)) => keep(&ctx, record, &picture.name, picture.bytes).await,
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
