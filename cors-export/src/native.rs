//! Systems with a CORS feature of their own, whose settings can express some policies.
//!
//! ```text
//!   policy ──choose──> settings ──write──> document ──read──> settings ──check──> nothing lost: exported
//!     │                                                          ▲                 a loss: refused, or listed
//!     └──────────────────── compared over the origins ───────────┘                 wider: refused
//!                           that pages can have
//! ```
//!
//! What is compared is the document that was written, read by its own parser, so that a setting that says something else
//! in the document than in this crate is found.
//!
//! | module | contents |
//! | --- | --- |
//! | `form` | what the settings of a system can express |
//! | `choose` | the settings that express most of a policy |
//! | `settings` | the settings, and the origins that an entry admits |
//! | `document` | JSON and YAML |
//! | `check` | the comparison |
//! | `universe` | the origins over which it is made |
//! | `systems` | one file per system |

mod check;
mod choose;
mod document;
mod form;
mod settings;
mod systems;
mod universe;

use form::Credentials;
pub(crate) use systems::system;
use systems::{Format, MaxSize, System};
use universe::Universe;

use crate::header::{header, list};
use crate::plan::{Origins, Plan};
use crate::{Export, File, Loss, Options, Refusal, Target};

/// How long browsers cache an answer without `Access-Control-Max-Age`, in seconds (Fetch standard, CORS-preflight
/// fetch).
const DEFAULT_MAX_AGE: u32 = 5;

/// Writes a policy as the settings of a system.
pub(crate) fn write(
    target: Target,
    system: &System,
    plan: &Plan,
    options: &Options,
) -> Result<Export, Refusal> {
    plan.refuse_parts_of_requests()?;
    if let Origins::These { allowed, .. } = &plan.origins
        && allowed.exact.is_empty()
        && allowed.patterns.is_empty()
    {
        return Err(Refusal::NoOrigins);
    }
    let form = &system.form;
    let universe = Universe::new()?;
    let (settings, comments) = choose::settings(plan, form, &universe)?;
    if settings.origins.is_empty() {
        // Some systems allow every origin if none is listed, so this is never written.
        let losses = check::losses(plan, form, &settings, &universe, target)?;
        return Err(Refusal::Inexpressible { target, losses, narrow: false });
    }
    let id = plan.identifier().replace('_', "-");
    let document = document::without_nulls((system.write)(&id, &settings));
    let (name, body) = match system.format {
        Format::Json => (format!("{id}.json"), document::to_json(&document)),
        Format::Yaml => (format!("{id}.yaml"), document::to_yaml(&document, &comments)),
    };
    if let Some(MaxSize { bytes, .. }) =
        system.max_size.filter(|max_size| (max_size.of)(&settings) > max_size.bytes)
    {
        return Err(Refusal::DocumentTooLong { target, limit: bytes });
    }
    let read = document::read(&name, &body)?;
    let read = (system.read)(&read).ok_or(Refusal::Unreadable)?;
    let losses = check::losses(plan, form, &read, &universe, target)?;
    if !losses.is_empty() && !options.narrow {
        return Err(Refusal::Inexpressible { target, losses, narrow: true });
    }
    let behaviour: Vec<String> = system.behaviour.iter().map(|&what| what.to_owned()).collect();
    let (text, notes) = match system.format {
        Format::Json => {
            let note = |what: &String| format!("whatever the settings are: {what}");
            let place = std::iter::once(system.place.to_owned());
            (body, place.chain(behaviour.iter().map(note)).collect())
        }
        Format::Yaml => {
            let lost = Loss::explain(&losses);
            let mut text = header(plan, "#", target.title(), &[system.place], &[]);
            text.push_str(&list(
                "#",
                "These parts of the policy are missing, because its settings cannot express them:",
                &lost,
            ));
            text.push_str(&list("#", "Whatever its settings are:", &behaviour));
            (format!("{text}\n{body}"), Vec::new())
        }
    };
    Ok(Export { files: vec![File { name, text }], differences: Vec::new(), losses, notes })
}

/// What the CORS feature of a system can express, in words: see [`Target::settings`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsOfTarget {
    /// The entries of the list of origins.
    pub origins: String,
    /// The methods.
    pub methods: String,
    /// The request headers.
    pub request_headers: String,
    /// The exposed response headers.
    pub exposed_headers: String,
    /// Credentials.
    pub credentials: &'static str,
    /// The seconds of the maximum age.
    pub max_age: String,
    /// What the system does, whatever the settings are, and this library's own server doesn't.
    pub behaviour: &'static [&'static str],
    /// Where that is documented.
    pub source: &'static str,
}

impl SettingsOfTarget {
    pub(crate) fn of(system: &System) -> Self {
        let form = &system.form;
        let max_age = match form.max_age.end() {
            &u32::MAX => format!("from {} s", form.max_age.start()),
            end => format!("{} to {end} s", form.max_age.start()),
        };
        Self {
            origins: form.to_string(),
            methods: form.methods(),
            request_headers: form.request_headers(),
            exposed_headers: form.exposed_headers(),
            credentials: match form.credentials {
                Credentials::Setting => "a setting",
                Credentials::Always => "always, for listed origins",
                Credentials::Never => "never",
            },
            max_age,
            behaviour: system.behaviour,
            source: system.source,
        }
    }
}
