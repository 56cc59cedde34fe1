//! What happens to each request, from the outside in: security headers, compression, body limits,
//! how long it took, entity tags, sessions, error pages, the check for other sites, and then the page itself.

use std::time::{Duration, Instant};

use app::web::{Fault, Site, fault_page};
use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Query, Request, State},
    http::{HeaderName, HeaderValue, Response as HttpResponse, StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, Predicate,
        predicate::{DefaultPredicate, NotForContentType},
    },
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

use crate::{assets, diagram, etag, security, session::Sessions};

/// The largest form or upload, in bytes.
const LARGEST_BODY: usize = 20 * 1024 * 1024;
/// No page takes this long; whatever does is cut off.
const SLOWEST: Duration = Duration::from_mins(1);

/// The whole site.
pub fn router(site: Site, sessions: Sessions, idle_minutes: i64) -> Router {
    let secure = site.base_url.starts_with("https://");
    let pages = guarded(app::routes().fallback(|| async { Fault::not_found("page") }), SLOWEST)
        .layer(
            ServiceBuilder::new()
                .layer(sessions.layer(secure, idle_minutes))
                .layer(from_fn_with_state(site.clone(), fault_page))
                .layer(from_fn_with_state(site.base_url.clone(), security::same_site)),
        )
        .layer(from_fn(etag::pages))
        .layer(from_fn(timed));
    let bench = std::env::var_os("TWOWAY_BENCH").is_some();
    let outside = Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .route("/assets/{*file}", get(assets::serve))
        .route("/diagram-frame", get(diagram::frame))
        .route("/favicon.svg", get(|| async { assets::well_known("favicon.svg") }))
        .route("/favicon.ico", get(|| async { assets::well_known("favicon.svg") }))
        .route("/robots.txt", get(|| async { assets::well_known("robots.txt") }));
    let outside = if bench {
        outside.route("/__bench/static", get(bytes))
    } else {
        outside
    };
    let outside = if site.assets.dev {
        let started = site.registry.now().to_string();
        outside.route("/__dev/started", get(move || async move { started }))
    } else {
        outside
    };
    Router::new()
        .merge(outside)
        .merge(pages)
        .layer(
            ServiceBuilder::new()
                .layer(TraceLayer::new_for_http())
                .layer(from_fn_with_state(secure, security::headers))
                .layer(CompressionLayer::new().compress_when(worth_compressing()))
                // For what stands outside the pages; theirs answers first.
                .layer(CatchPanicLayer::custom(panicked))
                .layer(TimeoutLayer::with_status_code(
                    StatusCode::SERVICE_UNAVAILABLE,
                    SLOWEST + Duration::from_secs(5),
                ))
                .layer(DefaultBodyLimit::max(LARGEST_BODY)),
        )
        .with_state(site)
}

/// Cuts off what takes too long and catches what panics, so that both are answered by a page like
/// any other fault.
fn guarded<S: Clone + Send + Sync + 'static>(pages: Router<S>, slowest: Duration) -> Router<S> {
    pages.layer(
        ServiceBuilder::new()
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, slowest))
            .layer(CatchPanicLayer::custom(panicked)),
    )
}

/// Says how long a page took to make, in milliseconds: from the request's head to the page's last
/// byte, before it is compressed and sent. Browsers show it among the timings of a request.
async fn timed(request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let mut response = next.run(request).await;
    let took = format!("page;dur={:.1}", begun.elapsed().as_secs_f64() * 1000.0);
    if let Ok(took) = HeaderValue::from_str(&took) {
        let name = HeaderName::from_static("server-timing");
        response.headers_mut().insert(name, took);
    }
    response
}

/// Archives are compressed already.
fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("application/gzip"))
}

/// Whether the database answers.
async fn ready(State(site): State<Site>) -> Response {
    match site.registry.people().is_empty().await {
        Ok(_) => "ready".into_response(),
        Err(error) => {
            tracing::error!(?error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response()
        }
    }
}

#[derive(Deserialize)]
struct Size {
    bytes: usize,
}

/// As many bytes as a page, made of nothing: what a page's speed is measured against.
async fn bytes(Query(size): Query<Size>) -> Response {
    let body = "x".repeat(size.bytes.min(LARGEST_BODY));
    (
        [(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        )],
        body,
    )
        .into_response()
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn panicked(cause: Box<dyn std::any::Any + Send + 'static>) -> HttpResponse<Body> {
    let cause = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("unknown cause");
    Fault::panicked(cause).into_response()
}

#[cfg(test)]
mod tests {
    use app::web::FaultKind;
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;

    async fn answer(path: &str) -> Response {
        let pages = Router::new().route("/slow", get(std::future::pending::<()>)).route(
            "/broken",
            get(|| async { [(); 0].first().copied().expect("a fault of ours") }),
        );
        guarded(pages, Duration::from_millis(10))
            .oneshot(Request::get(path).body(Body::empty()).expect("a request"))
            .await
            .expect("an answer")
    }

    #[tokio::test]
    async fn a_slow_page_is_cut_off() {
        assert_eq!(answer("/slow").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    }

    #[tokio::test]
    async fn a_panic_becomes_the_page_of_a_fault_with_a_reference() {
        let broken = answer("/broken").await;
        assert_eq!(broken.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let told = broken.extensions().get::<FaultKind>();
        assert!(
            matches!(told, Some(FaultKind::Ours(reference)) if reference.len() == 8),
            "{told:?}"
        );
    }
}
