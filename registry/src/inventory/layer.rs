//! The four layers of an AI platform, each of which might one day have to change.

use crate::kernel::keyed;

keyed! {
    /// A layer of the platform, in the order its decisions become expensive to undo.
    pub enum Layer: "layer" {
        /// Training data, artifacts, evaluation sets, logs and their formats.
        Data = "data", "data";
        /// Where models run and how they are called.
        Compute = "compute", "compute";
        /// What decides which step comes next.
        Orchestration = "orchestration", "orchestration";
        /// Who decides, on what evidence, and how it is kept.
        Governance = "governance", "governance";
    }
}
