// CPU time of one call by the official client: `node cost.mjs user|transactions TIMES`. It is run by
// the program `official` of `tests/bench`, whose service it calls. Prints the microseconds of all calls,
// in user and system mode, without start-up: a tenth as many calls before them warm the compiler.

import { Moneyhub } from '@mft/moneyhub-api-client';

const [, , what, times] = process.argv;
const { MONEYHUB_BENCH_URL, MONEYHUB_BENCH_API_URL, MONEYHUB_BENCH_CLIENT, MONEYHUB_BENCH_SECRET } =
  process.env;
const userId = process.env.MONEYHUB_BENCH_USER;

const client = await Moneyhub({
  identityServiceUrl: MONEYHUB_BENCH_URL,
  resourceServerUrl: `${MONEYHUB_BENCH_API_URL}/v3.0`,
  client: {
    client_id: MONEYHUB_BENCH_CLIENT,
    client_secret: MONEYHUB_BENCH_SECRET,
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: 'RS256',
    request_object_signing_alg: 'none',
    redirect_uri: 'http://127.0.0.1/callback',
    response_type: 'code',
    keys: [],
  },
});

const call = {
  user: () => client.getUser({ userId }),
  transactions: async () => {
    const { data } = await client.getTransactions({ userId, params: { limit: 1000 } });
    if (data.length !== 1000) throw new Error(`${data.length} transactions came`);
  },
}[what];

async function calls(count) {
  for (let done = 0; done < count; done += 1) await call();
}

await calls(Math.ceil(times / 10));
const before = process.cpuUsage();
await calls(Number(times));
const { user, system } = process.cpuUsage(before);
console.log(user + system);
