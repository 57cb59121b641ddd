// A certified OpenID provider (oidc-provider, the software that Moneyhub's identity service runs),
// set up like Moneyhub's, for as long as standard input is open.
//
// The first line of standard input is a JSON object of settings, which may be empty:
//   tls:               {certificate, key} in PEM: serve https with them, and ask for a certificate
//   clientCertificate: in PEM, registered for the client `self_signed_tls_client_auth`
// The only line of standard output is a JSON object, once it serves:
//   issuer, clients, keys (of the clients), strangers (under the same ids, and not registered)
//
// Under /gateway everything is there once more, as behind a gateway.
// GET /v3/token is a data API: it says whose token it is given, and for which scopes.
// POST /control/rotate-keys replaces all keys that the provider signs with.

import http from 'node:http';
import https from 'node:https';
import { createInterface } from 'node:readline';

import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';

import * as bank from './provider/bank.mjs';
import { clients } from './provider/clients.mjs';
import { identity } from './provider/identity.mjs';
import { clientKeys, providerKeys } from './provider/keys.mjs';

// Standard output is for the one line.
console.info = console.error;
console.log = console.error;

const MOUNT = '/oidc';
// What lies behind this is what lies behind nothing, and the provider knows nothing of it.
const GATEWAY = /^\/gateway(?=\/)/;

const input = createInterface({ input: process.stdin });
// Whoever started this is gone.
input.once('close', () => process.exit());
const settings = JSON.parse(await new Promise((resolve) => input.once('line', resolve)));

const [keys, strangers] = await Promise.all([clientKeys(), clientKeys()]);
const registered = clients(keys, settings.clientCertificate);
const storage = createMemoryAdapter();
let generation = 0;
let issuer;
let provider;

// The provider reads its keys once, so new keys are another provider over the same storage.
async function rotateKeys() {
  generation += 1;
  const signing = await providerKeys(generation);
  provider = await identity(issuer, { clients: registered, keys: signing, storage });
}

async function serve(request, response) {
  const path = request.url.replace(GATEWAY, '');
  if (path.startsWith(`${MOUNT}/`)) {
    // From the two of them the provider learns where it is mounted.
    request.originalUrl = path;
    request.url = path.slice(MOUNT.length);
    return provider.callback()(request, response);
  }
  if (path === '/v3/token') return whose(request, response);
  if (path.startsWith('/bank/')) return bank.visit(provider, request, response);
  if (path === '/control/rotate-keys' && request.method === 'POST') {
    await rotateKeys();
    return response.writeHead(204).end();
  }
  return response.writeHead(404).end();
}

// A data API that knows only whose token it is given.
async function whose(request, response) {
  const bearer = request.headers.authorization?.match(/^Bearer (.+)$/)?.[1];
  const token = bearer && (await provider.ClientCredentials.find(bearer));
  if (!token) return response.writeHead(401).end();
  response.setHeader('content-type', 'application/json');
  return response.end(JSON.stringify({ sub: token.extra?.sub, scope: token.scope }));
}

function handler(request, response) {
  serve(request, response).catch((error) => {
    console.error(error);
    response.writeHead(500).end();
  });
}

const server = settings.tls
  ? https.createServer(
      { cert: settings.tls.certificate, key: settings.tls.key, requestCert: true, rejectUnauthorized: false },
      handler,
    )
  : http.createServer(handler);

server.listen(0, '127.0.0.1', async () => {
  const scheme = settings.tls ? 'https' : 'http';
  issuer = `${scheme}://127.0.0.1:${server.address().port}${MOUNT}`;
  await rotateKeys();
  const described = registered.map(({ jwks, ...client }) => client);
  process.stdout.write(`${JSON.stringify({ issuer, clients: described, keys, strangers })}\n`);
});
