//! Origin sets: the origins of apps that are web pages in a shell, by name.
//!
//! A framework gives its apps another origin on each system, and its settings change them. Each set is what its source
//! documents for the current major version. Every app that is built with the framework has these origins.

/// The origins of a framework's apps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OriginSet {
    /// The name, as in `allow_origins = [tauri]`.
    pub name: &'static str,
    /// The framework.
    pub framework: &'static str,
    /// The origins.
    pub origins: &'static [&'static str],
    /// Where they are documented.
    pub source: &'static str,
}

/// All origin sets, by name.
pub static ORIGIN_SETS: [OriginSet; 3] = [
    OriginSet {
        name: "capacitor",
        framework: "Capacitor from version 6 on; on iOS, and on Android with the default `androidScheme`",
        origins: &["capacitor://localhost", "https://localhost"],
        source: "https://capacitorjs.com/docs/config",
    },
    OriginSet {
        name: "ionic",
        framework: "Ionic's web view for Cordova; on iOS and on Android. Ionic apps in Capacitor need `capacitor`",
        origins: &["http://localhost", "ionic://localhost"],
        source: "https://ionicframework.com/docs/troubleshooting/cors",
    },
    OriginSet {
        name: "tauri",
        framework: "Tauri 2; on macOS, iOS and Linux, and on Windows and Android without and with `useHttpsScheme`",
        origins: &["http://tauri.localhost", "https://tauri.localhost", "tauri://localhost"],
        source: "https://v2.tauri.app/reference/config/#usehttpsscheme",
    },
];

/// The origin set of this name.
#[must_use]
pub fn origin_set(name: &str) -> Option<&'static OriginSet> {
    ORIGIN_SETS.iter().find(|set| set.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{header_set, origin};

    #[test]
    fn sets_have_origins_in_order() {
        assert!(ORIGIN_SETS.is_sorted_by(|one, next| one.name < next.name));
        for set in &ORIGIN_SETS {
            assert!(header_set(set.name).is_none(), "{}", set.name);
            assert!(set.origins.is_sorted_by(|one, next| one < next), "{}", set.name);
            for &text in set.origins {
                let pattern = origin::parse(text).map(|pattern| pattern.to_string());
                assert_eq!(pattern.as_deref(), Ok(text), "{}", set.name);
            }
        }
    }
}
