//! The sockets of this process, and those that lead to a server.

use std::fs;

/// How many are open, by `/proc`; none where there is no such thing.
pub(crate) fn open() -> usize {
    let Ok(files) = fs::read_dir("/proc/self/fd") else {
        return 0;
    };
    let links = files.flatten().filter_map(|file| fs::read_link(file.path()).ok());
    links.filter(|link| link.to_string_lossy().starts_with("socket:")).count()
}

/// How many lead to this port of loopback: connections that the client has not closed, by
/// `/proc/net/tcp`; none where there is no such thing. What the server sees lags behind.
pub(crate) fn connected_to(port: u16) -> usize {
    let table = fs::read_to_string("/proc/net/tcp").unwrap_or_default();
    let server = format!("0100007F:{port:04X}");
    let open = |line: &&str| {
        let mut fields = line.split_whitespace().skip(2);
        // Established, or closed by the server only (`TCP_ESTABLISHED`, `TCP_CLOSE_WAIT`).
        fields.next() == Some(&*server) && matches!(fields.next(), Some("01" | "08"))
    };
    table.lines().filter(open).count()
}
