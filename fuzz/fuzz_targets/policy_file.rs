//! The entry point of the fuzzer; without it, a program that replays inputs.
#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cors_fuzz::policy_file(bytes));

#[cfg(not(fuzzing))]
fn main() -> std::io::Result<()> {
    cors_fuzz::replay(cors_fuzz::policy_file)
}
