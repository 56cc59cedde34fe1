//! A log as an archive to download.

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use registry::{
    adr::{Export, archive},
    kernel::Error,
};

use crate::web::{Ctx, Fault, Reply};

/// `GET /adrs/export/PLAT.zip` and `/adrs/export/PLAT.tar.gz`
pub async fn download(ctx: Ctx, Path(file): Path<String>) -> Reply {
    let (log, kind, pack): (_, _, fn(&str, &[(String, Vec<u8>)]) -> std::io::Result<Vec<u8>>) =
        if let Some(log) = file.strip_suffix(".zip") {
            (log, "zip", archive::zip)
        } else if let Some(log) = file.strip_suffix(".tar.gz") {
            (log, "tar.gz", archive::tar_gz)
        } else {
            return Err(Fault::not_found("kind of archive"));
        };
    let Export { log, files, .. } = ctx.registry().records().export(&ctx.actor, log).await?;
    let key = log.key.clone();
    // Packing keeps a processor busy; pages are served meanwhile.
    let packed = tokio::task::spawn_blocking(move || pack(&key, &files)).await;
    let bytes = packed
        .map_err(|error| Fault::panicked(&error.to_string()))?
        .map_err(|error| Error::Corrupt(error.to_string()))?;
    let media = if kind == "zip" {
        "application/zip"
    } else {
        "application/gzip"
    };
    let headers = [
        (header::CONTENT_TYPE, media.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}.{kind}\"", log.key),
        ),
    ];
    let response: Response = (headers, bytes).into_response();
    Ok(response)
}
