// The clients, as RFC 7591 writes them down. A client's id says what it is registered for.

import { X509Certificate } from 'node:crypto';

import { GRANT_TYPE as JWT_BEARER } from './jwt_bearer.mjs';
import { SCOPES } from './scopes.mjs';

/** What clients sign with. */
export const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];

/** What the provider signs id_tokens with. A client must be able to refuse the last of them. */
export const ID_TOKEN_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'HS256'];

// Every character that a client may forget to encode in `Authorization: Basic`.
const SECRET = 'a secret: 100% +/&=?';

// Https, since the provider takes nothing else where an id_token comes back through the browser.
// Nobody is there: the browser of the tests stops in front of it.
const REDIRECT_URI = 'https://client.example/callback';

const common = {
  redirect_uris: [REDIRECT_URI],
  grant_types: ['authorization_code', 'client_credentials', 'implicit', 'refresh_token', JWT_BEARER],
  response_types: ['code', 'code id_token', 'id_token'],
  scope: SCOPES.join(' '),
  id_token_signed_response_alg: 'RS256',
};

const withSecret = {
  ...common,
  client_secret: SECRET,
  token_endpoint_auth_method: 'client_secret_basic',
};

const withKey = (algorithm) => ({
  ...common,
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_signing_alg: algorithm,
  request_object_signing_alg: algorithm,
});

const onlySigned = { request_object_signing_alg: 'PS256', require_signed_request_object: true };

/** All clients. With keys of theirs, those that sign; with a certificate, the one that shows it. */
export function clients(keys, certificate) {
  const jwks = { keys: keys.map((pair) => pair.public) };
  const all = [
    { client_id: 'client_secret_basic', ...withSecret },
    { client_id: 'client_secret_post', ...withSecret, token_endpoint_auth_method: 'client_secret_post' },
    { client_id: 'none', ...common, grant_types: without(common.grant_types, 'client_credentials'), token_endpoint_auth_method: 'none' },
    ...ALGORITHMS.map((algorithm) => ({ client_id: `private_key_jwt.${algorithm}`, ...withKey(algorithm), jwks })),
    ...ID_TOKEN_ALGORITHMS.map((algorithm) => ({
      client_id: `id_token.${algorithm}`,
      ...withSecret,
      id_token_signed_response_alg: algorithm,
    })),
    // As Moneyhub's clients with a request_object_signing_alg: nothing unsigned is taken from them.
    { client_id: 'signed_requests_only.private_key_jwt', ...withKey('PS256'), ...onlySigned, jwks },
    { client_id: 'signed_requests_only.client_secret_basic', ...withSecret, ...onlySigned, jwks },
  ];
  if (certificate) {
    all.push({
      client_id: 'self_signed_tls_client_auth',
      ...common,
      token_endpoint_auth_method: 'self_signed_tls_client_auth',
      jwks: { keys: [certified(certificate)] },
    });
  }
  return all;
}

/** The public key of a certificate, with the certificate that it is recognised by. */
function certified(pem) {
  const certificate = new X509Certificate(pem);
  const key = certificate.publicKey.export({ format: 'jwk' });
  return { ...key, kid: 'certificate', use: 'sig', x5c: [certificate.raw.toString('base64')] };
}

function without(list, item) {
  return list.filter((each) => each !== item);
}
