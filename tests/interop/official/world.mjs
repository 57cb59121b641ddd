// What a call is made in: a client of the official library, a version of the data API, and a user
// with connections and accounts who is nobody else's.

import { Moneyhub } from '@mft/moneyhub-api-client';

let users = 0;

/** A client that is registered under this name, for `v2` or `v3` of the data API. */
export async function worldOf(sandbox, name, version) {
  const config = {
    identityServiceUrl: sandbox.identityUrl,
    // The readme of the client has v2.0.
    resourceServerUrl: `${sandbox.apiUrl}/${version}.0`,
    client: sandbox.clients[name],
  };
  const client = await Moneyhub(config);
  const { data } = await client.getUsers({ limit: 1, offset: users++ });
  const [{ id: bankId }] = await client.listTestConnections();
  return { config, client, version, user: data[0].userId, bankId };
}
