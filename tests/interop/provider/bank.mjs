// A bank that a script can stand before: it asks nobody anything, signs the user in and gives the
// consent in one step, and is back at the provider with the next redirect.

import { createHash, randomBytes } from 'node:crypto';

import { REFUSING_BANK } from './scopes.mjs';

// Claims whose value is the id of something that the sign-in made.
const IDS = ['mh:con_id', 'mh:payment', 'mh:recurring_payment', 'mh:reverse_payment', 'mh:standing_order', 'mh:sync'];
// Claims that come back as they were asked for.
const ECHOED = [
  'mh:account_verification', 'mh:benefits_check', 'mh:cat_type', 'mh:consent',
  'mh:counterparties_check', 'mh:pay_file_consent',
];

export const CLAIMS = [...IDS, ...ECHOED];

/** Where the provider sends the browser for this interaction. */
export const place = (ctx, interaction) => `/bank/${interaction.uid}`;

/** The browser is at the bank. */
export async function visit(provider, request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const finish = (result) => provider.interactionFinished(request, response, result);
  if (params.scope.split(' ').includes(REFUSING_BANK)) {
    return finish({ error: 'access_denied', error_description: 'the user said no' });
  }
  const asked = (params.claims ? JSON.parse(params.claims).id_token : undefined) ?? {};
  // Somebody else than the pinned user would be asked in again by the provider, without an end.
  const accountId = asked.sub?.value ?? randomBytes(12).toString('hex');
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  grant.addOIDCClaims(Object.keys(asked));
  return finish({ login: { accountId }, consent: { grantId: await grant.save() } });
}

/** What an id_token says of the user. Grants name what a sign-in made, so that it stays the same. */
export function account(ctx, accountId) {
  return {
    accountId,
    claims(use, scope, asked) {
      const grantId = ctx.oidc.entities.Grant?.jti;
      const found = Object.entries(asked ?? {}).filter(([claim]) => CLAIMS.includes(claim));
      const claims = found.map(([claim, of]) => [claim, valueOf(claim, of?.value, grantId)]);
      return { sub: accountId, ...Object.fromEntries(claims) };
    },
  };
}

function valueOf(claim, asked, grantId) {
  if (ECHOED.includes(claim)) return asked;
  const id = createHash('sha256').update(`${grantId} ${claim}`).digest('hex').slice(0, 32);
  // A connection that is pinned is renewed; anything else that is asked for is made.
  return claim === 'mh:con_id' ? (asked ?? `test-bank:${id}`) : id;
}
