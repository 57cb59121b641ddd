// Moneyhub's own client for Node.js, against the sandbox: every public method that the client
// object has, found by reflection, is called and what comes of it asserted. `run` runs it:
//
//   node --test official.mjs
//
// With UPDATE_README set it writes the table of README.md anew. It starts the sandbox by cargo.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { chapters, HOW } from './official/chapters.mjs';
import { tableInReadme, writeTable, writtenTable } from './official/readme.mjs';
import { missing } from './official/refusals.mjs';
import { startSandbox } from './official/sandbox.mjs';
import { worldOf } from './official/world.mjs';

// A new edition of the client may have others: then this says so.
const METHODS = 125;

const sandbox = await startSandbox();
after(() => sandbox.stop());

const table = chapters.flatMap(({ methods }) => Object.entries(methods));
const driven = new Set();

for (const { name, methods, clients, versions } of chapters) {
  for (const client of clients) {
    for (const version of versions) {
      describe(`${name}: client ${client}, ${version}`, async () => {
        const world = await worldOf(sandbox, client, version);
        for (const [method, entry] of Object.entries(methods)) {
          test(method, async () => {
            const there = entry.versions?.includes(version) ?? true;
            await (there ? entry.drive(world) : missing(entry.call(world)));
            driven.add(method);
          });
        }
      });
    }
  }
}

/** The names of everything that can be called on a client, with what is one level below. */
const reflected = (client) =>
  Object.entries(client).flatMap(([name, value]) =>
    typeof value === 'function' ? [name] : Object.keys(value).map((below) => `${name}.${below}`),
  );

describe('the table of methods', () => {
  test('has every method of the client, and no other', async () => {
    const { client } = await worldOf(sandbox, 'secret', 'v3');
    const names = table.map(([method]) => method);
    assert.deepEqual(names.sort(), reflected(client).sort());
    assert.equal(names.length, METHODS);
  });

  test('knows how each is driven', () => {
    assert.deepEqual(table.filter(([, { how }]) => !(how in HOW)), []);
  });

  test('was driven as a whole', () => {
    assert.deepEqual(table.map(([method]) => method).filter((method) => !driven.has(method)), []);
    console.log(`${driven.size} methods of ${METHODS} were driven`);
  });

  test('is in README.md', async () => {
    if (process.env.UPDATE_README) await writeTable(chapters);
    assert.equal(await tableInReadme(), writtenTable(chapters));
  });
});
