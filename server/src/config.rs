//! Everything that can be set, by flag or environment variable. Each field's comment is its help.

use std::{net::SocketAddr, path::PathBuf, str::FromStr};

use clap::{Args, Parser, Subcommand};
use registry::identity::Role;

/// Twoway: the governance dashboard for reversible architecture.
///
/// Records architecture decisions, what each AI workload depends on, the quarterly review, and
/// the dependency-risk ratio. One program, SQLite inside, PostgreSQL where one machine is not
/// enough. Every option can also be set by the environment variable named beside it.
#[derive(Debug, Parser)]
#[command(name = "twoway", version, about, long_about)]
pub struct Cli {
    /// What to log: error, warn, info, debug, or per module as in `info,sqlx=warn`. Written to standard error.
    #[arg(
        long,
        global = true,
        env = "TWOWAY_LOG",
        default_value = "info",
        value_name = "FILTER"
    )]
    pub log: String,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the site. Makes and migrates the database as needed; prints a one-time setup token
    /// while nobody exists.
    Serve(Serve),
    /// Serve the site on a database filled with the sample firm, and print a sign-in per role.
    Demo(Demo),
    /// Manage people.
    #[command(subcommand)]
    User(User),
    /// Work with architecture decision records.
    #[command(subcommand)]
    Adr(Adr),
}

/// Where the data are.
#[derive(Clone, Debug, Args)]
pub struct Database {
    /// `sqlite://PATH` (made if absent) or `postgres://USER:PASSWORD@HOST/NAME`.
    #[arg(
        long,
        env = "TWOWAY_DATABASE_URL",
        default_value = "sqlite://data/twoway.db",
        value_name = "URL",
        value_parser = database_url,
        hide_env_values = true
    )]
    pub database_url: String,
}

/// How the site is reached.
#[derive(Clone, Debug, Args)]
pub struct Web {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(
        long,
        env = "TWOWAY_LISTEN",
        default_value = "127.0.0.1:3000",
        value_name = "ADDRESS:PORT",
        value_parser = listen
    )]
    pub listen: SocketAddr,

    /// Where people reach the site, such as `https://twoway.example.com`; taken from the listen
    /// address unless given. With https, cookies are sent over TLS only.
    #[arg(long, env = "TWOWAY_BASE_URL", value_name = "URL", value_parser = base_url)]
    pub base_url: Option<String>,

    /// Believe `X-Forwarded-For` for the caller's address. Only behind a proxy that sets it.
    #[arg(long, env = "TWOWAY_BEHIND_PROXY", value_name = "BOOL", default_value_t = false, num_args = 0..=1, default_missing_value = "true", value_parser = boolean)]
    pub behind_proxy: bool,

    /// Minutes without a request after which somebody is signed out.
    #[arg(long, env = "TWOWAY_IDLE_MINUTES", default_value = "120", value_name = "MINUTES", value_parser = idle_minutes)]
    pub idle_minutes: i64,

    /// Threads that draw charts.
    #[arg(long, env = "TWOWAY_CHART_THREADS", default_value = "2", value_name = "COUNT", value_parser = chart_threads)]
    pub chart_threads: usize,
}

/// `twoway serve`
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// Where the data are.
    #[command(flatten)]
    pub database: Database,
    /// How the site is reached.
    #[command(flatten)]
    pub web: Web,
}

/// `twoway demo`
#[derive(Clone, Debug, Args)]
pub struct Demo {
    /// `sqlite://PATH` or `postgres://…`; filled with sample data if it is empty.
    #[arg(
        long,
        env = "TWOWAY_DEMO_DATABASE_URL",
        default_value = "sqlite://data/demo.db",
        value_name = "URL",
        value_parser = database_url,
        hide_env_values = true
    )]
    pub database_url: String,
    /// How the site is reached.
    #[command(flatten)]
    pub web: Web,
    /// Fill the database and stop.
    #[arg(long)]
    pub seed_only: bool,
    /// Print the sign-ins as one JSON object a line.
    #[arg(long)]
    pub json: bool,
    /// Add generated workloads until there are this many, for measuring.
    #[arg(long, value_name = "WORKLOADS")]
    pub scale: Option<usize>,
    /// Add generated decision records until there are so many; for measuring.
    #[arg(long, value_name = "N")]
    pub records: Option<usize>,
}

/// `twoway user`
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add a person. The password is read from the first line of standard input.
    Add(UserAdd),
}

/// `twoway user add`
#[derive(Debug, Args)]
pub struct UserAdd {
    /// Where the data are.
    #[command(flatten)]
    pub database: Database,
    /// Signs in with it.
    #[arg(long)]
    pub email: String,
    /// Their name.
    #[arg(long)]
    pub name: String,
    /// viewer, architect, reviewer, executive or administrator; repeat for several.
    #[arg(long = "role", required = true, value_parser = Role::from_str)]
    pub roles: Vec<Role>,
    /// Name of a team they belong to, made if it does not exist; repeat for several.
    #[arg(long = "team")]
    pub teams: Vec<String>,
}

/// `twoway adr`
#[derive(Debug, Subcommand)]
pub enum Adr {
    /// Import a folder or an archive of Markdown records. Files that are not records are listed
    /// with the reason. Running it again updates what changed.
    Import(AdrImport),
    /// Write every record of a log into a folder, byte for byte. Drafts without a number are left
    /// out. A folder that holds anything else is refused.
    Export(AdrExport),
}

/// `twoway adr import`
#[derive(Debug, Args)]
pub struct AdrImport {
    /// Where the data are.
    #[command(flatten)]
    pub database: Database,
    /// The folder, searched through all its folders, or a .zip or .tar.gz archive.
    #[arg(value_name = "DIR|ARCHIVE")]
    pub source: PathBuf,
    /// Key of the decision log, such as PLAT; made if it does not exist.
    #[arg(long, value_name = "KEY")]
    pub log: String,
    /// Name of the log if it is made.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Also write what became of each file into this file, as JSON.
    #[arg(long, value_name = "FILE.json")]
    pub report: Option<PathBuf>,
}

/// `twoway adr export`
#[derive(Debug, Args)]
pub struct AdrExport {
    /// Where the data are.
    #[command(flatten)]
    pub database: Database,
    /// Key of the decision log, such as PLAT.
    #[arg(long, value_name = "KEY")]
    pub log: String,
    /// The folder, made if it does not exist.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Write into a folder that holds other things: its files of the same path are replaced, all
    /// others stay.
    #[arg(long)]
    pub force: bool,
}

fn database_url(text: &str) -> Result<String, String> {
    let known = ["sqlite://", "postgres://", "postgresql://"];
    if known
        .iter()
        .any(|scheme| text.starts_with(scheme) && text.len() > scheme.len())
    {
        Ok(text.to_owned())
    } else {
        Err("TWOWAY_DATABASE_URL must be like sqlite://data/twoway.db or postgres://user:password@host/name".to_owned())
    }
}

fn listen(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| "TWOWAY_LISTEN must be an address and a port like 127.0.0.1:3000".to_owned())
}

fn base_url(text: &str) -> Result<String, String> {
    let bare = text.trim_end_matches('/');
    let host = bare.strip_prefix("https://").or_else(|| bare.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', ' ', '?']) => Ok(bare.to_owned()),
        _ => Err("TWOWAY_BASE_URL must be like https://twoway.example.com, without a path".to_owned()),
    }
}

fn boolean(text: &str) -> Result<bool, String> {
    match text {
        "1" | "true" | "yes" => Ok(true),
        "0" | "false" | "no" | "" => Ok(false),
        _ => Err("TWOWAY_BEHIND_PROXY must be true or false".to_owned()),
    }
}

fn idle_minutes(text: &str) -> Result<i64, String> {
    let minutes = text.parse().ok().filter(|minutes| (5..=720).contains(minutes));
    minutes.ok_or_else(|| "TWOWAY_IDLE_MINUTES must be a number from 5 to 720".to_owned())
}

fn chart_threads(text: &str) -> Result<usize, String> {
    let threads = text.parse().ok().filter(|threads| (1..=64).contains(threads));
    threads.ok_or_else(|| "TWOWAY_CHART_THREADS must be a number from 1 to 64".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_wrong_value_names_its_variable() {
        for (flag, value, variable) in [
            ("--listen", "here", "TWOWAY_LISTEN"),
            ("--database-url", "mysql://x", "TWOWAY_DATABASE_URL"),
            ("--base-url", "twoway.example.com", "TWOWAY_BASE_URL"),
            ("--idle-minutes", "0", "TWOWAY_IDLE_MINUTES"),
            ("--behind-proxy", "maybe", "TWOWAY_BEHIND_PROXY"),
            ("--chart-threads", "none", "TWOWAY_CHART_THREADS"),
        ] {
            let error = Cli::try_parse_from(["twoway", "serve", &format!("{flag}={value}")])
                .unwrap_err()
                .to_string();
            assert!(error.contains(variable), "{error}");
        }
    }
}
