//! The command.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use crate::caller::FORM;
use crate::identity::{connect, with};
use crate::socket::Socket;

const PROGRAM: &str = env!("CARGO_BIN_EXE_moneyhub-sandbox");

/// Stops the command when the test ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the command and reads the four lines that it prints.
fn run(arguments: &[&str]) -> (Running, Vec<String>) {
    let mut child = Command::new(PROGRAM)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command starts");
    let out = child.stdout.take().expect("its output");
    let running = Running(child);
    let lines = BufReader::new(out).lines().take(4);
    (running, lines.map(|line| line.expect("a line")).collect())
}

#[test]
fn it_prints_what_to_paste() {
    let (_running, lines) = run(&[]);
    let names: Vec<_> = lines.iter().filter_map(|line| line.split('=').next()).collect();
    let expected = [
        "export MONEYHUB_IDENTITY_URL",
        "export MONEYHUB_API_URL",
        "export MONEYHUB_CLIENT_ID",
        "export MONEYHUB_CLIENT_SECRET",
    ];
    assert_eq!(names, expected);
}

#[test]
fn it_serves_where_it_says() {
    let (_running, lines) = run(&["--users", "3"]);
    let address = lines[0].rsplit_once("//").expect("a URL").1;
    let mut socket = Socket::open(address.parse().expect("an address"));
    assert_eq!(socket.call("GET /users", "", "").expect("an answer").status, 401);
}

#[test]
fn a_secret_is_quoted_for_the_shell() {
    let (_running, lines) = run(&["--client-secret", "it's $HOME"]);
    assert_eq!(lines[3], r"export MONEYHUB_CLIENT_SECRET='it'\''s $HOME'");
}

#[test]
fn a_taken_port_is_one_clear_line_and_status_1() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let output = Command::new(PROGRAM)
        .args(["--port", &port.to_string()])
        .output()
        .expect("the command ends");
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    let expected = format!("moneyhub-sandbox: cannot listen on 127.0.0.1:{port}: ");
    assert!(message.starts_with(&expected) && message.lines().count() == 1, "{message}");
}

#[test]
fn keys_that_cannot_be_read_are_one_clear_line_and_status_1() {
    let output = Command::new(PROGRAM)
        .args(["--client-jwks", "/nowhere/keys.json"])
        .output()
        .expect("the command ends");
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    let expected = "moneyhub-sandbox: /nowhere/keys.json: ";
    assert!(message.starts_with(expected) && message.lines().count() == 1, "{message}");
}

/// Starts the command and reads what it says on standard error, up to where the console is.
fn announced(arguments: &[&str]) -> (Running, Vec<String>) {
    let mut child = Command::new(PROGRAM)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let err = child.stderr.take().expect("its messages");
    let running = Running(child);
    let mut told = Vec::new();
    for line in BufReader::new(err).lines().map_while(Result::ok) {
        let last = line.starts_with("moneyhub-sandbox: console: ");
        told.push(line);
        if last {
            break;
        }
    }
    (running, told)
}

#[test]
fn it_says_where_discovery_is_and_where_it_comes_back() {
    let (_running, told) = announced(&["--redirect-uri", "https://app.example/callback"]);
    assert!(told[1].ends_with("/oidc/.well-known/openid-configuration"), "{told:?}");
    let client = told.iter().find(|line| line.starts_with("moneyhub-sandbox: client: "));
    let client = client.expect("a line about the client");
    assert!(client.ends_with("back to https://app.example/callback"), "{client}");
}

#[test]
fn it_says_where_the_console_is_and_serves_it() {
    let (_running, told) = announced(&["--client-secret", "hush-hush"]);
    let url = told.last().and_then(|line| line.strip_prefix("moneyhub-sandbox: console: http://"));
    let address = url.and_then(|url| url.strip_suffix('/')).expect("its address");
    let mut socket = Socket::open(address.parse().expect("an address"));
    socket.write(format!("GET / HTTP/1.1\r\nHost: {address}\r\n\r\n"));
    let answer = socket.answer().expect("a page");
    assert!(answer.status == 200 && answer.text().contains("<h1>Overview</h1>"), "{answer:?}");
    assert!(!answer.text().contains("hush-hush") && !told.join("").contains("hush-hush"));
}

#[test]
fn no_console_and_a_port_for_it_contradict() {
    let output = Command::new(PROGRAM).args(["--no-console", "--console-port", "0"]).output();
    assert_eq!(output.expect("the command ends").status.code(), Some(2));
}

/// A file with this content, which the caller takes away.
fn file(name: &str, content: &str) -> String {
    let file = std::env::temp_dir().join(format!("{}-{name}", std::process::id()));
    std::fs::write(&file, content).expect("a file");
    file.to_str().expect("a path").to_owned()
}

#[test]
fn the_sample_of_a_configuration_runs() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/sandbox.example.json");
    // Another test may run it at the same time.
    let free = ["--port", "0", "--data-port", "0", "--console-port", "0"];
    let (_running, lines) = run(&[&["--config", sample], &free[..]].concat());
    assert_eq!(lines[2], "export MONEYHUB_CLIENT_ID=shop");
    assert_eq!(lines[3], "export MONEYHUB_CLIENT_SECRET='a secret that everybody may know'");
}

#[test]
fn options_win_over_the_configuration() {
    let file = file(
        "win.json",
        r#"{"users": 7, "clients": [{"client_id": "a", "client_secret": "s", "client_name": "A",
            "redirect_uris": ["https://a.example/"]}]}"#,
    );
    let (_running, told) = announced(&["--config", &file, "--users", "8", "--client-id", "b"]);
    assert!(told[0].contains(" 8 made-up users "), "{told:?}");
    let client = told.iter().find(|line| line.starts_with("moneyhub-sandbox: client: "));
    let client = client.expect("a line about the client");
    // What no option names stays.
    assert!(client.contains("client: b (A): client_secret_basic"), "{client}");
    assert!(client.ends_with("back to https://a.example/"), "{client}");
    std::fs::remove_file(file).expect("the file");
}

#[test]
fn a_wrong_configuration_is_one_clear_line_and_status_1() {
    let file = file("wrong.json", "{\n  \"user\": 7\n}");
    let output = Command::new(PROGRAM).args(["--config", &file]).output().expect("it ends");
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    let expected = format!("moneyhub-sandbox: {file}:2: user is unknown: permitted are address,");
    assert!(message.starts_with(&expected) && message.lines().count() == 1, "{message}");
    std::fs::remove_file(file).expect("the file");
}

#[test]
fn help_names_every_option() {
    let output = Command::new(PROGRAM).arg("--help").output().expect("help");
    let help = String::from_utf8_lossy(&output.stdout);
    for option in [
        "--config",
        "--console-port",
        "--no-console",
        "--redirect-uri",
        "--client-jwks",
        "--issuer",
        "--port",
        "--users",
        "--connect-new-users",
        "--limit-cap",
        "--rate-limit",
    ] {
        assert!(help.contains(option), "{option}");
    }
}

#[test]
fn more_clients_come_from_files() {
    let file = std::env::temp_dir().join(format!("clients-{}.json", std::process::id()));
    let clients = r#"[{"client_id": "a", "client_secret": "s", "scope": "user:read"},
        {"client_id": "b", "client_secret": "s", "scope": "user:read"}]"#;
    std::fs::write(&file, clients).expect("a file");
    let file = file.to_str().expect("a path");
    let (_running, lines) = run(&["--client", file, "--scope", "user:read"]);
    let address = lines[0].rsplit_once("//").expect("a URL").1;
    let mut socket = Socket::open(address.parse().expect("an address"));
    for (id, scope, status) in [("a", "user:read", 200), ("b", "user:delete", 400)] {
        let head = format!(
            "Authorization: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n",
            crate::caller::basic(id, "s")
        );
        let form = format!("grant_type=client_credentials&scope={scope}");
        let answer = socket.call("POST /oidc/token", &head, &form).expect("an answer");
        assert_eq!(answer.status, status, "{id}");
    }
    std::fs::remove_file(file).expect("the file");
}

/// The bytes of memory that a process has in use (proc(5), `statm`).
#[cfg(target_os = "linux")]
fn resident(process: u32) -> usize {
    let text = std::fs::read_to_string(format!("/proc/{process}/statm")).expect("statm");
    let pages = text.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
    pages.expect("a number of pages") * 4_096
}

#[cfg(target_os = "linux")]
#[test]
fn posts_of_strangers_are_not_kept_beyond_a_bound() {
    let file = std::env::temp_dir().join(format!("public-{}.json", std::process::id()));
    let public = r#"{"client_id": "public", "token_endpoint_auth_method": "none"}"#;
    std::fs::write(&file, public).expect("a file");
    let (running, lines) = run(&["--client", file.to_str().expect("a path")]);
    let form = with(
        connect(),
        &[
            ("client_id", "public"),
            ("state", &"x".repeat(59_000)),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("code_challenge_method", "S256"),
        ],
    );
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).finish();
    let head = format!("Content-Type: {FORM}\r\n");
    let address = lines[0].rsplit_once("//").expect("a URL").1;
    let mut socket = Socket::open(address.parse().expect("an address"));
    let before = resident(running.0.id());
    for _ in 0..4_000 {
        let answer = socket.call("POST /oidc/request", &head, &body).expect("an answer");
        assert_eq!(answer.status, 201, "{}", answer.text());
    }
    let grown = resident(running.0.id()).saturating_sub(before);
    assert!(grown < 64 * 1024 * 1024, "{grown} bytes");
    std::fs::remove_file(file).expect("the file");
}
