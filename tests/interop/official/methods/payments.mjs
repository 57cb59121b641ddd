// Payments, payees and authorisation requests: the sandbox has no state of them yet, so what is
// tested is that it takes what the client sends.

import { nothing, sampled } from '../samples.mjs';

const id = 'b1f0c2d3-e4a5-4b69-8c7d-0e1f2a3b4c5d';

/** An id_token about a payment; the client reads it without looking at its signature. */
const idToken = `e30.${Buffer.from(JSON.stringify({ 'mh:payment': id })).toString('base64url')}.`;

export const paymentMethods = {
  addPayee: sampled('payees.create', ({ client, user }) =>
    client.addPayee({ accountNumber: '12345678', sortCode: '010203', name: 'A. Landlord', externalId: 'x-1', userId: user })),
  getPayees: sampled('payees.list', ({ client }) => client.getPayees({ limit: 10, offset: 0 })),
  getPayee: sampled('payees.get', ({ client }) => client.getPayee({ id })),
  getPayments: sampled('payments.list', ({ client, user }) => client.getPayments({ userId: user, limit: 5 })),
  getPayment: sampled('payments.get', ({ client }) => client.getPayment({ id })),
  getPaymentFromIDToken: sampled('payments.get', ({ client }) => client.getPaymentFromIDToken({ idToken })),
  getRecurringPayments: sampled('recurring.list', ({ client, user }) => client.getRecurringPayments({ userId: user })),
  getRecurringPayment: sampled('recurring.get', ({ client }) => client.getRecurringPayment({ recurringPaymentId: id })),
  makeRecurringPayment: sampled('recurring.pay', ({ client }) =>
    client.makeRecurringPayment({ recurringPaymentId: id, payment: { amount: 1250, payeeId: 'payee-1', payeeRef: 'Rent' } })),
  revokeRecurringPayment: nothing(({ client }) => client.revokeRecurringPayment({ recurringPaymentId: id })),
  getStandingOrders: sampled('standing_orders.list', ({ client, user }) => client.getStandingOrders({ userId: user })),
  getStandingOrder: sampled('standing_orders.get', ({ client }) => client.getStandingOrder({ id })),
  createAuthRequest: sampled('auth_requests.create', ({ client, user, bankId, config }) =>
    client.createAuthRequest({
      redirectUri: config.client.redirect_uri,
      userId: user,
      scope: `openid id:${bankId}`,
      categorisationType: 'personal',
      permissions: ['ReadBalances'],
      expirationDateTime: '2027-01-31T00:00:00.000Z',
    })),
  completeAuthRequest: sampled('auth_requests.complete', ({ client }) =>
    client.completeAuthRequest({ id, authParams: { code: 'code-1', state: 'state-1' } })),
  getAllAuthRequests: sampled('auth_requests.list', ({ client }) => client.getAllAuthRequests({ limit: 10, offset: 0 })),
  getAuthRequest: sampled('auth_requests.get', ({ client }) => client.getAuthRequest({ id })),
};
