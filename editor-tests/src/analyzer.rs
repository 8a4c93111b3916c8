//! A rust-analyzer that runs, and what it answers.

use std::io::{self, BufReader, BufWriter};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

/// How long the project may take to load, with the macros compiled first, and how long one answer.
const PATIENCE: Duration = Duration::from_secs(400);

/// A rust-analyzer. It ends when it is dropped.
#[derive(Debug)]
pub struct Analyzer {
    process: Child,
    input: BufWriter<ChildStdin>,
    messages: Receiver<Message>,
    requests: i32,
    is_ready: bool,
    settings: Value,
}

/// Something that can be completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What the editor shows.
    pub label: String,
    /// What it writes.
    pub inserts: String,
}

/// Where a definition is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The file, as a URI.
    pub file: String,
    /// The line, counted from 0.
    pub line: usize,
}

/// An error or a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 0.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl Analyzer {
    /// Starts the program in a project, and waits until it has loaded it.
    ///
    /// # Errors
    ///
    /// The program cannot be started, or does not load the project.
    pub fn start(program: &str, project: &Path) -> io::Result<Self> {
        let mut process = Command::new(program)
            .current_dir(project)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let missing = || io::Error::other("a pipe is missing");
        let input = BufWriter::new(process.stdin.take().ok_or_else(missing)?);
        let mut output = BufReader::new(process.stdout.take().ok_or_else(missing)?);
        let (sender, messages) = channel();
        thread::spawn(move || {
            while let Ok(Some(message)) = Message::read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        // What an editor has by default, but for `cargo check`, which no question is about.
        let settings = json!({
            "cachePriming": { "enable": false },
            "cargo": { "buildScripts": { "enable": true } },
            "checkOnSave": false,
            "procMacro": { "enable": true },
        });
        let mut analyzer =
            Self { process, input, messages, requests: 0, is_ready: false, settings };
        analyzer.initialize(project)?;
        Ok(analyzer)
    }

    fn initialize(&mut self, project: &Path) -> io::Result<()> {
        let parameters = json!({
            "processId": std::process::id(),
            "rootUri": uri(project),
            "capabilities": {
                "experimental": { "serverStatusNotification": true },
                "workspace": { "configuration": true },
                "textDocument": {
                    "hover": { "contentFormat": ["markdown"] },
                    "completion": { "completionItem": { "snippetSupport": false } },
                    "diagnostic": { "dynamicRegistration": false },
                },
            },
            "initializationOptions": self.settings,
        });
        self.ask("initialize", &parameters)?;
        self.notify("initialized", json!({}))?;
        let start = Instant::now();
        while !self.is_ready {
            self.receive(start)?;
        }
        Ok(())
    }

    /// Opens a file.
    ///
    /// # Errors
    ///
    /// The program has ended.
    pub fn open(&mut self, file: &Path, text: &str) -> io::Result<()> {
        let document =
            json!({ "uri": uri(file), "languageId": "rust", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }))
    }

    /// What is shown of what is at a place, in Markdown; nothing if there is nothing to show.
    ///
    /// # Errors
    ///
    /// The program has ended, or does not answer.
    pub fn hover(&mut self, file: &Path, line: usize, character: usize) -> io::Result<String> {
        let answer = self.ask("textDocument/hover", &position(file, line, character))?;
        let text = answer.pointer("/contents/value").and_then(Value::as_str);
        Ok(text.unwrap_or_default().to_owned())
    }

    /// Where the definitions are of what is at a place.
    ///
    /// # Errors
    ///
    /// The program has ended, or does not answer.
    pub fn definitions(
        &mut self,
        file: &Path,
        line: usize,
        character: usize,
    ) -> io::Result<Vec<Definition>> {
        let answer = self.ask("textDocument/definition", &position(file, line, character))?;
        let definition = |found: &Value| {
            Some(Definition {
                file: found.get("uri")?.as_str()?.to_owned(),
                line: line_of(found.pointer("/range/start/line")?)?,
            })
        };
        Ok(answer.as_array().into_iter().flatten().filter_map(definition).collect())
    }

    /// How what is before a place can be completed.
    ///
    /// # Errors
    ///
    /// The program has ended, or does not answer.
    pub fn completions(
        &mut self,
        file: &Path,
        line: usize,
        character: usize,
    ) -> io::Result<Vec<Completion>> {
        let answer = self.ask("textDocument/completion", &position(file, line, character))?;
        let completion = |item: &Value| {
            let label = item.get("label")?.as_str()?.to_owned();
            let inserts = item.pointer("/textEdit/newText").or_else(|| item.get("insertText"));
            let inserts = inserts.and_then(Value::as_str).unwrap_or(&label).to_owned();
            Some(Completion { label, inserts })
        };
        let items = answer.get("items").unwrap_or(&answer).as_array();
        Ok(items.into_iter().flatten().filter_map(completion).collect())
    }

    /// The errors that rust-analyzer itself finds in a file.
    ///
    /// # Errors
    ///
    /// The program has ended, or does not answer.
    pub fn errors(&mut self, file: &Path) -> io::Result<Vec<Problem>> {
        let answer =
            self.ask("textDocument/diagnostic", &json!({ "textDocument": { "uri": uri(file) } }))?;
        let problem = |item: &Value| {
            let is_error = item.get("severity").and_then(Value::as_u64) == Some(1);
            let line = line_of(item.pointer("/range/start/line")?)?;
            let message = item.get("message")?.as_str()?.to_owned();
            is_error.then_some(Problem { line, message })
        };
        let items = answer.get("items").and_then(Value::as_array);
        Ok(items.into_iter().flatten().filter_map(problem).collect())
    }

    fn notify(&mut self, method: &str, parameters: Value) -> io::Result<()> {
        Message::from(Notification::new(method.to_owned(), parameters)).write(&mut self.input)
    }

    fn ask(&mut self, method: &str, parameters: &Value) -> io::Result<Value> {
        // A project that is being loaded changes, which cancels earlier requests.
        for _ in 0..10 {
            match self.ask_once(method, parameters.clone())?.response_result {
                Ok(answer) => return Ok(answer),
                Err(error) if error.code == ErrorCode::ContentModified as i32 => {
                    thread::sleep(Duration::from_millis(200));
                }
                Err(error) => return Err(io::Error::other(format!("{method}: {error:?}"))),
            }
        }
        Err(io::Error::other(format!("{method}: the project does not settle")))
    }

    fn ask_once(&mut self, method: &str, parameters: Value) -> io::Result<Response> {
        self.requests = self.requests.saturating_add(1);
        let id = RequestId::from(self.requests);
        let request = Request::new(id.clone(), method.to_owned(), parameters);
        Message::from(request).write(&mut self.input)?;
        let start = Instant::now();
        loop {
            if let Some(response) = self.receive(start)?.filter(|response| response.id == id) {
                return Ok(response);
            }
        }
    }

    /// Receives a message. One that is not a response is dealt with.
    fn receive(&mut self, start: Instant) -> io::Result<Option<Response>> {
        let left = PATIENCE.saturating_sub(start.elapsed());
        let message = self.messages.recv_timeout(left).map_err(|error| match error {
            RecvTimeoutError::Timeout => io::Error::other("rust-analyzer does not answer"),
            RecvTimeoutError::Disconnected => io::Error::other("rust-analyzer has ended"),
        })?;
        match message {
            Message::Response(response) => return Ok(Some(response)),
            Message::Request(request) => {
                let answer = match request.method.as_str() {
                    "workspace/configuration" => {
                        let items = request.params.get("items").and_then(Value::as_array);
                        vec![self.settings.clone(); items.map_or(0, Vec::len)].into()
                    }
                    _ => Value::Null,
                };
                Message::from(Response::new_ok(request.id, answer)).write(&mut self.input)?;
            }
            Message::Notification(notification) => {
                if notification.method == "experimental/serverStatus" {
                    self.set_status(&notification.params)?;
                }
            }
        }
        Ok(None)
    }

    fn set_status(&mut self, status: &Value) -> io::Result<()> {
        let is_quiescent = status.get("quiescent").and_then(Value::as_bool) == Some(true);
        if is_quiescent && status.get("health").and_then(Value::as_str) != Some("ok") {
            return Err(io::Error::other(format!("the project cannot be loaded: {status}")));
        }
        self.is_ready = is_quiescent;
        Ok(())
    }
}

impl Drop for Analyzer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn position(file: &Path, line: usize, character: usize) -> Value {
    json!({
        "textDocument": { "uri": uri(file) },
        "position": { "line": line, "character": character },
    })
}

fn line_of(line: &Value) -> Option<usize> {
    line.as_u64().and_then(|line| line.try_into().ok())
}
