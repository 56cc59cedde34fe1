//! The document in which a page's diagrams are drawn.
//!
//! Mermaid writes inline styles, which the policy of pages forbids. So it runs in a frame whose
//! policy allows them and hardly anything else: no connection, no form, no picture, no frame. The
//! page takes what it drew as a picture. Who is not signed in may load it; it holds nothing.

use app::web::Site;
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'self'";

/// `GET /diagram-frame`
pub async fn frame(State(site): State<Site>) -> Response {
    let script = &site.assets.diagram_frame;
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Diagrams · Twoway</title>\
         <script type=\"module\" src=\"{script}\"></script></head><body></body></html>"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, page).into_response()
}
