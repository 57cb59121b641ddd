//! The one multipart body that the data API takes: a single part with a file (RFC 7578).

/// A file as it was sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Upload<'a> {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) content: &'a [u8],
}

/// Reads a body with exactly one part, `file`.
pub(super) fn read<'a>(content_type: &str, body: &'a [u8]) -> Result<Upload<'a>, String> {
    let boundary = parameter(content_type, "boundary").ok_or("the boundary is missing")?;
    if boundary.is_empty() || boundary.len() > 70 {
        return Err("a boundary has 1 to 70 characters".to_owned());
    }
    let dash = format!("--{boundary}");
    let rest = body.strip_prefix(dash.as_bytes()).and_then(|rest| rest.strip_prefix(b"\r\n"));
    let rest = rest.ok_or("the body does not begin with the boundary")?;
    let between = format!("\r\n{dash}");
    let end = find(rest, between.as_bytes()).ok_or("the part does not end with the boundary")?;
    let (part, after) = (&rest[..end], &rest[end + between.len()..]);
    match after.strip_prefix(b"--") {
        Some(b"" | b"\r\n") => {}
        Some(_) => return Err("there is something behind the last boundary".to_owned()),
        None => return Err("there may only be one part, file".to_owned()),
    }
    let head_end = find(part, b"\r\n\r\n").ok_or("the part has no end of its head")?;
    let head = std::str::from_utf8(&part[..head_end]).map_err(|_| "its head is not UTF-8")?;
    let header = |wanted: &str| {
        head.split("\r\n").find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case(wanted).then(|| value.trim())
        })
    };
    let disposition = header("content-disposition").ok_or("Content-Disposition is missing")?;
    if !disposition.starts_with("form-data")
        || parameter(disposition, "name").as_deref() != Some("file")
    {
        return Err("the part must be named file".to_owned());
    }
    let name = parameter(disposition, "filename").filter(|name| !name.is_empty());
    Ok(Upload {
        name: name.ok_or("the part has no file name")?,
        kind: header("content-type").ok_or("the part has no Content-Type")?.to_ascii_lowercase(),
        content: &part[head_end + 4..],
    })
}

/// A parameter of a header, quoted or not.
fn parameter(header: &str, wanted: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (name, value) = rest.split_once('=')?;
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => unquoted(quoted)?,
            None => match value.split_once(';') {
                Some((value, after)) => (value.trim().to_owned(), after),
                None => (value.trim().to_owned(), ""),
            },
        };
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = after;
    }
}

/// The text up to the closing quote, and what is behind the next semicolon.
fn unquoted(quoted: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut letters = quoted.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => {
                let after = &quoted[at + 1..];
                return Some((text, after.split_once(';').map_or("", |(_, after)| after)));
            }
            '\\' => text.push(letters.next()?.1),
            other => text.push(other),
        }
    }
    None
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::read;

    const KIND: &str = "multipart/form-data; boundary=\"b b\"";

    fn body(head: &str, content: &str) -> Vec<u8> {
        format!("--b b\r\n{head}\r\n\r\n{content}\r\n--b b--\r\n").into_bytes()
    }

    #[test]
    fn the_file_is_read_as_it_is() {
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\".png\"\r\n\
                    content-type: image/png";
        let body = body(head, "\r\n--b\r\n");
        let upload = read(KIND, &body).expect("a file");
        assert_eq!((upload.name.as_str(), upload.kind.as_str()), ("a \"b\".png", "image/png"));
        assert_eq!(upload.content, b"\r\n--b\r\n");
    }

    #[test]
    fn a_part_of_another_name_or_without_a_file_name_is_refused() {
        for head in [
            "Content-Disposition: form-data; name=\"document\"; filename=\"a\"\r\nContent-Type: a/b",
            "Content-Disposition: form-data; name=\"file\"\r\nContent-Type: a/b",
            "Content-Disposition: form-data; name=\"file\"; filename=\"a\"",
        ] {
            assert!(read(KIND, &body(head, "x")).is_err(), "{head}");
        }
    }

    #[test]
    fn a_second_part_is_refused() {
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\
                    Content-Type: a/b";
        let two = format!("--b b\r\n{head}\r\n\r\nx\r\n--b b\r\n{head}\r\n\r\ny\r\n--b b--");
        assert_eq!(read(KIND, two.as_bytes()), Err("there may only be one part, file".to_owned()));
    }
}
