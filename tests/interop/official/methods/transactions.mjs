// Transactions, their splits and files, and syncs of a connection.

import assert from 'node:assert/strict';

import { missing, refused } from '../refusals.mjs';

const GROCERIES = 'std:5a7ff1f3-cd2c-4676-a368-caf09f2ca35a';
const PETS = 'std:b6cd02dd-5cdc-4426-99ba-52ce1dbccc10';

/** A transaction to be added, to the user's first account. */
async function planned({ client, user }, text = 'BOOKSHOP') {
  const { data } = await client.getAccounts({ userId: user, params: { limit: 1 } });
  return {
    accountId: data[0].id,
    amount: { value: -2500 },
    categoryId: GROCERIES,
    date: '2026-03-04T12:00:00.000Z',
    longDescription: text,
    shortDescription: text,
    notes: 'by hand',
    status: 'posted',
  };
}

async function added(world) {
  const { data } = await world.client.addTransaction({ userId: world.user, transaction: await planned(world) });
  return { userId: world.user, transactionId: data.id };
}

export const transactionMethods = {
  getTransactions: {
    how: 'state',
    asserts: 'newest first, in pages; filtered by ids, account, date and text',
    async drive({ client, user }) {
      const list = (params) => client.getTransactions({ userId: user, params });
      const all = await list({ limit: 20 });
      const dates = all.data.map(({ date }) => date);
      assert.deepEqual(dates, [...dates].sort().reverse());
      const pages = [await list({ limit: 10 }), await list({ limit: 10, offset: 10 })];
      assert.deepEqual(pages.flatMap(({ data }) => data), all.data);
      assert.match(pages[0].links.next, /offset=10/);
      const ids = all.data.slice(3, 5).map(({ id }) => id);
      assert.deepEqual((await list({ ids })).data.map(({ id }) => id), ids);
      const { accountId } = all.data[0];
      const [startDate, endDate] = ['2026-01-01', '2026-01-31'];
      const some = await list({ accountId, startDate, endDate, text: 'coffee', limit: 100 });
      assert.ok(some.data.length > 0);
      for (const one of some.data) {
        assert.equal(one.accountId, accountId);
        assert.ok(one.date.startsWith('2026-01'));
        assert.match(`${one.shortDescription} ${one.longDescription}`, /coffee/i);
      }
    },
  },
  getTransaction: {
    how: 'state',
    asserts: 'the transaction of the list; an unknown one is 404',
    async drive({ client, user }) {
      const [listed] = (await client.getTransactions({ userId: user, params: { limit: 1 } })).data;
      const { data } = await client.getTransaction({ userId: user, transactionId: listed.id });
      assert.deepEqual(data, listed);
      await missing(client.getTransaction({ userId: user, transactionId: crypto.randomUUID() }));
    },
  },
  addTransaction: {
    how: 'state',
    asserts: 'what was sent is read back',
    async drive(world) {
      const transaction = await planned(world);
      const one = await added(world);
      const { data } = await world.client.getTransaction(one);
      for (const name of ['accountId', 'categoryId', 'date', 'longDescription', 'notes', 'status']) {
        assert.equal(data[name], transaction[name], name);
      }
      assert.equal(data.amount.value, -2500);
    },
  },
  addTransactions: {
    how: 'state',
    asserts: 'two at once, each read back',
    async drive(world) {
      const { client, user } = world;
      const transactions = [await planned(world, 'FIRST'), await planned(world, 'SECOND')];
      const { data } = await client.addTransactions({ userId: user, transactions });
      assert.equal(data.length, 2);
      const back = data.map(({ id }) => client.getTransaction({ userId: user, transactionId: id }));
      const texts = (await Promise.all(back)).map(({ data: one }) => one.longDescription);
      assert.deepEqual(texts, ['FIRST', 'SECOND']);
    },
  },
  updateTransaction: {
    how: 'state',
    asserts: 'category and notes are changed, the rest is not',
    async drive(world) {
      const one = await added(world);
      const before = (await world.client.getTransaction(one)).data;
      await world.client.updateTransaction({ ...one, transaction: { categoryId: PETS, notes: 'the dog' } });
      const after = (await world.client.getTransaction(one)).data;
      assert.deepEqual([after.categoryId, after.notes], [PETS, 'the dog']);
      assert.deepEqual([after.amount, after.date], [before.amount, before.date]);
    },
  },
  deleteTransaction: {
    how: 'state',
    asserts: '204, and it is gone',
    async drive(world) {
      const one = await added(world);
      assert.equal(await world.client.deleteTransaction(one), 204);
      await missing(world.client.getTransaction(one));
    },
  },
};

const parts = [
  { amount: -2000, categoryId: GROCERIES, description: 'food' },
  { amount: -500, categoryId: PETS, description: 'treats' },
];

async function split(world) {
  const one = await added(world);
  const { data } = await world.client.splitTransaction({ ...one, splits: parts });
  return { one, data };
}

const shown = (splits) =>
  splits.map(({ amount, categoryId, description }) => ({ amount: amount.value, categoryId, description }));

export const splitMethods = {
  splitTransaction: {
    how: 'state',
    asserts: 'the parts come back; parts that do not add up are refused',
    async drive(world) {
      const { one, data } = await split(world);
      assert.deepEqual(shown(data), parts);
      await refused(world.client.splitTransaction({ ...one, splits: [parts[0]] }), 400, 'BadRequest');
    },
  },
  getTransactionSplits: {
    how: 'state',
    asserts: 'the parts are read back; none before',
    async drive(world) {
      assert.deepEqual((await world.client.getTransactionSplits(await added(world))).data, []);
      const { one, data } = await split(world);
      assert.deepEqual((await world.client.getTransactionSplits(one)).data, data);
    },
  },
  patchTransactionSplit: {
    how: 'state',
    asserts: 'one part is changed, the other is not',
    async drive(world) {
      const { one, data } = await split(world);
      const change = { ...one, splitId: data[1].id, split: { description: 'bones' } };
      await world.client.patchTransactionSplit(change);
      const after = await world.client.getTransactionSplits(one);
      assert.deepEqual(shown(after.data), [parts[0], { ...parts[1], description: 'bones' }]);
    },
  },
  deleteTransactionSplits: {
    how: 'state',
    asserts: '204, and there are none',
    async drive(world) {
      const { one } = await split(world);
      assert.equal(await world.client.deleteTransactionSplits(one), 204);
      assert.deepEqual((await world.client.getTransactionSplits(one)).data, []);
    },
  },
};

// The smallest PNG: one pixel.
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function attached(world) {
  const one = await added(world);
  const upload = { ...one, fileData: PIXEL, fileName: 'receipt.png' };
  const { data } = await world.client.addFileToTransaction(upload);
  return { one, data };
}

export const fileMethods = {
  addFileToTransaction: {
    how: 'state',
    asserts: 'name and type come back, and the link has the same bytes; a text is refused',
    async drive(world) {
      const { one, data } = await attached(world);
      assert.deepEqual([data.fileName, data.fileType], ['receipt.png', 'image/png']);
      const content = await (await fetch(data.url)).arrayBuffer();
      assert.deepEqual(Buffer.from(content), PIXEL);
      const text = { ...one, fileData: Buffer.from('x'), fileName: 'receipt.txt' };
      await refused(world.client.addFileToTransaction(text), 400, 'BadRequest');
    },
  },
  getTransactionFiles: {
    how: 'state',
    asserts: 'the file is in the list',
    async drive(world) {
      const { one, data } = await attached(world);
      const files = (await world.client.getTransactionFiles(one)).data;
      assert.deepEqual(files.map(({ id }) => id), [data.id]);
    },
  },
  getTransactionFile: {
    how: 'state',
    asserts: 'the file by its id; an unknown one is 404',
    async drive(world) {
      const { one, data } = await attached(world);
      const file = await world.client.getTransactionFile({ ...one, fileId: data.id });
      assert.deepEqual([file.data.id, file.data.fileName], [data.id, 'receipt.png']);
      await missing(world.client.getTransactionFile({ ...one, fileId: 'other' }));
    },
  },
  deleteTransactionFile: {
    how: 'state',
    asserts: '204, and it is gone',
    async drive(world) {
      const { one, data } = await attached(world);
      assert.equal(await world.client.deleteTransactionFile({ ...one, fileId: data.id }), 204);
      assert.deepEqual((await world.client.getTransactionFiles(one)).data, []);
    },
  },
};
