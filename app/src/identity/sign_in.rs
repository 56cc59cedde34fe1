//! Setting up, signing in, signing out.

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use leptos::prelude::*;
use registry::{
    identity::{NewPerson, SignIn},
    kernel::{Error, Problems},
};

use crate::{
    ui::{Button, Buttons, ErrorSummary, Here, Hidden, Look, PageHead, TextInput},
    web::{Ctx, Fault, Reply, Site, Typed, address_of, error_of, sign_in_session, value_of},
};

/// `GET /sign-in`
pub async fn form(State(site): State<Site>, request: Request) -> Reply {
    let (mut parts, _) = request.into_parts();
    let ctx = match Ctx::of_anybody(&mut parts, &site).await {
        Ok(ctx) => ctx,
        Err(response) => return Ok(response),
    };
    if ctx.is_signed_in() {
        return Ok(Redirect::to("/").into_response());
    }
    if site.registry.people().is_empty().await? {
        return Ok(Redirect::to("/setup").into_response());
    }
    let typed = Typed::query(parts.uri.query());
    ctx.page(Here::None, "Sign in", move || sign_in_view(&typed, &Problems::new()))
        .await
}

/// `POST /sign-in`
pub async fn sign_in(State(site): State<Site>, request: Request) -> Reply {
    let (ctx, parts, typed) = match opened(&site, request).await {
        Ok(opened) => opened,
        Err(response) => return Ok(response),
    };
    let address = address_of(&parts, &site);
    let people = site.registry.people();
    let (status, sentence) = match people
        .sign_in(typed.get("email"), typed.get("password"), &address)
        .await?
    {
        SignIn::Welcome(id, epoch) => {
            sign_in_session(ctx.session(), &site.registry, id, epoch).await?;
            return Ok(Redirect::to(local(typed.get("next"))).into_response());
        }
        SignIn::Wrong => (StatusCode::UNPROCESSABLE_ENTITY, "E-mail or password is wrong."),
        SignIn::Wait => (
            StatusCode::TOO_MANY_REQUESTS,
            "Too many failed tries. Wait a quarter of an hour, or ask an administrator.",
        ),
    };
    let problems = Problems::one("password", sentence);
    let mut page = ctx
        .page(Here::None, "Sign in", move || sign_in_view(&typed, &problems))
        .await?;
    *page.status_mut() = status;
    Ok(page)
}

/// `POST /sign-out`
pub async fn sign_out(ctx: Ctx) -> Reply {
    ctx.session()
        .flush()
        .await
        .map_err(|error| Fault::from(Error::Corrupt(error.to_string())))?;
    Ok(Redirect::to("/sign-in").into_response())
}

/// `GET /setup`
pub async fn setup_form(State(site): State<Site>, request: Request) -> Reply {
    if !site.registry.people().is_empty().await? {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    let (mut parts, _) = request.into_parts();
    let ctx = match Ctx::of_anybody(&mut parts, &site).await {
        Ok(ctx) => ctx,
        Err(response) => return Ok(response),
    };
    ctx.page(Here::None, "Set up", move || {
        setup_view(&Typed::default(), &Problems::new())
    })
    .await
}

/// `POST /setup`
pub async fn set_up(State(site): State<Site>, request: Request) -> Reply {
    let (ctx, _, typed) = match opened(&site, request).await {
        Ok(opened) => opened,
        Err(response) => return Ok(response),
    };
    let person = NewPerson {
        email: typed.get("email").to_owned(),
        name: typed.get("name").to_owned(),
        password: typed.get("password").to_owned(),
        ..NewPerson::default()
    };
    let done = if site.setup.is(typed.get("token")) {
        site.registry.people().set_up(person).await
    } else {
        Err(Error::invalid(
            "token",
            "This is not the setup token. It stands in the output of twoway serve.",
        ))
    };
    match done {
        Ok(id) => {
            site.setup.spend();
            sign_in_session(ctx.session(), &site.registry, id, 1).await?;
            ctx.done(
                "/",
                "Twoway is set up. Next: add people and teams, then register your first workload.",
            )
            .await
        }
        Err(Error::Invalid(problems)) => {
            ctx.page_again(Here::None, "Set up", move || setup_view(&typed, &problems))
                .await
        }
        Err(error) => Err(error.into()),
    }
}

/// The context, the request's head and its form, for pages nobody is signed in on.
async fn opened(
    site: &Site,
    request: Request,
) -> Result<(Ctx, axum::http::request::Parts, Typed), axum::response::Response> {
    use axum::extract::FromRequest as _;
    let (mut parts, body) = request.into_parts();
    let ctx = Ctx::of_anybody(&mut parts, site).await?;
    let typed = Typed::from_request(Request::from_parts(parts.clone(), body), site).await?;
    Ok((ctx, parts, typed))
}

/// Only a path of this site: never an address somebody slipped into the link.
fn local(next: &str) -> &str {
    let safe = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    if safe { next } else { "/" }
}

fn sign_in_view(typed: &Typed, problems: &Problems) -> AnyView {
    let value = value_of(typed);
    let error = error_of(problems)("password");
    let wrong = error.is_some();
    view! {
        <PageHead title="Sign in" sub="Decisions, dependencies and reviews of your AI platform."/>
        <form method="post" action="/sign-in" class="form">
            <Hidden name="next" value=value("next")/>
            <TextInput label="E-mail" name="email" kind="email" value=value("email")
                autocomplete="username" required=true autofocus=!wrong/>
            <TextInput label="Password" name="password" kind="password" error=error
                autocomplete="current-password" required=true autofocus=wrong/>
            <Buttons><Button look=Look::Primary>"Sign in"</Button></Buttons>
        </form>
    }
    .into_any()
}

fn setup_view(typed: &Typed, problems: &Problems) -> AnyView {
    let (of, value) = (error_of(problems), value_of(typed));
    view! {
        <PageHead title="Set up Twoway" sub="Nobody exists yet. Create the first administrator."/>
        <ErrorSummary problems=problems.clone()/>
        <form method="post" action="/setup" class="form">
            <TextInput label="Setup token" name="token" value=value("token") error=of("token")
                hint="twoway serve printed it when it started. It works once." autocomplete="off" required=true/>
            <TextInput label="Your name" name="name" value=value("name") error=of("name")
                autocomplete="name" required=true/>
            <TextInput label="E-mail" name="email" kind="email" value=value("email") error=of("email")
                autocomplete="username" required=true/>
            <TextInput label="Password" name="password" kind="password" error=of("password")
                hint="At least 12 characters." autocomplete="new-password" required=true/>
            <Buttons><Button look=Look::Primary>"Create administrator"</Button></Buttons>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn one_is_only_sent_on_within_the_site() {
        assert_eq!(local("/adrs?q=x"), "/adrs?q=x");
        for elsewhere in ["https://evil.example", "//evil.example", "/\\evil.example", "", "adrs"] {
            assert_eq!(local(elsewhere), "/", "{elsewhere}");
        }
    }
}
