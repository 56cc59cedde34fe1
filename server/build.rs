//! Compiles the program again when the site's files changed, since they are embedded into it.
//! A debug build reads them from disk as they are asked for and need not.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../site");
    }
}
