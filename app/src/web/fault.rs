//! What a page answers when a use case did not happen. The one place that decides status and
//! words, logs what is ours to mend and masks it from the reader.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use registry::kernel::Error;

use super::{Ctx, Site};
use crate::ui::{ErrorPage, Here};

/// What every page's handler returns.
pub type Reply = Result<Response, Fault>;

/// Something that became an error page.
#[derive(Debug)]
pub struct Fault(FaultKind);

/// What the page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// 404: there is no such thing.
    NotFound(String),
    /// 403: the person may not.
    Refused(String),
    /// 422: the input cannot be taken, and no form was there to show it in.
    Invalid(String),
    /// 409: somebody else was faster.
    Conflict(String),
    /// 400: the request itself is malformed.
    Malformed(String),
    /// 405: the page takes no such request.
    Unfit(String),
    /// 413: more than can be taken at once.
    TooLarge(String),
    /// 503: it took too long and was cut off.
    Slow(String),
    /// 500: ours. The reference stands in the log beside the cause.
    Ours(String),
}

impl FaultKind {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Refused(_) => StatusCode::FORBIDDEN,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Unfit(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Slow(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Ours(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What stands behind an answer that says only its status, as an extractor of axum's gives it.
    fn of_bare(response: &Response) -> Option<Self> {
        let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
        if kind.is_some_and(|kind| !kind.starts_with(b"text/plain")) {
            return None;
        }
        match response.status() {
            StatusCode::BAD_REQUEST => Some(Self::Malformed(
                "The browser sent something this page cannot read.".into(),
            )),
            StatusCode::METHOD_NOT_ALLOWED => Some(Self::Unfit("Nothing can be done at this address this way.".into())),
            StatusCode::PAYLOAD_TOO_LARGE => Some(Self::TooLarge(
                "At most 20 MB can be sent at once. Nothing was changed.".into(),
            )),
            StatusCode::SERVICE_UNAVAILABLE => Some(Self::Slow(
                "It took more than a minute and was cut off. Look whether it was done before you try again.".into(),
            )),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Some(Self::Malformed("This address takes forms only.".into())),
            _ => None,
        }
    }

    fn words(&self) -> (&'static str, &str) {
        match self {
            Self::NotFound(what) => ("This page does not exist", what),
            Self::Refused(why) => ("You may not do this", why),
            Self::Invalid(why) => ("This cannot be taken as it is", why),
            Self::Conflict(what) => ("Somebody else was faster", what),
            Self::Malformed(what) => ("The request is malformed", what),
            Self::Unfit(what) => ("Nothing happens here", what),
            Self::TooLarge(what) => ("This is too large", what),
            Self::Slow(what) => ("This took too long", what),
            Self::Ours(_) => (
                "Something broke on our side",
                "Nothing was changed. Try again; if it stays, tell your administrator the reference below.",
            ),
        }
    }
}

impl Fault {
    /// 404 with the noun that was looked for.
    #[must_use]
    pub fn not_found(noun: &str) -> Self {
        Self(FaultKind::NotFound(format!(
            "There is no such {noun}. It may have been renamed, or the address was typed wrong."
        )))
    }

    /// 404 with a sentence.
    #[must_use]
    pub fn missing(sentence: impl Into<String>) -> Self {
        Self(FaultKind::NotFound(sentence.into()))
    }

    /// 403 with a sentence.
    #[must_use]
    pub fn refused(sentence: impl Into<String>) -> Self {
        Self(FaultKind::Refused(sentence.into()))
    }

    /// 500 of a handler that panicked, with what it panicked with.
    #[must_use]
    pub fn panicked(cause: &str) -> Self {
        let reference = reference();
        tracing::error!(reference, cause, "a handler panicked");
        Self(FaultKind::Ours(reference))
    }

    /// 400 with a sentence.
    #[must_use]
    pub fn malformed(sentence: impl Into<String>) -> Self {
        Self(FaultKind::Malformed(sentence.into()))
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound(noun) => Self::not_found(noun),
            Error::Refused(why) => Self(FaultKind::Refused(why)),
            Error::Invalid(problems) => Self(FaultKind::Invalid(problems.to_string())),
            Error::Conflict { noun, .. } => Self(FaultKind::Conflict(format!(
                "This {noun} was changed while you were working on it. Go back, look at what is stored now, and save again."
            ))),
            Error::Store(_) | Error::Migrate(_) | Error::Corrupt(_) => {
                let reference = reference();
                tracing::error!(reference, error = ?error, "a request failed");
                Self(FaultKind::Ours(reference))
            }
        }
    }
}

/// What a reader can quote and the log can be searched for.
fn reference() -> String {
    format!("{:08x}", rand::random::<u32>())
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = (self.0.status(), self.0.words().1.to_owned()).into_response();
        response.extensions_mut().insert(self.0);
        response
    }
}

/// Turns a [`Fault`] into a page in the frame of whoever asked, with a way back.
pub async fn fault_page(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let before = parts.clone();
    let mut response = next
        .run(Request::from_parts(std::mem::replace(&mut parts, before), body))
        .await;
    // The islands' calls are answered to a script, not to a reader.
    let for_script = parts.uri.path().starts_with("/api/");
    let told = response.extensions_mut().remove::<FaultKind>();
    let Some(fault) = told.or_else(|| FaultKind::of_bare(&response)).filter(|_| !for_script) else {
        return response;
    };
    let Ok(ctx) = Ctx::of_anybody(&mut parts, &site).await else {
        return response;
    };
    let status = fault.status();
    let (title, text) = fault.words();
    let (title, text) = (title.to_owned(), text.to_owned());
    let reference = match &fault {
        FaultKind::Ours(reference) => Some(reference.clone()),
        _ => None,
    };
    let back = parts
        .headers
        .get(axum::http::header::REFERER)
        .and_then(|from| from.to_str().ok())
        .and_then(|from| from.strip_prefix(site.base_url.as_str()))
        .filter(|path| path.starts_with('/') && *path != parts.uri.path())
        .map_or_else(|| "/".to_owned(), ToOwned::to_owned);
    let page = ctx
        .page(Here::None, &title.clone(), move || {
            let text_of_back = if back == "/" { "To the overview" } else { "Back to where you were" };
            leptos::prelude::IntoAny::into_any(leptos::prelude::view! {
                <ErrorPage status=status.as_u16() title=title text=text back=vec![crate::ui::Link::new(back, text_of_back)] reference=reference/>
            })
        })
        .await;
    match page {
        Ok(mut page) => {
            *page.status_mut() = status;
            page
        }
        Err(_) => response,
    }
}
