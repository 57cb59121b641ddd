// Writes the JSON files of this directory from its PEM files, with Node's crypto (OpenSSL).
import { constants, createPrivateKey, sign } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const jwk = (file) => createPrivateKey(readFileSync(file)).export({ format: 'jwk' })
const write = (file, value) => writeFileSync(file, JSON.stringify(value, null, 2) + '\n')

const rsa = { ...jwk('rsa-2048.pkcs8.pem'), use: 'sig', alg: 'PS256', kid: 'rsa-1' }
write('rsa-2048.jwk.json', rsa)
for (const size of ['256', '384', '521'])
  write(`p${size}.jwk.json`, { ...jwk(`p${size}.pkcs8.pem`), kid: `ec-${size}` })
const { kty, n, e } = rsa
write('rsa-2048.public.jwk.json', { kty, n, e, kid: 'rsa-1' })
write('set.jwks.json', {
  keys: [
    { ...rsa, use: 'enc', alg: 'RSA-OAEP', kid: 'for-encryption' },
    { ...jwk('ed25519.pkcs8.pem'), use: 'sig', kid: 'of-another-type' },
    rsa,
    { ...jwk('p256.pkcs8.pem'), use: 'sig', alg: 'ES256', kid: 'ec-256' },
    { ...jwk('p384.pkcs8.pem'), kid: 'ec-384' },
  ],
})

// The message is that of src/crypto/tests.rs.
const message = 'eyJhbGciOiJQUzI1NiJ9.eyJpc3MiOiJjbGllbnQifQ'
const ecFile = { 256: 'p256', 384: 'p384', 512: 'p521' }
const signatures = {}
for (const size of ['256', '384', '512']) {
  const make = (options) => sign(`sha${size}`, Buffer.from(message), options).toString('base64url')
  const key = readFileSync('rsa-2048.pkcs8.pem')
  const padding = constants.RSA_PKCS1_PSS_PADDING
  signatures[`RS${size}`] = make({ key })
  signatures[`PS${size}`] = make({ key, padding, saltLength: size / 8 })
  signatures[`ES${size}`] = make({
    key: readFileSync(`${ecFile[size]}.pkcs8.pem`),
    dsaEncoding: 'ieee-p1363',
  })
}
write('signatures.json', signatures)
