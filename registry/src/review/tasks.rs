//! The tasks of a review, drawn from the registry: each asks for one fact, and the registry says
//! whether it already holds it.

use super::Week;
use crate::{
    asset::{AssetFact, Kind, ModelFact},
    kernel::{Id, Money},
    risk::Component,
};

/// One task of a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Names the task for as long as the thing it is about exists: drawing the tasks again finds
    /// the same one.
    pub key: String,
    /// What to do or to see to.
    pub title: String,
    /// Why, or what is missing.
    pub why: String,
    /// Whether the registry holds what is asked for.
    pub satisfied: bool,
    /// Whether a person may tick it off because the registry cannot know.
    pub by_hand: bool,
    /// What it is about: kind and id, `dependency:0192…`.
    pub about: String,
}

/// What the registry knows about the workload under review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The workload.
    pub workload: Id,
    /// Its dependencies.
    pub dependencies: Vec<DependencyFacts>,
    /// Its data assets.
    pub assets: Vec<AssetFacts>,
    /// Its fine-tuned models.
    pub models: Vec<ModelFacts>,
    /// The components the quarter's assessment has at least one line for.
    pub estimated: Vec<Component>,
    /// The annual AI spend on record.
    pub spend: Option<Money>,
    /// The ratio as people read it, or why there is none.
    pub ratio: Result<String, String>,
}

/// One dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DependencyFacts {
    /// Which.
    pub id: Id,
    /// The service's name.
    pub name: String,
    /// Integration points counted.
    pub points: u32,
    /// Whether it has a coupling category.
    pub categorised: bool,
}

/// One data asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetFacts {
    /// Which.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// The facts not recorded about it.
    pub missing: Vec<AssetFact>,
}

/// One fine-tuned model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelFacts {
    /// Which.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// The facts not recorded about it.
    pub missing: Vec<ModelFact>,
}

/// The tasks of a week, in the order they are worked through.
#[must_use]
pub fn of(week: Week, facts: &Facts) -> Vec<Task> {
    match week {
        Week::Inventory => inventory(facts),
        Week::DataLayer => data_layer(facts),
        Week::ModelReproducibility => models(facts),
        Week::DependencyRisk => dependency_risk(facts),
    }
}

fn inventory(facts: &Facts) -> Vec<Task> {
    let about = format!("workload:{}", facts.workload);
    let listed = facts.dependencies.len();
    let mut tasks = vec![
        Task {
            key: "services-registered".to_owned(),
            title: "Register the services this workload uses".to_owned(),
            why: match listed {
                0 => "No service is registered yet.".to_owned(),
                1 => "1 service is registered.".to_owned(),
                count => format!("{count} services are registered."),
            },
            satisfied: listed > 0,
            by_hand: false,
            about: about.clone(),
        },
        Task {
            key: "services-complete".to_owned(),
            title: "Confirm that no service is missing from the list".to_owned(),
            why: "Compare the list with the bill and the infrastructure code; the registry cannot see what nobody entered."
                .to_owned(),
            satisfied: false,
            by_hand: true,
            about,
        },
    ];
    for dependency in &facts.dependencies {
        let about = format!("dependency:{}", dependency.id);
        let name = &dependency.name;
        tasks.push(Task {
            key: format!("{about}/points"),
            title: format!("Count the integration points of {name}"),
            why: match dependency.points {
                0 => "None is counted yet.".to_owned(),
                1 => "1 is counted.".to_owned(),
                count => format!("{count} are counted."),
            },
            satisfied: dependency.points > 0,
            by_hand: false,
            about: about.clone(),
        });
        tasks.push(Task {
            key: format!("{about}/category"),
            title: format!("Choose a coupling category for {name}"),
            why: if dependency.categorised {
                "It has one.".to_owned()
            } else {
                "Without one its rewrite cannot be estimated.".to_owned()
            },
            satisfied: dependency.categorised,
            by_hand: false,
            about,
        });
    }
    tasks
}

fn data_layer(facts: &Facts) -> Vec<Task> {
    let mut tasks = Vec::new();
    for kind in Kind::reviewed() {
        let count = facts.assets.iter().filter(|asset| asset.kind == kind).count();
        tasks.push(Task {
            key: format!("kind/{}", kind.key()),
            title: format!(
                "Register the {} of this workload, or confirm there is none",
                plural(kind)
            ),
            why: match count {
                0 => "None is registered.".to_owned(),
                1 => "1 is registered.".to_owned(),
                count => format!("{count} are registered."),
            },
            satisfied: count > 0,
            by_hand: true,
            about: format!("workload:{}", facts.workload),
        });
    }
    for asset in &facts.assets {
        for fact in AssetFact::all() {
            let missing = asset.missing.contains(fact);
            tasks.push(recorded(
                &format!("asset:{}", asset.id),
                fact.key(),
                format!("Record the {} of {}", fact.label(), asset.name),
                missing,
            ));
        }
    }
    tasks
}

fn models(facts: &Facts) -> Vec<Task> {
    let mut tasks = vec![Task {
        key: "models-complete".to_owned(),
        title: if facts.models.is_empty() {
            "Confirm that this workload has no fine-tuned model".to_owned()
        } else {
            "Confirm that no fine-tuned model is missing from the list".to_owned()
        },
        why: match facts.models.len() {
            0 => "None is registered.".to_owned(),
            1 => "1 is registered.".to_owned(),
            count => format!("{count} are registered."),
        },
        satisfied: false,
        by_hand: true,
        about: format!("workload:{}", facts.workload),
    }];
    for model in &facts.models {
        for fact in ModelFact::all() {
            let missing = model.missing.contains(fact);
            tasks.push(recorded(
                &format!("model:{}", model.id),
                fact.key(),
                format!("Record the {} of {}", fact.label(), model.name),
                missing,
            ));
        }
    }
    tasks
}

fn dependency_risk(facts: &Facts) -> Vec<Task> {
    let about = format!("workload:{}", facts.workload);
    let mut tasks: Vec<Task> = Component::all()
        .iter()
        .map(|component| {
            let satisfied = facts.estimated.contains(component);
            Task {
                key: format!("component/{}", component.key()),
                title: format!("Estimate the {}", component.label()),
                why: if satisfied {
                    "It has an estimate.".to_owned()
                } else {
                    "It has no estimate; confirm it if nothing of the kind would cost anything.".to_owned()
                },
                satisfied,
                by_hand: true,
                about: about.clone(),
            }
        })
        .collect();
    let spend = facts.spend.filter(|spend| spend.minor > 0);
    tasks.push(Task {
        key: "spend".to_owned(),
        title: "Record the annual AI spend".to_owned(),
        why: spend.map_or_else(
            || "Without spend there is no ratio.".to_owned(),
            |spend| format!("{} is on record.", spend.full()),
        ),
        satisfied: spend.is_some(),
        by_hand: false,
        about: about.clone(),
    });
    tasks.push(Task {
        key: "ratio".to_owned(),
        title: "See that the ratio stands".to_owned(),
        why: match &facts.ratio {
            Ok(ratio) => format!("It stands at {ratio}."),
            Err(reason) => format!("There is none: {reason}."),
        },
        satisfied: facts.ratio.is_ok(),
        by_hand: false,
        about,
    });
    tasks
}

fn recorded(about: &str, fact: &str, title: String, missing: bool) -> Task {
    Task {
        key: format!("{about}/{fact}"),
        title,
        why: if missing { "Not recorded yet." } else { "On record." }.to_owned(),
        satisfied: !missing,
        by_hand: false,
        about: about.to_owned(),
    }
}

/// The kind in the plural, as a task names it.
const fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::TrainingData => "training data",
        Kind::ModelArtifact => "model artifacts",
        Kind::EvaluationSet => "evaluation sets",
        Kind::InferenceLog => "inference logs",
        Kind::PromptSet => "prompt sets",
        Kind::Policy => "policies",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Currency;
    use std::collections::BTreeSet;

    fn facts() -> Facts {
        let id = Id::from_u128;
        Facts {
            workload: id(1),
            dependencies: vec![
                DependencyFacts {
                    id: id(2),
                    name: "Bedrock".to_owned(),
                    points: 14,
                    categorised: true,
                },
                DependencyFacts {
                    id: id(3),
                    name: "SQS".to_owned(),
                    points: 0,
                    categorised: false,
                },
            ],
            assets: vec![AssetFacts {
                id: id(4),
                name: "Claims history".to_owned(),
                kind: Kind::TrainingData,
                missing: vec![AssetFact::Retention],
            }],
            models: vec![ModelFacts {
                id: id(5),
                name: "Fraud scorer".to_owned(),
                missing: vec![ModelFact::RollbackPath],
            }],
            estimated: vec![Component::AdapterRewrite],
            spend: Some(Money::new(100, Currency::USD)),
            ratio: Ok("22.4 %".to_owned()),
        }
    }

    fn open(week: Week, facts: &Facts) -> Vec<String> {
        of(week, facts)
            .into_iter()
            .filter(|task| !task.satisfied)
            .map(|task| task.title)
            .collect()
    }

    #[test]
    fn each_week_asks_for_what_is_missing() {
        let facts = facts();
        assert_eq!(
            open(Week::Inventory, &facts),
            [
                "Confirm that no service is missing from the list",
                "Count the integration points of SQS",
                "Choose a coupling category for SQS",
            ]
        );
        assert_eq!(
            open(Week::DataLayer, &facts),
            [
                "Register the model artifacts of this workload, or confirm there is none",
                "Register the evaluation sets of this workload, or confirm there is none",
                "Register the inference logs of this workload, or confirm there is none",
                "Record the retention policy of Claims history",
            ]
        );
        assert_eq!(
            open(Week::ModelReproducibility, &facts),
            [
                "Confirm that no fine-tuned model is missing from the list",
                "Record the rollback path of Fraud scorer",
            ]
        );
        assert_eq!(open(Week::DependencyRisk, &facts).len(), 4);
        assert_eq!(of(Week::DependencyRisk, &facts).len(), 7);
    }

    #[test]
    fn without_spend_the_last_week_stays_open() {
        let bare = Facts {
            spend: None,
            ratio: Err("no annual AI spend is recorded".to_owned()),
            ..facts()
        };
        let open = open(Week::DependencyRisk, &bare);
        assert!(open.contains(&"Record the annual AI spend".to_owned()));
        assert!(open.contains(&"See that the ratio stands".to_owned()));
    }

    #[test]
    fn keys_are_unique_and_stay_when_facts_change() {
        let before = facts();
        let mut after = before.clone();
        after.assets[0].missing.clear();
        after.dependencies[1].points = 3;
        after.dependencies[1].name = "Simple Queue Service".to_owned();
        for week in Week::all() {
            let keys = |facts| of(*week, facts).into_iter().map(|task| task.key).collect::<Vec<_>>();
            assert_eq!(keys(&before), keys(&after));
            let unique: BTreeSet<_> = keys(&before).into_iter().collect();
            assert_eq!(unique.len(), keys(&before).len());
        }
    }
}
