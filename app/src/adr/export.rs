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
    let (log, is_zip) = if let Some(log) = file.strip_suffix(".zip") {
        (log, true)
    } else if let Some(log) = file.strip_suffix(".tar.gz") {
        (log, false)
    } else {
        return Err(Fault::not_found("kind of archive"));
    };
    let Export { log, files, .. } = ctx.registry().records().export(&ctx.actor, log).await?;
    let key = log.key.clone();
    // Packing keeps a processor busy; pages are served meanwhile.
    let packed = tokio::task::spawn_blocking(move || {
        if is_zip {
            archive::zip(&key, &files)
        } else {
            archive::tar_gz(&key, &files)
        }
    })
    .await;
    let bytes = packed
        .map_err(|error| Fault::panicked(&error.to_string()))?
        .map_err(|error| Error::Corrupt(error.to_string()))?;
    let (ending, media) = if is_zip {
        ("zip", "application/zip")
    } else {
        ("tar.gz", "application/gzip")
    };
    let headers = [
        (header::CONTENT_TYPE, media.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}.{ending}\"", log.key),
        ),
    ];
    let response: Response = (headers, bytes).into_response();
    Ok(response)
}
