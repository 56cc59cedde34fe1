//! The `twoway` program; everything it does is in the library.

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

/// What one thread reads of a file another writes to the database; the allocator of the system
/// makes the two wait for each other.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let cli = server::Cli::parse();
    match server::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("twoway: {error:#}");
            ExitCode::FAILURE
        }
    }
}
