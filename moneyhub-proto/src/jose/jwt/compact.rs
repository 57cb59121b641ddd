use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use super::unique::{self, NotUnique};
use crate::ground::error::VerificationError;

/// A compact JWS (RFC 7515 section 7.1) whose header was read. Nothing in it is verified.
pub(super) struct CompactJws<'a> {
    pub(super) header: Map<String, Value>,
    /// The signed bytes: header and payload as they came, with their dot.
    pub(super) message: &'a [u8],
    pub(super) signature: Vec<u8>,
    payload: &'a str,
}

impl<'a> CompactJws<'a> {
    /// Splits a token and reads its header. A token longer than `limit` bytes is not decoded.
    pub(super) fn parse(token: &'a str, limit: usize) -> Result<Self, VerificationError> {
        if token.len() > limit {
            return Err(VerificationError::TooLong { limit });
        }
        let mut segments = token.split('.');
        let three = (segments.next(), segments.next(), segments.next());
        let (Some(header), Some(payload), Some(signature)) = three else {
            return Err(VerificationError::NotCompact);
        };
        match segments.count() {
            0 => {}
            2 => return Err(VerificationError::EncryptedToken),
            _ => return Err(VerificationError::NotCompact),
        }
        // All bytes of the token except the signature and the dot before it.
        let signed = token.len() - signature.len() - 1;
        Ok(Self {
            header: object(header, "header")?,
            message: token.as_bytes().get(..signed).unwrap_or_default(),
            signature: decoded(signature, "signature")?,
            payload,
        })
    }

    /// The claims. Trust them only once the signature is verified.
    pub(super) fn claims(&self) -> Result<Map<String, Value>, VerificationError> {
        object(self.payload, "payload")
    }

    /// Their text.
    pub(super) fn claims_text(&self) -> Result<String, VerificationError> {
        let bytes = decoded(self.payload, "payload")?;
        let text = unique::text(&bytes).map_err(|error| refused(&error, "payload"))?;
        Ok(text.into_owned())
    }
}

fn object(segment: &str, part: &'static str) -> Result<Map<String, Value>, VerificationError> {
    unique::object(&decoded(segment, part)?).map_err(|error| refused(&error, part))
}

fn refused(error: &NotUnique, part: &'static str) -> VerificationError {
    match error {
        NotUnique::DuplicateMember => VerificationError::DuplicateMember { part },
        NotUnique::NotAnObject => VerificationError::NotJsonObject { part },
    }
}

/// Strict: no padding, no white space, and no bits after the last byte, so that a token has only
/// one spelling.
fn decoded(segment: &str, part: &'static str) -> Result<Vec<u8>, VerificationError> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(segment);
    bytes.map_err(|_| VerificationError::NotBase64Url { part })
}
