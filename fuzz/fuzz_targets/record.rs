//! Any bytes as a record: read, patched, retitled and rendered under the laws the tests hold too.
#![no_main]

#[path = "../../registry/tests/laws/check.rs"]
mod check;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| check::all(bytes));
