// Categories, their groups, and counterparties that everybody knows.

import assert from 'node:assert/strict';

import { missing } from '../refusals.mjs';

const GROCERIES = 'std:5a7ff1f3-cd2c-4676-a368-caf09f2ca35a';

const keys = ({ data }) => data.map(({ key }) => key);

async function custom({ client, user }, name) {
  const { data } = await client.createCustomCategory({ userId: user, category: { group: 'group:2', name } });
  return data;
}

export const categoryMethods = {
  getCategories: {
    how: 'state',
    asserts: 'all standard ones, each in a group of the list, and the user\'s own',
    async drive(world) {
      const { client, user } = world;
      const own = await custom(world, 'Aquarium');
      const { data } = await client.getCategories({ userId: user });
      const groups = (await client.getCategoryGroups({ userId: user })).data.map(({ id }) => id);
      assert.ok(data.every(({ group }) => groups.includes(group)));
      const listed = data.map(({ categoryId }) => categoryId);
      const standard = (await client.getStandardCategories({})).data.map(({ categoryId }) => categoryId);
      assert.ok(standard.every((id) => listed.includes(id)));
      assert.ok(listed.includes(own.categoryId));
    },
  },
  getCategory: {
    how: 'state',
    asserts: 'the category by its id; an unknown one is 404',
    async drive({ client, user }) {
      const { data } = await client.getCategory({ userId: user, categoryId: GROCERIES });
      assert.deepEqual(data, { categoryId: GROCERIES, group: 'group:2', key: 'groceries' });
      await missing(client.getCategory({ userId: user, categoryId: 'std:other' }));
    },
  },
  createCustomCategory: {
    how: 'state',
    asserts: 'group and name are read back',
    async drive(world) {
      const { client, user } = world;
      const { categoryId } = await custom(world, 'Terrarium');
      assert.match(categoryId, /^cus:/);
      const { data } = await client.getCategory({ userId: user, categoryId });
      assert.deepEqual([data.group, data.name], ['group:2', 'Terrarium']);
    },
  },
  getCategoryGroups: {
    how: 'state',
    asserts: 'the sixteen groups',
    async drive({ client, user }) {
      const groups = await client.getCategoryGroups({ userId: user });
      assert.equal(groups.data.length, 16);
      assert.ok(keys(groups).includes('household'));
    },
  },
  getStandardCategories: {
    how: 'state',
    asserts: 'without a token; with `groceries`, and nobody\'s own',
    async drive({ client }) {
      const standard = await client.getStandardCategories({});
      assert.ok(keys(standard).includes('groceries'));
      assert.ok(standard.data.every(({ categoryId }) => categoryId.startsWith('std:')));
    },
  },
  getStandardCategoryGroups: {
    how: 'state',
    asserts: 'without a token; the same sixteen groups',
    async drive({ client, user }) {
      const groups = await client.getStandardCategoryGroups({});
      assert.deepEqual(groups.data, (await client.getCategoryGroups({ userId: user })).data);
    },
  },
  getGlobalCounterparties: {
    how: 'state',
    asserts: 'without a token, in pages; those of the transactions are there',
    async drive({ client, user }) {
      const { data } = await client.getGlobalCounterparties({ limit: 1000 });
      const first = await client.getGlobalCounterparties({ limit: 2 });
      assert.deepEqual(first.data, data.slice(0, 2));
      const known = new Set(data.map(({ id }) => id));
      const transactions = await client.getTransactions({ userId: user, params: { limit: 50 } });
      const seen = transactions.data.map(({ counterpartyId }) => counterpartyId).filter(Boolean);
      assert.ok(seen.some((id) => known.has(id)));
    },
  },
};
