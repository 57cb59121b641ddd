//! The site as a process of its own, and a browser of the simplest kind.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::Duration,
};

use moneyhub_sandbox::{Callback, Sandbox};

use crate::program::example;

/// The running example. It ends with this value.
pub(crate) struct Site {
    child: Child,
    address: String,
    pub(crate) sandbox: Option<String>,
}

impl Site {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.env("PORT", "0").stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut site = Self { child, address: String::new(), sandbox: None };
        for line in lines.map_while(Result::ok) {
            let (name, url) = line.split_once(' ').unwrap();
            match name {
                "sandbox" => site.sandbox = Some(url.trim().to_owned()),
                _ => {
                    let port = url.trim_end_matches('/').rsplit(':').next().unwrap();
                    site.address = format!("127.0.0.1:{port}");
                    return site;
                }
            }
        }
        panic!("the example ended before it served");
    }

    pub(crate) fn port(&self) -> &str {
        self.address.rsplit(':').next().unwrap()
    }

    /// The site of the default client of a sandbox.
    pub(crate) fn with(sandbox: Sandbox) -> (Sandbox, Self) {
        Self::with_variable(sandbox, ("MONEYHUB_BANK", "test"))
    }

    pub(crate) fn with_variable(sandbox: Sandbox, variable: (&str, &str)) -> (Sandbox, Self) {
        let mut command = example("sign_in");
        command
            .env("MONEYHUB_IDENTITY_URL", sandbox.identity_url())
            .env("MONEYHUB_CLIENT_ID", sandbox.client_id())
            .env("MONEYHUB_CLIENT_SECRET", sandbox.client_secret())
            .env(variable.0, variable.1);
        let site = Self::start(&mut command);
        (sandbox, site)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody with a browser that keeps cookies and follows no redirects.
#[derive(Clone)]
pub(crate) struct User {
    address: String,
    pub(crate) cookies: BTreeMap<String, String>,
}

#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    /// The values of `Set-Cookie`.
    pub(crate) cookies: Vec<String>,
    pub(crate) body: String,
}

impl Page {
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or_else(|| panic!("no {name} in {self:?}"), |(_, value)| value)
    }

    pub(crate) fn location(&self) -> &str {
        self.header("location")
    }
}

/// The header of a form.
pub(crate) const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

impl User {
    pub(crate) fn of(site: &Site) -> Self {
        Self { address: site.address.clone(), cookies: BTreeMap::new() }
    }

    /// The same person, elsewhere.
    pub(crate) fn at(url: &str) -> Self {
        let address = url.trim_start_matches("http://").split('/').next().unwrap().to_owned();
        Self { address, cookies: BTreeMap::new() }
    }

    /// The first click, and what the bank does: the path and query of the way back.
    pub(crate) fn begin(&mut self, bank: impl FnOnce(&str) -> Callback) -> String {
        let login = self.post("/login");
        assert_eq!(login.status, 303, "{login:?}");
        let location = bank(login.location()).location();
        location[location.find("/callback").unwrap()..].to_owned()
    }

    /// From the first click to the end.
    pub(crate) fn connect(&mut self, sandbox: &Sandbox) {
        let callback = self.begin(|url| sandbox.approve(url).unwrap());
        let back = self.get(&callback);
        assert_eq!((back.status, back.location()), (303, "/connections"));
    }

    pub(crate) fn get(&mut self, path: &str) -> Page {
        self.request("GET", path, &[])
    }

    pub(crate) fn post(&mut self, path: &str) -> Page {
        self.request("POST", path, &[("Sec-Fetch-Site", "same-origin")])
    }

    /// Posts a form of a page of the site.
    pub(crate) fn post_form(&mut self, path: &str, form: &str) -> Page {
        self.send("POST", path, &[("Sec-Fetch-Site", "same-origin"), FORM], form)
    }

    pub(crate) fn request(&mut self, method: &str, path: &str, headers: &[(&str, &str)]) -> Page {
        self.send(method, path, headers, "")
    }

    pub(crate) fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Page {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        head += &format!("Connection: close\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        for (name, value) in &self.cookies {
            head += &format!("Cookie: {name}={value}\r\n");
        }
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        write!(stream, "{head}\r\n{body}").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let page = read(&text);
        for cookie in &page.cookies {
            let (pair, attributes) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            match attributes.contains("Max-Age=0") {
                true => self.cookies.remove(name),
                false => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        page
    }
}

fn read(text: &str) -> Page {
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let cookies = headers.iter().filter(|(name, _)| name == "set-cookie");
    let cookies = cookies.map(|(_, value)| value.clone()).collect();
    Page { status, headers, cookies, body: body.to_owned() }
}
