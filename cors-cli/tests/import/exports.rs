//! Exports to systems with settings of their own are read back as the policies that they are of.

use std::path::Path;

use cors_cli::import::{System, configurations};
use cors_compiler::ast::{Notation, Policy};
use cors_compiler::compare::{Access, Direction, Meaning, compare};
use cors_export::{Options, Target, export};

use super::{assert_same_origins, policy_of};

#[test]
fn of_settings() {
    let istio = (Target::Istio, System::Istio);
    let (gateway, s3) = ((Target::GatewayApi, System::GatewayApi), (Target::S3, System::S3));
    let mut compared = 0;
    for (origins, systems) in [
        (r#"["https://example.com"]"#, &[gateway, istio, s3][..]),
        (r#"["https://example.com", "http://localhost:3000"]"#, &[gateway, istio, s3]),
        (r#"["https://example.com", "https://*.example.com"]"#, &[gateway, istio, s3]),
        (r#"["https://*.example.com:8443"]"#, &[gateway, istio, s3]),
        (r#"["http://localhost:*"]"#, &[istio, s3]),
        (r#"[{ regex = 'https://(eu|us)[.]example[.]org' }]"#, &[istio]),
    ] {
        for (target, system) in systems {
            // S3 allows credentials always.
            for credentials in [true, false].into_iter().filter(|it| *it || *target != Target::S3) {
                let toml = format!(
                    "allow_origins = {origins}\nallow_credentials = {credentials}\nallow_methods = [\"PUT\"]\n\
                     allow_headers = [\"content-type\", \"x-id\"]\nexpose_headers = [\"etag\"]\nmax_age = \"10m\"\n"
                );
                let (parsed, checked) = policy_of(&toml);
                let files = export(*target, &checked, &Options::default())
                    .unwrap_or_else(|refusal| panic!("{target:?}: {toml}: {refusal}"))
                    .files;
                let text = &files[0].text;
                let read = configurations(*system, text, Path::new("."));
                let mut read = read.unwrap_or_else(|unread| panic!("{text}: {unread:?}"));
                assert_eq!(read.len(), 1, "{text}");
                let reviewed = read.remove(0);
                assert_eq!(reviewed.found.unread, [], "{text}");
                // A `*` of S3 is any text, also none.
                let has_unusual = *target == Target::S3;
                assert_same_origins(&reviewed, &parsed, has_unusual, text);
                let proposal = reviewed.proposal.unwrap_or_else(|| panic!("{text}: no proposal"));
                // The regexes for Istio have hosts with usual characters.
                let lacks_unusual = *target == Target::Istio;
                assert_same(&proposal.printed(Notation::Toml), &parsed, lacks_unusual);
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 25);
}

/// The policy to move to grants what the policy does. With `lacks_unusual`, it may lack origins.
fn assert_same(proposal: &str, policy: &Policy, lacks_unusual: bool) {
    let (proposed, _) = policy_of(proposal);
    let meaning = |policy| Meaning::of(policy).expect("it can be compared");
    let comparison = compare(&meaning(policy), &meaning(&proposed)).expect("it is small");
    assert_eq!(comparison.access(Direction::Gained), [], "{proposal}");
    let mut lost = comparison.access(Direction::Lost);
    lost.retain(|access| !(lacks_unusual && *access == Access::Origins));
    assert_eq!(lost, [], "{proposal}");
}
