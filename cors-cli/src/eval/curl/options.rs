//! The options of curl: which have a value, and which say something about the request.

/// What an option does, as far as a page's request is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OptionKind {
    /// No value, and nothing about the request: `--compressed`, `-s`.
    Flag,
    /// A value that is not about the request: `--max-time`, `-o`.
    Value,
    /// `--url`
    Url,
    /// `-X`
    Request,
    /// `-H`
    Header,
    /// `-d` and its variants.
    Data,
    /// `--json`
    Json,
    /// `-F`
    Form,
    /// `-T`
    Upload,
    /// `-b`
    Cookie,
    /// `-u`
    User,
    /// `--oauth2-bearer`
    Bearer,
    /// `-A`
    UserAgent,
    /// `-e`
    Referer,
    /// `-r`
    Range,
    /// `-I`
    Head,
    /// `-G`
    Get,
    /// `-K`
    Config,
    /// `--next`
    Next,
}

impl OptionKind {
    pub(super) fn has_value(self) -> bool {
        !matches!(self, Self::Flag | Self::Head | Self::Get | Self::Next)
    }
}

/// The option of this letter.
pub(super) fn short(letter: char) -> Option<OptionKind> {
    Some(match letter {
        'X' => OptionKind::Request,
        'H' => OptionKind::Header,
        'd' => OptionKind::Data,
        'F' => OptionKind::Form,
        'T' => OptionKind::Upload,
        'b' => OptionKind::Cookie,
        'u' => OptionKind::User,
        'A' => OptionKind::UserAgent,
        'e' => OptionKind::Referer,
        'r' => OptionKind::Range,
        'I' => OptionKind::Head,
        'G' => OptionKind::Get,
        'K' => OptionKind::Config,
        ':' => OptionKind::Next,
        'c' | 'C' | 'D' | 'E' | 'h' | 'm' | 'o' | 'P' | 'Q' | 't' | 'U' | 'w' | 'x' | 'y' | 'Y'
        | 'z' => OptionKind::Value,
        '0' | '1' | '2' | '3' | '4' | '6' | '#' | 'a' | 'B' | 'f' | 'g' | 'i' | 'j' | 'J' | 'k'
        | 'l' | 'L' | 'M' | 'n' | 'N' | 'O' | 'p' | 'q' | 'R' | 's' | 'S' | 'v' | 'V' | 'Z' => {
            OptionKind::Flag
        }
        _ => return None,
    })
}

/// Options without a value and without a meaning here.
const FLAGS: &[&str] = &[
    "anyauth",
    "append",
    "basic",
    "ca-native",
    "compressed",
    "compressed-ssh",
    "create-dirs",
    "crlf",
    "digest",
    "disable",
    "disable-eprt",
    "disable-epsv",
    "doh-cert-status",
    "doh-insecure",
    "fail",
    "fail-early",
    "fail-with-body",
    "false-start",
    "form-escape",
    "globoff",
    "haproxy-protocol",
    "http0.9",
    "http1.0",
    "http1.1",
    "http2",
    "http2-prior-knowledge",
    "http3",
    "http3-only",
    "ignore-content-length",
    "include",
    "insecure",
    "ipv4",
    "ipv6",
    "junk-session-cookies",
    "list-only",
    "location",
    "location-trusted",
    "manual",
    "metalink",
    "negotiate",
    "netrc",
    "netrc-optional",
    "no-alpn",
    "no-buffer",
    "no-clobber",
    "no-keepalive",
    "no-npn",
    "no-progress-meter",
    "no-sessionid",
    "ntlm",
    "ntlm-wb",
    "parallel",
    "parallel-immediate",
    "path-as-is",
    "post301",
    "post302",
    "post303",
    "progress-bar",
    "progress-meter",
    "proxy-anyauth",
    "proxy-basic",
    "proxy-digest",
    "proxy-insecure",
    "proxy-negotiate",
    "proxy-ntlm",
    "proxytunnel",
    "raw",
    "remote-header-name",
    "remote-name",
    "remote-name-all",
    "remote-time",
    "retry-all-errors",
    "retry-connrefused",
    "show-error",
    "show-headers",
    "silent",
    "ssl",
    "ssl-allow-beast",
    "ssl-no-revoke",
    "ssl-reqd",
    "ssl-revoke-best-effort",
    "sslv2",
    "sslv3",
    "styled-output",
    "suppress-connect-headers",
    "tcp-fastopen",
    "tcp-nodelay",
    "tls-earlydata",
    "tlsv1",
    "tlsv1.0",
    "tlsv1.1",
    "tlsv1.2",
    "tlsv1.3",
    "tr-encoding",
    "trace-ids",
    "trace-time",
    "use-ascii",
    "verbose",
    "version",
    "xattr",
    "keepalive",
    "buffer",
    "alpn",
    "sessionid",
];

/// Options with a value, and without a meaning here.
const VALUES: &[&str] = &[
    "abstract-unix-socket",
    "alt-svc",
    "aws-sigv4",
    "cacert",
    "capath",
    "cert",
    "cert-type",
    "ciphers",
    "connect-timeout",
    "connect-to",
    "continue-at",
    "cookie-jar",
    "create-file-mode",
    "crlfile",
    "curves",
    "delegation",
    "dns-interface",
    "dns-ipv4-addr",
    "dns-ipv6-addr",
    "dns-servers",
    "doh-url",
    "dump-header",
    "ech",
    "egd-file",
    "engine",
    "etag-compare",
    "etag-save",
    "expect100-timeout",
    "ftp-account",
    "ftp-method",
    "ftp-port",
    "happy-eyeballs-timeout-ms",
    "haproxy-clientip",
    "help",
    "hostpubmd5",
    "hostpubsha256",
    "hsts",
    "interface",
    "ip-tos",
    "ipfs-gateway",
    "keepalive-cnt",
    "keepalive-time",
    "key",
    "key-type",
    "krb",
    "libcurl",
    "limit-rate",
    "local-port",
    "login-options",
    "mail-auth",
    "mail-from",
    "mail-rcpt",
    "max-filesize",
    "max-redirs",
    "max-time",
    "netrc-file",
    "noproxy",
    "output",
    "output-dir",
    "parallel-max",
    "pass",
    "pinnedpubkey",
    "preproxy",
    "proto",
    "proto-default",
    "proto-redir",
    "proxy",
    "proxy-cacert",
    "proxy-capath",
    "proxy-cert",
    "proxy-cert-type",
    "proxy-ciphers",
    "proxy-crlfile",
    "proxy-header",
    "proxy-key",
    "proxy-key-type",
    "proxy-pass",
    "proxy-pinnedpubkey",
    "proxy-service-name",
    "proxy-tls13-ciphers",
    "proxy-tlsauthtype",
    "proxy-tlspassword",
    "proxy-tlsuser",
    "proxy-user",
    "proxy1.0",
    "pubkey",
    "quote",
    "random-file",
    "rate",
    "request-target",
    "resolve",
    "retry",
    "retry-delay",
    "retry-max-time",
    "sasl-authzid",
    "service-name",
    "socks4",
    "socks4a",
    "socks5",
    "socks5-gssapi-service",
    "socks5-hostname",
    "speed-limit",
    "speed-time",
    "stderr",
    "telnet-option",
    "tftp-blksize",
    "time-cond",
    "tls-max",
    "tls13-ciphers",
    "tlsauthtype",
    "tlspassword",
    "tlsuser",
    "trace",
    "trace-ascii",
    "trace-config",
    "unix-socket",
    "variable",
    "vlan-priority",
    "write-out",
];

/// The long option of this name, without its hyphens.
pub(super) fn long(name: &str) -> Option<OptionKind> {
    Some(match name {
        "url" => OptionKind::Url,
        "request" => OptionKind::Request,
        "header" => OptionKind::Header,
        "data" | "data-ascii" | "data-raw" | "data-binary" | "data-urlencode" => OptionKind::Data,
        "json" => OptionKind::Json,
        "form" | "form-string" => OptionKind::Form,
        "upload-file" => OptionKind::Upload,
        "cookie" => OptionKind::Cookie,
        "user" => OptionKind::User,
        "oauth2-bearer" => OptionKind::Bearer,
        "user-agent" => OptionKind::UserAgent,
        "referer" => OptionKind::Referer,
        "range" => OptionKind::Range,
        "head" => OptionKind::Head,
        "get" => OptionKind::Get,
        "config" => OptionKind::Config,
        "next" => OptionKind::Next,
        _ if VALUES.contains(&name) => OptionKind::Value,
        _ if FLAGS.contains(&name) => OptionKind::Flag,
        _ => {
            // `--no-compressed`: the opposite of a flag.
            let flag = name.strip_prefix("no-")?;
            FLAGS.contains(&flag).then_some(OptionKind::Flag)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_option_is_in_both_lists() {
        assert!(FLAGS.iter().all(|flag| !VALUES.contains(flag)));
    }
}
