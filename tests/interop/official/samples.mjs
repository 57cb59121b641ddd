// Answers that the sandbox takes from the samples of `tests/reference`, whatever was created before.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

const FOLDER = new URL('../../reference/data/samples/', import.meta.url);

/** The sample of an operation: that of v3 where there is another. */
async function sample(operation, version) {
  const names = version === 'v3' ? [`${operation}.v3.json`, `${operation}.json`] : [`${operation}.json`];
  for (const name of names) {
    const text = await readFile(new URL(name, FOLDER), 'utf8').catch(() => undefined);
    if (text) return JSON.parse(text);
  }
  throw new Error(`there is no sample of ${operation}`);
}

/** A method that is answered with the sample of this operation, as the client hands it out. */
export function sampled(operation, call) {
  return {
    how: 'sample',
    asserts: `the sample \`${operation}\``,
    call,
    async drive(world) {
      assert.deepEqual(await call(world), await sample(operation, world.version));
    },
  };
}

/** The same, of which the scopes of the call leave these members out. */
export function without(operation, members, call) {
  return {
    how: 'sample',
    asserts: `the sample \`${operation}\` without ${members.map((name) => `\`${name}\``).join(', ')}`,
    call,
    async drive(world) {
      const expected = await sample(operation, world.version);
      for (const item of [expected.data].flat()) members.forEach((name) => delete item[name]);
      assert.deepEqual(await call(world), expected);
    },
  };
}

/** A method that is answered without a body, which the client hands out as an empty text. */
export function nothing(call) {
  return {
    how: 'sample',
    asserts: 'an answer without a body',
    call,
    async drive(world) {
      assert.equal(await call(world), '');
    },
  };
}

/** A method that only tells a status. */
export function status(expected, call) {
  return {
    how: 'sample',
    asserts: `${expected}`,
    call,
    async drive(world) {
      assert.equal(await call(world), expected);
    },
  };
}
