//! One's own account.

use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::kernel::{Error, Problems};

use crate::{
    ui::{Badge, Button, Buttons, Columns, Confirm, Fact, Facts, Here, Look, PageHead, Section, TextInput},
    web::{Ctx, Reply, Typed, error_of},
};

/// `GET /account`
pub async fn page(ctx: Ctx) -> Reply {
    let view = view(&ctx, Problems::new()).await?;
    ctx.page(Here::Account, "Account", view).await
}

/// `POST /account/password`
pub async fn change_password(ctx: Ctx, typed: Typed) -> Reply {
    let changed = ctx
        .registry()
        .people()
        .change_password(&ctx.actor, typed.get("current"), typed.get("password"))
        .await;
    match changed {
        Ok(()) => Ok(Redirect::to("/sign-in").into_response()),
        Err(Error::Invalid(problems)) => {
            let view = view(&ctx, problems).await?;
            ctx.page_again(Here::Account, "Account", view).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /account/sign-out-everywhere`
pub async fn sign_out_everywhere(ctx: Ctx) -> Reply {
    ctx.registry().people().sign_out_everywhere(&ctx.actor).await?;
    Ok(Redirect::to("/sign-in").into_response())
}

async fn view(ctx: &Ctx, problems: Problems) -> Result<impl FnOnce() -> AnyView + Send + use<>, Error> {
    let all = ctx.registry().people().teams().await?;
    let actor = ctx.actor.clone();
    let feeds_made = ctx.registry().people().feed_token_made(&actor).await?;
    let teams: Vec<String> = all
        .into_iter()
        .filter(|team| actor.is_of(team.id))
        .map(|team| team.name)
        .collect();
    Ok(move || {
        let of = error_of(&problems);
        let (wrong_current, wrong_new) = (of("current"), of("password"));
        let roles = actor
            .roles
            .iter()
            .map(|role| view! { <Badge text=role.label()/>" " })
            .collect_view();
        let teams = if teams.is_empty() {
            "None".to_owned()
        } else {
            teams.join(", ")
        };
        view! {
            <PageHead title=actor.name.clone() sub=actor.email.clone()/>
            <Columns>
                <Section title="What you may do">
                    <Facts>
                        <Fact term="Roles">{roles}</Fact>
                        <Fact term="Teams">{teams}</Fact>
                    </Facts>
                </Section>
                <Section title="Change your password" note="You are signed out everywhere afterwards.">
                    <form method="post" action="/account/password" class="form">
                        <TextInput label="Current password" name="current" kind="password" error=wrong_current
                            autocomplete="current-password" required=true/>
                        <TextInput label="New password" name="password" kind="password" error=wrong_new
                            hint="At least 12 characters." autocomplete="new-password" required=true/>
                        <Buttons><Button look=Look::Primary>"Change password"</Button></Buttons>
                    </form>
                </Section>
                {super::feeds::section(feeds_made)}
                <Section title="Sessions" note="A session ends after two hours without a request, twelve hours at most.">
                    <Confirm label="Sign out everywhere" action="/account/sign-out-everywhere"
                        text="Ends every session of yours on every device, this one too."/>
                </Section>
            </Columns>
        }
        .into_any()
    })
}
