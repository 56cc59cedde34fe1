//! How server functions are answered: only to people who are signed in, and with the status the
//! refusal has, since Leptos gives every error the status 500.

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use leptos::prelude::{ServerFnError, use_context};
use leptos_axum::ResponseOptions;
use registry::kernel::Error;

use super::{Ctx, Site};

/// The longest call, in bytes: the longest text of a record, as a form writes it at worst.
const LONGEST: usize = 4 * 1024 * 1024;

/// `POST /api/…`: answers an island's call on behalf of whoever is signed in.
pub async fn answer(State(site): State<Site>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let ctx = match Ctx::of_anybody(&mut parts, &site).await {
        Ok(ctx) if ctx.is_signed_in() => ctx,
        Ok(_) => return (StatusCode::UNAUTHORIZED, "Sign in first.").into_response(),
        Err(response) => return response,
    };
    let Ok(bytes) = to_bytes(body, LONGEST).await else {
        return (StatusCode::PAYLOAD_TOO_LARGE, "This is longer than can be taken.").into_response();
    };
    let request = Request::from_parts(parts, Body::from(bytes));
    leptos_axum::handle_server_fns_with_context(move || leptos::prelude::provide_context(ctx.clone()), request)
        .await
        .into_response()
}

/// Who calls.
///
/// # Errors
/// Outside of [`answer`].
pub fn ctx() -> Result<Ctx, ServerFnError> {
    use_context::<Ctx>().ok_or_else(|| ServerFnError::new("Sign in first."))
}

/// A use case's error as an island gets it, with its status; what is ours is logged and masked.
#[must_use]
pub fn failed(error: Error) -> ServerFnError {
    let (status, said) = match error {
        Error::NotFound(noun) => (StatusCode::NOT_FOUND, format!("There is no such {noun}.")),
        Error::Refused(why) => (StatusCode::FORBIDDEN, why),
        Error::Invalid(problems) => (StatusCode::UNPROCESSABLE_ENTITY, problems.to_string()),
        Error::Conflict { .. } => (StatusCode::CONFLICT, error.to_string()),
        Error::Store(_) | Error::Migrate(_) | Error::Corrupt(_) => {
            tracing::error!(?error, "a server function failed");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something broke on our side.".to_owned(),
            )
        }
    };
    if let Some(options) = use_context::<ResponseOptions>() {
        options.set_status(status);
    }
    ServerFnError::new(said)
}
