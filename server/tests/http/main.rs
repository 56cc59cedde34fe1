//! The site over HTTP, on both engines: what a browser is sent, what is refused, what lasts.

mod aborts;
mod app;
mod matrix;
mod pages;
mod refusals;
mod shutdown;
mod sign_in;
