//! The site's files, embedded into the program: stylesheet, scripts, fonts, icon.
//!
//! Their names carry a hash of their content, so a browser keeps them for a year.

use std::{collections::BTreeMap, sync::LazyLock};

use anyhow::Context as _;
use app::ui::Assets;
use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../site"]
struct Files;

/// Logical name → name with hash, as the site's build wrote it.
static MANIFEST: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    Files::get("manifest.json")
        .and_then(|file| serde_json::from_slice(&file.data).ok())
        .unwrap_or_default()
});

/// The addresses pages link to.
///
/// # Errors
/// When the program was built without its site.
pub fn addresses(demo: bool) -> anyhow::Result<Assets> {
    let of = |name: &str| -> anyhow::Result<String> {
        let file = MANIFEST
            .get(name)
            .with_context(|| format!("the program was built without {name}; run make site first"))?;
        Ok(format!("/assets/{file}"))
    };
    Ok(Assets {
        css: of("main.css")?,
        js: of("twoway.js")?,
        wasm: of("twoway.wasm")?,
        charts: of("charts.js")?,
        interactive: of("interactive.js")?,
        times: of("times.js")?,
        list_keys: of("list-keys.js")?,
        passages: of("passages.js")?,
        upload: of("upload.js")?,
        diagrams: of("diagrams.js")?,
        diagram_frame: of("diagram-frame.js")?,
        editor: of("editor.js")?,
        font_inter: of("inter.woff2")?,
        font_serif: of("source-serif-4.woff2")?,
        favicon: "/favicon.svg".to_owned(),
        demo,
        dev: std::env::var_os("TWOWAY_DEV").is_some(),
    })
}

/// The script that draws charts on the server.
///
/// # Errors
/// When the program was built without its site.
pub fn chart_script() -> anyhow::Result<String> {
    let file =
        Files::get("server/echarts.js").context("the program was built without its charts; run make site first")?;
    Ok(String::from_utf8(file.data.into_owned())?)
}

/// `GET /assets/{file}`: a file whose name says its content, in Brotli where the browser takes it.
pub async fn serve(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let name = format!("assets/{path}");
    let Some(file) = Files::get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let etag = format!("\"{path}\"");
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == etag.as_bytes())
    {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let takes_brotli = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|takes| takes.to_str().ok())
        .is_some_and(|takes| takes.split(',').any(|one| one.trim().starts_with("br")));
    let small = if takes_brotli {
        Files::get(&format!("{name}.br"))
    } else {
        None
    };
    let kind = mime_guess::from_path(&path).first_or_octet_stream();
    let kind = if kind.type_() == "text" {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_string()
    };
    let always = [
        (header::CONTENT_TYPE, kind.as_str()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::ETAG, etag.as_str()),
        (header::VARY, "accept-encoding"),
    ];
    match small {
        Some(small) => (always, [(header::CONTENT_ENCODING, "br")], small.data.into_owned()).into_response(),
        None => (always, file.data.into_owned()).into_response(),
    }
}

/// Files browsers ask for by a fixed name: `/favicon.svg`, `/robots.txt`.
#[must_use]
pub fn well_known(name: &'static str) -> Response {
    let Some(file) = Files::get(&format!("public/{name}")) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = mime_guess::from_path(name).first_or_octet_stream().to_string();
    let headers = [
        (header::CONTENT_TYPE, kind.as_str()),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    (headers, file.data.into_owned()).into_response()
}
