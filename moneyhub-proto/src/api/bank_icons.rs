//! Icons of banks.
//!
//! | endpoint | request | scopes |
//! |---|---|---|
//! | [`Get`] | `GET /bank-icons/{bankRef}` | no token |
//!
//! It belongs to the identity service.

use bytes::Bytes;
use http::header::CONTENT_TYPE;

use crate::api::prelude::*;

/// `GET /bank-icons/{bankRef}`: the icon of a bank. No token.
///
/// If the bank has no icon, the answer is a 404, unless [`default_icon`](Self::default_icon) requests a
/// generic one.
///
/// # Examples
///
/// ```
/// use moneyhub_proto::{Config, bank_icons, codec};
///
/// let get = bank_icons::Get {
///     bank_ref: "example-bank".into(),
///     format: bank_icons::IconFormat::Png,
///     default_icon: Some(true),
/// };
/// let request = codec::encode_without_token(&get, &Config::builder().build()?)?;
/// let url = "https://identity.moneyhub.co.uk/bank-icons/example-bank.png?defaultIcon=true";
/// assert_eq!(request.uri(), url);
/// # Ok::<(), moneyhub_proto::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Get {
    /// The bank, from [`AvailableConnection::bank_ref`](crate::well_known::AvailableConnection::bank_ref);
    /// `default` is the generic icon.
    pub bank_ref: BankRef,
    /// The image format.
    pub format: IconFormat,
    /// Whether to return the generic icon if the bank has none.
    pub default_icon: Option<bool>,
}

/// An image format. The service reads it from the end of the path, not from `Accept`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum IconFormat {
    /// `image/svg+xml`. It comes from a third party and may contain scripts: show it in an `<img>`.
    #[default]
    Svg,
    /// `image/png`.
    Png,
    /// `image/jpeg`.
    Jpg,
}

/// An icon.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Icon {
    /// The media type that the service names, such as `image/png`. It may differ from the requested one.
    pub media_type: Option<String>,
    /// The image.
    pub image: Bytes,
}

impl Endpoint for Get {
    type Output = Icon;
    const OPERATION: Operation<Self::Output> = Service::Identity
        .get("bank_icons.get", "/bank-icons/{bankRef}", icon)
        .of_nobody()
        .accepts("image/*");

    fn fill(&self, call: Call) -> Call {
        let bank_ref = self.bank_ref.as_str();
        let call =
            call.refuse_if(bank_ref.is_empty(), RequestError::Empty { parameter: "bankRef" });
        match self.format {
            IconFormat::Svg => call.path("bankRef", bank_ref),
            IconFormat::Png => call.path("bankRef", format!("{bank_ref}.png")),
            IconFormat::Jpg => call.path("bankRef", format!("{bank_ref}.jpg")),
        }
        .query("defaultIcon", &self.default_icon)
    }
}

fn icon(reply: &mut Reply<'_>) -> Result<Icon, Error> {
    let media_type = reply.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.map(str::to_owned);
    Ok(Icon { media_type, image: decode::bytes(reply)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(bank_ref: &str, format: IconFormat) -> Result<String, Error> {
        let call = Get { bank_ref: bank_ref.into(), format, default_icon: None }.call()?;
        Ok(call.encoded_path().to_owned())
    }

    #[test]
    fn the_format_is_the_end_of_the_path_and_of_a_drawing_nothing() {
        assert_eq!(path("a-bank", IconFormat::Svg).unwrap(), "/bank-icons/a-bank");
        assert_eq!(path("a-bank", IconFormat::Png).unwrap(), "/bank-icons/a-bank.png");
        assert_eq!(path("a-bank", IconFormat::Jpg).unwrap(), "/bank-icons/a-bank.jpg");
    }

    #[test]
    fn the_icon_of_no_bank_is_refused_in_every_format() {
        for format in [IconFormat::Svg, IconFormat::Png, IconFormat::Jpg] {
            assert!(path("", format).is_err(), "{format:?}");
        }
    }

    #[test]
    fn an_icon_is_its_bytes_and_the_media_type_that_the_service_names() {
        let response = http::Response::builder().header(CONTENT_TYPE, "image/png");
        let response = response.body(b"\x89PNG\xff".as_slice()).unwrap();
        let icon = crate::codec::decode(&Get::default(), response).unwrap();
        assert_eq!(icon.media_type.as_deref(), Some("image/png"));
        assert_eq!(icon.image, b"\x89PNG\xff".as_slice());
    }
}
