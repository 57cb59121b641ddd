//! The discovery document and the keys.

use http::StatusCode;
use serde_json::json;

use super::Service;
use super::answer::{self, Answer};
use super::authorization::SIGN_IN_SCOPES;
use super::lists::LISTS;
use crate::jose::Algorithm;

const CLAIMS: [&str; 17] = [
    "sub",
    "sid",
    "auth_time",
    "iss",
    "mh:benefits_check",
    "mh:counterparties_check",
    "mh:sync",
    "mh:account_verification",
    "mh:con_id",
    "mh:consent",
    "mh:payment",
    "mh:cat_type",
    "mh:standing_order",
    "mh:reverse_payment",
    "mh:recurring_payment",
    "mh:pay_file_consent",
    "tenant_id",
];

/// `client_secret_post` works for a client that is registered with it, and is not advertised: as
/// at Moneyhub.
const METHODS: [&str; 4] =
    ["client_secret_basic", "private_key_jwt", "none", "self_signed_tls_client_auth"];

impl Service {
    /// OpenID Connect Discovery section 3: the members of Moneyhub's document that are true here.
    pub(super) fn discovery(&self) -> Answer {
        let algorithms: Vec<&str> = Algorithm::ALL.into_iter().map(Algorithm::name).collect();
        let mut request_object_algorithms = algorithms.clone();
        request_object_algorithms.push("none");
        let clients = self.clients.values();
        let mut scopes: Vec<&str> =
            clients.flat_map(|client| &client.scopes).map(String::as_str).collect();
        scopes.extend(SIGN_IN_SCOPES);
        scopes.sort_unstable();
        scopes.dedup();
        let mut document = json!({
            "issuer": self.issuer(),
            "authorization_endpoint": self.endpoint("/auth"),
            "token_endpoint": self.endpoint("/token"),
            "jwks_uri": self.endpoint("/certs"),
            "pushed_authorization_request_endpoint": self.endpoint("/request"),
            "introspection_endpoint": self.endpoint("/token/introspection"),
            "revocation_endpoint": self.endpoint("/token/revocation"),
            "grant_types_supported": [
                "authorization_code",
                "implicit",
                "refresh_token",
                "client_credentials",
                "urn:ietf:params:oauth:grant-type:jwt-bearer",
            ],
            "response_types_supported": ["code", "code id_token", "id_token"],
            "response_modes_supported": ["form_post", "fragment", "query"],
            "scopes_supported": scopes,
            "claims_supported": CLAIMS,
            "claim_types_supported": ["normal"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256", "PS256", "RS256"],
            "request_object_signing_alg_values_supported": request_object_algorithms,
            "token_endpoint_auth_methods_supported": METHODS,
            "token_endpoint_auth_signing_alg_values_supported": algorithms,
            "introspection_endpoint_auth_methods_supported": METHODS,
            "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
            "revocation_endpoint_auth_methods_supported": METHODS,
            "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
            "claims_parameter_supported": true,
            "request_parameter_supported": true,
            "request_uri_parameter_supported": true,
            "require_request_uri_registration": true,
            "tls_client_certificate_bound_access_tokens": false,
        });
        for (name, path) in LISTS {
            document[name] = json!(self.endpoint(path));
        }
        answer::json(StatusCode::OK, &document)
    }

    pub(super) fn certs(&self) -> Answer {
        answer::json(StatusCode::OK, &self.identity.keys.jwks())
    }
}
