// Signing in: authorisation URLs of every kind, taken through the mock bank to tokens.

import assert from 'node:assert/strict';

import { approve, deny, visit } from '../browser.mjs';
import { newPayee } from './payments.mjs';

const DAY = 24 * 60 * 60 * 1000;

/** State and nonce of one sign-in. */
function fresh({ client }) {
  return { state: client.generators.state(), nonce: client.generators.nonce() };
}

/** Approves, checks what comes back with the client's own code, and answers with the id_token's claims. */
async function signIn({ client, config }, url, { state, nonce }, more = {}) {
  const paramsFromCallback = await approve(url);
  const { response_type } = config.client;
  const tokens = await client.exchangeCodeForTokens({
    paramsFromCallback,
    localParams: { state, nonce, response_type, ...more },
  });
  return tokens.claims();
}

async function connectionOf({ client }, userId, connectionId) {
  const { data } = await client.getUserConnections({ userId });
  const found = data.find(({ id }) => id === connectionId);
  assert.ok(found, `${connectionId} is a connection of ${userId}`);
  return found;
}

/** That a time of the sandbox is this many days from now. */
function isDaysAhead(text, days) {
  const off = Math.abs(Date.parse(text) - (Date.now() + days * DAY));
  assert.ok(off < 60_000, `${text} is ${days} days from now`);
}

/** The parameters of the request object in a URL. */
function requestOf(url) {
  const object = new URL(url).searchParams.get('request');
  const [header, payload] = object.split('.', 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));
  return { header, payload };
}

/** A connection of the world's user that the client may renew. */
async function renewable(world) {
  const userId = world.user;
  const { data } = await world.client.getUserConnections({ userId });
  const { id } = data.find(({ tppConsent }) => tppConsent);
  return { userId, connectionId: id };
}

/**
 * A payment of any kind: approved, the id_token has its id. A client that does not sign its
 * requests is refused.
 */
async function pays(world, claim, makeUrl) {
  const { id: payeeId } = await newPayee(world);
  const values = { bankId: world.bankId, payeeId, ...fresh(world) };
  if (world.config.client.request_object_signing_alg === 'none') {
    await assert.rejects(makeUrl(values), (error) => {
      assert.equal(error.response.statusCode, 400);
      assert.equal(JSON.parse(error.response.body).error_description, 'payments need a signed request object');
      return true;
    });
    return;
  }
  const url = await makeUrl(values);
  const { searchParams } = new URL(url);
  assert.deepEqual([...searchParams.keys()], ['request_uri']);
  const claims = await signIn(world, url, values);
  assert.match(claims[claim], /^[0-9a-f-]{36}$/);
  return claims[claim];
}

const payment = { amount: 1250, payeeRef: 'Invoice 7', payerRef: 'Rent' };

export const signInMethods = {
  getAuthorizeUrl: {
    how: 'state',
    asserts: 'the request object has what was asked for; a new user and a connection come back',
    async drive(world) {
      const own = fresh(world);
      const { client } = world;
      const url = await client.getAuthorizeUrl({ ...own, scope: `openid id:${world.bankId}`, enableAsync: true });
      const { header, payload } = requestOf(url);
      assert.equal(header.alg, world.config.client.request_object_signing_alg);
      assert.equal(payload.max_age, 86400);
      const claims = await signIn(world, url, own);
      assert.ok(claims.auth_time, 'max_age asks for auth_time');
      assert.match(claims['mh:sync'], /^[0-9a-f-]{36}$/);
      const connection = await connectionOf(world, claims.sub, claims['mh:con_id']);
      isDaysAhead(connection.expiresAt, 90);
    },
  },
  getAuthorizeUrlForCreatedUser: {
    how: 'state',
    asserts: 'a connection of that user at that bank, which ends when it was asked to',
    async drive(world) {
      const own = fresh(world);
      const { client } = world;
      const { userId } = await client.registerUser({ clientUserId: own.state });
      const url = await client.getAuthorizeUrlForCreatedUser({
        ...own,
        userId,
        bankId: world.bankId,
        permissions: ['ReadBalances'],
        expirationDateTime: new Date(Date.now() + 30 * DAY).toISOString(),
        transactionFromDateTime: new Date(Date.now() - 30 * DAY).toISOString(),
      });
      const claims = await signIn(world, url, own, { sub: userId });
      assert.equal(claims.sub, userId);
      const connection = await connectionOf(world, userId, claims['mh:con_id']);
      isDaysAhead(connection.expiresAt, 30);
      assert.ok(connection.id.startsWith(world.bankId));
    },
  },
  getPushedAuthorisationRequestUrl: {
    how: 'state',
    asserts: 'PAR with a request object and PKCE; the right verifier alone gets tokens; a denial comes back as `access_denied`; the expiry has no effect',
    async drive(world) {
      const { client, config } = world;
      const { generators } = client;
      const { userId } = await client.registerUser({ clientUserId: generators.state() });
      const verifier = generators.codeVerifier();
      const push = (own) =>
        client.getPushedAuthorisationRequestUrl({
          ...own,
          userId,
          bankId: world.bankId,
          permissions: ['ReadBalances'],
          enableAsync: true,
          expirationDateTime: new Date(Date.now() + 30 * DAY).toISOString(),
          codeChallenge: generators.codeChallenge(verifier),
        });

      let own = fresh(world);
      const url = await push(own);
      assert.match(new URL(url).searchParams.get('request_uri'), /^urn:ietf:params:oauth:request_uri:/);
      const claims = await signIn(world, url, own, { code_verifier: verifier });
      assert.equal(claims.sub, userId);
      // The client writes the expiry beside the claims, where nothing documents it.
      isDaysAhead((await connectionOf(world, userId, claims['mh:con_id'])).expiresAt, 90);

      own = fresh(world);
      const wrong = signIn(world, await push(own), own, { code_verifier: generators.codeVerifier() });
      await assert.rejects(wrong, { error: 'invalid_grant' });

      own = fresh(world);
      const denied = await deny(await push(own));
      assert.equal(denied.error, 'access_denied');
      await assert.rejects(
        client.exchangeCodeForTokens({
          paramsFromCallback: denied,
          localParams: { ...own, response_type: config.client.response_type },
        }),
        { message: 'access_denied' },
      );
    },
  },
  getReauthAuthorizeUrlForCreatedUser: {
    how: 'state',
    asserts: 'the same connection comes back, and ends when it was asked to',
    async drive(world) {
      const own = fresh(world);
      const which = await renewable(world);
      const url = await world.client.getReauthAuthorizeUrlForCreatedUser({
        ...own,
        ...which,
        expirationDateTime: new Date(Date.now() + 45 * DAY).toISOString(),
      });
      const claims = await signIn(world, url, own);
      assert.deepEqual([claims.sub, claims['mh:con_id']], [which.userId, which.connectionId]);
      isDaysAhead((await connectionOf(world, which.userId, which.connectionId)).expiresAt, 45);
    },
  },
  getRefreshAuthorizeUrlForCreatedUser: {
    how: 'state',
    asserts: 'the same connection comes back, with the id of a sync',
    async drive(world) {
      const own = fresh(world);
      const which = await renewable(world);
      const url = await world.client.getRefreshAuthorizeUrlForCreatedUser({ ...own, ...which, enableAsync: true });
      const claims = await signIn(world, url, own);
      assert.deepEqual([claims.sub, claims['mh:con_id']], [which.userId, which.connectionId]);
      const sync = await world.client.getSync({ userId: which.userId, syncId: claims['mh:sync'] });
      assert.equal(sync.data.id, claims['mh:sync']);
    },
  },
  getReconsentAuthorizeUrlForCreatedUser: {
    how: 'state',
    asserts: 'the same connection, renewed until `expiresAt`, and without it for 90 days',
    async drive(world) {
      const which = await renewable(world);
      for (const days of [20, undefined]) {
        const own = fresh(world);
        const expiresAt = days && new Date(Date.now() + days * DAY).toISOString();
        const url = await world.client.getReconsentAuthorizeUrlForCreatedUser({ ...own, ...which, expiresAt });
        const claims = await signIn(world, url, own);
        assert.equal(claims['mh:con_id'], which.connectionId);
        isDaysAhead((await connectionOf(world, which.userId, which.connectionId)).expiresAt, days ?? 90);
      }
    },
  },
  getPaymentAuthorizeUrl: {
    how: 'state',
    asserts: 'the payment that comes back is made; an unsigned request is refused',
    async drive(world) {
      const id = await pays(world, 'mh:payment', (values) => world.client.getPaymentAuthorizeUrl({ ...values, ...payment }));
      if (id) assert.equal((await world.client.getPayment({ id })).data.status, 'completed');
    },
  },
  getReversePaymentAuthorizeUrl: {
    how: 'state',
    asserts: 'the same for `mh:reverse_payment`',
    async drive(world) {
      // An unsigned request is refused before anybody looks for the payment.
      const paymentId =
        (await pays(world, 'mh:payment', (values) => world.client.getPaymentAuthorizeUrl({ ...values, ...payment }))) ??
        'payment-1';
      const id = await pays(world, 'mh:reverse_payment', (values) =>
        world.client.getReversePaymentAuthorizeUrl({ ...values, paymentId, amount: 1250 }));
      if (id) assert.equal((await world.client.getPayment({ id: paymentId })).data.isReversible, false);
    },
  },
  getRecurringPaymentAuthorizeUrl: {
    how: 'state',
    asserts: 'the same for `mh:recurring_payment`',
    drive: (world) =>
      pays(world, 'mh:recurring_payment', (values) =>
        world.client.getRecurringPaymentAuthorizeUrl({
          ...values,
          reference: 'Rent',
          validFromDate: '2099-01-01',
          validToDate: '2099-12-31',
          maximumIndividualAmount: 5000,
          currency: 'GBP',
          periodicLimits: [{ amount: 5000, currency: 'GBP', periodType: 'Month', periodAlignment: 'Calendar' }],
          type: ['Sweeping'],
          context: 'PartyToParty',
        })),
  },
  getStandingOrderAuthorizeUrl: {
    how: 'state',
    asserts: 'the same for `mh:standing_order`',
    drive: (world) =>
      pays(world, 'mh:standing_order', (values) =>
        world.client.getStandingOrderAuthorizeUrl({
          ...values,
          reference: 'Rent',
          frequency: { repeat: 'Monthly', day: 2 },
          firstPaymentAmount: 3500,
          recurringPaymentAmount: 3500,
          currency: 'GBP',
          firstPaymentDate: '2099-01-01',
        })),
  },
  requestObject: {
    how: 'state',
    asserts: 'a request object for the issuer, signed with the registered algorithm, that lives five minutes',
    async drive(world) {
      const own = fresh(world);
      const object = await world.client.requestObject({ ...own, scope: `openid id:${world.bankId}` });
      const { header, payload } = requestOf(`http://x/?request=${object}`);
      assert.equal(header.alg, world.config.client.request_object_signing_alg);
      assert.equal(payload.aud, `${world.config.identityServiceUrl}/oidc`);
      assert.ok(Math.abs(payload.exp - Date.now() / 1000 - 300) < 60);
      assert.equal(payload.state, own.state);
    },
  },
  getRequestUri: {
    how: 'state',
    asserts: 'the older `POST /request` answers with `urn:x-mh-request:` and a UUID',
    async drive(world) {
      const object = await world.client.requestObject({ ...fresh(world), scope: `openid id:${world.bankId}` });
      assert.match(await world.client.getRequestUri(object), /^urn:x-mh-request:[0-9a-f-]{36}$/);
    },
  },
  getAuthorizeUrlFromRequestUri: {
    how: 'state',
    asserts: 'a URL with `request_uri` and no `client_id` signs in; the bank names the client',
    async drive(world) {
      const own = fresh(world);
      const { client } = world;
      const object = await client.requestObject({
        ...own,
        scope: `openid id:${world.bankId}`,
        claims: { id_token: { 'mh:con_id': { essential: true } } },
      });
      const url = client.getAuthorizeUrlFromRequestUri({ requestUri: await client.getRequestUri(object) });
      assert.deepEqual([...new URL(url).searchParams.keys()], ['request_uri']);
      assert.ok((await visit(url)).text.includes(`Official client ${world.config.client.client_id}`));
      const claims = await signIn(world, url, own);
      await connectionOf(world, claims.sub, claims['mh:con_id']);
    },
  },
};
