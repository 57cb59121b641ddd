// The provider, set up to say of itself what Moneyhub's discovery document says. It has no `none`
// among its algorithms, whatever one sets. ES256 for id_tokens is beyond Moneyhub's.

import { X509Certificate } from 'node:crypto';

import { Provider } from 'oidc-provider';

import * as bank from './bank.mjs';
import { ALGORITHMS, ID_TOKEN_ALGORITHMS } from './clients.mjs';
import * as jwtBearer from './jwt_bearer.mjs';
import { SCOPES, UNGRANTED_SCOPE } from './scopes.mjs';

const HOUR = 3600;

/** A provider for this issuer. Two with the same storage know of each other's sign-ins and tokens. */
export async function identity(issuer, { clients, keys, storage }) {
  const provider = new Provider(issuer, {
    adapter: storage,
    clients,
    jwks: keys,
    scopes: [...SCOPES, UNGRANTED_SCOPE],
    claims: { openid: ['sub'], ...Object.fromEntries(bank.CLAIMS.map((claim) => [claim, null])) },
    responseTypes: ['code', 'code id_token', 'id_token', 'none'],
    clientAuthMethods: [
      'client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none', 'self_signed_tls_client_auth',
    ],
    enabledJWA: {
      clientAuthSigningAlgValues: ALGORITHMS,
      requestObjectSigningAlgValues: ALGORITHMS,
      idTokenSigningAlgValues: ID_TOKEN_ALGORITHMS,
    },
    routes: {
      authorization: '/auth',
      end_session: '/session/end',
      introspection: '/token/introspection',
      jwks: '/certs',
      pushed_authorization_request: '/request',
      registration: '/reg',
      revocation: '/token/revocation',
      token: '/token',
    },
    features: {
      claimsParameter: { enabled: true },
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      introspection: { enabled: true, allowedPolicy: ofSameClient },
      mTLS: {
        enabled: true,
        certificateBoundAccessTokens: true,
        selfSignedTlsClientAuth: true,
        getCertificate: peerCertificate,
      },
      pushedAuthorizationRequests: { enabled: true },
      registration: { enabled: true, initialAccessToken: true },
      requestObjects: { enabled: true },
      resourceIndicators: { enabled: false },
      revocation: { enabled: true, allowedPolicy: ofSameClient },
      userinfo: { enabled: false },
    },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: (ctx, client, code) =>
      client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
    // A token of the client is one of a user when the form has `sub`, or the assertion does.
    extraTokenClaims: (ctx, token) => {
      const sub = ctx.state.subject ?? ctx.oidc.body?.sub;
      return token.kind === 'ClientCredentials' && sub ? { sub } : undefined;
    },
    findAccount: bank.account,
    interactions: { url: bank.place },
    cookies: { keys: ['the browser of the tests is the only one there is'] },
    ttl: {
      AccessToken: 2 * HOUR,
      AuthorizationCode: 60,
      ClientCredentials: 2 * HOUR,
      Grant: 24 * HOUR,
      IdToken: HOUR,
      Interaction: HOUR,
      RefreshToken: 24 * HOUR,
      Session: HOUR,
    },
  });
  provider.registerGrantType(
    jwtBearer.GRANT_TYPE,
    (ctx) => jwtBearer.grant(provider, ctx),
    jwtBearer.PARAMETERS,
  );
  explainRefusals(provider);
  // Clients are checked when they are first looked for. Let a mistake show now.
  for (const client of clients) await provider.Client.find(client.client_id);
  return provider;
}

// The provider tells its clients no more than they may know: `invalid_client`, whatever was wrong.
// A header of our own tells the tests why, so that a refusal for another reason than the expected one
// is seen.
function explainRefusals(provider) {
  const explain = (ctx, error) => {
    const reason = error.error_detail ?? error.error_description;
    if (reason) ctx.set('x-refusal-reason', reason.replaceAll(/[^\x20-\x7e]/g, '?'));
  };
  const endpoints = ['authorization', 'grant', 'introspection', 'pushed_authorization_request', 'revocation'];
  for (const endpoint of endpoints) provider.on(`${endpoint}.error`, explain);
  provider.on('server_error', (ctx, error) => console.error(error));
}

function ofSameClient(ctx, client, token) {
  return token.clientId === client.clientId;
}

function peerCertificate({ socket }) {
  const raw = socket.encrypted ? socket.getPeerCertificate().raw : undefined;
  return raw && new X509Certificate(raw);
}
