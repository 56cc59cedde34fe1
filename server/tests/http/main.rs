//! The site over HTTP, on both engines: what a browser is sent, what is refused, what lasts.

#![expect(clippy::expect_used, reason = "helpers of tests fail by panicking")]

mod aborts;
mod app;
mod archives;
mod editor;
mod feeds;
mod logs;
mod matrix;
mod own_words;
mod pages;
mod reading;
mod record;
mod refusals;
mod shutdown;
mod sign_in;
mod together;
