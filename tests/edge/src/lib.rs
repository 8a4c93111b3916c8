//! Programs for edge platforms. `docs/frameworks.md` has the same ones, which a test of `tests/large` checks.

mod spin;
mod wasi;
mod workers;
