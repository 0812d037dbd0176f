/** Who may do what is configured at the first start; where several govern, nobody gets past their proposals later. */
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { type Config, readConfig } from '../src/config.ts';
import { type Service, startService } from '../src/main.ts';
import { accountIdOf } from '../src/market/account/registerAccount.ts';
import { openDatabase } from '../src/store/database.ts';
import { loadByIds } from '../src/store/load.ts';
import { testDatabaseUri } from './support/database.ts';
import { person } from './support/marketplace.ts';

const [first, second, ada, bob] = [1, 2, 3, 4].map((number) => person(number).address) as [
  string,
  string,
  string,
  string,
];

function configOf(uri: string, variables: Record<string, string>): Config {
  const secret = 'a secret of this test, which keeps nothing';
  return readConfig({
    ...{ MONGODB_URI: uri, BULWARK_PORT: '0', BULWARK_PUBLIC_URL: 'http://localhost:4000' },
    ...{ BULWARK_TOKEN_SECRET: secret, BULWARK_REFRESH_SECRET: `${secret} 2` },
    ...{ BULWARK_QUOTE_SECRET: `${secret} 3`, BULWARK_FORWARD_SECRET: `${secret} 4` },
    ...variables,
  });
}

/** One life of the service: what it said at its start, and what `during` does with it. */
async function live(
  uri: string,
  variables: Record<string, string>,
  during: (service: Service) => Promise<void> = async () => undefined,
): Promise<Record<string, unknown>[]> {
  const said: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(line, _encoding, done) {
      said.push(JSON.parse(String(line)));
      done();
    },
  });
  const service = await startService(configOf(uri, variables), { loop: false, log: pino(stream) });
  try {
    await during(service);
  } finally {
    await service.stop();
  }
  return said.filter(({ level }) => level === pino.levels.values.warn);
}

async function rolesOf(uri: string, address: string): Promise<string[] | undefined> {
  const database = await openDatabase(uri);
  const [account] = await loadByIds(database, 'accounts', [accountIdOf(address)]);
  await database.close();
  return account?.roles;
}

test('where several govern, a role that is configured later is granted by their proposal alone', async () => {
  const uri = testDatabaseUri();
  const several = { BULWARK_GOVERNORS: `${ada},${bob}`, BULWARK_APPROVALS: '2' };
  expect(await live(uri, { ...several, BULWARK_OWNERS: first })).toEqual([]);
  expect([await rolesOf(uri, first), await rolesOf(uri, ada)]).toEqual([['OWNER'], ['GOVERNOR']]);

  const later = { ...several, BULWARK_OWNERS: `${first},${second}`, BULWARK_CASHIERS: first };
  const said = await live(uri, later);
  expect(said.map(({ address, role, msg }) => [address, role, msg])).toEqual([
    [second, 'OWNER', 'a configured role is not granted: several govern, so propose grantRole'],
    [first, 'CASHIER', 'a configured role is not granted: several govern, so propose grantRole'],
  ]);
  expect(await rolesOf(uri, second)).toBeUndefined();
  expect(await rolesOf(uri, first)).toEqual(['OWNER']);

  // Who signs in without a role gets an account still, and the service cannot be asked for more.
  const refused = live(uri, several, async ({ registerAccount }) => {
    await registerAccount(second, []);
    await registerAccount(second, ['OWNER']);
  });
  await expect(refused).rejects.toThrow('could not be registered: REFUSED');
  expect(await rolesOf(uri, second)).toEqual([]);
});

test('a single owner adds wallets to the configuration as before', async () => {
  const uri = testDatabaseUri();
  await live(uri, { BULWARK_OWNERS: first });
  expect(await live(uri, { BULWARK_OWNERS: `${first},${second}`, BULWARK_GOVERNORS: ada })).toEqual([]);
  expect([await rolesOf(uri, second), await rolesOf(uri, ada)]).toEqual([['OWNER'], ['GOVERNOR']]);
});
