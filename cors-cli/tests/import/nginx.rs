//! A real nginx with the configurations: it allows the origins of which `import` says so, and no others.
//!
//! Without nginx it is skipped, except in CI.

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use cors_compiler::migration::Credentials;

use super::client::{free_port, send};
use super::{allows, cases, file, only};

/// Origins on both sides of each border.
const ORIGINS: [&str; 22] = [
    "https://shop.com",
    "http://shop.com",
    "https://shop.com:8443",
    "https://a.shop.com",
    "https://b.shop.com",
    "https://a1.shop.com",
    "https://a.b.shop.com",
    "https://www.shop.com",
    "https://ashop.com",
    "https://bshop.com",
    "https://ashopbcom",
    "https://a.shopacom",
    "https://shop.com.evil.net",
    "https://example.com",
    "https://www.example.com",
    "https://example.com.evil.net",
    "https://examplescom",
    "https://partner.example.net",
    "https://partneraexample.net",
    "https://partnerbexample.net",
    "http://localhost:3000",
    "null",
];

struct Nginx(Child);

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn nginx_agrees() {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    let Some(program) = folders.map(|it| it.join("nginx")).find(|it| it.is_file()) else {
        assert!(std::env::var_os("CI").is_none(), "nginx is not installed");
        eprintln!("skipped: nginx is not installed");
        return;
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import-nginx");
    fs::create_dir_all(&folder).expect("the folder can be made");
    let mut compared = 0_usize;
    let mut allowed = 0_usize;
    for case in cases() {
        let port = free_port();
        let text = file(case, port);
        let reviewed = only(&text);
        let has_credentials =
            matches!(reviewed.found.configuration.credentials, Credentials::Yes(_));
        let _nginx = start(&program, &folder, &text, port);
        for origin in ORIGINS {
            let response = send(port, "GET", &[("Origin", origin)]);
            let is_allowed = response.allows(origin);
            assert_eq!(is_allowed, allows(&reviewed, origin), "{text}\n{origin}");
            if is_allowed {
                allowed = allowed.saturating_add(1);
                let sent = response.values("access-control-allow-credentials");
                assert_eq!(sent == ["true"], has_credentials, "{text}\n{origin}: {sent:?}");
            }
            compared = compared.saturating_add(1);
        }
    }
    eprintln!(
        "{compared} requests, of which {allowed} allowed, in {} configurations",
        cases().count()
    );
}

fn start(program: &Path, folder: &Path, text: &str, port: u16) -> Nginx {
    let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {}/{name};\n", folder.display()));
    let whole = format!(
        "daemon off; master_process off; pid {0}/pid; error_log {0}/error.log;\n\
         events {{}}\nhttp {{\naccess_log off;\n{1}\n{text}}}\n",
        folder.display(),
        paths.concat(),
    );
    let file = folder.join("nginx.conf");
    fs::write(&file, whole).expect("written");
    let child = Command::new(program)
        .args(["-p", &folder.display().to_string(), "-c", &file.display().to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("nginx starts");
    let nginx = Nginx(child);
    let start = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        let log = || fs::read_to_string(folder.join("error.log")).unwrap_or_default();
        assert!(start.elapsed() < Duration::from_secs(60), "{text}: {}", log());
        thread::sleep(Duration::from_millis(20));
    }
    nginx
}
