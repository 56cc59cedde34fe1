//! A real site on a free port with a fresh database, and people who use it.

use std::{future::Future, net::SocketAddr, time::Duration};

use registry::{
    adr::{Adr, Draft},
    identity::Role,
    kernel::{Registry, Result},
    testing::{PASSWORD, on_both_engines, person, team},
};
use reqwest::{Client, Response, StatusCode, redirect::Policy};
use server::config::Web;
use tokio::{sync::oneshot, task::JoinHandle};

/// A running site.
pub struct TestApp {
    pub address: SocketAddr,
    pub base: String,
    pub registry: Registry,
    pub setup_token: Option<String>,
    end: Option<oneshot::Sender<()>>,
    task: JoinHandle<anyhow::Result<()>>,
}

impl TestApp {
    /// Tells a story on a site over each engine.
    pub async fn on_both<F, Fut>(story: F)
    where
        F: Fn(TestApp) -> Fut,
        Fut: Future<Output = ()>,
    {
        on_both_engines(|registry| {
            let story = &story;
            async move {
                story(TestApp::start(registry).await).await;
                Ok(())
            }
        })
        .await
        .expect("the databases can be made");
    }

    /// Starts a site.
    pub async fn start(registry: Registry) -> Self {
        let web = Web {
            listen: "127.0.0.1:0".parse().expect("an address"),
            base_url: None,
            behind_proxy: false,
            idle_minutes: 60,
            chart_threads: 1,
        };
        let ready = server::serve::prepare(registry.clone(), &web, false)
            .await
            .expect("the site can start");
        let base = ready.base_url.clone();
        let address = base.trim_start_matches("http://").parse().expect("an address");
        let setup_token = ready.setup_token.clone();
        let (end, ended) = oneshot::channel::<()>();
        let task = tokio::spawn(ready.serve_until(async move {
            let _ = ended.await;
        }));
        Self {
            address,
            base,
            registry,
            setup_token,
            end: Some(end),
            task,
        }
    }

    /// A browser nobody is signed in on; it follows no redirect.
    pub fn browser(&self) -> Browser {
        let client = Client::builder()
            .cookie_store(true)
            .redirect(Policy::none())
            .timeout(Duration::from_secs(30))
            .build()
            .expect("a client");
        Browser {
            client,
            base: self.base.clone(),
        }
    }

    /// A browser on which a new person with these roles is signed in.
    pub async fn signed_in(&self, name: &str, roles: &[Role]) -> Browser {
        person(&self.registry, name, roles, &[])
            .await
            .expect("the person can be added");
        let browser = self.browser();
        let answer = browser
            .sign_in(&format!("{}@example.com", registry::kernel::slug(name)))
            .await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        browser
    }

    /// As many workloads as asked for, through the use case.
    pub async fn with_workloads(&self, count: usize) -> Result<()> {
        let owner = match self.registry.people().teams().await?.first() {
            Some(team) => team.clone(),
            None => team(&self.registry, "Claims").await?,
        };
        let operator = registry::identity::Actor::operator();
        let there = self.registry.workloads().names(&operator).await?.len();
        for number in there..there + count {
            let draft = registry::workload::Draft {
                name: format!("Workload {number}"),
                team: owner.slug.clone(),
                durability: "stable-production-inference".into(),
                spend: "1000000".into(),
                currency: "USD".into(),
                ..Default::default()
            };
            self.registry.workloads().register(&operator, &draft).await?;
        }
        Ok(())
    }

    /// A draft with this text, called “T”, in the log PLAT; nobody who signs in wrote it.
    pub async fn draft(&self, text: &str) -> Adr {
        let draft = Draft {
            log: "PLAT".into(),
            log_name: "Platform".into(),
            title: "T".into(),
            text: text.into(),
            ..Draft::default()
        };
        let operator = registry::identity::Actor::operator();
        self.registry.records().write(&operator, &draft).await.expect("a draft")
    }

    /// Asks the site to end.
    pub fn ask_to_end(&mut self) {
        if let Some(end) = self.end.take() {
            let _ = end.send(());
        }
    }

    /// Waits until it has ended.
    pub async fn ended(self) {
        self.task.await.expect("no panic").expect("a clean end");
    }
}

/// Somebody's browser.
pub struct Browser {
    client: Client,
    base: String,
}

impl Browser {
    pub async fn get(&self, path: &str) -> Response {
        self.client
            .get(format!("{}{path}", self.base))
            .send()
            .await
            .expect("an answer")
    }

    pub async fn get_with(&self, path: &str, header: &str, value: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.base)).header(header, value);
        request.send().await.expect("an answer")
    }

    /// The page as text; it must be there.
    pub async fn page(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.text().await.expect("text")
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let body = form(fields);
        self.client
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(body)
            .send()
            .await
            .expect("an answer")
    }

    /// Sends a form with one file in it.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], file: (&str, &str, Vec<u8>)) -> Response {
        let (field, name, bytes) = file;
        let mut form = reqwest::multipart::Form::new();
        for (name, value) in fields {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        let file = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        self.client
            .post(format!("{}{path}", self.base))
            .header("sec-fetch-site", "same-origin")
            .multipart(form.part(field.to_owned(), file))
            .send()
            .await
            .expect("an answer")
    }

    pub async fn post_from(&self, path: &str, header: (&str, &str)) -> Response {
        self.client
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .header(header.0, header.1)
            .body(String::new())
            .send()
            .await
            .expect("an answer")
    }

    pub async fn sign_in(&self, email: &str) -> Response {
        self.post("/sign-in", &[("email", email), ("password", PASSWORD)]).await
    }
}

/// Files as an import takes them.
pub fn files<T: AsRef<[u8]>>(files: &[(&str, T)]) -> Vec<(String, Vec<u8>)> {
    files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_ref().to_vec()))
        .collect()
}

fn form(fields: &[(&str, &str)]) -> String {
    fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect::<Vec<_>>()
        .join("&")
}

fn encoded(value: &str) -> String {
    value
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
