import { afterEach, beforeEach, expect, test } from 'vitest';
import { BATCH_COMMANDS_MAX, QUEUE_COMMANDS_MAX } from '../../../src/domain/shared/limits.ts';
import { refuse } from '../../../src/domain/shared/refusals.ts';
import { need } from '../../../src/market/sequencer/world.ts';
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
import { emptyLedgerUri } from '../../support/ledgers.ts';
import { START } from '../../support/marketplace.ts';

let holder: Holder;
beforeEach(async () => {
  holder = await openHolder(await emptyLedgerUri());
});
afterEach(() => holder.close());

const bringing = (count: number, to = 'acc_a') =>
  Array.from({ length: count }, () => holder.sequencer.enqueue(work(bring, { to, amount: 1n })));

test('an idle ledger commits one command at once, a busy one folds what has queued', async () => {
  await Promise.all(bringing(1));
  await Promise.all(bringing(300));
  expect(holder.batches.map(({ journal }) => journal.length)).toEqual([
    1,
    BATCH_COMMANDS_MAX,
    300 - BATCH_COMMANDS_MAX,
  ]);
});

test('commands of one batch follow each other in the order of their arrival', async () => {
  const works = Array.from({ length: 50 }, (_, index) => work(bring, { to: `acc_${index}`, amount: 1n }));
  const outcomes = await Promise.all(works.map((each) => holder.sequencer.enqueue(each)));
  const sequences = outcomes.map((outcome) => (outcome.kind === 'DONE' ? outcome.sequence : null));
  expect(sequences).toEqual(works.map((_, index) => index + 1));
});

test('a full queue answers OVERLOADED with a time to retry, and takes more once it has drained', async () => {
  const outcomes = await Promise.all(bringing(QUEUE_COMMANDS_MAX + 10));
  expect(tally(outcomes)).toEqual({ DONE: QUEUE_COMMANDS_MAX, OVERLOADED: 10 });
  expect(outcomes.at(-1)).toEqual({ kind: 'FAILED', failure: { code: 'OVERLOADED', retryAfterSeconds: 1 } });
  expect(await broughtTo(holder.database, 'acc_a')).toBe(BigInt(QUEUE_COMMANDS_MAX));
  expect((await Promise.all(bringing(1))).map(gist)).toEqual(['DONE']);
});

test('a drain finishes what has queued and takes no more', async () => {
  const before = bringing(600);
  const drained = holder.sequencer.drain(10_000);
  const after = bringing(3);
  await drained;
  expect(tally(await Promise.all(before))).toEqual({ DONE: 600 });
  expect(tally(await Promise.all(after))).toEqual({ RETRY_LATER: 3 });
  expect(holder.sequencer.size()).toBe(0);
});

test('a drain without time ends the batch that is under way and sends the others away, each answered once', async () => {
  const works = bringing(600);
  await Promise.resolve();
  await holder.sequencer.drain(0);
  const outcomes = await Promise.all(works);
  const done = outcomes.filter(({ kind }) => kind === 'DONE').length;
  expect(tally(outcomes)).toEqual({ DONE: done, RETRY_LATER: 600 - done });
  expect(done).toBeLessThan(600);
  expect(await broughtTo(holder.database, 'acc_a')).toBe(BigInt(done));
});

const account = (id: string, points: string) => ({
  ...{ _id: id, version: 0, address: id, roles: [points] as never, createdAt: START },
});
/** Points a document elsewhere. */
const point = command<{ to: string }>(
  'point',
  (draft, { to }) => draft.put('accounts', account('acc_pointer', to)),
  () => [need('accounts', 'acc_pointer')],
);
/** Reads what the pointer points at: a neighbour that moves the pointer moves its needs. */
const follow = command<object>(
  'follow',
  (draft) => {
    const target = String(draft.must('accounts', 'acc_pointer').roles[0]);
    draft.put('accounts', { ...account(target, ''), ...draft.get('accounts', target) });
  },
  (_input, world) => {
    const target = world.peek('accounts', 'acc_pointer')?.roles[0];
    return [need('accounts', 'acc_pointer'), ...(target === undefined ? [] : [need('accounts', target)])];
  },
);

test('a command whose needs a neighbour moves goes into the next batch, and finds what the neighbour left', async () => {
  await holder.commit([work(point, { to: 'acc_one' })]);
  const outcomes = await holder.commit([
    work(follow, {}),
    work(point, { to: 'acc_two' }),
    work(follow, {}),
    work(bring, { to: 'acc_a', amount: 1n }),
    work(point, { to: 'acc_three' }),
    work(follow, {}),
  ]);
  expect(tally(outcomes)).toEqual({ DONE: 6 });
  expect(holder.batches.map(({ journal }) => journal.map(({ operation }) => operation))).toEqual([
    ['point'],
    ['follow', 'point', 'bring', 'point'],
    ['follow', 'follow'],
  ]);
  const ids = await holder.database.collection('accounts').distinct('_id');
  expect(ids.sort()).toEqual(['acc_one', 'acc_pointer', 'acc_three']);
});

test('a command that reads what it never names fails alone', async () => {
  await holder.commit([work(point, { to: 'acc_one' })]);
  const careless = command<object>('careless', (draft) => draft.must('accounts', 'acc_pointer'));
  const outcomes = await holder.commit([
    work(careless, {}),
    work(bring, { to: 'acc_a', amount: 1n }),
    work(careless, {}),
  ]);
  expect(outcomes.map(gist)).toEqual(['INTERNAL', 'DONE', 'INTERNAL']);
});

test('needs and decision see one time, though the clock moves on between them', async () => {
  let ticks = 0;
  Object.assign(holder.committer, { now: () => START + 3_600 * ++ticks });
  const hourly: typeof bring = {
    ...bring,
    name: 'hourly',
    needs: (_input, { at }) => [need('accounts', `acc_${at}`)],
    decide(world, _input, { at }) {
      world.get('accounts', `acc_${at}`);
      return refuse('NOT_FOUND', { id: `acc_${at}` });
    },
  };
  expect((await holder.commit([work(hourly, { to: 'acc_a', amount: 1n })])).map(gist)).toEqual(['NOT_FOUND']);
});

test('ids follow from the place in the journal: of their kind, rising with age, never twice', async () => {
  const ids: string[] = [];
  const naming = command<{ count: number }>('naming', (draft, { count }, id) => {
    for (let index = 0; index < count; index += 1) {
      const made = id(index % 2 === 0 ? 'pol' : 'wdr');
      ids.push(made);
      draft.create('accounts', account(made, ''));
    }
  });
  await holder.commit([work(naming, { count: 40 }), work(naming, { count: 3 })]);
  await holder.commit([work(naming, { count: 2 })]);
  expect(new Set(ids).size).toBe(45);
  expect(ids[0]).toBe('pol_00000001000');
  expect(ids[40]).toBe('pol_00000002000');
  expect(ids.every((id) => /^(pol|wdr)_[0-9a-z]{11}$/.test(id))).toBe(true);
  const policies = ids.filter((id) => id.startsWith('pol_'));
  expect([...policies].sort()).toEqual(policies);
});
