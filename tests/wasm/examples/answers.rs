//! Prints the answers of this machine.

fn main() {
    print!("{}", cors_wasm_tests::answers());
}
