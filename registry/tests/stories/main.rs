//! Stories of each noun, told on SQLite and PostgreSQL: the contract of the store and of the
//! use cases above it.

mod adr;
mod adr_again;
mod adr_elsewhere;
mod adr_files;
mod adr_list;
mod adr_overviews;
mod adr_sources;
mod adr_views;
mod adr_writing;
mod asset;
mod checklist;
mod company;
mod coverage;
mod desk;
mod four_eyes;
mod identity;
mod inventory;
mod review_inbox;
mod review_pick;
mod review_seal;
mod review_signature;
mod review_task;
mod risk;
mod scene;
mod schema;
mod sign_off;
mod spend;
mod whose_turn;
