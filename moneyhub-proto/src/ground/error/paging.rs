use thiserror::Error as ThisError;

/// Pages that contradict each other. Walking on would never end, or end elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum PagingError {
    /// The link to the next page leads back to items that were seen.
    #[error("the link to the next page leads back")]
    BackwardLink,
    /// The list goes on beyond the greatest offset that the service takes.
    #[error("the list goes on beyond the greatest offset that can be asked for")]
    BeyondOffsets,
    /// The link to the next page leads to another origin than the one that is configured, or that
    /// the service has behind a gateway
    /// ([`api_upstream_url`](crate::config::ConfigBuilder::api_upstream_url)).
    #[error(
        "the link to the next page leads to another origin than the configured one; it was not followed. Behind a gateway, set identity_upstream_url or api_upstream_url"
    )]
    ForeignLink,
    /// The link to the next page can't be read as a URL.
    #[error("the link to the next page is not a URL")]
    MalformedLink,
    /// A page brought no item that the page before had not.
    #[error("a page repeats the one before it, or is empty and yet links to another")]
    NothingNew,
    /// The link to the next page was followed before.
    #[error("the link to the next page was followed before")]
    RepeatedLink,
}
