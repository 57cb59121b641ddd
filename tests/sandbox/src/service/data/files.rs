//! Files that belong to transactions, and the signed links to them.

use bytes::Bytes;
use http::StatusCode;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::request::Parts;
use serde_json::{Value, json};

use super::multipart;
use crate::finance::File;
use crate::mix::opaque;
use crate::service::Service;
use crate::service::answer::{Answer, bad_request, failure, no_content, not_found};
use crate::service::call::{Call, Outcome};
use crate::service::lists::binary;

const KIND_LINK: u64 = 19;

/// The most that a file may hold (Moneyhub documentation, "Add a file to a transaction").
const MOST_FILE: usize = 10 * 1024 * 1024;

/// A file with its multipart framing.
pub(crate) const MOST_UPLOAD: usize = MOST_FILE + 16 * 1024;

/// The most that all files together may hold.
const MOST_HELD: usize = 128 * 1024 * 1024;

/// How long a link lives.
const LINK_SECONDS: i64 = 300;

impl Service {
    pub(super) fn list_files(&mut self, call: &Call<'_>) -> Outcome {
        let (_, one) = self.named_transaction(call)?;
        let shown: Vec<Value> = one.files.iter().map(|file| self.shown_file(call, file)).collect();
        Ok(self.single(call, &shown))
    }

    pub(super) fn get_file(&mut self, call: &Call<'_>) -> Outcome {
        let (_, one) = self.named_transaction(call)?;
        let file = one.files.iter().find(|file| file.id == call.path_parameter(1));
        let file = file.ok_or_else(|| Box::new(not_found("File not found")))?;
        let shown = self.shown_file(call, file);
        Ok(self.single(call, &shown))
    }

    /// An image or a PDF.
    pub(super) fn add_file(&mut self, call: &Call<'_>) -> Outcome {
        let (user, mut one) = self.named_transaction(call)?;
        let kind = call.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let upload = multipart::read(kind.unwrap_or_default(), call.body);
        let upload = upload.map_err(|problem| Box::new(bad_request(&problem)))?;
        if !upload.kind.starts_with("image/") && upload.kind != "application/pdf" {
            return Err(Box::new(bad_request("the file must be an image or a PDF")));
        }
        if upload.content.len() > MOST_FILE {
            let status = StatusCode::PAYLOAD_TOO_LARGE;
            return Err(Box::new(failure(status, "the file is above 10 MB")));
        }
        if self.finance.file_bytes() + upload.content.len() > MOST_HELD {
            let status = StatusCode::INSUFFICIENT_STORAGE;
            return Err(Box::new(failure(
                status,
                "the sandbox holds no more than 128 MB of files",
            )));
        }
        let file = File {
            id: self.finance.new_id(),
            kind: upload.kind,
            name: upload.name,
            content: Bytes::copy_from_slice(upload.content),
        };
        let shown = self.shown_file(call, &file);
        one.files.push(file);
        one.modified = self.clock.now_millis();
        self.finance.put_transaction(user.number(), one);
        Ok(self.single(call, &shown))
    }

    pub(super) fn delete_file(&mut self, call: &Call<'_>) -> Outcome {
        let (user, mut one) = self.named_transaction(call)?;
        let place = one.files.iter().position(|file| file.id == call.path_parameter(1));
        let place = place.ok_or_else(|| Box::new(not_found("File not found")))?;
        one.files.remove(place);
        one.modified = self.clock.now_millis();
        self.finance.put_transaction(user.number(), one);
        Ok(no_content())
    }

    /// Behind a signed link. Tokens are refused: the real link goes to a third party.
    pub(super) fn file_content(&mut self, id: &str, head: &Parts) -> Answer {
        if head.headers.contains_key(AUTHORIZATION) {
            return bad_request("a signed link is opened without a token");
        }
        let query = head.uri.query().unwrap_or("");
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        let text = |name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| &**value);
        let expires: Option<i64> = text("expires").and_then(|expires| expires.parse().ok());
        let signed =
            expires.is_some_and(|expires| text("signature") == Some(&signature(id, expires)));
        if !signed || expires.is_none_or(|expires| expires <= self.clock.now_seconds()) {
            return failure(StatusCode::FORBIDDEN, "the link is not signed, or has expired");
        }
        match self.finance.file(id) {
            Some(file) => binary(&file.kind, file.content.clone()),
            None => not_found("File not found"),
        }
    }

    fn shown_file(&self, call: &Call<'_>, file: &File) -> Value {
        let expires = self.clock.now_seconds() + LINK_SECONDS;
        let origin = call.base.rsplit_once('/').map_or("", |(origin, _)| origin);
        let signature = signature(&file.id, expires);
        json!({
            "id": file.id,
            "fileType": file.kind,
            "fileName": file.name,
            "url": format!("{origin}/files/{}?expires={expires}&signature={signature}", file.id),
        })
    }
}

fn signature(id: &str, expires: i64) -> String {
    let bits = id.bytes().fold(KIND_LINK, |bits, byte| crate::mix::mix(bits ^ u64::from(byte)));
    opaque(bits, expires.unsigned_abs())
}
