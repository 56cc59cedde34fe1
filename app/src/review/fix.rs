//! Where a task is put right: the page of the thing it is about.

use registry::review::{Place, TaskView};

/// The address, and what the link says.
pub fn link(place: &Place, task: &TaskView) -> (String, &'static str) {
    let key = task.standing.key.as_str();
    let workload = format!("/workloads/{}", place.workload);
    if let Some(id) = task.about.strip_prefix("dependency:") {
        return (format!("{workload}/dependencies/{id}"), "Open the dependency");
    }
    if let Some(id) = task.about.strip_prefix("asset:") {
        return (format!("{workload}/assets/{id}"), "Open the data asset");
    }
    if let Some(id) = task.about.strip_prefix("model:") {
        return (format!("{workload}/models/{id}"), "Open the model");
    }
    if key.starts_with("services-") {
        return (format!("{workload}#dependencies"), "See the services");
    }
    if key.starts_with("kind/") {
        return (format!("{workload}#assets"), "See the data assets");
    }
    if key == "models-complete" {
        return (format!("{workload}#assets"), "See the models");
    }
    if key.starts_with("component/") || key == "ratio" || key == "spend" {
        return (
            format!("/risk/{}/{}", place.workload, place.quarter),
            "Open the assessment",
        );
    }
    (workload, "Open the workload")
}
