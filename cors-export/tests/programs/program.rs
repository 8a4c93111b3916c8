//! The programs: found, checked, started and stopped.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cors_compiler::check::Checked;
use cors_export::{Options, Target, export};

use super::configurations::{self, Upstream};

/// A program that is installed.
pub struct Program {
    target: Target,
    path: PathBuf,
    /// Whether it is Cloudflare's runtime of workers, and not Node.
    is_workerd: bool,
}

/// A program that runs until this is dropped.
pub struct Running {
    child: Child,
    folder: PathBuf,
    /// The port of each policy.
    pub ports: Vec<u16>,
}

/// A folder for the files of a program.
pub fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("cors-export-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// So many ports that no server has.
pub fn free_ports(count: usize) -> Vec<u16> {
    let listeners: Vec<TcpListener> =
        (0..count).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    listeners.iter().map(|listener| listener.local_addr().unwrap().port()).collect()
}

impl Program {
    /// The program of a target; `None`, with a notice, if it is not installed.
    pub fn installed(target: Target) -> Option<Self> {
        let name = match target {
            Target::Nginx => "nginx",
            Target::Haproxy => "haproxy",
            Target::Apache => "apache2",
            Target::Caddy => "caddy",
            Target::Envoy => "envoy",
            Target::Worker => "node",
            _ => panic!("{target:?} has no program"),
        };
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
        let found = folders.map(|folder| folder.join(name)).find(|path| path.is_file());
        if found.is_none() {
            assert!(std::env::var_os("CI").is_none(), "{name} is not installed");
            eprintln!("skipped: {name} is not installed");
        }
        Some(Self { target, path: found?, is_workerd: false })
    }

    /// Cloudflare's runtime of workers: `WORKERD` is its path. `.ci/full` installs it; otherwise it is skipped.
    pub fn workerd() -> Option<Self> {
        let path = std::env::var_os("WORKERD");
        if path.is_none() {
            eprintln!("skipped: the variable WORKERD is not set");
        }
        Some(Self { target: Target::Worker, path: path?.into(), is_workerd: true })
    }

    /// What the program prints about itself.
    pub fn version(&self) -> String {
        let flag = match self.target {
            Target::Caddy => "version",
            Target::Worker | Target::Envoy => "--version",
            _ => "-v",
        };
        let output = Command::new(&self.path).arg(flag).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        let line = text.lines().find(|line| !line.is_empty());
        format!("{}: {}", self.path.display(), line.unwrap_or_default().trim())
    }

    /// Whether it sees the first of several lines of a header only, as nginx before 1.23.
    pub fn sees_first_line_only(&self) -> bool {
        let version = self.version();
        let minor = version.split_once("nginx/1.").and_then(|(_, rest)| rest.split('.').next());
        minor.and_then(|minor| minor.parse::<u32>().ok()).is_some_and(|minor| minor < 23)
    }

    /// Starts the program with all policies, given with their names, after its own check of the configuration.
    pub fn start(&self, policies: &[(&str, &Checked)], upstream: Upstream) -> Running {
        let folder = folder(if self.is_workerd { "workerd" } else { self.target.name() });
        let ports = free_ports(policies.len());
        let mut sites = Vec::new();
        for ((name, checked), port) in policies.iter().zip(&ports) {
            let export = export(self.target, checked, &Options::default())
                .unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
            for file in &export.files {
                fs::write(folder.join(&file.name), &file.text).unwrap();
            }
            sites.push(configurations::Site { export, port: *port });
        }
        let (name, text) = if self.is_workerd {
            ("config.capnp", configurations::workerd(&sites, &upstream))
        } else {
            configurations::of(self.target, &folder, &sites, &upstream)
        };
        let file = folder.join(name);
        fs::write(&file, text).unwrap();
        self.lint(&file);
        self.run(folder, ports, &file)
    }

    /// Starts the program with a configuration, after its own check of it.
    pub fn run(&self, folder: PathBuf, ports: Vec<u16>, file: &Path) -> Running {
        self.check(&folder, file);
        let child = self.command(&folder, file).spawn().unwrap();
        let running = Running { child, folder, ports };
        running.wait();
        running
    }

    /// The program's own check of the configuration.
    fn check(&self, folder: &Path, file: &Path) {
        let complaint = self.complaint(folder, file);
        assert_eq!(complaint, None, "{}", self.target.name());
    }

    /// The error or the warnings of the program's own check of a configuration.
    pub fn complaint(&self, folder: &Path, file: &Path) -> Option<String> {
        // Its runtime has no check.
        if self.is_workerd {
            return None;
        }
        let file = file.to_str().unwrap();
        let arguments: &[&str] = match self.target {
            Target::Nginx => &["-t", "-c", file, "-p", folder.to_str().unwrap()],
            Target::Haproxy => &["-c", "-f", file],
            Target::Apache => &["-t", "-f", file],
            Target::Caddy => &["validate", "--config", file, "--adapter", "caddyfile"],
            Target::Envoy => &["--mode", "validate", "-c", file],
            _ => &["--check", file],
        };
        let output = Command::new(&self.path)
            .args(arguments)
            .current_dir(folder)
            .env("XDG_DATA_HOME", folder)
            .env("XDG_CONFIG_HOME", folder)
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        if !output.status.success() {
            return Some(text.into_owned());
        }
        // The test has no certificates.
        let is_warning =
            |line: &&str| line.to_lowercase().contains("warn") && !line.contains("automatic HTTPS");
        let warnings: Vec<&str> = text.lines().filter(is_warning).collect();
        (!warnings.is_empty()).then(|| warnings.join("\n"))
    }

    /// The findings of gixy-ng, a linter of nginx's configurations, if it is installed: there must be none.
    fn lint(&self, file: &Path) {
        // These are about the server of the test: TLS, and its number of connections.
        let skips = "weak_ssl_tls,hsts_header,worker_rlimit_nofile_vs_connections";
        let gixy = Command::new("gixy").args(["--skips", skips]).arg(file).output();
        let Some(output) = gixy.ok().filter(|_| self.target == Target::Nginx) else { return };
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        assert!(text.contains("No issues found"), "{text}");
        eprintln!("gixy has no findings");
    }

    fn command(&self, folder: &Path, file: &Path) -> Command {
        let file = file.to_str().unwrap();
        let arguments: &[&str] = match self.target {
            Target::Nginx => &["-c", file, "-p", folder.to_str().unwrap()],
            Target::Haproxy => &["-db", "-f", file],
            Target::Apache => &["-D", "FOREGROUND", "-f", file],
            Target::Caddy => &["run", "--config", file, "--adapter", "caddyfile"],
            Target::Envoy => &["-c", file, "--use-dynamic-base-id", "--concurrency", "1"],
            _ if self.is_workerd => &["serve", file],
            _ => &[file],
        };
        let mut command = Command::new(&self.path);
        let log = fs::File::create(folder.join("log")).unwrap();
        command
            .args(arguments)
            .current_dir(folder)
            .env("XDG_DATA_HOME", folder)
            .env("XDG_CONFIG_HOME", folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        command
    }
}

impl Running {
    fn wait(&self) {
        let deadline = Instant::now() + Duration::from_secs(60);
        for port in &self.ports {
            while TcpStream::connect(("127.0.0.1", *port)).is_err() {
                let log = || fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                assert!(Instant::now() < deadline, "port {port} is not open: {}", log());
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

impl Running {
    /// Ends the program with SIGTERM, so that Apache ends its worker processes, too; a program that is still there
    /// after some seconds is killed.
    fn stop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let deadline = Instant::now() + Duration::from_secs(10);
        while Instant::now() < deadline {
            if let Ok(Some(_)) = self.child.try_wait() {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
        if std::thread::panicking() {
            eprintln!("its files are in {}", self.folder.display());
        } else {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}
