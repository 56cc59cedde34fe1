//! What browsers are told to refuse, and requests from other sites that we refuse.

use app::web::{Fault, MayFrame, Nonce};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Gives each request a nonce and each response the security headers. Nothing may load or run
/// that the policy does not name. A response that comes with a policy of its own keeps it.
pub async fn headers(State(secure): State<bool>, mut request: Request, next: Next) -> Response {
    let nonce = format!("{:032x}", rand::random::<u128>());
    request.extensions_mut().insert(Nonce(nonce.clone()));
    let mut response = next.run(request).await;
    let frames = if response.extensions().get::<MayFrame>().is_some() {
        " frame-src 'self';"
    } else {
        ""
    };
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:;{frames} font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'; manifest-src 'self'"
    );
    let unchanged = response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    let mut set = |name: header::HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.entry(name).or_insert(value);
        }
    };
    // A page the browser has already keeps the policy, and so the nonce, that it came with.
    if !unchanged {
        set(header::CONTENT_SECURITY_POLICY, &policy);
    }
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "same-origin");
    set(
        header::HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        header::HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    set(
        header::HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    );
    if secure {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    response
}

/// Refuses a request that would change something and comes from another site. Browsers say
/// where a request comes from in `Sec-Fetch-Site` and `Origin`; a request with neither is from
/// no browser and carries no cookie a browser would add.
pub async fn same_site(State(base_url): State<String>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || from_here(request.headers(), &base_url) {
        return next.run(request).await;
    }
    Fault::refused("This request came from another site and was refused. Open Twoway directly and try again.")
        .into_response()
}

fn from_here(headers: &HeaderMap, base_url: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => return true,
        Some(_) => return false,
        None => {}
    }
    let Some(origin) = text("origin") else { return true };
    // Behind a proxy without TWOWAY_BASE_URL the host the browser asked for is the best we know.
    let by_host = text("host").is_some_and(|host| origin.split_once("://").is_some_and(|(_, from)| from == host));
    origin == base_url || by_host
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn other_sites_are_refused() {
        let base = "https://twoway.example.com";
        assert!(from_here(&headers(&[("sec-fetch-site", "same-origin")]), base));
        assert!(!from_here(&headers(&[("sec-fetch-site", "cross-site")]), base));
        assert!(!from_here(&headers(&[("sec-fetch-site", "same-site")]), base));
        assert!(from_here(&headers(&[("origin", base)]), base));
        assert!(!from_here(&headers(&[("origin", "https://evil.example")]), base));
        assert!(!from_here(&headers(&[("origin", "null")]), base));
        assert!(from_here(&headers(&[]), base));
    }
}
