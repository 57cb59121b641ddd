// Payments, payees and authorisation requests, by authorisation requests, which every client may make;
// the same by claims is in `sign_in.mjs`.

import assert from 'node:assert/strict';

import { approve, deny } from '../browser.mjs';
import { missing, refused } from '../refusals.mjs';

const UNKNOWN = 'b1f0c2d3-e4a5-4b69-8c7d-0e1f2a3b4c5d';

/** An id_token about a payment; the client reads it without looking at its signature. */
const idTokenOf = (id) =>
  `e30.${Buffer.from(JSON.stringify({ 'mh:payment': id })).toString('base64url')}.`;

/** A payee of the client. */
export const newPayee = async ({ client, user }) =>
  (await client.addPayee({ accountNumber: '12345678', sortCode: '010203', name: 'A. Landlord', externalId: 'x-1', userId: user })).data;

/** An authorisation request with this scope, for the user of the world. */
const ask = async ({ client, user, bankId, config }, scope, what) =>
  (await client.createAuthRequest({
    redirectUri: config.client.redirect_uri,
    userId: user,
    scope: `${scope} openid id:${bankId}`.trim(),
    ...what,
  })).data;

/** Goes to the bank, approves, and hands over what came back. */
async function complete(world, { id, redirectParams }) {
  const authParams = await approve(redirectParams.authUrl);
  assert.equal(authParams.state, redirectParams.state);
  delete authParams.iss;
  return (await world.client.completeAuthRequest({ id, authParams })).data;
}

/** A payment that was made, of a payee of its own. */
async function paid(world) {
  const payee = await newPayee(world);
  const payment = { payeeId: payee.id, amount: 1250, payeeRef: 'Invoice 7', payerRef: 'Rent' };
  const done = await complete(world, await ask(world, 'payment', { payment }));
  return { payee, id: done.paymentId };
}

/** A consent to recurring payments of up to £50 each. */
async function consented(world) {
  const payee = await newPayee(world);
  const recurringPayment = {
    payeeId: payee.id,
    reference: 'Rent',
    maximumIndividualAmount: 5000,
    currency: 'GBP',
    periodicLimits: [{ amount: 8000, currency: 'GBP', periodType: 'Month', periodAlignment: 'Calendar' }],
    type: ['Sweeping'],
    context: 'PartyToParty',
  };
  const request = await ask(world, 'recurring_payment:create', { recurringPayment });
  await complete(world, request);
  const { data } = await world.client.getRecurringPayments({ userId: world.user, payeeId: payee.id });
  assert.deepEqual(data.map(({ authRequestId }) => authRequestId), [request.id]);
  return data[0];
}

/** A standing order that was set up. */
async function ordered(world) {
  const payee = await newPayee(world);
  const standingOrder = {
    payeeId: payee.id,
    reference: 'Rent',
    context: 'PartyToParty',
    frequency: { repeat: 'Monthly', day: 2 },
    numberOfPayments: 12,
    recurringPaymentAmount: 3500,
    currency: 'GBP',
    firstPaymentDate: '2099-01-01',
  };
  await complete(world, await ask(world, 'standing_orders:create', { standingOrder }));
  const { data } = await world.client.getStandingOrders({ userId: world.user, payeeId: payee.id });
  assert.equal(data.length, 1);
  return data[0];
}

const state = (asserts, drive) => ({ how: 'state', asserts, drive });

export const paymentMethods = {
  addPayee: state('what was sent comes back, with an id', async (world) => {
    const payee = await newPayee(world);
    assert.deepEqual(
      [payee.accountNumber, payee.sortCode, payee.name, payee.externalId, payee.userId, payee.active],
      ['12345678', '010203', 'A. Landlord', 'x-1', world.user, true],
    );
  }),
  getPayees: state('in pages of the user, without links', async (world) => {
    const payee = await newPayee(world);
    const all = await world.client.getPayees({ userId: world.user, limit: 1000 });
    assert.deepEqual(all.data.at(-1), payee);
    assert.equal(all.links, undefined);
    const { data } = await world.client.getPayees({ userId: world.user, limit: 1, offset: all.data.length - 1 });
    assert.deepEqual(data, [payee]);
  }),
  getPayee: state('the payee by its id; an unknown one is 404', async (world) => {
    const payee = await newPayee(world);
    assert.deepEqual((await world.client.getPayee({ id: payee.id })).data, payee);
    await missing(world.client.getPayee({ id: UNKNOWN }));
  }),
  getPayments: state('the payments of the payee, each made once', async (world) => {
    const { payee, id } = await paid(world);
    const { data, meta } = await world.client.getPayments({ userId: world.user, payeeId: payee.id, limit: 5 });
    assert.deepEqual(data.map((payment) => [payment.id, payment.amount, payment.status]), [[id, 1250, 'completed']]);
    assert.deepEqual(meta, { limit: 5, offset: 0 });
  }),
  getPayment: state('the payment that was made; an unknown one is 404', async (world) => {
    const { id } = await paid(world);
    const { data } = await world.client.getPayment({ id });
    assert.deepEqual([data.payeeRef, data.payerRef, data.isReversible], ['Invoice 7', 'Rent', true]);
    await missing(world.client.getPayment({ id: UNKNOWN }));
  }),
  getPaymentFromIDToken: state('the payment that `mh:payment` names', async (world) => {
    const { id } = await paid(world);
    const { data } = await world.client.getPaymentFromIDToken({ idToken: idTokenOf(id) });
    assert.equal(data.id, id);
  }),
  getRecurringPayments: state('the consent that was given, with its limits', async (world) => {
    const consent = await consented(world);
    assert.deepEqual([consent.maximumIndividualAmount, consent.revokedAt], [5000, null]);
  }),
  getRecurringPayment: state('the consent by its id; an unknown one is 404', async (world) => {
    const consent = await consented(world);
    const { data } = await world.client.getRecurringPayment({ recurringPaymentId: consent.id });
    assert.deepEqual(data, consent);
    await missing(world.client.getRecurringPayment({ recurringPaymentId: UNKNOWN }));
  }),
  makeRecurringPayment: state('paid at once, and shown by the consent; above a limit refused', async (world) => {
    const { id: recurringPaymentId } = await consented(world);
    const pay = (amount) =>
      world.client.makeRecurringPayment({ recurringPaymentId, payment: { amount, payeeRef: 'Rent', payerRef: 'Rent' } });
    const { data } = await pay(5000);
    assert.equal(data.status, 'completed');
    const shown = await world.client.getRecurringPayment({ recurringPaymentId });
    assert.equal(shown.data.paymentSubmissionId, data.paymentSubmissionId);
    await refused(pay(5001), 400, 'BadRequest');
    await refused(pay(3001), 400, 'BadRequest');
  }),
  revokeRecurringPayment: state('an answer without a body; nothing is paid after it', async (world) => {
    const { id: recurringPaymentId } = await consented(world);
    assert.equal(await world.client.revokeRecurringPayment({ recurringPaymentId }), '');
    await refused(world.client.makeRecurringPayment({ recurringPaymentId, payment: { amount: 1 } }), 400, 'BadRequest');
  }),
  getStandingOrders: state('the standing order that was set up', async (world) => {
    const { status, standingOrder } = await ordered(world);
    assert.equal(status, 'InitiationCompleted');
    assert.equal(standingOrder.firstPaymentDate, '2099-01-01T00:00:00.000Z');
  }),
  getStandingOrder: state('the standing order by its id; an unknown one is 404', async (world) => {
    const order = await ordered(world);
    assert.deepEqual((await world.client.getStandingOrder({ id: order.id })).data, order);
    await missing(world.client.getStandingOrder({ id: UNKNOWN }));
  }),
  createAuthRequest: state('pending, with the page of the bank; with a connection, a payment and its reversal', async (world) => {
    const request = await ask(world, '', { categorisationType: 'personal', permissions: ['ReadBalances'] });
    assert.deepEqual([request.status, request.redirectParams.returnUrl], ['pending', world.config.client.redirect_uri]);
    const { connectionId } = await complete(world, request);
    const { data } = await world.client.getUserConnections({ userId: world.user });
    assert.ok(data.some(({ id }) => id === connectionId));
    const { id: paymentId } = await paid(world);
    const reversed = await complete(world, await ask(world, 'reverse_payment', { reversePayment: { paymentId, amount: 1250 } }));
    assert.equal((await world.client.getPayment({ id: reversed.paymentId })).data.status, 'completed');
    await refused(ask(world, 'reverse_payment', { reversePayment: { paymentId, amount: 1 } }), 400, 'BadRequest');
  }),
  completeAuthRequest: state('once; a denial ends it, and its payment is cancelled', async (world) => {
    const payee = await newPayee(world);
    const payment = { payeeId: payee.id, amount: 1, payeeRef: 'Invoice 8', payerRef: 'Rent' };
    const request = await ask(world, 'payment', { payment });
    const { error, state: returned } = await deny(request.redirectParams.authUrl);
    const over = { id: request.id, authParams: { error, state: returned } };
    assert.equal((await world.client.completeAuthRequest(over)).data.status, 'error');
    await refused(world.client.completeAuthRequest(over), 400, 'BadRequest');
    const { data } = await world.client.getPayments({ payeeId: payee.id });
    assert.deepEqual(data.map(({ status }) => status), ['cancelled']);
  }),
  getAllAuthRequests: state('in pages, without what only the first answer says', async (world) => {
    const { id } = await ask(world, '', {});
    const { data } = await world.client.getAllAuthRequests({ limit: 1000, offset: 0 });
    const found = data.find((request) => request.id === id);
    assert.deepEqual([found.status, found.redirectParams], ['pending', undefined]);
    assert.equal((await world.client.getAllAuthRequests({ limit: 1, offset: 1 })).data.length, 1);
  }),
  getAuthRequest: state('the request by its id; an unknown one is 404', async (world) => {
    const request = await ask(world, '', {});
    const done = await complete(world, request);
    assert.deepEqual((await world.client.getAuthRequest({ id: request.id })).data, done);
    await missing(world.client.getAuthRequest({ id: UNKNOWN }));
  }),
};
