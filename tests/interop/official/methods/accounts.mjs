// Accounts and what belongs to one.

import assert from 'node:assert/strict';

import { missing } from '../refusals.mjs';

const TYPES = [
  'asset', 'card', 'cash:current', 'crypto', 'investment', 'loan', 'mortgage:interestOnly',
  'mortgage:repayment', 'pension', 'pension:definedBenefit', 'pension:definedContribution',
  'properties:buyToLet', 'properties:residential', 'savings',
];

/** The account of this type that is first in the list. */
async function accountOf({ client, user }, type) {
  const userId = user;
  const { data } = await client.getAccounts({ userId, params: { limit: 100 } });
  return { userId, accountId: data.find((account) => account.type === type).id };
}

/** An account that the user made by hand. */
async function made({ client, user }, name = 'Jar') {
  const account = {
    accountName: name,
    providerName: 'Kitchen',
    type: 'cash:current',
    accountType: 'personal',
    balance: { date: '2026-01-02', amount: { value: 12345 } },
  };
  const { data } = await client.createAccount({ userId: user, account });
  return { userId: user, accountId: data.id, data };
}

const ids = ({ data }) => data.map(({ id }) => id);

/** A list of accounts: of every type, page by page, filtered, with details or without. */
async function lists({ client, user }, name, details) {
  const list = (params) => client[name]({ userId: user, params });
  const all = await list({ limit: 100 });
  assert.deepEqual([...new Set(all.data.map(({ type }) => type))].sort(), TYPES);
  const [first, second] = [await list({ limit: 5 }), await list({ limit: 5, offset: 5 })];
  assert.deepEqual([...ids(first), ...ids(second)], ids(all).slice(0, 10));
  const [{ id, accountReference, details: inside }] = all.data;
  assert.equal(accountReference !== undefined, details, `accountReference of ${id}`);
  assert.equal(inside.sortCodeAccountNumber !== undefined, details, `account number of ${id}`);
}

export const accountMethods = {
  getAccounts: {
    how: 'state',
    asserts: 'accounts of all fourteen types, in pages, without details',
    drive: (world) => lists(world, 'getAccounts', false),
  },
  getAccountsWithDetails: {
    how: 'state',
    asserts: 'the same, with account numbers',
    drive: (world) => lists(world, 'getAccountsWithDetails', true),
  },
  getAccountsList: {
    how: 'state',
    versions: ['v2'],
    asserts: 'as `getAccounts`',
    drive: (world) => lists(world, 'getAccountsList', false),
    call: ({ client, user }) => client.getAccountsList({ userId: user }),
  },
  getAccountsListWithDetails: {
    how: 'state',
    versions: ['v2'],
    asserts: 'as `getAccountsWithDetails`',
    drive: (world) => lists(world, 'getAccountsListWithDetails', true),
    call: ({ client, user }) => client.getAccountsListWithDetails({ userId: user }),
  },
  getAccount: {
    how: 'state',
    asserts: 'the account of the list, without details; an unknown one is 404',
    async drive(world) {
      const one = await accountOf(world, 'cash:current');
      const { data } = await world.client.getAccount(one);
      assert.equal(data.id, one.accountId);
      assert.equal(data.details.sortCodeAccountNumber, undefined);
      await missing(world.client.getAccount({ ...one, accountId: crypto.randomUUID() }));
    },
  },
  getAccountWithDetails: {
    how: 'state',
    asserts: 'the same, with the account number',
    async drive(world) {
      const one = await accountOf(world, 'cash:current');
      const { data } = await world.client.getAccountWithDetails(one);
      assert.equal(data.id, one.accountId);
      assert.match(data.details.sortCodeAccountNumber, /^\d{14}$/);
    },
  },
  getAccountBalances: {
    how: 'state',
    asserts: 'newest first; the first is that of the account',
    async drive(world) {
      const one = await accountOf(world, 'cash:current');
      const { data } = await world.client.getAccountBalances(one);
      const dates = data.map(({ date }) => date);
      assert.ok(dates.length > 12);
      assert.deepEqual(dates, [...dates].sort().reverse());
      assert.deepEqual(data[0].amount, (await world.client.getAccount(one)).data.balance.amount);
    },
  },
  getAccountHoldings: {
    how: 'state',
    asserts: 'dated valuations, whose items are quantity times price; none for a current account',
    async drive(world) {
      const { data } = await world.client.getAccountHoldings(await accountOf(world, 'investment'));
      assert.ok(data[0].items.length > 1);
      for (const { quantity, unitPrice, total } of data[0].items) {
        assert.ok(Math.abs(quantity * unitPrice.value - total.value) < 0.01);
      }
      const none = await world.client.getAccountHoldings(await accountOf(world, 'cash:current'));
      assert.deepEqual(none.data, []);
    },
  },
  getAccountHoldingsWithMatches: {
    how: 'state',
    asserts: 'the same holdings, and for the ISINs among their codes the funds',
    async drive(world) {
      const one = await accountOf(world, 'investment');
      const { data } = await world.client.getAccountHoldingsWithMatches(one);
      const valuation = (await world.client.getAccountHoldings(one)).data[0];
      assert.deepEqual(ids({ data }), ids({ data: valuation.items }));
      const isins = ({ codes }) => codes.filter(({ type }) => type === 'ISIN').map(({ code }) => code);
      assert.ok(data.some(({ matched }) => matched.length > 0));
      for (const holding of data) {
        assert.ok(holding.matched.every(({ isin }) => isins(holding).includes(isin)));
      }
    },
  },
  getAccountHolding: {
    how: 'state',
    asserts: 'the holding of the list; an unknown one is 404',
    async drive(world) {
      const one = await accountOf(world, 'investment');
      const [listed] = (await world.client.getAccountHoldingsWithMatches(one)).data;
      const { data } = await world.client.getAccountHolding({ ...one, holdingId: listed.id });
      assert.deepEqual([data.id, data.quantity], [listed.id, listed.quantity]);
      await missing(world.client.getAccountHolding({ ...one, holdingId: 'other' }));
    },
  },
  getAccountCounterparties: {
    how: 'state',
    versions: ['v2'],
    asserts: 'who was paid, global and of the account',
    async drive(world) {
      const { data } = await this.call(world);
      assert.ok(data.some(({ id, label, type }) => type === 'global' && id.startsWith('global:') && label));
    },
    call: async (world) => world.client.getAccountCounterparties(await accountOf(world, 'cash:current')),
  },
  getAccountRecurringTransactions: {
    how: 'state',
    versions: ['v2'],
    asserts: 'series with their amounts and the next dates',
    async drive(world) {
      const { data } = await this.call(world);
      assert.ok(data.length > 1);
      for (const { amount, dates } of data) {
        assert.equal(Math.abs(amount.value), amount.majorUnits * 100 + amount.minorUnits);
        assert.ok(dates.every((date) => /^\d{4}-\d\d-\d\d$/.test(date)));
      }
    },
    call: async (world) => world.client.getAccountRecurringTransactions(await accountOf(world, 'cash:current')),
  },
  getAccountStandingOrders: {
    how: 'state',
    asserts: 'one active and one that is over, without payees',
    async drive(world) {
      const { data } = await world.client.getAccountStandingOrders(await accountOf(world, 'cash:current'));
      assert.deepEqual(data.map(({ status, payee }) => [status, payee]), [['Active', undefined], ['Inactive', undefined]]);
    },
  },
  getAccountStandingOrdersWithDetail: {
    how: 'state',
    asserts: 'the same, with payees',
    async drive(world) {
      const { data } = await world.client.getAccountStandingOrdersWithDetail(await accountOf(world, 'cash:current'));
      assert.match(data[0].payee.sortCodeAccountNumber, /^\d{14}$/);
    },
  },
  createAccount: {
    how: 'state',
    asserts: 'what was sent comes back, and is in the list',
    async drive(world) {
      const { userId, accountId, data } = await made(world);
      assert.deepEqual([data.accountName, data.balance.amount.value], ['Jar', 12345]);
      assert.ok(ids(await world.client.getAccounts({ userId, params: { limit: 100 } })).includes(accountId));
    },
  },
  updateAccount: {
    how: 'state',
    asserts: 'the new name is read back',
    async drive(world) {
      const { userId, accountId } = await made(world);
      const account = { accountName: 'Vase', providerName: 'Kitchen' };
      await world.client.updateAccount({ userId, accountId, account });
      assert.equal((await world.client.getAccount({ userId, accountId })).data.accountName, 'Vase');
    },
  },
  addAccountBalance: {
    how: 'state',
    asserts: 'the new balance is that of the account',
    async drive(world) {
      const { userId, accountId } = await made(world);
      const balance = { date: '2026-02-03', amount: { value: 777 } };
      await world.client.addAccountBalance({ userId, accountId, balance });
      const { data } = await world.client.getAccount({ userId, accountId });
      assert.equal(data.balance.amount.value, 777);
      assert.equal((await world.client.getAccountBalances({ userId, accountId })).data.length, 2);
    },
  },
  deleteAccount: {
    how: 'state',
    asserts: '204, and the account is gone',
    async drive(world) {
      const { userId, accountId } = await made(world);
      assert.equal(await world.client.deleteAccount({ userId, accountId }), 204);
      await missing(world.client.getAccount({ userId, accountId }));
    },
  },
};
