//! Pages that did not change are not sent again.

use app::web::Nonce;
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

/// The largest page we build; a larger body is sent as it is.
const LARGEST: usize = 16 * 1024 * 1024;

/// Gives each page an `ETag` over its content without its nonce, and answers 304 when the
/// browser has it. The 304 carries no policy, so the stored page keeps the nonce it came with.
pub async fn pages(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let nonce = request.extensions().get::<Nonce>().map(|nonce| nonce.0.clone());
    let response = next.run(request).await;
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !reads || !is_page || response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, LARGEST).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut hasher = Sha256::new();
    match nonce.filter(|nonce| !nonce.is_empty()) {
        Some(nonce) => {
            let text = String::from_utf8_lossy(&bytes);
            text.split(nonce.as_str()).for_each(|part| hasher.update(part));
        }
        None => hasher.update(&bytes),
    }
    let etag = format!("W/\"{:.32}\"", format!("{:x}", hasher.finalize()));
    let Ok(value) = HeaderValue::from_str(&etag) else {
        return (parts, bytes).into_response();
    };
    parts.headers.insert(header::ETAG, value);
    parts
        .headers
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    parts.headers.append(header::VARY, HeaderValue::from_static("cookie"));
    if known.is_some_and(|known| known.as_bytes() == etag.as_bytes()) {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    (parts, bytes).into_response()
}
