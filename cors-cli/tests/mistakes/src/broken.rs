//! Not made of Rust's tokens.

use cors_runtime::cors;

fn unfinished() {
    let quote = "cors! { … };
}
