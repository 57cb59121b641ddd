// The user's browser: goes to an authorisation URL, presses a button at the mock bank, and is sent
// back to the redirect URI.

import assert from 'node:assert/strict';

import { REDIRECT_URI } from './sandbox.mjs';

/** What the bank's page says and asks. */
export async function visit(url) {
  const page = await fetch(url, { redirect: 'manual' });
  const text = await page.text();
  assert.equal(page.status, 200, `the consent page: ${text}`);
  const form = text.match(/<form method="post" action="([^"]*)">/);
  const interaction = text.match(/name="interaction" value="([^"]*)"/);
  assert.ok(form && interaction, `no form in ${text}`);
  return { text, action: new URL(form[1], url), interaction: interaction[1] };
}

async function decide(url, decision) {
  const { action, interaction } = await visit(url);
  const body = new URLSearchParams({ interaction, decision });
  const answer = await fetch(action, { method: 'POST', body, redirect: 'manual' });
  assert.equal(answer.status, 303, await answer.text());
  const location = new URL(answer.headers.get('location'));
  assert.equal(location.origin + location.pathname, REDIRECT_URI);
  // An id_token comes in the fragment.
  const parameters = location.hash ? location.hash.slice(1) : location.search;
  return Object.fromEntries(new URLSearchParams(parameters));
}

/** The parameters with which an approval comes back. */
export const approve = (url) => decide(url, 'approve');

/** The parameters with which a denial comes back. */
export const deny = (url) => decide(url, 'deny');
