import { createSecretKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test, vi } from 'vitest';
import type { Submission } from '../../../src/market/command.ts';
import { type Market, startMarket } from '../../../src/market/market.ts';
import { parseWire, wire } from '../../../src/market/sequencer/wire.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { gist, tally } from '../../support/holder.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import { person, START, SYSTEM } from '../../support/marketplace.ts';

const SECRET = 'shared by the processes of one service';
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface Process {
  market: Market;
  /** Requests that came to its internal endpoint, by the number of commands in each. */
  requests: number[];
  /** Stops taking requests, as a process that died does. */
  silence(): Promise<void>;
}

/** A process of the service: a market with an internal endpoint that others reach over HTTP. */
async function startProcess(uri: string, leaseMs: number, secret = SECRET): Promise<Process> {
  const requests: number[] = [];
  let market: Market | undefined;
  const server = createServer(async (request, response) => {
    if (market === undefined || request.headers.authorization !== `Bearer ${SECRET}`) {
      response.writeHead(404).end();
      return;
    }
    const submissions = parseWire(await text(request)) as Submission[];
    requests.push(submissions.length);
    response.end(wire(await market.acceptForwarded(submissions)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const database = await openDatabase(uri);
  market = await startMarket({
    ...{ database, leaseMs, forwardSecret: secret, now: () => START },
    settings: { quoteKey: createSecretKey(randomBytes(32)), sandbox: true },
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
  });
  const started: Market = market;
  const silence = () => closed(server);
  stops.push(async () => {
    await started.stop(1_000);
    await silence();
    await database.close();
  });
  return { market: started, requests, silence };
}

async function closed(server: Server): Promise<void> {
  if (!server.listening) return;
  const end = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await end;
}

const credit = (amount: bigint, key: string): Submission => ({
  ...{ command: 'creditAccount', principal: SYSTEM, idempotencyKey: key },
  input: { accountId: person(1).id, assetId: `ast_1_${'d'.repeat(40)}`, amount, reference: 'from elsewhere' },
});

async function prepare({ market }: Process): Promise<void> {
  const owner = { ...person(9), roles: ['OWNER' as const] };
  const address = `0x${'d'.repeat(40)}`;
  const token = { symbol: 'USDT', decimals: 6, chainId: 1, address };
  const registrations: Submission[] = [
    {
      command: 'registerAccount',
      input: { address: person(1).address, roles: [] },
      principal: SYSTEM,
      idempotencyKey: null,
    },
    { command: 'registerAsset', input: token, principal: owner, idempotencyKey: null },
  ];
  for (const registration of registrations) expect(gist(await market.submit(registration))).toBe('DONE');
}

test('a follower answers what the holder answers: done, refused, replayed, reused, amounts exact', async () => {
  const uri = await emptyLedgerUri();
  const holder = await startProcess(uri, 60_000);
  await prepare(holder);
  const follower = await startProcess(uri, 60_000);
  const amount = 10n ** 30n + 1n;
  const done = await follower.market.submit(credit(amount, 'one'));
  expect(done).toMatchObject({ kind: 'DONE', replayed: false, answer: { accountId: person(1).id } });
  expect(await holder.market.submit(credit(amount, 'one'))).toEqual({ ...done, replayed: true });
  expect(await follower.market.submit(credit(amount, 'one'))).toEqual({ ...done, replayed: true });
  expect(gist(await follower.market.submit(credit(7n, 'one')))).toBe('IDEMPOTENCY_KEY_REUSED');
  const refused = await follower.market.submit(credit(10n ** 33n, 'two'));
  expect(refused).toEqual(await holder.market.submit(credit(10n ** 33n, 'two')));
  expect(refused).toMatchObject({ refusal: { code: 'AMOUNT_OUT_OF_RANGE', data: { sent: 10n ** 33n } } });
  expect(follower.market.standing()).toMatchObject({ holder: false, holderKnown: true });
});

test('what is wrong with a request is told where it came in, without a way to the holder', async () => {
  const uri = await emptyLedgerUri();
  const holder = await startProcess(uri, 60_000);
  const follower = await startProcess(uri, 60_000);
  expect(gist(await follower.market.submit({ ...credit(1n, 'one'), input: { amount: 1n } }))).toBe(
    'INPUT_INVALID',
  );
  expect(gist(await follower.market.submit({ ...credit(1n, 'one'), principal: person(1) }))).toBe(
    'FORBIDDEN',
  );
  expect(gist(await follower.market.submit({ ...credit(1n, 'one'), idempotencyKey: null }))).toBe(
    'IDEMPOTENCY_KEY_MISSING',
  );
  expect(holder.requests).toEqual([]);
});

test('commands that arrive together travel together, and each gets its own answer', async () => {
  const uri = await emptyLedgerUri();
  const holder = await startProcess(uri, 60_000);
  await prepare(holder);
  const follower = await startProcess(uri, 60_000);
  const amounts = Array.from({ length: 600 }, (_, index) => (index % 100 === 99 ? 0n : BigInt(index + 1)));
  const outcomes = await Promise.all(
    amounts.map((amount, index) => follower.market.submit(credit(amount, `k${index}`))),
  );
  expect(outcomes.map(gist)).toEqual(
    amounts.map((amount) => (amount === 0n ? 'AMOUNT_OUT_OF_RANGE' : 'DONE')),
  );
  expect(holder.requests).toEqual([1, 256, 256, 87]);
});

test('commands too large for one request go in several, and a large one takes nothing from the others', async () => {
  const uri = await emptyLedgerUri();
  const holder = await startProcess(uri, 60_000);
  const follower = await startProcess(uri, 60_000);
  const order = (index: number): Submission => ({
    ...{ command: 'buyPolicies', principal: person(1), idempotencyKey: `k${index}` },
    input: { quoteToken: 'x'.repeat(20_000) },
  });
  const outcomes = await Promise.all(
    Array.from({ length: 256 }, (_, index) => follower.market.submit(order(index))),
  );
  expect(tally(outcomes)).toEqual({ QUOTE_INVALID: 256 });
  expect(holder.requests.reduce((sum, count) => sum + count, 0)).toBe(256);
  expect(Math.max(...holder.requests)).toBeLessThan(256);
});

test('a follower that does not know the secret, or whose holder is silent, says that it will be possible later', async () => {
  const uri = await emptyLedgerUri();
  const holder = await startProcess(uri, 60_000);
  await prepare(holder);
  const stranger = await startProcess(uri, 60_000, 'another secret');
  expect(gist(await stranger.market.submit(credit(5n, 'one')))).toBe('RETRY_LATER');
  const follower = await startProcess(uri, 60_000);
  await holder.silence();
  expect(gist(await follower.market.submit(credit(5n, 'one')))).toBe('RETRY_LATER');
  expect(gist(await holder.market.submit(credit(5n, 'one')))).toBe('DONE');
});

test('a holder that has become a follower does not send a forwarded command on', async () => {
  const uri = await emptyLedgerUri();
  await startProcess(uri, 60_000);
  const follower = await startProcess(uri, 60_000);
  expect((await follower.market.acceptForwarded([credit(5n, 'one')])).map(gist)).toEqual(['RETRY_LATER']);
});

test('a follower takes over from a holder that stops, and takes its commands itself from then on', async () => {
  const uri = await emptyLedgerUri();
  const holder = await startProcess(uri, 60_000);
  await prepare(holder);
  const follower = await startProcess(uri, 400);
  expect(gist(await follower.market.submit(credit(1n, 'before')))).toBe('DONE');
  await holder.market.stop(1_000);
  await vi.waitFor(
    async () => expect(gist(await follower.market.submit(credit(1n, 'after')))).toBe('DONE'),
    10_000,
  );
  expect(gist(await follower.market.submit(credit(1n, 'before')))).toBe('REPLAYED');
  expect(holder.requests.length).toBeGreaterThan(0);
});
