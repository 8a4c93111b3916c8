//! `cargo cors eval`: would this request pass, and if not, what would have to change?
pub mod curl;
pub mod har;
pub mod http_text;
pub mod record;
pub mod report;
pub mod request;
pub mod server;
pub mod verdict;
