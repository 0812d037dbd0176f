/** The service as it is started for real use is told to stop while clients send money. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { mintToken } from '../../src/api/auth/accessToken.ts';
import { readConfig } from '../../src/config.ts';
import { accountIdOf } from '../../src/market/account/registerAccount.ts';
import { assetIdOf } from '../../src/market/asset/registerAsset.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import { apiSettings } from '../../src/settings.ts';
import { openForReading } from '../../src/store/audit/openForReading.ts';
import { testDatabaseUri } from '../support/database.ts';
import { openMarketplace, person, SYSTEM } from '../support/marketplace.ts';
import { kill } from '../support/processes.ts';

const START = fileURLToPath(new URL('../../src/cli/start.ts', import.meta.url));
const cashier = person(7, ['CASHIER']);
const CREDIT = `mutation($input: CreditAccountInput!) {
  creditAccount(input: $input) { account { id } errors { code } replayed }
}`;
/** How long an orderly stop may take. */
const STOP_MS_MAX = 15_000;

/** Starts it and waits until it listens, which it tells in its log. */
async function startReal(environment: Record<string, string>): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', START], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => kill(child));
  for await (const line of createInterface({ input: child.stdout as NonNullable<typeof child.stdout> })) {
    const { url, msg } = JSON.parse(line) as { url?: string; msg?: string };
    if (msg === 'the service listens' && url !== undefined) {
      child.stdout?.resume();
      return { child, url };
    }
  }
  throw new Error('the service ended before it listened');
}

function environmentOf(uri: string): Record<string, string> {
  const names = ['TOKEN', 'REFRESH', 'QUOTE', 'FORWARD'];
  const secrets = names.map((name) => [`BULWARK_${name}_SECRET`, `${name} ${'x'.repeat(32)}`]);
  return {
    ...Object.fromEntries(secrets),
    ...{ MONGODB_URI: uri, BULWARK_PORT: '0', BULWARK_PUBLIC_URL: 'https://bulwark.example' },
    ...{ BULWARK_CASHIERS: cashier.address, BULWARK_LOG_LEVEL: 'info' },
  };
}

test('SIGTERM under load: what was accepted is answered and kept, nobody hears of an error, and it ends in time', async () => {
  const uri = testDatabaseUri();
  const place = await openMarketplace(uri);
  const owner = person(1, ['OWNER']);
  await place.must(SYSTEM, 'registerAccount', { address: cashier.address, roles: ['CASHIER'] });
  const token = { symbol: 'USDT', decimals: 6, chainId: 1, address: `0x${'d'.repeat(40)}` };
  await place.must(owner, 'registerAsset', token);
  await place.stop();

  const environment = environmentOf(uri);
  const { child, url } = await startReal(environment);
  const { tokens } = apiSettings(readConfig(environment));
  const now = Math.floor(Date.now() / 1_000);
  const accountId = accountIdOf(cashier.address);
  const authorization = `Bearer ${mintToken(tokens, { accountId, now, lifeSeconds: 600 })}`;
  const assetId = assetIdOf(token.chainId, token.address);
  const answers: { status: number; retryAfter: string | null; isDone: boolean }[] = [];
  let count = 0;
  async function customer(): Promise<void> {
    for (;;) {
      count += 1;
      const input = { accountId, assetId, amount: '1', reference: `wire ${count}` };
      const headers = {
        'content-type': 'application/json',
        'Idempotency-Key': `key-${count}`,
        authorization,
      };
      const body = JSON.stringify({ query: CREDIT, variables: { input } });
      const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body }).catch(() => null);
      // It listens no more.
      if (response === null) return;
      const answer = (await response.json()) as { data?: { creditAccount?: { account: object | null } } };
      const isDone = answer.data?.creditAccount?.account != null;
      answers.push({ status: response.status, retryAfter: response.headers.get('retry-after'), isDone });
      if (answers.length === 60) child.kill('SIGTERM');
      if (response.status === 503) return;
    }
  }
  const ended = once(child, 'exit', { signal: AbortSignal.timeout(STOP_MS_MAX + 30_000) });
  await Promise.all(Array.from({ length: 8 }, customer));
  expect(await ended).toEqual([0, null]);
  const failed = answers.filter(({ isDone }) => !isDone);
  expect(failed.every(({ status, retryAfter }) => status === 503 && Number(retryAfter) > 0)).toBe(true);
  const done = answers.length - failed.length;
  expect(done).toBeGreaterThanOrEqual(60);
  const database = await openForReading(uri);
  const kept = await database.collection('journal').countDocuments({ operation: 'creditAccount' });
  // Somebody may not have heard any more: that is what keys are for. Nobody heard what is not there.
  expect(kept).toBeGreaterThanOrEqual(done);
  expect((await auditLedger(database)).differences).toEqual([]);
  await database.close();
}, 240_000);

test('a second SIGTERM ends it at once', async () => {
  const { child } = await startReal(environmentOf(testDatabaseUri()));
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  child.kill('SIGTERM');
  const [code] = await ended;
  // Signals that come together may be told as one: then it has stopped in order.
  expect([0, 130]).toContain(code);
}, 240_000);
