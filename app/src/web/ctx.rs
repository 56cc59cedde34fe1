//! Who asks, and the page they get.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{Method, StatusCode, Uri, header, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
};
use leptos::prelude::AnyView;
use registry::{
    identity::{Act, Actor, Role},
    kernel::{Id, Registry},
};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::{Fault, Reply, Site};
use crate::ui::{Frame, Here, Notice, Who, document, draws_diagrams};

/// The session's key for who is signed in.
pub const SESSION_ACTOR: &str = "signed-in";
const SESSION_NOTICE: &str = "notice";
/// A session ends this long after signing in, however busy it was.
const ABSOLUTE: time::Duration = time::Duration::hours(12);
/// How often a busy session is written, to put off its idle expiry.
const TOUCH: time::Duration = time::Duration::minutes(5);

/// The nonce of this response's content security policy; the server puts it into each request.
#[derive(Clone, Debug)]
pub struct Nonce(pub String);

/// On a response: its page may hold a frame of this site, in which diagrams are drawn.
#[derive(Clone, Copy, Debug)]
pub struct MayFrame;

/// Whom a session belongs to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignedIn {
    /// The person.
    pub id: Id,
    /// The epoch they signed in at; raised by signing out everywhere.
    pub epoch: i64,
    /// When they signed in, seconds since 1970.
    pub since: i64,
    /// When the session was last written.
    pub touched: i64,
}

/// One request of a signed-in person: who they are, and the page they get.
#[derive(Clone)]
pub struct Ctx {
    /// The site.
    pub site: Site,
    /// Who asks.
    pub actor: Actor,
    /// What they asked for.
    pub uri: Uri,
    session: Session,
    nonce: String,
    signed_in: bool,
}

/// Starts a session for somebody whose password was right. Its id changes, so that a session
/// planted before signing in is worth nothing.
///
/// # Errors
/// When the session store fails.
pub async fn sign_in_session(session: &Session, registry: &Registry, id: Id, epoch: i64) -> Result<(), Fault> {
    let now = registry.now().at().unix_timestamp();
    session.cycle_id().await.map_err(|error| broken(&error))?;
    session
        .insert(
            SESSION_ACTOR,
            SignedIn {
                id,
                epoch,
                since: now,
                touched: now,
            },
        )
        .await
        .map_err(|error| broken(&error))
}

fn broken(error: &tower_sessions::session::Error) -> Fault {
    Fault::from(registry::kernel::Error::Corrupt(format!("session: {error}")))
}

impl Ctx {
    /// The registry.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.site.registry
    }

    /// Whether the person may, to show or leave out a button. The use case decides again.
    #[must_use]
    pub fn may(&self, act: Act) -> bool {
        self.actor.may(act)
    }

    /// A page in the frame. The view is built within, once all data are there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page(&self, here: Here, title: &str, content: impl FnOnce() -> AnyView + Send) -> Reply {
        let notice = self.take_notice().await;
        let roles: Vec<&str> = self.actor.roles.iter().map(|role| role.label()).collect();
        let who = self.signed_in.then(|| Who {
            name: self.actor.name.clone(),
            roles: roles.join(", "),
            is_admin: self.actor.roles.contains(&Role::Administrator),
        });
        let frame = Frame {
            title: title.to_owned(),
            here,
            actor: who,
            notice,
            nonce: self.nonce.clone(),
            assets: std::sync::Arc::clone(&self.site.assets),
        };
        let page = document(&frame, content);
        let frames = draws_diagrams(&page).then_some(MayFrame);
        let mut response = Html(page).into_response();
        frames.map(|may| response.extensions_mut().insert(may));
        Ok(response)
    }

    /// The same page again with what was typed: status 422.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page_again(&self, here: Here, title: &str, content: impl FnOnce() -> AnyView + Send) -> Reply {
        let mut response = self.page(here, title, content).await?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        Ok(response)
    }

    /// The same page again with both texts, because somebody else was faster: status 409.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page_conflict(&self, here: Here, title: &str, content: impl FnOnce() -> AnyView + Send) -> Reply {
        let mut response = self.page(here, title, content).await?;
        *response.status_mut() = StatusCode::CONFLICT;
        Ok(response)
    }

    /// On to another page, which says what was done.
    ///
    /// # Errors
    /// When the session store fails.
    pub async fn done(&self, to: &str, said: impl Into<String>) -> Reply {
        self.on(to, Notice::done(said)).await
    }

    /// On to another page, which says what became of it: [`Ctx::done`] for what was not simply done.
    ///
    /// # Errors
    /// When the session store fails.
    pub async fn on(&self, to: &str, notice: Notice) -> Reply {
        self.session
            .insert(SESSION_NOTICE, notice)
            .await
            .map_err(|error| broken(&error))?;
        Ok(Redirect::to(to).into_response())
    }

    /// The session, to end it.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    async fn take_notice(&self) -> Option<Notice> {
        // To remove marks the session as changed whether there was anything or not, and each page
        // would write it.
        self.session.get_value(SESSION_NOTICE).await.ok().flatten()?;
        self.session.remove::<Notice>(SESSION_NOTICE).await.ok().flatten()
    }

    /// Whoever asks, signed in or not; for sign-in and error pages.
    ///
    /// # Errors
    /// With the response to give instead.
    pub async fn of_anybody(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        let session = Session::from_request_parts(parts, site)
            .await
            .map_err(IntoResponse::into_response)?;
        let nonce = parts
            .extensions
            .get::<Nonce>()
            .map(|nonce| nonce.0.clone())
            .unwrap_or_default();
        let uri = parts.uri.clone();
        let signed_in: Option<SignedIn> = session
            .get(SESSION_ACTOR)
            .await
            .map_err(|error| broken(&error).into_response())?;
        let now = site.registry.now().at().unix_timestamp();
        let mut actor = None;
        if let Some(mut signed_in) = signed_in.filter(|it| now - it.since < ABSOLUTE.whole_seconds()) {
            let found = site.registry.people().actor(signed_in.id, signed_in.epoch).await;
            actor = found.map_err(|error| Fault::from(error).into_response())?;
            if actor.is_some() && now - signed_in.touched > TOUCH.whole_seconds() {
                signed_in.touched = now;
                session
                    .insert(SESSION_ACTOR, signed_in)
                    .await
                    .map_err(|error| broken(&error).into_response())?;
            }
        }
        let signed_in = actor.is_some();
        let actor = actor.unwrap_or_else(|| Actor {
            id: None,
            name: String::new(),
            email: String::new(),
            roles: std::collections::BTreeSet::new(),
            teams: std::collections::BTreeSet::new(),
        });
        Ok(Self {
            site: site.clone(),
            actor,
            uri,
            session,
            nonce,
            signed_in,
        })
    }

    /// Whether somebody is signed in.
    #[must_use]
    pub fn is_signed_in(&self) -> bool {
        self.signed_in
    }
}

impl FromRequestParts<Site> for Ctx {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        let ctx = Self::of_anybody(parts, site).await?;
        if ctx.signed_in {
            return Ok(ctx);
        }
        let nobody = site.registry.people().is_empty().await;
        if nobody.map_err(|error| Fault::from(error).into_response())? {
            return Err(Redirect::to("/setup").into_response());
        }
        let to = parts
            .uri
            .path_and_query()
            .map_or("/", axum::http::uri::PathAndQuery::as_str);
        if parts.method == Method::GET && to != "/" {
            let next: String = form_urlencoded::byte_serialize(to.as_bytes()).collect();
            return Err(Redirect::to(&format!("/sign-in?next={next}")).into_response());
        }
        Err(Redirect::to("/sign-in").into_response())
    }
}

/// The caller's address, for throttling: the peer's, or behind a proxy the last one in
/// `X-Forwarded-For`, which the proxy itself wrote.
#[must_use]
pub fn address_of(parts: &Parts, site: &Site) -> String {
    let peer = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip().to_string());
    let forwarded = parts
        .headers
        .get_all(header::HeaderName::from_static("x-forwarded-for"))
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .and_then(|address| address.trim().parse::<IpAddr>().ok())
        .map(|address| address.to_string());
    forwarded.filter(|_| site.behind_proxy).or(peer).unwrap_or_default()
}
