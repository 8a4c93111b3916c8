//! Misspelled names: finding the well-known name that was meant.
//!
//! Custom names are common, and many are close to a well-known one on purpose. So a name is taken for
//! a misspelling only if it differs from a well-known one in its separators alone (`Content_Type`), or in
//! one of its words, which must be long enough for the slip (`x-requested-wiht`). Words of up to
//! three letters (`id`, `ip`, `key`) are never one.

/// No well-known name is longer, and distances cost the product of both lengths.
const MAX_LENGTH: usize = 48;

/// The name of `known`, all in one case, that `written` misspells, if there is one.
pub(super) fn misspelled<'k>(
    written: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<&'k str> {
    nearest(written, &mut known.into_iter())
}

fn nearest<'k>(written: &str, known: &mut dyn Iterator<Item = &'k str>) -> Option<&'k str> {
    if written.len() > MAX_LENGTH {
        return None;
    }
    let bare = without_separators(written);
    let words: Vec<&str> = words(written).collect();
    let distance = |known: &'k str| {
        if known.len().abs_diff(written.len()) > 4 || known == written {
            return None;
        }
        if bare.len() >= 4 && bare == without_separators(known) {
            return Some((0, known));
        }
        Some((one_slip(&words, known)?, known))
    };
    known.filter_map(distance).min().map(|(_, known)| known)
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(['-', '_', '.'])
}

fn without_separators(name: &str) -> String {
    words(name).collect()
}

/// How far the one word is off in which the names differ.
fn one_slip(written: &[&str], known: &str) -> Option<usize> {
    if words(known).count() != written.len() {
        return None;
    }
    let mut differing = words(known).zip(written).filter(|(known, written)| known != *written);
    let (known_word, written_word) = differing.next()?;
    if differing.next().is_some() {
        return None;
    }
    // Another long word in common shows which name was meant.
    let has_context = words(known).any(|word| word != known_word && word.len() > 3);
    slip(written_word, known_word, has_context)
}

/// How far two words are apart, if one may be a slip for the other.
fn slip(written: &str, known: &str, has_context: bool) -> Option<usize> {
    if written.len().abs_diff(known.len()) > 2 || written.len().min(known.len()) < 3 {
        return None;
    }
    let is_plural =
        known.strip_suffix('s') == Some(written) || written.strip_suffix('s') == Some(known);
    let distance = strsim::osa_distance(written, known);
    let most = match known.len() {
        0..=3 => usize::from(is_transposed(written, known)),
        4 | 5 => usize::from(has_context || is_plural || is_transposed(written, known)),
        6 | 7 => 1,
        _ => 2,
    };
    (distance <= most).then_some(distance)
}

/// Whether the words have the same letters in another order.
fn is_transposed(one: &str, other: &str) -> bool {
    let sorted = |word: &str| {
        let mut bytes = word.as_bytes().to_vec();
        bytes.sort_unstable();
        bytes
    };
    sorted(one) == sorted(other)
}

#[cfg(test)]
mod tests {
    use super::super::fields::{Direction, in_direction};
    use super::super::methods::KNOWN_METHODS;
    use super::*;

    #[test]
    fn misspelled_methods() {
        for (written, want) in [
            ("DELTE", Some("DELETE")),
            ("DELET", Some("DELETE")),
            ("DELETED", Some("DELETE")),
            ("OPTION", Some("OPTIONS")),
            ("OPTINOS", Some("OPTIONS")),
            ("PACTH", Some("PATCH")),
            ("PSOT", Some("POST")),
            ("PTU", Some("PUT")),
            ("HAED", Some("HEAD")),
            ("GETS", None),
            ("PROPFIN", Some("PROPFIND")),
            ("VERSION_CONTROL", Some("VERSION-CONTROL")),
            // Methods of other protocols and servers.
            ("BAN", None),
            ("FIND", None),
            ("NOTIFY", None),
            ("SUBSCRIBE", None),
            ("POLL", None),
            ("PUSH", None),
            ("PULL", None),
            ("REFRESH", None),
            ("FROBNICATE", None),
            ("M-SEARCH", None),
            ("LIST", None),
            ("PUTS", None),
        ] {
            assert_eq!(misspelled(written, KNOWN_METHODS), want, "{written}");
        }
    }

    #[test]
    fn misspelled_header_names() {
        for (written, want) in [
            ("content_type", Some("content-type")),
            ("contenttype", Some("content-type")),
            ("content-tpye", Some("content-type")),
            ("content-typ", Some("content-type")),
            ("contnet-type", Some("content-type")),
            ("authorisation", Some("authorization")),
            ("autorization", Some("authorization")),
            ("authorizations", Some("authorization")),
            ("x-request_id", Some("x-request-id")),
            ("x_request_id", Some("x-request-id")),
            ("x-requestid", Some("x-request-id")),
            ("x-reqeust-id", Some("x-request-id")),
            ("x-requested-wiht", Some("x-requested-with")),
            ("x-request-with", Some("x-requested-with")),
            ("acept", Some("accept")),
            ("accpet-language", Some("accept-language")),
            ("user-agnt", Some("user-agent")),
            ("if-none-macth", Some("if-none-match")),
            ("cache-controll", Some("cache-control")),
            ("trace-parent", Some("traceparent")),
            ("x-csrf_token", Some("x-csrf-token")),
            ("x-crsf-token", Some("x-csrf-token")),
            ("idempotence-key", Some("idempotency-key")),
        ] {
            assert_eq!(misspelled(written, in_direction(Direction::Request)), want, "{written}");
        }
        for (written, want) in [
            ("etags", Some("etag")),
            ("e-tag", Some("etag")),
            ("e_tag", Some("etag")),
            ("locations", Some("location")),
            ("content-dispostion", Some("content-disposition")),
            ("retry_after", Some("retry-after")),
            ("x-total_count", Some("x-total-count")),
            ("x-totals-count", Some("x-total-count")),
        ] {
            assert_eq!(misspelled(written, in_direction(Direction::Response)), want, "{written}");
        }
    }

    /// Names that real services list; the rule must leave them alone.
    #[test]
    fn custom_names_are_not_reported() {
        for name in [
            "x",
            "x-a",
            "x-b",
            "x-id",
            "x-ip",
            "x-user-ip",
            "x-client-ip",
            "x-page",
            "x-pages",
            "x-admin",
            "x-both",
            "x-trace",
            "x-token",
            "x-total",
            "x-tags",
            "x-locale",
            "x-key",
            "access-token",
            "token-type",
            "client",
            "expiry",
            "uid",
            "token",
            "version",
            "tenant",
            "data",
            "tag",
            "time",
            "tier",
            "rang",
            "x-foo.bar",
            "x.foo",
            "dax",
            "x-company-id",
            "x-company-name",
            "x-session",
            "x-account-id",
            "x-app-id",
            "x-org-id",
            "x-team-id",
            "x-shop-id",
            "x-order-id",
            "x-cart-id",
            "x-event-id",
            "x-user-name",
            "x-user-email",
            "x-user-role",
            "x-client-name",
            "x-client-key",
            "x-signature",
            "x-timestamp",
            "x-nonce",
            "x-hub-signature",
            "x-hub-signature-256",
            "stripe-signature",
            "stripe-account",
            "stripe-version",
            "x-shopify-topic",
            "x-shopify-access-token",
            "x-github-event",
            "x-github-api-version",
            "x-gitlab-token",
            "x-slack-signature",
            "x-line-signature",
            "x-vercel-id",
            "x-nf-request-id",
            "x-render-origin-server",
            "anthropic-version",
            "openai-organization",
            "x-language",
            "x-timezone",
            "x-platform",
            "x-device",
            "x-device-type",
            "x-app-version",
            "x-build",
            "x-debug",
            "x-profile",
            "x-realm",
            "x-amz-meta-name",
            "x-amz-acl",
            "x-amz-tagging",
            "x-ms-blob-type",
            "x-ms-version",
            "x-ms-date",
            "x-goog-hash",
            "x-goog-acl",
            "x-requester",
            "content-version",
            "content-name",
            "content-key",
            "accept-version",
            "x-api-secret",
            "x-api-user",
            "x-api-token",
            "x-auth-user",
            "x-auth-key",
            "x-access-key",
            "x-secret-key",
            "x-public-key",
            "private-token",
            "job-token",
            "if-version",
            "last-modified-by",
            "x-forwarded-user",
            "x-forwarded-email",
            "x-original-url",
            "x-original-host",
            "x-request-start",
            "x-queue-start",
            "x-correlation",
            "x-span-id",
            "x-transaction-id",
            "x-operation-id",
            "x-batch-id",
        ] {
            for direction in [Direction::Request, Direction::Response] {
                let near = misspelled(name, in_direction(direction));
                assert_eq!(near.filter(|&near| near != name), None, "{name}");
            }
        }
    }

    #[test]
    fn long_names_are_not_compared() {
        let name = format!("content-type{}", "e".repeat(100_000));
        assert_eq!(misspelled(&name, in_direction(Direction::Request)), None);
    }
}
