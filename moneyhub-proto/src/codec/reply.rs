use http::{HeaderMap, StatusCode};

/// A successful answer that is about to be read.
#[derive(Debug)]
pub struct Reply<'a> {
    status: StatusCode,
    headers: &'a HeaderMap,
    body: &'a [u8],
}

impl<'a> Reply<'a> {
    /// An answer of these parts.
    #[must_use]
    pub const fn new(status: StatusCode, headers: &'a HeaderMap, body: &'a [u8]) -> Self {
        Self { status, headers, body }
    }

    /// The status, which is 2xx.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    #[must_use]
    pub const fn headers(&self) -> &'a HeaderMap {
        self.headers
    }

    /// The whole body.
    #[must_use]
    pub const fn body(&self) -> &'a [u8] {
        self.body
    }
}
