use crate::{api::prelude::*, codec::FilePart};

/// `GET /transactions/{transactionId}/files`: the files of a transaction. Scope
/// `transactions:read:all`; Moneyhub's own client also requests `transactions:write`, which its
/// swagger does not require.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListFiles {
    /// The transaction.
    pub transaction_id: TransactionId,
}

impl Endpoint for ListFiles {
    type Output = Vec<TransactionFile>;
    const OPERATION: Operation<Self::Output> = Service::Data
        .get("transactions.list_files", "/transactions/{transactionId}/files", decode::list)
        .needs(&[scope::TRANSACTIONS_READ_ALL]);

    fn fill(&self, call: Call) -> Call {
        call.path("transactionId", &self.transaction_id)
    }
}

/// `POST /transactions/{transactionId}/files`: adds a file to a transaction, such as a receipt. Scope
/// `transactions:read:all`, and `transactions:write` or `transactions:write:all`.
///
/// It has to be an image (`image/..`) or a PDF (`application/pdf`) of at most 10 MB, here read as
/// 10 MiB. Anything else is refused before it is sent. Doing it twice adds it twice, so it is
/// retried only if the service certainly did nothing.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{Endpoint, codec::FilePart, transactions::AddFile};
///
/// let add = AddFile {
///     transaction_id: "2c9a1f40-5d6e-4f70-8a91-b2c3d4e5f607".into(),
///     file: FilePart {
///         file_name: "receipt.pdf".into(),
///         content_type: "application/pdf".into(),
///         content: "%PDF-1.7 ...".into(),
///     },
/// };
/// assert!(add.call().is_ok());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddFile {
    /// The transaction.
    pub transaction_id: TransactionId,
    /// The file.
    pub file: FilePart,
}

impl AddFile {
    /// The greatest size of a file, in bytes.
    pub const MAX_LENGTH: usize = 10 * 1024 * 1024;
}

impl Endpoint for AddFile {
    type Output = TransactionFile;
    const OPERATION: Operation<TransactionFile> = Service::Data
        .post("transactions.add_file", "/transactions/{transactionId}/files", decode::data)
        .needs(&[scope::TRANSACTIONS_READ_ALL])
        .needs_one_of(&[scope::TRANSACTIONS_WRITE, scope::TRANSACTIONS_WRITE_ALL]);

    fn fill(&self, call: Call) -> Call {
        let invalid = |problem| RequestError::Invalid { parameter: "the file", problem };
        let call = call.path("transactionId", &self.transaction_id).refuse_if(
            !is_image_or_pdf(&self.file.content_type),
            invalid("is neither an image nor a PDF"),
        );
        match self.file.content.len() {
            0..=Self::MAX_LENGTH => call.multipart("file", &self.file),
            _ => call.refuse(invalid("is larger than 10 MB")),
        }
    }
}

/// `GET /transactions/{transactionId}/files/{fileId}`: one file of a transaction, with a fresh link to it.
/// Scope `transactions:read:all`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetFile {
    /// The transaction.
    pub transaction_id: TransactionId,
    /// The file.
    pub file_id: FileId,
}

impl Endpoint for GetFile {
    type Output = TransactionFile;
    const OPERATION: Operation<TransactionFile> = Service::Data
        .get("transactions.get_file", "/transactions/{transactionId}/files/{fileId}", decode::data)
        .needs(&[scope::TRANSACTIONS_READ_ALL]);

    fn fill(&self, call: Call) -> Call {
        call.path("transactionId", &self.transaction_id).path("fileId", &self.file_id)
    }
}

/// `DELETE /transactions/{transactionId}/files/{fileId}`: deletes a file. Scopes as for
/// [`AddFile`].
///
/// If it is retried because the first answer was lost, an unknown file counts as deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteFile {
    /// The transaction.
    pub transaction_id: TransactionId,
    /// The file.
    pub file_id: FileId,
}

impl Endpoint for DeleteFile {
    type Output = ();
    const OPERATION: Operation<()> = Service::Data
        .delete(
            "transactions.delete_file",
            "/transactions/{transactionId}/files/{fileId}",
            decode::empty,
        )
        .needs(&[scope::TRANSACTIONS_READ_ALL])
        .needs_one_of(&[scope::TRANSACTIONS_WRITE, scope::TRANSACTIONS_WRITE_ALL]);

    fn fill(&self, call: Call) -> Call {
        call.path("transactionId", &self.transaction_id).path("fileId", &self.file_id)
    }
}

/// A file of a transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TransactionFile {
    /// The id.
    pub id: FileId,
    /// The media type, such as `image/png`.
    pub file_type: Option<String>,
    /// The name.
    pub file_name: Option<String>,
    /// The URL of the file itself, valid for about five minutes, for anybody who has the link. Do not store
    /// it; [`GetFile`] returns a fresh one. Send no token there.
    pub url: Option<SignedLink>,
}

/// Media types ignore case, and may have parameters (RFC 9110 section 8.3.1).
fn is_image_or_pdf(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    let (kind, subtype) = media_type.split_once('/').unwrap_or_default();
    kind.eq_ignore_ascii_case("image") && !subtype.is_empty()
        || media_type.eq_ignore_ascii_case("application/pdf")
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn added(content_type: &str, length: usize) -> Result<Call, Error> {
        let file = FilePart {
            file_name: "receipt".to_owned(),
            content_type: content_type.to_owned(),
            content: Bytes::from(vec![0; length]),
        };
        AddFile { transaction_id: "t".into(), file }.call()
    }

    #[test]
    fn an_image_or_a_pdf_is_sent_and_nothing_else() {
        for good in ["image/png", "IMAGE/jpeg; q=1", "application/pdf", "Application/PDF"] {
            assert!(added(good, 1).is_ok(), "{good}");
        }
        for odd in ["", "image/", "text/plain", "application/pdfs", "imagery/png", "pdf"] {
            assert!(added(odd, 1).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_file_has_at_most_ten_megabytes() {
        assert!(added("image/png", AddFile::MAX_LENGTH).is_ok());
        assert!(added("image/png", AddFile::MAX_LENGTH + 1).is_err());
    }

    #[test]
    fn debug_does_not_show_the_link_to_a_file() {
        let json = r#"{"id":"f","url":"https://files.example.com/f?signature=canary"}"#;
        let file: TransactionFile = serde_json::from_str(json).unwrap();
        assert!(!format!("{file:?}").contains("canary"));
    }
}
