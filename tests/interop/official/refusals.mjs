// What the client throws when it is refused.

import assert from 'node:assert/strict';

/** That a call is refused with this status, and with the code that the body says. */
export async function refused(call, status, code) {
  await assert.rejects(call, (error) => {
    assert.equal(error.response?.statusCode, status, error.message);
    assert.equal(error.error, code);
    return true;
  });
}

export const missing = (call) => refused(call, 404, 'NotFound');
