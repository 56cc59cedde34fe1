//! Stories of each noun, told on SQLite and PostgreSQL: the contract of the store and of the
//! use cases above it.

mod adr;
mod adr_files;
mod adr_writing;
mod asset;
mod checklist;
mod identity;
mod inventory;
mod review;
mod risk;
mod scene;
mod schema;
