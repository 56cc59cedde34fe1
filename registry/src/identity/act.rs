//! Who may do what: the one table of authorisation. Use cases ask [`super::Actor::must`];
//! nothing else decides.

use super::Role;

/// Something that needs a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Read everything that is recorded.
    Read,
    /// Write, edit and propose decision records; import them.
    WriteRecords,
    /// Accept, reject, deprecate or supersede a proposed record.
    DecideRecords,
    /// Comment on decision records and say what one thinks of a proposed one.
    ReviewRecords,
    /// Register workloads and change their facts.
    EditWorkloads,
    /// Add dependencies, integration points, assets and models.
    EditInventory,
    /// Move the decisions of the checklist.
    MoveChecklist,
    /// Start the quarter's review.
    StartReview,
    /// Tick tasks of a review week and note exceptions.
    WorkReview,
    /// Sign a review week; also needs membership of the owning team.
    SignWeek,
    /// Reopen a signed week with a reason.
    ReopenWeek,
    /// Estimate exit cost.
    EstimateRisk,
    /// Seal the assessment of a workload that is not under review.
    SealAssessment,
    /// Manage people, roles and teams.
    ManagePeople,
    /// Change settings of the organisation.
    ChangeSettings,
}

impl Act {
    /// All acts.
    #[must_use]
    pub fn all() -> [Self; 15] {
        [
            Self::Read,
            Self::WriteRecords,
            Self::DecideRecords,
            Self::ReviewRecords,
            Self::EditWorkloads,
            Self::EditInventory,
            Self::MoveChecklist,
            Self::StartReview,
            Self::WorkReview,
            Self::SignWeek,
            Self::ReopenWeek,
            Self::EstimateRisk,
            Self::SealAssessment,
            Self::ManagePeople,
            Self::ChangeSettings,
        ]
    }

    /// Whether a role allows it.
    #[must_use]
    pub fn allowed_to(self, role: Role) -> bool {
        use Role::{Administrator, Architect, Executive, Reviewer};
        match self {
            Self::Read => true,
            Self::WriteRecords | Self::EditWorkloads => role == Architect,
            Self::EditInventory | Self::MoveChecklist | Self::WorkReview | Self::EstimateRisk => {
                matches!(role, Architect | Reviewer)
            }
            Self::DecideRecords | Self::StartReview | Self::ReopenWeek => matches!(role, Architect | Executive),
            Self::ReviewRecords => matches!(role, Architect | Reviewer | Executive),
            Self::SignWeek => role == Reviewer,
            Self::SealAssessment => role == Executive,
            Self::ManagePeople | Self::ChangeSettings => role == Administrator,
        }
    }

    /// The act as it completes “To …, you need the role …”.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Read => "read this",
            Self::WriteRecords => "write decision records",
            Self::DecideRecords => "decide on a record",
            Self::ReviewRecords => "comment on decision records",
            Self::EditWorkloads => "register or change workloads",
            Self::EditInventory => "change dependencies, assets and models",
            Self::MoveChecklist => "move checklist decisions",
            Self::StartReview => "start a review",
            Self::WorkReview => "work on a review",
            Self::SignWeek => "sign a review week",
            Self::ReopenWeek => "reopen a signed week",
            Self::EstimateRisk => "estimate exit cost",
            Self::SealAssessment => "seal an assessment",
            Self::ManagePeople => "manage people and teams",
            Self::ChangeSettings => "change settings",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole matrix, written out: a change of the table must be made twice, on purpose.
    #[test]
    fn the_matrix_is_as_agreed() {
        // viewer, architect, reviewer, executive, administrator
        let agreed = [
            (Act::Read, [1, 1, 1, 1, 1]),
            (Act::WriteRecords, [0, 1, 0, 0, 0]),
            (Act::DecideRecords, [0, 1, 0, 1, 0]),
            (Act::ReviewRecords, [0, 1, 1, 1, 0]),
            (Act::EditWorkloads, [0, 1, 0, 0, 0]),
            (Act::EditInventory, [0, 1, 1, 0, 0]),
            (Act::MoveChecklist, [0, 1, 1, 0, 0]),
            (Act::StartReview, [0, 1, 0, 1, 0]),
            (Act::WorkReview, [0, 1, 1, 0, 0]),
            (Act::SignWeek, [0, 0, 1, 0, 0]),
            (Act::ReopenWeek, [0, 1, 0, 1, 0]),
            (Act::EstimateRisk, [0, 1, 1, 0, 0]),
            (Act::SealAssessment, [0, 0, 0, 1, 0]),
            (Act::ManagePeople, [0, 0, 0, 0, 1]),
            (Act::ChangeSettings, [0, 0, 0, 0, 1]),
        ];
        assert_eq!(agreed.len(), Act::all().len());
        for (act, row) in agreed {
            for (role, allowed) in Role::all().into_iter().zip(row) {
                assert_eq!(act.allowed_to(role), allowed == 1, "{act:?} by {role:?}");
            }
        }
    }
}
