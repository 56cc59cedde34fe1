//! The `twoway` program as a library: configuration, the router with its middleware, sessions,
//! the command line, sample data.
//!
//! Start at [`config`] for what can be set, then [`router`] for what happens to each request.

pub mod assets;
pub mod command;
pub mod config;
pub mod demo;
pub mod diagram;
pub mod etag;
pub mod export;
pub mod git;
pub mod import;
pub mod jobs;
pub mod router;
pub mod security;
pub mod serve;
pub mod session;

pub use config::Cli;

use anyhow::Context as _;

/// Runs what the command line asks for.
///
/// # Errors
/// With a sentence for whoever started the program.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    serve::log(&cli.log);
    git::prepare();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the async runtime cannot start")?
        .block_on(command::run(cli))
}
