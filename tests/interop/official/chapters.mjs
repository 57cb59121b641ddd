// The methods of the client, by chapter: which clients call them, and in which versions of the
// data API. A method is
//
//   how      one of HOW
//   asserts  what its test sees, for the table in README.md
//   drive    calls it in a `World` and asserts
//   versions where it is not in all of its chapter's; then `call` calls it alone, and has to be
//            answered with 404 in the others

import { accountMethods } from './methods/accounts.mjs';
import { categoryMethods } from './methods/categories.mjs';
import { insightMethods } from './methods/insights.mjs';
import { paymentMethods } from './methods/payments.mjs';
import { signInMethods } from './methods/sign_in.mjs';
import { generatorMethods, tokenMethods } from './methods/tokens.mjs';
import { fileMethods, splitMethods, transactionMethods } from './methods/transactions.mjs';
import { bankMethods, userMethods } from './methods/users.mjs';

export const HOW = {
  state: 'against what the sandbox keeps',
  refused: 'sent, and refused',
  broken: 'the client fails before anything is sent',
  local: 'nothing is sent',
};

const every = ['secret', 'signing', 'key'];
const both = ['v2', 'v3'];

const chapter = (name, methods, { clients = ['secret'], versions = ['v3'] }) =>
  ({ name, methods, clients, versions });

export const chapters = [
  chapter('signing in', signInMethods, { clients: every }),
  chapter('tokens and keys', tokenMethods, { clients: every }),
  chapter('generators', generatorMethods, {}),
  chapter('users and connections', userMethods, {}),
  chapter('banks and discovery', bankMethods, {}),
  chapter('accounts', accountMethods, { versions: both }),
  chapter('transactions', transactionMethods, { versions: both }),
  chapter('splits', splitMethods, { versions: both }),
  chapter('files', fileMethods, { versions: both }),
  chapter('categories and counterparties', categoryMethods, { versions: both }),
  chapter('payments and authorisation requests', paymentMethods, { clients: ['secret', 'key'] }),
  chapter('insights and plans', insightMethods, { versions: both }),
];
