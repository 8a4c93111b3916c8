//! Expectations of tests, which panic with an explanation.

use crate::outcome::Outcome;

/// Expectations of a test. Each one panics if it does not hold, with what the page tried, what the browser did, and
/// what to change.
impl Outcome {
    /// Expects that the page can read the response, whatever its status is.
    ///
    /// # Panics
    ///
    /// If it cannot, or if the response reports that two policies apply.
    #[track_caller]
    pub fn expect_readable(&self) -> &Self {
        if !self.is_readable() {
            self.fail("expected that the page can read the response, but it cannot", &[]);
        }
        if !self.causes.is_empty() {
            self.fail(
                "expected a response of the application, but the server reports a mistake",
                &[],
            );
        }
        self
    }

    /// Expects that the page cannot read the response. The request may have been sent:
    /// [`expect_not_sent`](Self::expect_not_sent).
    ///
    /// # Panics
    ///
    /// If the page can read it, or if only the standard blocks it:
    /// [`AuthorizationByWildcard`](crate::Cause::AuthorizationByWildcard).
    #[track_caller]
    pub fn expect_blocked(&self) -> &Self {
        if self.is_sent_by_browsers_only() {
            self.fail("expected that the page cannot read the response, but current browsers send this request", &[]);
        }
        if self.is_readable() {
            let origin = &self.asked.origin;
            let help = match self.allowed_origin().as_deref() {
                Some("*") => {
                    "`allow_origins = \"*\"` allows every page; list the origins instead".to_owned()
                }
                Some(_) => format!(
                    "the policy allows `{origin}`: remove what matches it from `allow_origins`, or add it to \
                     `deny_origins`"
                ),
                None => {
                    "the page has the server's own origin, to which CORS does not apply".to_owned()
                }
            };
            self.fail("expected that the page cannot read the response, but it can", &[&help]);
        }
        self
    }

    /// Expects that the request itself is not sent: the preflight fails, or the browser blocks it.
    ///
    /// # Panics
    ///
    /// If it is sent, or if only the standard stops it:
    /// [`AuthorizationByWildcard`](crate::Cause::AuthorizationByWildcard).
    #[track_caller]
    pub fn expect_not_sent(&self) -> &Self {
        if self.is_sent_by_browsers_only() {
            self.fail("expected that the request is not sent, but current browsers send it", &[]);
        }
        if self.is_sent() {
            let help = if self.preflights().next().is_some() {
                "the preflight allows it: `allow_origins`, `allow_methods` and `allow_headers` of the policy have all \
                 that it needs"
            } else if self.preflight_reasons.is_empty() {
                "it needs no preflight, so CORS does not stop it, whatever the policy is: only the response is hidden. \
                 Use a guard, or authentication that browsers don't add by themselves"
            } else {
                "no preflight was sent, because a cached one allows it (`max_age` of the policy), or because the page \
                 has the server's own origin"
            };
            self.fail("expected that the request is not sent, but it is", &[help]);
        }
        self
    }

    /// Expects that the request itself reaches the server, whether or not the page can read the response.
    ///
    /// # Panics
    ///
    /// If it is not sent.
    #[track_caller]
    pub fn expect_sent(&self) -> &Self {
        if !self.is_sent() {
            self.fail("expected that the request is sent, but it is not", &[]);
        }
        self
    }

    /// Expects that the browser sends a preflight.
    ///
    /// # Panics
    ///
    /// If it sends none.
    #[track_caller]
    pub fn expect_preflight(&self) -> &Self {
        if self.preflights().next().is_none() {
            let help = if self.preflight_reasons.is_empty() {
                "pages can send this method with these headers without a preflight"
            } else {
                "a cached preflight allows it (`max_age` of the policy), or the page has the server's own origin"
            };
            self.fail("expected a preflight, but the browser sends none", &[help]);
        }
        self
    }

    /// Expects that the browser sends no preflight: none is needed, or one is cached.
    ///
    /// # Panics
    ///
    /// If it sends one.
    #[track_caller]
    pub fn expect_no_preflight(&self) -> &Self {
        if self.preflights().next().is_some() {
            let help = "browsers cache a preflight for its URL, including the query, as long as `max_age` of the policy \
                        says (5 seconds without it); a request with credentials needs one with credentials";
            self.fail("expected no preflight, but the browser sends one", &[help]);
        }
        self
    }

    /// Expects that the page gets a response with this status.
    ///
    /// # Panics
    ///
    /// If the page cannot read the response, or it has another status.
    #[track_caller]
    pub fn expect_status(&self, status: u16) -> &Self {
        self.expect_readable();
        if !matches!(&self.result, Ok(response) if response.status == status) {
            self.fail(&format!("expected the status {status}"), &[]);
        }
        self
    }

    /// Expects that the page can read a header of the response.
    ///
    /// # Panics
    ///
    /// If the page cannot read the response, or not this header of it.
    #[track_caller]
    pub fn expect_header(&self, name: &str) -> &Self {
        self.expect_readable();
        if self.header(name).is_none() {
            let name = name.to_ascii_lowercase();
            let help = match self
                .received()
                .is_some_and(|received| received.header_list.contains(&name))
            {
                _ if name == "set-cookie" => "pages can never read `set-cookie`".to_owned(),
                true => format!("add `\"{name}\"` to `expose_headers` of the policy"),
                false => format!("the response does not have a header `{name}`"),
            };
            self.fail(&format!("expected that the page can read the header `{name}`"), &[&help]);
        }
        self
    }

    /// The value of `Access-Control-Allow-Origin`.
    fn allowed_origin(&self) -> Option<String> {
        let value = self.received()?.header_list.get("access-control-allow-origin")?.into_owned();
        Some(crate::diagnosis::text_of(&value))
    }

    #[track_caller]
    #[allow(clippy::panic, reason = "documented: a test fails by panicking")]
    fn fail(&self, expected: &str, helps: &[&str]) -> ! {
        let helps: String = helps.iter().map(|help| format!("\n  = help: {help}")).collect();
        panic!("{expected}\n{self}{helps}");
    }
}
