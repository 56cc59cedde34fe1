//! The commands: each opens a registry and calls the use cases pages call too.

use std::io::{BufRead as _, Write as _};

use anyhow::Context as _;
use registry::{
    identity::{Actor, NewPerson},
    kernel::Error,
};

use crate::{
    Cli,
    config::{Adr, Command, Demo, Serve, User, UserAdd},
    demo, export, import, serve,
};

/// Runs a command.
///
/// # Errors
/// With a sentence for whoever started the program.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Serve(command) => serve_site(command).await,
        Command::Demo(command) => demo(command).await,
        Command::User(User::Add(command)) => add_user(command).await,
        Command::Adr(Adr::Import(command)) => import::run(command).await,
        Command::Adr(Adr::Export(command)) => export::run(command).await,
    }
}

async fn serve_site(command: Serve) -> anyhow::Result<()> {
    let registry = serve::open(&command.database.database_url).await?;
    let ready = serve::prepare(registry, &command.web, false).await?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "Twoway listens on {}", ready.base_url)?;
    if let Some(token) = &ready.setup_token {
        writeln!(
            out,
            "Nobody exists yet. Open {}/setup and enter this one-time setup token:\n\n    {token}\n",
            ready.base_url
        )?;
    }
    out.flush()?;
    drop(out);
    ready.serve().await
}

async fn demo(command: Demo) -> anyhow::Result<()> {
    let registry = serve::open(&command.database_url).await?;
    let today = registry.today();
    let filled = demo::fill(&registry.db, today).await.map_err(said)?;
    if let Some(target) = command.scale {
        demo::grow(&registry.db, today, target).await.map_err(said)?;
    }
    if let Some(target) = command.records {
        demo::record(&registry.db, today, target).await.map_err(said)?;
    }
    let logins = demo::logins();
    let mut out = std::io::stdout().lock();
    if command.json {
        for login in &logins {
            writeln!(out, "{}", serde_json::to_string(login)?)?;
        }
    }
    if command.seed_only {
        if !command.json {
            writeln!(
                out,
                "{}",
                if filled {
                    "The sample firm is in the database."
                } else {
                    "The database was filled already."
                }
            )?;
        }
        drop(out);
        registry.db.close().await;
        return Ok(());
    }
    let ready = serve::prepare(registry, &command.web, true).await?;
    if !command.json {
        writeln!(
            out,
            "\n  Twoway, demonstration with sample data\n\n  {}\n\n  Sign in as",
            ready.base_url
        )?;
        for login in logins.iter().take(6) {
            writeln!(out, "    {:<28} {:<24} {}", login.is, login.email, login.password)?;
        }
        writeln!(
            out,
            "\n  Press Ctrl-C to end. The data stay in {}.\n",
            shown(&command.database_url)
        )?;
    }
    out.flush()?;
    drop(out);
    ready.serve().await
}

/// A database's address without its password.
fn shown(url: &str) -> &str {
    url.rsplit_once('@')
        .map_or(url, |(_, rest)| rest)
        .trim_start_matches("sqlite://")
}

async fn add_user(command: UserAdd) -> anyhow::Result<()> {
    let registry = serve::open(&command.database.database_url).await?;
    let operator = Actor::operator();
    let mut teams = registry.people().teams().await?;
    let mut member_of = std::collections::BTreeSet::new();
    eprintln!("Password for {}, one line on standard input:", command.email);
    let mut password = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut password)
        .context("no password on standard input")?;
    for name in &command.teams {
        let team = match teams.iter().find(|team| team.name.eq_ignore_ascii_case(name.trim())) {
            Some(team) => team.clone(),
            None => registry.people().add_team(&operator, name).await.map_err(said)?,
        };
        member_of.insert(team.id);
        teams.push(team);
    }
    let person = NewPerson {
        email: command.email.clone(),
        name: command.name,
        password: password.trim_end_matches(['\r', '\n']).to_owned(),
        roles: command.roles.into_iter().collect(),
        teams: member_of,
    };
    registry.people().add(&operator, person).await.map_err(said)?;
    println!("{} may sign in.", command.email);
    registry.db.close().await;
    Ok(())
}

/// A use case's error as the command line says it.
pub(crate) fn said(error: Error) -> anyhow::Error {
    match error {
        Error::Store(cause) => anyhow::Error::new(cause).context("the database failed"),
        other => anyhow::anyhow!("{other}"),
    }
}
