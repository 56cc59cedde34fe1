//! Roles, and the person on whose behalf a use case runs.

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::Act;
use crate::kernel::Id;

/// What somebody may do here; a person may hold several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Reads everything; the role of an auditor.
    Viewer,
    /// Writes records, registers workloads and what they depend on.
    Architect,
    /// Works through the review weeks of their teams and signs them.
    Reviewer,
    /// Approves records, starts reviews, seals assessments.
    Executive,
    /// Manages people, teams and settings.
    Administrator,
}

/// The text names no role.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a role; use viewer, architect, reviewer, executive or administrator")]
pub struct NotARole(String);

impl Role {
    /// All roles.
    #[must_use]
    pub fn all() -> [Self; 5] {
        [
            Self::Viewer,
            Self::Architect,
            Self::Reviewer,
            Self::Executive,
            Self::Administrator,
        ]
    }

    /// As stored.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Architect => "architect",
            Self::Reviewer => "reviewer",
            Self::Executive => "executive",
            Self::Administrator => "administrator",
        }
    }

    /// As read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Viewer => "Viewer",
            Self::Architect => "Architect",
            Self::Reviewer => "Reviewer",
            Self::Executive => "Executive",
            Self::Administrator => "Administrator",
        }
    }

    /// What it is for, in a sentence.
    #[must_use]
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Viewer => "Reads everything, changes nothing. For auditors and finance.",
            Self::Architect => "Writes records, registers workloads, services and estimates.",
            Self::Reviewer => "Works through and signs the review weeks of their own teams.",
            Self::Executive => "Decides on records, starts reviews, reopens weeks, seals quarters.",
            Self::Administrator => "Manages people, teams and settings.",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl FromStr for Role {
    type Err = NotARole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::all()
            .into_iter()
            .find(|role| role.key() == text)
            .ok_or_else(|| NotARole(text.to_owned()))
    }
}

/// On whose behalf a use case runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person; none for the command line.
    pub id: Option<Id>,
    /// Their name, as it is kept with what they do.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their roles.
    pub roles: BTreeSet<Role>,
    /// Their teams.
    pub teams: BTreeSet<Id>,
}

impl Actor {
    /// Whoever runs the command line on the server: may do everything that needs no team.
    #[must_use]
    pub fn operator() -> Self {
        Self {
            id: None,
            name: "Command line".to_owned(),
            email: String::new(),
            roles: Role::all().into_iter().collect(),
            teams: BTreeSet::new(),
        }
    }

    /// Whether any of their roles allows the act.
    #[must_use]
    pub fn may(&self, act: Act) -> bool {
        self.roles.iter().any(|role| act.allowed_to(*role))
    }

    /// Whether they belong to a team.
    #[must_use]
    pub fn is_of(&self, team: Id) -> bool {
        self.teams.contains(&team)
    }

    /// Refuses unless a role allows the act.
    ///
    /// # Errors
    /// With a sentence that says which roles may.
    #[cfg(feature = "store")]
    pub fn must(&self, act: Act) -> crate::kernel::Result<()> {
        if self.may(act) {
            return Ok(());
        }
        let roles: Vec<&str> = Role::all()
            .into_iter()
            .filter(|role| act.allowed_to(*role))
            .map(Role::label)
            .collect();
        Err(crate::kernel::Error::refused(format!(
            "To {}, you need the role {}. An administrator can give it to you.",
            act.label(),
            roles.join(" or ")
        )))
    }
}
