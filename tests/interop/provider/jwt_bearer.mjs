// The grant of RFC 7523 section 2.1, which the provider does not have: its own way of adding a
// grant, with jose to check the assertion. The rules are Moneyhub's: iss is the client, aud the
// issuer, and the algorithm the one of the client's request objects.

import { createLocalJWKSet, jwtVerify } from 'jose';
import { errors } from 'oidc-provider';

export const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
export const PARAMETERS = ['assertion', 'scope'];

export async function grant(provider, ctx) {
  const { client, params } = ctx.oidc;
  // Koa's place for what one request has found out; the claims of the token are read from it.
  ctx.state.subject = await subject(provider, client, params.assertion);
  const asked = (params.scope ?? '').split(' ').filter(Boolean);
  const granted = new Set(client.scope.split(' '));
  const refused = asked.find((scope) => !granted.has(scope));
  if (refused) throw new errors.InvalidScope('requested scope is not allowed', refused);

  const token = new provider.ClientCredentials({ client, scope: asked.join(' ') || undefined });
  ctx.oidc.entity('ClientCredentials', token);
  ctx.body = {
    access_token: await token.save(),
    expires_in: token.expiration,
    scope: token.scope,
    token_type: token.tokenType,
  };
}

async function subject(provider, client, assertion) {
  if (!assertion) throw new errors.InvalidRequest('missing required parameter(s) assertion');
  if (!client.jwks || !client.requestObjectSigningAlg) {
    throw new errors.UnauthorizedClient('this client has no key to sign assertions with');
  }
  let payload;
  try {
    ({ payload } = await jwtVerify(assertion, createLocalJWKSet(client.jwks), {
      algorithms: [client.requestObjectSigningAlg],
      audience: provider.issuer,
      issuer: client.clientId,
      requiredClaims: ['exp', 'iat', 'jti', 'sub'],
    }));
  } catch (cause) {
    throw new errors.InvalidGrant({ cause });
  }
  if (!(await provider.ReplayDetection.unique(payload.iss, payload.jti, payload.exp))) {
    throw new errors.InvalidGrant('assertions must only be used once');
  }
  return payload.sub;
}
