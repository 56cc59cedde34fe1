//! A log as an archive or as one document to download.

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use registry::{
    adr::{Export, archive, document},
    kernel::Error,
};

use crate::web::{Ctx, Fault, Reply, heavy};

/// What a log is taken away as.
#[derive(Clone, Copy)]
enum Kind {
    Zip,
    TarGz,
    Document,
}

impl Kind {
    /// The log and the kind a file's name asks for.
    fn of(file: &str) -> Option<(&str, Self)> {
        let kinds = [(".zip", Self::Zip), (".tar.gz", Self::TarGz), (".md", Self::Document)];
        kinds
            .into_iter()
            .find_map(|(ending, kind)| Some((file.strip_suffix(ending)?, kind)))
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Zip => "zip",
            Self::TarGz => "tar.gz",
            Self::Document => "md",
        }
    }

    fn media(self) -> &'static str {
        match self {
            Self::Zip => "application/zip",
            Self::TarGz => "application/gzip",
            Self::Document => "text/markdown; charset=utf-8",
        }
    }
}

/// `GET /adrs/export/PLAT.zip`, `/adrs/export/PLAT.tar.gz` and `/adrs/export/PLAT.md`
pub async fn download(ctx: Ctx, Path(file): Path<String>) -> Reply {
    let (log, kind) = Kind::of(&file).ok_or_else(|| Fault::not_found("kind of export"))?;
    let _room = heavy::room().await?;
    let records = ctx.registry().records();
    let Export { log, files, .. } = records.export(&ctx.actor, log).await?;
    let (key, about) = (log.key.clone(), log.clone());
    let bytes = if let Kind::Document = kind {
        drop(files);
        let chapters = records.chapters(&ctx.actor, &key).await?;
        heavy::aside(move || document::of(&about, &chapters).into_bytes()).await?
    } else {
        let packed = heavy::aside(move || match kind {
            Kind::Zip => archive::zip(&key, &files),
            _ => archive::tar_gz(&key, &files),
        });
        packed.await?.map_err(|error| Error::Corrupt(error.to_string()))?
    };
    let headers = [
        (header::CONTENT_TYPE, kind.media().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}.{}\"", log.key, kind.ending()),
        ),
    ];
    let response: Response = (headers, bytes).into_response();
    Ok(response)
}
