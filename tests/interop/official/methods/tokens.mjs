// Tokens, and what the client makes by itself.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { decodeJwt, decodeProtectedHeader } from 'jose';

import { approve } from '../browser.mjs';

/** What a fresh consent comes back with, and what is remembered of it. */
async function consented({ client, config, bankId }, scopes = '') {
  const localParams = {
    state: client.generators.state(),
    nonce: client.generators.nonce(),
    response_type: config.client.response_type,
  };
  const { state, nonce } = localParams;
  const url = await client.getAuthorizeUrl({ state, nonce, scope: `openid id:${bankId}${scopes}` });
  return { paramsFromCallback: await approve(url), localParams };
}

/** The status with which the data host answers a token. */
async function accountsStatus({ config }, { access_token }) {
  const headers = { authorization: `Bearer ${access_token}` };
  return (await fetch(`${config.resourceServerUrl}/accounts`, { headers })).status;
}

const signs = ({ config }) => config.client.request_object_signing_alg !== 'none';

export const tokenMethods = {
  exchangeCodeForTokens: {
    how: 'state',
    asserts: 'the id_token names the client and the nonce; a used code, a wrong state and missing parameters are refused',
    async drive(world) {
      const { client, config } = world;
      const consent = await consented(world);
      const tokens = await client.exchangeCodeForTokens(consent);
      assert.equal(tokens.token_type, 'Bearer');
      const { aud, nonce } = tokens.claims();
      assert.deepEqual([aud, nonce], [config.client.client_id, consent.localParams.nonce]);
      assert.equal(decodeProtectedHeader(tokens.id_token).alg, config.client.id_token_signed_response_alg);

      await assert.rejects(client.exchangeCodeForTokens(consent), { error: 'invalid_grant' });
      const stale = { ...consent, localParams: { ...consent.localParams, state: 'other' } };
      await assert.rejects(client.exchangeCodeForTokens(stale), { message: 'state mismatch' });
      const quiet = console.error;
      console.error = () => {};
      try {
        assert.throws(() => client.exchangeCodeForTokens({}), { message: 'Missing parameters' });
      } finally {
        console.error = quiet;
      }
    },
  },
  exchangeCodeForTokensLegacy: {
    how: 'broken',
    asserts: 'throws: it calls `authorizationCallback`, which its version of `openid-client` has not; the code is not spent',
    async drive(world) {
      const consent = await consented(world);
      const { code, id_token, state } = consent.paramsFromCallback;
      const { nonce } = consent.localParams;
      assert.throws(() => world.client.exchangeCodeForTokensLegacy({ state, code, id_token, nonce }), {
        name: 'TypeError',
        message: 'client.authorizationCallback is not a function',
      });
      assert.ok((await world.client.exchangeCodeForTokens(consent)).access_token);
    },
  },
  refreshTokens: {
    how: 'state',
    asserts: 'a new access token of the same user; an unknown refresh token is refused',
    async drive(world) {
      const { client } = world;
      const tokens = await client.exchangeCodeForTokens(await consented(world, ' offline_access'));
      const refreshed = await client.refreshTokens({ refreshToken: tokens.refresh_token });
      assert.notEqual(refreshed.access_token, tokens.access_token);
      assert.equal(refreshed.claims().sub, tokens.claims().sub);
      await assert.rejects(client.refreshTokens({ refreshToken: 'other' }), { error: 'invalid_grant' });
    },
  },
  getClientCredentialTokens: {
    how: 'state',
    asserts: 'a token of a user opens the accounts, one of the client does not; an unknown scope is refused',
    async drive(world) {
      const { client } = world;
      const scope = 'accounts:read';
      const tokens = await client.getClientCredentialTokens({ scope, sub: world.user });
      assert.deepEqual([tokens.token_type, tokens.scope], ['Bearer', scope]);
      assert.equal(await accountsStatus(world, tokens), 200);
      assert.equal(await accountsStatus(world, await client.getClientCredentialTokens({ scope })), 403);
      await assert.rejects(client.getClientCredentialTokens({ scope: 'gold:read' }), { error: 'invalid_scope' });
    },
  },
  createJWTBearerGrantToken: {
    how: 'state',
    asserts: 'an assertion about the user for the issuer; the client without a key refuses to make one',
    async drive(world) {
      const { client, config } = world;
      const made = client.createJWTBearerGrantToken('user-1');
      if (!signs(world)) {
        await assert.rejects(made, { message: "request_object_signing_alg can't be 'none'" });
        return;
      }
      const { iss, sub, aud } = decodeJwt(await made);
      assert.deepEqual([iss, sub, aud], [config.client.client_id, 'user-1', `${config.identityServiceUrl}/oidc`]);
    },
  },
  getJWTBearerToken: {
    how: 'state',
    asserts: 'a token of that user, which opens the accounts; an unknown user is refused',
    async drive(world) {
      const { client } = world;
      const scope = 'accounts:read';
      const got = client.getJWTBearerToken({ scope, sub: world.user });
      if (!signs(world)) {
        await assert.rejects(got, { message: "request_object_signing_alg can't be 'none'" });
        return;
      }
      assert.equal(await accountsStatus(world, await got), 200);
      await assert.rejects(client.getJWTBearerToken({ scope, sub: 'nobody' }), { error: 'invalid_grant' });
    },
  },
  keys: {
    how: 'local',
    asserts: 'the keys of the configuration, or null',
    async drive({ client, config }) {
      const { keys } = config.client;
      assert.deepEqual(client.keys(), keys.length > 0 ? { keys } : null);
    },
  },
};

const BASE64URL = /^[\w-]{43}$/;

/** A generator of what nobody can guess. */
const random = (name) => ({
  how: 'local',
  asserts: '43 characters of base64url, other ones at every call',
  async drive({ client }) {
    const [one, other] = [client.generators[name](), client.generators[name]()];
    assert.match(one, BASE64URL);
    assert.notEqual(one, other);
  },
});

export const generatorMethods = {
  'generators.random': random('random'),
  'generators.state': random('state'),
  'generators.nonce': random('nonce'),
  'generators.codeVerifier': random('codeVerifier'),
  'generators.codeChallenge': {
    how: 'local',
    asserts: 'the SHA-256 of the verifier, in base64url',
    async drive({ client }) {
      const digest = createHash('sha256').update('verifier').digest('base64url');
      assert.equal(client.generators.codeChallenge('verifier'), digest);
    },
  },
};
