/** A real server that fails on purpose in the middle of things: nothing acknowledged is lost, nothing is done twice. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { SteppedDown } from '../../../src/market/sequencer/commitWorks.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { type EmbeddedDatabase, startEmbedded } from '../../../src/store/embedded/startEmbedded.ts';
import { type FailPoints, type Failure, openFailPoints } from '../../support/failPoints.ts';
import {
  bring,
  broughtTo,
  command,
  gist,
  type Holder,
  openHolder,
  tally,
  work,
} from '../../support/holder.ts';
import { emptyDatabase } from '../../support/ledgers.ts';

let server: EmbeddedDatabase;
let failPoints: FailPoints;
let holder: Holder;

beforeAll(async () => {
  // An hour: whoever waits for the server to end an orphaned transaction waits in vain.
  server = await startEmbedded({ throwaway: true, transactionLifetimeLimitSeconds: 3_600 });
  failPoints = await openFailPoints(server.uri);
});
beforeEach(async () => {
  const database = await openDatabase(server.uri);
  await emptyDatabase(database);
  await database.close();
  holder = await openHolder(failPoints.uriOf('holder'), 1);
});
afterEach(async () => {
  await failPoints.end();
  await holder.close();
});
afterAll(async () => {
  await failPoints.close();
  await server.stop();
});

const one = () => work(bring, { to: 'acc_a', amount: 1n });

/** What a client does that hears RETRY_LATER: it comes again with the same key. */
async function insist(works: ReturnType<typeof one>[]): Promise<string[]> {
  const gists: string[] = [];
  for (let left = works; left.length > 0; ) {
    const outcomes = await Promise.all(left.map((each) => holder.sequencer.enqueue(each)));
    gists.push(...outcomes.map(gist));
    left = left.filter((_, index) => gist(outcomes[index]) === 'RETRY_LATER');
  }
  return gists;
}

const WRITE_CONFLICT = 112;
const NOT_PRIMARY = 10_107;
const SHUTDOWN = 91;
const MAX_TIME = 50;
const AUTHORISATION = 13;

const FAILURES: [string, Failure, number][] = [
  ['a write conflict on the head', { failCommands: ['update'], errorCode: WRITE_CONFLICT }, 3],
  ['a write conflict on the journal', { failCommands: ['insert'], errorCode: WRITE_CONFLICT }, 3],
  ['a write conflict on the commit', { failCommands: ['commitTransaction'], errorCode: WRITE_CONFLICT }, 3],
  [
    'a primary that steps down under the writes',
    { failCommands: ['update', 'insert'], errorCode: NOT_PRIMARY },
    3,
  ],
  [
    'a primary that steps down under the commit',
    { failCommands: ['commitTransaction'], errorCode: NOT_PRIMARY },
    3,
  ],
  ['a primary that steps down under the reads', { failCommands: ['find'], errorCode: NOT_PRIMARY }, 1],
  ['a connection that breaks under the writes', { failCommands: ['insert'], closeConnection: true }, 2],
  [
    'a connection that breaks under the commit',
    { failCommands: ['commitTransaction'], closeConnection: true },
    4,
  ],
  ['a connection that breaks under the reads', { failCommands: ['find'], closeConnection: true }, 1],
  [
    'a commit that is done and not known to be safe',
    { failCommands: ['commitTransaction'], writeConcernError: { code: SHUTDOWN, errmsg: 'shutting down' } },
    2,
  ],
  ['a commit that answers in no known way', { failCommands: ['commitTransaction'], errorCode: MAX_TIME }, 1],
];

test.each(FAILURES)('%s is mended without the caller hearing of it', async (_what, failure, times) => {
  await holder.commit([one()]);
  await failPoints.begin('holder', failure, times);
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => holder.sequencer.enqueue(one())));
  await failPoints.met(1);
  expect(tally(outcomes)).toEqual({ DONE: 20 });
  expect(await broughtTo(holder.database, 'acc_a')).toBe(21n);
  expect((await auditLedger(holder.database)).differences).toEqual([]);
});

/** One of each kind: of the others only the command that fails differs. */
const LASTING = FAILURES.filter(([what]) =>
  /conflict on the head|steps down under the commit|breaks under|not known to be safe/.test(what),
);

test.each(LASTING)(
  '%s that does not end is answered with RETRY_LATER, and the same key has one effect later',
  async (_what, failure) => {
    await holder.commit([one()]);
    await failPoints.begin('holder', failure);
    const works = Array.from({ length: 5 }, one);
    const first = await Promise.all(works.map((each) => holder.sequencer.enqueue(each)));
    await failPoints.met(1);
    expect(Object.keys(tally(first)).every((key) => key === 'RETRY_LATER' || key === 'DONE')).toBe(true);
    await failPoints.end();
    const gists = await insist(works);
    expect(gists.every((each) => ['DONE', 'REPLAYED', 'RETRY_LATER'].includes(each))).toBe(true);
    expect(await broughtTo(holder.database, 'acc_a')).toBe(6n);
    expect((await auditLedger(holder.database)).differences).toEqual([]);
  },
);

test('an error without a remedy fails each command of its own, and leaves the holder at work', async () => {
  await failPoints.begin('holder', { failCommands: ['insert'], errorCode: AUTHORISATION });
  const outcomes = await Promise.all([one(), one(), one()].map((each) => holder.sequencer.enqueue(each)));
  expect(tally(outcomes)).toEqual({ INTERNAL: 3 });
  await failPoints.end();
  expect((await holder.commit([one()])).map(gist)).toEqual(['DONE']);
  expect(await broughtTo(holder.database, 'acc_a')).toBe(1n);
});

test('a successor ends the open transaction of a holder that hangs, and what was in it has no effect', async () => {
  await holder.commit([one()]);
  await failPoints.begin(
    'holder',
    { failCommands: ['commitTransaction'], blockConnection: true, blockTimeMS: 20_000 },
    1,
  );
  const hanging = holder.commit([one(), one()]).catch((error: unknown) => error);
  await failPoints.met(1);
  const next = await openHolder(failPoints.uriOf('successor'));
  expect((await next.commit([work(bring, { to: 'acc_a', amount: 100n })])).map(gist)).toEqual(['DONE']);
  await failPoints.end();
  expect(await hanging).toBeInstanceOf(SteppedDown);
  expect(await broughtTo(next.database, 'acc_a')).toBe(101n);
  expect((await auditLedger(next.database)).differences).toEqual([]);
  await next.close();
});

test('a holder that is overtaken while a single command hangs in its writes answers nothing false', async () => {
  await holder.commit([one()]);
  await failPoints.begin(
    'holder',
    { failCommands: ['insert'], blockConnection: true, blockTimeMS: 20_000 },
    1,
  );
  const hanging = holder.sequencer.enqueue(one());
  await failPoints.met(1);
  const next = await openHolder(failPoints.uriOf('successor'));
  await failPoints.end();
  expect(gist(await hanging)).toBe('RETRY_LATER');
  expect(holder.losses).toEqual([expect.any(SteppedDown)]);
  expect(await broughtTo(next.database, 'acc_a')).toBe(1n);
  await next.close();
});

test('a command that is retried decides again from what is there, not from what it saw', async () => {
  const decided: bigint[] = [];
  const doubling = {
    ...command<{ to: string; amount: bigint }>(
      'doubling',
      (draft, { to }) => {
        const before = draft.balance(`${to}/available`, 'ast_test');
        decided.push(before);
        draft.move('outside/cashier', `${to}/available`, 'ast_test', before);
      },
      (input, world) => [...bring.needs(input, {} as never, world)],
    ),
  };
  await holder.commit([one()]);
  await failPoints.begin('holder', { failCommands: ['commitTransaction'], errorCode: WRITE_CONFLICT }, 2);
  const outcomes = await holder.commit([one(), work(doubling, { to: 'acc_a', amount: 0n })]);
  expect(tally(outcomes)).toEqual({ DONE: 2 });
  expect(decided).toEqual([2n, 2n, 2n]);
  expect(await broughtTo(holder.database, 'acc_a')).toBe(4n);
});
