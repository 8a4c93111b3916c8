//! Which patterns reach further than their author can know, with credentials; and the outsider
//! that the message names, which the pattern must really match.
//!
//! Source: the [Public Suffix List](https://publicsuffix.org/learn/) contains the names below which
//! anyone can register one.

use cors_compiler::Finding;
use cors_compiler::finding::{Argument, Note};

use crate::policy::Policy;
use crate::reference::{Reading, Written};

fn text(text: &str) -> Written {
    Written::Text(text.to_owned())
}

fn regex(regex: &str) -> Written {
    Written::Regex(regex.to_owned())
}

fn with_credentials(written: &Written) -> Vec<Finding> {
    let policy = Policy { allowed: vec![written.clone()], credentials: true, ..Policy::default() };
    policy.compile().1
}

/// What a note of the finding is about, by the argument's name.
fn noted<'f>(finding: &'f Finding, name: &str) -> Option<&'f str> {
    finding.notes.iter().find_map(|note| match note {
        Note::Because(words) => {
            words.arguments().iter().find_map(|(of, argument)| match argument {
                Argument::Text(text) if *of == name => Some(text.as_str()),
                _ => None,
            })
        }
        Note::Elsewhere(..) => None,
    })
}

/// The origin that the finding names, which the pattern matches.
fn outsider(finding: &Finding) -> Option<&str> {
    noted(finding, "outsider")
}

#[test]
fn patterns_that_let_strangers_in() {
    for written in [
        text("https://*.com"),
        text("https://*.github.io"),
        text("https://{x}.vercel.app"),
        text("https://{x}-myteam.vercel.app"),
        text("https://example.{tld}"),
        text("chrome-extension://{id}"),
        regex("https://app.example.com"),
        regex(r"https://[a-z]{2}\.com"),
        regex(r"https://.*example\.com"),
        regex("https?://.+"),
    ] {
        let findings = with_credentials(&written);
        let unbounded = findings.iter().find(|finding| finding.rule.name == "unbounded_trust");
        let Some(unbounded) = unbounded else { panic!("{written}: {findings:?}") };
        assert!(unbounded.is_error(), "{written}");
        let Some(outsider) = outsider(unbounded) else { panic!("{written}: {unbounded:?}") };
        assert!(Reading::new(&written).matches(outsider.as_bytes()), "{written}: {outsider}");
    }
}

/// Hosts whose names belong to different customers, on the Public Suffix List or on our own, and
/// top-level domains that are not reserved. With credentials each is refused, by a placeholder and by
/// a wildcard.
#[test]
fn names_that_anyone_can_have() {
    const OF_CUSTOMERS: [&str; 54] = [
        "app.github.dev",
        "github.dev",
        "euw.devtunnels.ms",
        "usw2.devtunnels.ms",
        "gitpod.io",
        "ws-eu118.gitpod.io",
        "stackblitz.io",
        "webcontainer.io",
        "local-credentialless.webcontainer.io",
        "surge.sh",
        "loca.lt",
        "nip.io",
        "sslip.io",
        "traefik.me",
        "atlassian.net",
        "zendesk.com",
        "wordpress.com",
        "freshdesk.com",
        "my.salesforce.com",
        "sharepoint.com",
        "okta.com",
        "eu.auth0.com",
        "crm4.dynamics.com",
        "substack.com",
        "squarespace.com",
        "glitch.me",
        "codesandbox.io",
        "csb.app",
        "cs-europe-west1-onse.cloudshell.dev",
        "cluster-abc.cloudworkstations.dev",
        "lhr.life",
        "serveo.net",
        "a.free.pinggy.link",
        "westeurope.azurecontainerapps.io",
        "ngrok.io",
        "eu.ngrok.io",
        "ngrok.app",
        "ngrok-free.app",
        "ngrok.dev",
        "trycloudflare.com",
        "herokuapp.com",
        "repl.co",
        "janeway.replit.dev",
        "replit.app",
        "cloudfront.net",
        "azurewebsites.net",
        "web.app",
        "firebaseapp.com",
        "pages.dev",
        "workers.dev",
        "onrender.com",
        "up.railway.app",
        "a.run.app",
        "ai.studio",
    ];
    let top_levels = ["newtld", "corp", "home", "lan", "intranet"];
    let of_customers = OF_CUSTOMERS.iter().map(|host| (*host, "suffix"));
    for (host, name) in of_customers.chain(top_levels.map(|host| (host, "top_level"))) {
        for written in [text(&format!("https://{{n}}.{host}")), text(&format!("https://*.{host}"))]
        {
            let findings = with_credentials(&written);
            let unbounded = findings.iter().find(|one| one.rule.name == "unbounded_trust");
            let Some(unbounded) = unbounded else { panic!("{written}: {findings:?}") };
            // A wildcard of several labels also reaches names below other suffixes.
            let is_wide = written.to_string().contains('*');
            assert!(is_wide || noted(unbounded, name) == Some(host), "{written}: {unbounded:?}");
        }
    }
}

#[test]
fn patterns_that_stay_at_home() {
    for (written, rules) in [
        (regex(r"https://.*\.example\.com"), &[][..]),
        (text("https://{branch}.myteam.vercel.app"), &[]),
        (text("https://pr-{n:[0-9]+}.preview.example.com"), &[]),
        (text("https://*.corp.internal"), &[]),
        (text("https://*.internal"), &[]),
        (text("https://*.home.arpa"), &[]),
        (text("https://{host}.test"), &[]),
        (text("https://{host}.local"), &[]),
        (text("https://*.invalid"), &[]),
        (text("https://*.example"), &[]),
        (text("https://*.alt"), &[]),
        (text("https://*.localhost"), &[]),
        (text("https://*.corp.newtld"), &[]),
        (text("https://intranet"), &[]),
        (text("https://{host}"), &[]),
        (text("https://3000-{branch}.me.app.github.dev"), &[]),
        (text("http://localhost:*"), &[]),
        (text("tauri://localhost"), &["shared_app_origin"]),
        // Known, and yet no line to send credentials over.
        (text("http://10.0.0.7:*"), &["insecure_origin"]),
    ] {
        let broken: Vec<&str> =
            with_credentials(&written).iter().map(|finding| finding.rule.name).collect();
        assert_eq!(broken, rules, "{written}");
    }
}
