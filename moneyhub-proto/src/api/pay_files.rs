//! Files of payments that are made all at once.
//!
//! All of these belong to the identity service, and take a token of the client itself: `client.send(..)`.
//! Only routes and scopes are public, so requests and answers are JSON.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`UploadFile`] | `POST /pay-file/upload-file` | `pay_file:write` |
//! | [`UploadData`] | `POST /pay-file/upload-data` | `pay_file:write` |
//! | [`Get`] | `GET /pay-file/{id}` | `pay_file:read` |
//! | [`Execute`] | `POST /pay-file/{id}/execute`, moves money | `pay_file:write` |

use std::fmt;

use serde_json::Value;

use crate::{api::prelude::*, codec::FilePart};

/// `POST /pay-file/upload-file`: uploads a file of payments. It does not pay them yet. Scope
/// `pay_file:write`.
///
/// The file goes into a part named `file`, as for transactions; no public text names the part. To
/// use another name, send a [`RawCall`](crate::RawCall).
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{AccessToken, Config, codec, pay_files::UploadFile};
///
/// let upload = UploadFile {
///     file: codec::FilePart {
///         file_name: "payments.csv".into(),
///         content_type: "text/csv".into(),
///         content: "..".into(),
///     },
/// };
/// let request = codec::encode(&upload, &Config::builder().build()?, &AccessToken::new("token")?)?;
/// assert_eq!(request.uri().path(), "/pay-file/upload-file");
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadFile {
    /// The file.
    pub file: FilePart,
}

impl Endpoint for UploadFile {
    type Output = Value;
    const OPERATION: Operation<Value> = Service::Identity
        .post("pay_files.upload_file", "/pay-file/upload-file", decode::raw)
        .needs(&[scope::PAY_FILE_WRITE]);

    fn fill(&self, call: Call) -> Call {
        call.multipart("file", &self.file)
    }
}

/// `POST /pay-file/upload-data`: uploads payments as JSON. It does not pay them yet. Scope
/// `pay_file:write`.
///
/// `Debug` does not show them.
#[derive(Clone, PartialEq, Eq)]
pub struct UploadData {
    /// The body. Members that are null are left out, as everywhere.
    pub body: Value,
}

impl Endpoint for UploadData {
    type Output = Value;
    const OPERATION: Operation<Value> = Service::Identity
        .post("pay_files.upload_data", "/pay-file/upload-data", decode::raw)
        .needs(&[scope::PAY_FILE_WRITE]);

    fn fill(&self, call: Call) -> Call {
        call.json(&self.body)
    }
}

/// `GET /pay-file/{id}`: one file of payments. Scope `pay_file:read`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Get {
    /// The file.
    pub pay_file_id: PayFileId,
}

impl Endpoint for Get {
    type Output = Value;
    const OPERATION: Operation<Value> = Service::Identity
        .get("pay_files.get", "/pay-file/{id}", decode::raw)
        .needs(&[scope::PAY_FILE_READ]);

    fn fill(&self, call: Call) -> Call {
        call.path("id", &self.pay_file_id)
    }
}

/// `POST /pay-file/{id}/execute`: makes the payments of a file. Scope `pay_file:write`.
///
/// It moves money, so it is never sent twice, even if its answer was lost. Read the file with
/// [`Get`] before you try again.
///
/// `Debug` does not show the body.
#[derive(Clone, PartialEq, Eq)]
pub struct Execute {
    /// The file.
    pub pay_file_id: PayFileId,
    /// The body; an empty object if you know of nothing else. Members that are null are left out, as everywhere.
    pub body: Value,
}

impl Endpoint for Execute {
    type Output = Value;
    const OPERATION: Operation<Value> = Service::Identity
        .post("pay_files.execute", "/pay-file/{id}/execute", decode::raw)
        .needs(&[scope::PAY_FILE_WRITE])
        .never_repeated();

    fn fill(&self, call: Call) -> Call {
        call.path("id", &self.pay_file_id).json(&self.body)
    }
}

impl fmt::Debug for UploadData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadData").finish_non_exhaustive()
    }
}

impl fmt::Debug for Execute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Execute").field("pay_file_id", &self.pay_file_id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::Replay;

    #[test]
    fn only_executing_moves_money_and_is_never_repeated() {
        assert_eq!(Execute::OPERATION.facts.replay, Replay::Never);
        assert_eq!(UploadFile::OPERATION.facts.replay, Replay::IfRefused);
        assert_eq!(UploadData::OPERATION.facts.replay, Replay::IfRefused);
    }

    #[test]
    fn no_debug_shows_the_payments() {
        let body = json!({"accountNumber": "12345678"});
        let execute = Execute { pay_file_id: "a-file".into(), body: body.clone() };
        let shown = format!("{:?} {execute:?}", UploadData { body });
        assert!(!shown.contains("12345678"), "{shown}");
    }
}
