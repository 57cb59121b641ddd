// Users, connections, syncs, and the lists of banks.

import assert from 'node:assert/strict';

import { missing, refused } from '../refusals.mjs';

const DAY = 24 * 60 * 60 * 1000;

const connectionsOf = async ({ client, user }) => (await client.getUserConnections({ userId: user })).data;

async function created({ client }, clientUserId = crypto.randomUUID()) {
  return client.registerUser({ clientUserId });
}

export const userMethods = {
  registerUser: {
    how: 'state',
    asserts: 'a new user with its reference and without connections; also without a reference',
    async drive(world) {
      const user = await created(world, 'customer 7');
      assert.equal(user.clientUserId, 'customer 7');
      assert.deepEqual(await connectionsOf({ ...world, user: user.userId }), []);
      assert.ok((await world.client.registerUser({})).userId);
    },
  },
  getUsers: {
    how: 'state',
    asserts: 'pages without gaps, with the total; a new user is counted',
    async drive(world) {
      const { client } = world;
      const before = await client.getUsers({ limit: 3, offset: 2 });
      const all = await client.getUsers({ limit: 5 });
      assert.deepEqual(before.data, all.data.slice(2));
      await created(world);
      const after = await client.getUsers({ limit: 1 });
      assert.equal(after.meta.total, before.meta.total + 1);
    },
  },
  getUser: {
    how: 'state',
    asserts: 'the user that was created; an unknown one is 404',
    async drive(world) {
      const { userId, clientUserId } = await created(world);
      const user = await world.client.getUser({ userId });
      assert.deepEqual([user.userId, user.clientUserId], [userId, clientUserId]);
      await missing(world.client.getUser({ userId: 'other' }));
    },
  },
  deleteUser: {
    how: 'state',
    asserts: '204, and the user is gone',
    async drive(world) {
      const { userId } = await created(world);
      assert.equal(await world.client.deleteUser({ userId }), 204);
      await missing(world.client.getUser({ userId }));
    },
  },
  getUserConnections: {
    how: 'state',
    asserts: 'nine connections of a seeded user, with the scope `user:read` of a client from before 2025',
    async drive(world) {
      const connections = await connectionsOf(world);
      const user = await world.client.getUser({ userId: world.user });
      assert.equal(connections.length, 9);
      assert.deepEqual(connections.map(({ id }) => id).sort(), [...user.connectionIds].sort());
    },
  },
  updateUserConnection: {
    how: 'state',
    asserts: '204, and it ends when it was asked to; more than 90 days ahead is refused',
    async drive(world) {
      const { id } = (await connectionsOf(world)).find(({ tppConsent }) => tppConsent);
      const renew = (days) => {
        const expiresAt = new Date(Date.now() + days * DAY).toISOString();
        return world.client.updateUserConnection({ userId: world.user, connectionId: id, expiresAt });
      };
      assert.equal(await renew(60), 204);
      const after = (await connectionsOf(world)).find((one) => one.id === id);
      assert.ok(Math.abs(Date.parse(after.expiresAt) - Date.now() - 60 * DAY) < 60_000);
      await refused(renew(100), 400, 'BadRequest');
    },
  },
  deleteUserConnection: {
    how: 'state',
    asserts: '204 at the singular `/connection/`, and it is gone',
    async drive(world) {
      const connections = await connectionsOf(world);
      const { id } = connections.at(-1);
      assert.equal(await world.client.deleteUserConnection({ userId: world.user, connectionId: id }), 204);
      assert.deepEqual(await connectionsOf(world), connections.slice(0, -1));
    },
  },
  getConnectionSyncs: {
    how: 'state',
    asserts: 'the syncs of one connection, in pages',
    async drive(world) {
      const [{ id }] = await connectionsOf(world);
      const list = (params) => world.client.getConnectionSyncs({ userId: world.user, connectionId: id, params });
      const all = await list({ limit: 100 });
      assert.ok(all.data.length > 1);
      assert.ok(all.data.every(({ connectionId }) => connectionId === id));
      assert.deepEqual((await list({ limit: 1, offset: 1 })).data, [all.data[1]]);
    },
  },
  getSync: {
    how: 'state',
    asserts: 'the sync of the list; an unknown one is 404',
    async drive(world) {
      const [{ id }] = await connectionsOf(world);
      const own = { userId: world.user };
      const [listed] = (await world.client.getConnectionSyncs({ ...own, connectionId: id })).data;
      assert.deepEqual((await world.client.getSync({ ...own, syncId: listed.id })).data, listed);
      await missing(world.client.getSync({ ...own, syncId: crypto.randomUUID() }));
    },
  },
  syncUserConnection: {
    how: 'state',
    asserts: 'a new sync is in the list; a second at once is refused',
    async drive(world) {
      const connections = await connectionsOf(world);
      const { id } = connections.find(({ status }) => status === 'ok');
      const own = { userId: world.user, connectionId: id };
      const before = (await world.client.getConnectionSyncs({ ...own, params: { limit: 100 } })).data;
      const { data } = await world.client.syncUserConnection({ ...own, customerIpAddress: '192.0.2.1' });
      assert.equal(data.status, 'ok');
      const after = (await world.client.getConnectionSyncs({ ...own, params: { limit: 100 } })).data;
      assert.equal(after.length, before.length + 1);
      await refused(world.client.syncUserConnection(own), 429, 'TooManyRequests');
    },
  },
  getSCIMUsers: {
    how: 'refused',
    asserts: '405: Moneyhub documents SCIM users one by one, by their ids, and no list of them',
    drive: ({ client }) => refused(client.getSCIMUsers(), 405, 'MethodNotAllowed'),
  },
};

/** A list of banks, which may be narrowed to those of a client. */
const banks = (name, has) => ({
  how: 'state',
  asserts: `without a token, also as \`?undefined\`; ${has.asserts}`,
  async drive(world) {
    const { client, config } = world;
    const list = await client[name]();
    assert.ok(list.length > 0);
    assert.ok(list.every(({ id, name: bank }) => /^[0-9a-f]{32}$/.test(id) && bank));
    await has.check(list, client, world);
    const narrowed = await client[name]({ clientId: config.client.client_id });
    assert.deepEqual(narrowed, list);
  },
});

export const bankMethods = {
  listConnections: banks('listConnections', {
    asserts: 'hundreds of banks, those of the other lists among them',
    async check(list, client) {
      assert.ok(list.length > 300);
      const ids = new Set(list.map(({ id }) => id));
      assert.ok((await client.listTestConnections()).every(({ id }) => ids.has(id)));
    },
  }),
  listAPIConnections: banks('listAPIConnections', {
    asserts: 'a part of all, without the mock banks',
    async check(list, client) {
      assert.ok(list.length < (await client.listConnections()).length);
      const mock = new Set((await client.listTestConnections()).map(({ id }) => id));
      assert.ok(list.every(({ id }) => !mock.has(id)));
    },
  }),
  listTestConnections: banks('listTestConnections', {
    asserts: 'the mock banks, which the sign-ins above went through',
    check: (list, client, { bankId }) => assert.equal(list[0].id, bankId),
  }),
  listPaymentsConnections: banks('listPaymentsConnections', {
    asserts: 'banks that take payments',
    check: (list) => assert.ok(list.every(({ payments }) => payments)),
  }),
  listBetaConnections: banks('listBetaConnections', {
    asserts: 'banks on trial, which the other lists have not',
    async check(list, client) {
      assert.ok(list.every(({ isBeta }) => isBeta));
      assert.ok((await client.listConnections()).every(({ isBeta }) => !isBeta));
    },
  }),
  getOpenIdConfig: {
    how: 'state',
    asserts: 'the issuer and its endpoints',
    async drive({ client, config }) {
      const document = await client.getOpenIdConfig();
      assert.equal(document.issuer, `${config.identityServiceUrl}/oidc`);
      assert.equal(document.pushed_authorization_request_endpoint, `${document.issuer}/request`);
      assert.equal(document.test_connections_endpoint, `${document.issuer}/.well-known/test-connections`);
    },
  },
};
