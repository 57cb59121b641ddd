// The sandbox as a command, with the clients that these tests are.

import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { exportJWK, generateKeyPair } from 'jose';

const WORKSPACE = new URL('../../..', import.meta.url);

export const REDIRECT_URI = 'http://127.0.0.1:8080/callback';

/** The clients, in the form that the official client takes. */
async function clients() {
  const key = async (alg) => {
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    return { ...(await exportJWK(privateKey)), kid: `key-${alg}`, alg, use: 'sig' };
  };
  const common = { redirect_uri: REDIRECT_URI, response_type: 'code' };
  return {
    // As the official client's readme sets it up.
    secret: {
      ...common,
      client_id: 'with-a-secret',
      client_secret: 'a+secret/with%reserved:characters',
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'RS256',
      request_object_signing_alg: 'none',
      keys: [],
    },
    // The same, and it signs its requests: payments need that.
    signing: {
      ...common,
      client_id: 'with-a-secret-and-a-key',
      client_secret: 'another-secret',
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'RS256',
      request_object_signing_alg: 'RS256',
      keys: [await key('RS256')],
    },
    key: {
      ...common,
      client_id: 'with-a-key',
      response_type: 'code id_token',
      token_endpoint_auth_method: 'private_key_jwt',
      id_token_signed_response_alg: 'PS256',
      request_object_signing_alg: 'PS256',
      keys: [await key('PS256')],
    },
  };
}

/** A client as it is registered: RFC 7591, with public keys. */
function registered(client) {
  const { redirect_uri, response_type, keys, ...metadata } = client;
  const publicKeys = keys.map(({ d, p, q, dp, dq, qi, ...rest }) => rest);
  return {
    ...metadata,
    // It asks for the scopes of before March 2025: `user:read` for connections.
    legacy: true,
    client_name: `Official client ${client.client_id}`,
    redirect_uris: [redirect_uri],
    ...(keys.length > 0 && { jwks: { keys: publicKeys } }),
  };
}

/**
 * Starts a sandbox on free ports. Answers with its addresses, its clients, and `stop`.
 */
export async function startSandbox() {
  const folder = await mkdtemp(path.join(tmpdir(), 'moneyhub-official-'));
  const file = path.join(folder, 'clients.json');
  const known = await clients();
  await writeFile(file, JSON.stringify(Object.values(known).map(registered)));

  // Cargo becomes the sandbox: it is ended by ending this.
  const child = spawn(
    'cargo',
    ['run', '--quiet', '--locked', '-p', 'moneyhub-sandbox', '--', '--client', file, '--users', '100'],
    { cwd: WORKSPACE, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const end = () => child.kill();
  process.once('exit', end);

  const exported = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, value] = line.match(/^export (\w+)=(.*)$/);
    exported[name] = value;
    if (name === 'MONEYHUB_CLIENT_SECRET') break;
  }
  if (!exported.MONEYHUB_API_URL) throw new Error('the sandbox did not start');
  await rm(folder, { recursive: true });

  return {
    identityUrl: exported.MONEYHUB_IDENTITY_URL,
    apiUrl: exported.MONEYHUB_API_URL,
    clients: known,
    async stop() {
      process.off('exit', end);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
    },
  };
}
