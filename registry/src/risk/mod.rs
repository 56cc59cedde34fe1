//! See the page of this noun.
