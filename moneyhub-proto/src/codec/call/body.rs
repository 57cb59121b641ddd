//! What a request carries.

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use zeroize::Zeroizing;

use crate::ground::error::RequestError;

/// What a request carries.
#[derive(Clone)]
pub(crate) enum Body {
    Content(HeaderValue, Bytes),
    Empty,
    /// May contain a code or a token, so it is wiped.
    Form(Zeroizing<String>),
}

/// A file to be uploaded: one part of a `multipart/form-data` body.
///
/// `Debug` shows its media type and its size.
#[derive(Clone, PartialEq, Eq)]
pub struct FilePart {
    /// The name that the service shows, such as `receipt.pdf`.
    pub file_name: String,
    /// The media type, such as `application/pdf`.
    pub content_type: String,
    /// The file itself.
    pub content: Bytes,
}

impl Body {
    pub(super) fn json(json: Vec<u8>) -> Self {
        Self::Content(HeaderValue::from_static("application/json"), json.into())
    }

    pub(super) fn form(pairs: &[(&str, &str)]) -> Self {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(pairs);
        Self::Form(Zeroizing::new(form.finish()))
    }

    /// RFC 7578. The boundary is the first of its kind that the file does not contain. So it needs
    /// no entropy, and the same file gives the same bytes.
    pub(super) fn multipart(name: &str, file: &FilePart) -> Result<Self, RequestError> {
        let invalid = |problem| RequestError::Invalid { parameter: "the file", problem };
        if file.file_name.is_empty() {
            return Err(invalid("has no name"));
        }
        // It goes into the head of the part, where a line break would begin another header.
        let content_type = HeaderValue::from_str(&file.content_type);
        if file.content_type.is_empty() || content_type.is_err() {
            return Err(invalid("has no media type, or one that a header can't carry"));
        }
        let boundary = boundary(&file.content);
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{}\"\r\n\
             Content-Type: {}\r\n\r\n",
            quoted(&file.file_name),
            file.content_type
        );
        let tail = format!("\r\n--{boundary}--\r\n");
        let body = [head.as_bytes(), &file.content, tail.as_bytes()].concat();
        let content_type = format!("multipart/form-data; boundary={boundary}");
        let content_type =
            HeaderValue::from_str(&content_type).map_err(|_| RequestError::MalformedBody)?;
        Ok(Self::Content(content_type, body.into()))
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart")
            .field("content_type", &self.content_type)
            .field("length", &self.content.len())
            .finish_non_exhaustive()
    }
}

/// A quoted file name, as browsers write it (HTML standard, multipart/form-data encoding).
fn quoted(file_name: &str) -> String {
    file_name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

fn boundary(content: &[u8]) -> String {
    let kind = |number: u64| format!("moneyhub-part-{number:016x}");
    let mut number = 0;
    while holds(content, kind(number).as_bytes()) {
        number += 1;
    }
    kind(number)
}

fn holds(content: &[u8], text: &[u8]) -> bool {
    content.windows(text.len()).any(|window| window == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(content: &'static str) -> FilePart {
        FilePart {
            file_name: "a \"b\"\r\n.pdf".to_owned(),
            content_type: "application/pdf".to_owned(),
            content: Bytes::from_static(content.as_bytes()),
        }
    }

    fn written(file: &FilePart) -> (String, String) {
        let Ok(Body::Content(content_type, body)) = Body::multipart("file", file) else {
            panic!("the file can be sent")
        };
        let body = String::from_utf8(body.to_vec()).unwrap();
        (content_type.to_str().unwrap().to_owned(), body)
    }

    #[test]
    fn a_file_is_one_part_whose_name_can_not_end_its_quotes_or_its_line() {
        let (content_type, body) = written(&file("%PDF"));
        assert_eq!(content_type, "multipart/form-data; boundary=moneyhub-part-0000000000000000");
        assert_eq!(
            body,
            "--moneyhub-part-0000000000000000\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"a %22b%22%0D%0A.pdf\"\r\n\
             Content-Type: application/pdf\r\n\r\n\
             %PDF\r\n--moneyhub-part-0000000000000000--\r\n"
        );
    }

    #[test]
    fn a_boundary_never_occurs_in_the_file() {
        let (content_type, _) = written(&file("x--moneyhub-part-0000000000000000--"));
        assert!(content_type.ends_with("=moneyhub-part-0000000000000001"), "{content_type}");
    }

    #[test]
    fn a_file_without_a_name_or_a_media_type_is_refused() {
        for broken in [
            FilePart { file_name: String::new(), ..file("x") },
            FilePart { content_type: String::new(), ..file("x") },
            FilePart { content_type: "a/b\r\nX-Other: 1".to_owned(), ..file("x") },
        ] {
            assert!(Body::multipart("file", &broken).is_err(), "{broken:?}");
        }
    }

    #[test]
    fn debug_shows_neither_name_nor_content() {
        let shown = format!("{:?}", file("canary"));
        assert_eq!(shown, "FilePart { content_type: \"application/pdf\", length: 6, .. }");
    }
}
