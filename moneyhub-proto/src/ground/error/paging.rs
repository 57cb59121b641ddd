use thiserror::Error as ThisError;

/// Pages that contradict each other. The walk would never end, or would lead elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum PagingError {
    /// The link to the next page leads back to items that were already seen.
    #[error("the link to the next page leads back")]
    BackwardLink,
    /// The list goes on beyond the greatest offset that the service accepts.
    #[error("the list goes on beyond the greatest offset that can be requested")]
    BeyondOffsets,
    /// The link to the next page leads to an origin other than the configured one, or the one that
    /// the service has behind a gateway
    /// ([`api_upstream_url`](crate::config::ConfigBuilder::api_upstream_url)).
    #[error(
        "the link to the next page leads to another origin than the configured one; it was not followed. Behind a gateway, set identity_upstream_url or api_upstream_url"
    )]
    ForeignLink,
    /// The link to the next page can't be read as a URL.
    #[error("the link to the next page is not a URL")]
    MalformedLink,
    /// A page had no item that the previous page did not have.
    #[error("a page repeats the one before it, or is empty and yet links to another")]
    NothingNew,
    /// The link to the next page was already followed.
    #[error("the link to the next page was followed before")]
    RepeatedLink,
}
