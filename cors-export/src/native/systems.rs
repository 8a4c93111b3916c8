//! One module per system.

mod aws;
mod azure_blob;
mod cloudfront;
mod gateway_api;
mod gcs;
mod istio;
mod kong;
mod r2;
mod s3;

use serde_json::Value;

use super::form::Form;
use super::settings::{Entry, Settings};
use crate::Target;

/// A system with a CORS feature of its own.
#[derive(Debug)]
pub(crate) struct System {
    pub(crate) form: Form,
    pub(crate) format: Format,
    /// How large the settings may be.
    pub(crate) max_size: Option<MaxSize>,
    /// Where the document belongs.
    pub(crate) place: &'static str,
    /// The document with these settings, for a policy with this name. Fields that are null are left out.
    pub(crate) write: fn(&str, &Settings) -> Value,
    /// The settings of a document, as the system reads it; `None` if it is not one of this system.
    pub(crate) read: fn(&Value) -> Option<Settings>,
    /// What the system does, whatever the settings are, and this library's own server doesn't.
    pub(crate) behaviour: &'static [&'static str],
    /// Where that is documented.
    pub(crate) source: &'static str,
}

/// How large settings may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MaxSize {
    pub(crate) bytes: usize,
    /// The size, as the system counts it.
    pub(crate) of: fn(&Settings) -> usize,
}

/// The format of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Yaml,
}

/// The system of a target; none if the target is a program that evaluates the policy's own patterns.
pub(crate) fn system(target: Target) -> Option<&'static System> {
    match target {
        Target::GatewayApi => Some(&gateway_api::SYSTEM),
        Target::Istio => Some(&istio::SYSTEM),
        Target::Kong => Some(&kong::SYSTEM),
        Target::S3 => Some(&s3::SYSTEM),
        Target::Cloudfront => Some(&cloudfront::SYSTEM),
        Target::HttpApi => Some(&aws::HTTP_API),
        Target::LambdaUrl => Some(&aws::LAMBDA_URL),
        Target::Gcs => Some(&gcs::SYSTEM),
        Target::AzureBlob => Some(&azure_blob::SYSTEM),
        Target::R2 => Some(&r2::SYSTEM),
        Target::Nginx
        | Target::Haproxy
        | Target::Apache
        | Target::Caddy
        | Target::Envoy
        | Target::Worker => None,
    }
}

/// The entries of a list, in which a `*` is as `star` says.
fn entries(list: &Value, star: fn(String, String) -> Entry) -> Vec<Entry> {
    let entry = |text: String| match text.split_once('*') {
        Some(("", "")) => Entry::Any,
        Some((before, after)) => star(before.to_owned(), after.to_owned()),
        None => Entry::Exact(text),
    };
    super::document::strings(list).into_iter().map(entry).collect()
}

/// The entries of a list whose entries are single origins or `*`: any other `*` is text.
fn exact_entries(list: &Value) -> Vec<Entry> {
    let entry = |text: String| if text == "*" { Entry::Any } else { Entry::Exact(text) };
    super::document::strings(list).into_iter().map(entry).collect()
}
