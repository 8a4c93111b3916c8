//! Transcripts of the commands: what they print, and their exit codes. `TRYCMD=overwrite` writes them.
//!
//! `cargo cors …` in a transcript runs the binary as cargo does. Transcripts run in `tests/workspace`.

#[test]
fn commands_print_what_their_transcripts_have() {
    trycmd::TestCases::new()
        .register_bin("cargo", trycmd::cargo::cargo_bin("cargo-cors"))
        .case("tests/cmd/*.md");
}
