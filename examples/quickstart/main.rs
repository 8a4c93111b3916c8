//! Serves the quickstart's API and page, or checks the table without a browser.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use cors_examples::area::AREAS;
use cors_examples::{Running, Server, check, start};

/// An API with CORS policies, and a page that shows how a browser applies them.
#[derive(Debug, Parser)]
#[command(name = "quickstart")]
struct Arguments {
    /// The framework that serves the API; the policies and the responses are the same.
    #[arg(long, value_name = "NAME", default_value_t = Server::Axum)]
    server: Server,
    /// The API's port on 127.0.0.1; 0 picks a free one.
    #[arg(long, value_name = "PORT", default_value_t = 3000)]
    api_port: u16,
    /// The page's port on 127.0.0.1; 0 picks a free one.
    #[arg(long, value_name = "PORT", default_value_t = 3001)]
    page_port: u16,
    /// Run the table without a browser, with a model of one; fail if a result differs.
    #[arg(long)]
    check: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { server, api_port, page_port, check: only_check } = Arguments::parse();
    let running = match start(server, api_port, page_port).await {
        Ok(running) => running,
        Err(error) => return fail(&error),
    };
    if only_check { check(&running).await } else { serve(server, running).await }
}

/// Prints what is served with which policies, and serves it until the program is stopped.
async fn serve(server: Server, running: Running) -> ExitCode {
    print_line(format_args!("API    {}, on {server}", running.api_origin()));
    print_line(format_args!("Page   {}\n", running.page_origin()));
    for area in AREAS {
        print_line(format_args!("{} ({}/…)", area.name, area.prefix));
        for line in area.policy.explain().to_string().lines() {
            print_line(format!("  {line}").trim_end());
        }
        print_line("");
    }
    print_line("Preflights from an origin that ACCOUNT allows, and from one that it refuses:\n");
    for origin in [running.page_origin().as_str(), "https://stranger.example"] {
        print_line(format_args!("  {}", preflight_by_curl(&running.api_origin(), origin)));
    }
    print_line(format_args!(
        "\nNow open {} in a browser. Press Ctrl-C to stop.",
        running.page_origin()
    ));
    match running.ended().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&format_args!("a server stopped: {error}")),
    }
}

/// A command that sends a preflight to the account, like a page of `origin`.
fn preflight_by_curl(api: &str, origin: &str) -> String {
    format!(
        "curl -i -X OPTIONS {api}/account/profile -H 'Origin: {origin}' -H \
         'Access-Control-Request-Method: PUT'"
    )
}

/// Prints the table for pages of two origins: that of the page, and that of the partner.
async fn check(running: &Running) -> ExitCode {
    let mut all_passed = true;
    for origin in [running.page_origin(), "https://partner.example".to_owned()] {
        let report = check::run(running, &origin).await;
        print_line(format_args!("{report}\n"));
        all_passed &= report.passed();
    }
    if all_passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints a line. A closed pipe is not an error.
fn print_line(line: impl fmt::Display) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn fail(error: &dyn fmt::Display) -> ExitCode {
    let _ = writeln!(io::stderr(), "error: {error}");
    ExitCode::FAILURE
}
