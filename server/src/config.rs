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
    /// Import a folder, an archive or a Git repository of Markdown records. Files that are not
    /// records are listed with the reason. Running it again updates what changed, and keeps what
    /// people did here: where both changed, that is a conflict to be settled on the record's page.
    ///
    /// Paths are kept as they are within the folder, within the one folder at the top of the archive,
    /// or within the repository (with --folder within that folder), so the same records come in
    /// under the same paths whichever way they come.
    Import(AdrImport),
    /// Write every record of a log, byte for byte: into a folder, as one Markdown file, or as a
    /// commit on a branch of a local clone. Drafts without a number are left out.
    Export(AdrExport),
}

/// `twoway adr import`
#[derive(Debug, Args)]
pub struct AdrImport {
    /// Where the data are.
    #[command(flatten)]
    pub database: Database,
    /// What to import, told apart by what it is.
    ///
    /// A folder: searched through all its folders, as its files lie there, also when it is a working copy.
    /// A .zip or .tar.gz archive.
    /// A Git repository: an address with https:// or ssh:// or of the form git@host:path, of which one commit is
    /// fetched; or a bare repository on this machine. With --branch or --folder a working copy is read as a
    /// repository too, as it is committed. No password is ever asked for; ssh needs the program `ssh`, and uses its keys.
    #[arg(value_name = "DIR|ARCHIVE|REPOSITORY", verbatim_doc_comment)]
    pub source: String,
    /// Branch of the repository; without it the one the repository says.
    #[arg(long, value_name = "NAME")]
    pub branch: Option<String>,
    /// Folder of the repository that holds the records, such as docs/adr.
    #[arg(long, value_name = "PATH")]
    pub folder: Option<String>,
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
#[command(group(clap::ArgGroup::new("to").required(true).args(["dir", "file", "repository"])))]
pub struct AdrExport {
    /// Where the data are.
    #[command(flatten)]
    pub database: Database,
    /// Key of the decision log, such as PLAT.
    #[arg(long, value_name = "KEY")]
    pub log: String,
    /// A folder, made if it does not exist. One that holds anything else is refused.
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// One Markdown file with all records in order, headings one level deeper; replaced if it exists.
    #[arg(long, value_name = "FILE.md")]
    pub file: Option<PathBuf>,
    /// A local Git clone: the records that differ become one commit on --branch. Its working copy is not touched.
    #[arg(long, value_name = "PATH", requires = "branch")]
    pub repository: Option<PathBuf>,
    /// The branch to commit to; made from the one checked out if it does not exist.
    #[arg(long, value_name = "NAME", requires = "repository")]
    pub branch: Option<String>,
    /// The folder of the repository to commit into, such as docs/adr.
    #[arg(long, value_name = "PATH", requires = "repository")]
    pub folder: Option<String>,
    /// What the commit says.
    #[arg(long, value_name = "TEXT", requires = "repository")]
    pub message: Option<String>,
    /// The commit's author.
    #[arg(long, value_name = "NAME <ADDRESS>", default_value = "Twoway <twoway@localhost>", value_parser = author)]
    pub author: (String, String),
    /// Write into a folder that holds other things: its files of the same path are replaced, all
    /// others stay. With --repository: commit even to the branch that is checked out, whose working
    /// copy is then behind.
    #[arg(long)]
    pub force: bool,
}

fn author(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('<').and_then(|(name, rest)| {
        let (name, address) = (name.trim(), rest.strip_suffix('>')?.trim());
        let good = |part: &str| !part.is_empty() && !part.contains(['<', '>', '\n']);
        (good(name) && good(address)).then(|| (name.to_owned(), address.to_owned()))
    });
    parts.ok_or_else(|| "an author is written like “Ann Lee <ann@example.com>”".to_owned())
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
