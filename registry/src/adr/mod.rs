//! Architecture decision records.
//!
//! Start at [`read::record`]: it takes the bytes of a file in any of the known dialects and says
//! what it found and where. [`status`] and [`lifecycle`] hold which state a record is in and
//! which it may enter next, [`link`] how records point at one another, [`template`] what a new
//! record starts from, [`compare`] what differs between two texts. With the feature `store`,
//! `markdown` turns a record into safe HTML, and [`Records`] holds the use cases: write, propose,
//! decide, search, import, export; [`archive`] reads and writes zip and tar archives for the last
//! two.

#[cfg(feature = "store")]
mod again;
#[cfg(feature = "store")]
pub mod archive;
pub mod attach;
#[cfg(feature = "store")]
mod attachments;
#[cfg(feature = "store")]
mod autosave;
pub mod cited;
pub mod comment;
pub mod compare;
pub mod course;
#[cfg(feature = "store")]
mod cover;
#[cfg(feature = "store")]
pub mod decide;
#[cfg(feature = "store")]
pub mod document;
pub mod draft;
pub mod edit;
#[cfg(feature = "store")]
pub mod excerpt;
#[cfg(feature = "store")]
mod export;
#[cfg(feature = "store")]
mod feed;
pub mod files;
pub mod filter;
pub mod graph;
#[cfg(feature = "store")]
mod holding;
#[cfg(feature = "store")]
mod import;
#[cfg(feature = "store")]
pub mod incoming;
pub mod index;
#[cfg(feature = "store")]
mod lexeme;
pub mod lifecycle;
pub mod link;
pub mod log;
#[cfg(feature = "store")]
mod logs;
#[cfg(feature = "store")]
pub mod markdown;
pub mod model;
#[cfg(feature = "store")]
mod overviews;
#[cfg(feature = "store")]
mod own;
#[cfg(feature = "store")]
pub mod picture;
#[cfg(feature = "store")]
mod planning;
pub mod prefill;
pub mod read;
#[cfg(feature = "store")]
mod reading;
pub mod record;
#[cfg(feature = "store")]
mod reindex;
pub mod report;
#[cfg(feature = "store")]
pub mod reviewing;
#[cfg(feature = "store")]
mod said;
#[cfg(feature = "store")]
pub mod search;
#[cfg(feature = "store")]
mod service;
pub mod sign_off;
#[cfg(feature = "store")]
mod sorting;
pub mod source;
#[cfg(feature = "store")]
pub mod sources;
pub mod status;
#[cfg(feature = "store")]
mod store;
#[cfg(feature = "store")]
mod store_bulk;
#[cfg(feature = "store")]
mod store_cited;
#[cfg(feature = "store")]
mod store_entry;
#[cfg(feature = "store")]
mod store_graph;
#[cfg(feature = "store")]
mod store_import;
#[cfg(feature = "store")]
mod store_incoming;
#[cfg(feature = "store")]
mod store_known;
#[cfg(feature = "store")]
mod store_list;
#[cfg(feature = "store")]
mod store_parts;
#[cfg(feature = "store")]
mod store_query;
#[cfg(feature = "store")]
mod store_sign_off;
#[cfg(feature = "store")]
mod store_source;
#[cfg(feature = "store")]
mod store_terms;
#[cfg(feature = "store")]
mod succession;
pub mod template;
pub mod terms;
#[cfg(feature = "store")]
mod told;
pub mod version;
#[cfg(feature = "store")]
mod views;
mod visible;
#[cfg(feature = "store")]
mod writing;

#[cfg(feature = "store")]
pub use attachments::Attachment;
#[cfg(feature = "store")]
pub use autosave::{Place, Typing, Unsaved};
pub use cited::Cited;
pub use draft::Draft;
#[cfg(feature = "store")]
pub use feed::Change;
pub use files::Files;
pub use filter::{Choices, Filter, Hits, Listing, Order, Sorted};
pub use log::{Export, Log};
pub use model::{Dialect, Door, Raw, Relation, RelationKind, Target};
#[cfg(feature = "store")]
pub use own::{OwnDraft, OwnTemplate};
pub use record::{Adr, Record, Summary};
pub use report::ImportReport;
#[cfg(feature = "store")]
pub use service::Records;
pub use status::Status;
#[cfg(feature = "store")]
pub(crate) use store_cited::{CitedRow, citable, cited, cited_columns};
#[cfg(feature = "store")]
pub use views::View;
pub use visible::{hidden, legible, unlinked, visible};
