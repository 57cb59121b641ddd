// Key pairs, made anew at every start: no private key is in the repository.

import { generateKeyPair as generate } from 'node:crypto';
import { promisify } from 'node:util';

const generateKeyPair = promisify(generate);

// What OpenSSL is asked for, and its own name for the PEM that is only of this type of key.
const TYPES = {
  RSA: { type: 'rsa', options: { modulusLength: 2048 }, pem: 'pkcs1' },
  'P-256': { type: 'ec', options: { namedCurve: 'P-256' }, pem: 'sec1' },
  'P-384': { type: 'ec', options: { namedCurve: 'P-384' }, pem: 'sec1' },
  'P-521': { type: 'ec', options: { namedCurve: 'P-521' }, pem: 'sec1' },
};

/** One pair: private and public as JSON Web Keys, and private in the forms of PEM. */
export async function keyPair(type, kid) {
  const { type: name, options, pem } = TYPES[type];
  const { privateKey, publicKey } = await generateKeyPair(name, options);
  const jwk = (key) => ({ ...key.export({ format: 'jwk' }), kid, use: 'sig' });
  const inPem = (form) => privateKey.export({ format: 'pem', type: form });
  return {
    type,
    kid,
    private: jwk(privateKey),
    public: jwk(publicKey),
    pem: { pkcs8: inPem('pkcs8'), [pem]: inPem(pem) },
  };
}

/** One pair of each type that clients sign with, under ids that are the same in every set. */
export function clientKeys() {
  return Promise.all(Object.keys(TYPES).map((type) => keyPair(type, `client-${type}`)));
}

/** What the provider signs with: one key for RS256 and PS256, one for ES256. */
export async function providerKeys(generation) {
  const types = ['RSA', 'P-256'];
  const pairs = await Promise.all(types.map((type) => keyPair(type, `provider-${type}-${generation}`)));
  return { keys: pairs.map((pair) => pair.private) };
}
