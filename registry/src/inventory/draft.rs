//! What is asked of services, dependencies and integration points, and which of them to list.

use super::Service;
use crate::kernel::Id;

/// What is asked of a service that is added to the catalogue, as typed.
#[derive(Clone, Debug, Default)]
pub struct ServiceDraft {
    /// Its name.
    pub name: String,
    /// Who provides or governs it.
    pub provider: String,
    /// Key of the layer.
    pub layer: String,
    /// Key of the coupling category to start from.
    pub category: String,
    /// What it is good at.
    pub strong_use: String,
    /// What keeps its use reversible.
    pub practice: String,
    /// What the practice gains.
    pub why: String,
}

/// Which services to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceFilter {
    /// Only of the layer with this key.
    pub layer: Option<String>,
    /// Only of this provider.
    pub provider: Option<String>,
    /// Only of the category with this key.
    pub category: Option<String>,
    /// Only where this text occurs in name, key, provider or strong use.
    pub text: Option<String>,
    /// Only those some workload uses.
    pub used: bool,
}

impl ServiceFilter {
    /// Whether a service that `workloads` use is to be listed.
    #[must_use]
    pub fn lets_through(&self, service: &Service, workloads: i64) -> bool {
        let is = |wanted: &Option<String>, value: &str| wanted.as_ref().is_none_or(|wanted| wanted == value);
        let text = self.text.as_ref().is_none_or(|text| {
            let text = text.trim().to_lowercase();
            [&service.name, &service.key, &service.provider, &service.strong_use]
                .iter()
                .any(|field| field.to_lowercase().contains(&text))
        });
        is(&self.layer, service.layer.key())
            && is(&self.provider, &service.provider)
            && is(&self.category, service.category.key())
            && text
            && (!self.used || workloads > 0)
    }
}

/// What is asked when a service is attached to a workload or the dependency changed, as typed.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Key of the service; cannot be changed later.
    pub service: String,
    /// Key of the coupling category; empty: the catalogue's.
    pub category: String,
    /// Who answers for it.
    pub owner: String,
    /// The adapter that isolates it, as path globs, one a line.
    pub boundary: String,
    /// Key of the service an exit leads to; empty: none.
    pub exit_option: String,
    /// Address of the runbook.
    pub runbook: String,
    /// Identifier of the decision record; empty: none.
    pub record: String,
    /// Integration points inside the boundary that are counted without a place.
    pub inside: String,
    /// Integration points outside the boundary that are counted without a place.
    pub leaking: String,
}

/// What is asked of an integration point, as typed.
#[derive(Clone, Debug, Default)]
pub struct PointDraft {
    /// Where: `repository:path:line`.
    pub location: String,
    /// What is called.
    pub operation: String,
    /// How many calls stand there; empty: one.
    pub calls: String,
    /// `true` when it is outside the boundary.
    pub leaking: String,
    /// `true` when its calls are among those counted without a place.
    pub of_count: String,
}

/// Which integration points to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PointFilter {
    /// Only of the workload with this slug.
    pub workload: Option<String>,
    /// Only of the service with this key.
    pub service: Option<String>,
    /// Only of this dependency.
    pub dependency: Option<Id>,
    /// Only those outside, or only those inside their boundary.
    pub leaking: Option<bool>,
    /// Only those no accepted record covers.
    pub uncovered: bool,
    /// Rows to pass over.
    pub skip: i64,
    /// At most so many rows.
    pub limit: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::catalogue;

    #[test]
    fn filters_narrow_together() {
        let bedrock = catalogue::find("bedrock").unwrap();
        let wanted = |filter: ServiceFilter| filter.lets_through(bedrock, 0);
        assert!(wanted(ServiceFilter::default()));
        assert!(wanted(ServiceFilter {
            text: Some(" FOUNDATION ".into()),
            ..Default::default()
        }));
        assert!(wanted(ServiceFilter {
            layer: Some("compute".into()),
            provider: Some("AWS".into()),
            ..Default::default()
        }));
        assert!(!wanted(ServiceFilter {
            layer: Some("data".into()),
            ..Default::default()
        }));
        assert!(!wanted(ServiceFilter {
            used: true,
            ..Default::default()
        }));
    }
}
