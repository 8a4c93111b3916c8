//! Prints the transcript of this machine.
#![allow(clippy::print_stdout, reason = "its purpose")]

fn main() {
    print!("{}", cors_wasm_tests::transcript());
}
