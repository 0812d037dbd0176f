import { afterEach, beforeEach, expect, test } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { Command } from '../../../src/market/command.ts';
import { availableOf, balanceId } from '../../../src/market/ledger/accounts.ts';
import type { Work } from '../../../src/market/sequencer/decideBatch.ts';
import { openDraft } from '../../../src/market/sequencer/draft.ts';
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

const account = (id: string, roles: unknown[] = []) => ({
  ...{ _id: id, version: 0, address: id, roles: roles as never, createdAt: START },
});
const createAccount = command<{ id: string; roles: unknown[] }>('create', (draft, { id, roles }) =>
  draft.create('accounts', account(id, roles)),
);

type Result = Exclude<ReturnType<typeof bring.decide>, { refused: true }>;

/** A receipt whose effects are spoilt. */
function changed(name: string, change: (effects: Result) => Result): Work {
  const decide: typeof bring.decide = (...given) => {
    const result = bring.decide(...given);
    return result.refused ? result : change(result);
  };
  return work({ ...bring, name, decide }, { to: 'acc_bad', amount: 1n });
}

const fault = () => {
  throw new Error('a fault');
};
const throwing = command<object>('throws', fault);
const blind = command<object>('blind', (draft) => draft.must('accounts', 'acc_unnamed'), fault);

/** Each leaves a trace if it is decided, and cannot be committed. */
const POISONS: [string, () => Work][] = [
  ['a command that throws while it decides', () => work(throwing, {})],
  ['a command whose needs throw and that reads them all the same', () => work(blind, {})],
  ['a document that cannot be encoded', () => work(createAccount, { id: 'acc_bad', roles: [10n ** 40n] })],
  [
    'a document that no database takes',
    () => work(createAccount, { id: 'acc_bad', roles: ['x'.repeat(17_000_000)] }),
  ],
  ['a document whose id is taken', () => work(createAccount, { id: 'acc_taken', roles: [] })],
  [
    'an answer that cannot be encoded',
    () => changed('answers', (effects) => ({ ...effects, answer: { amount: 10n ** 40n } })),
  ],
  [
    'entries that do not sum to zero',
    () => changed('unbalanced', (effects) => ({ ...effects, entries: effects.entries.slice(0, 1) })),
  ],
];

test.each(POISONS)('%s fails alone among 256', async (_what, poison) => {
  await holder.commit([work(createAccount, { id: 'acc_taken', roles: [] })]);
  const good = Array.from({ length: 255 }, (_, index) =>
    work(bring, { to: `acc_${index % 10}`, amount: 1n }),
  );
  const works = [...good.slice(0, 100), poison(), ...good.slice(100)];
  const outcomes = await holder.commit(works);
  expect(tally(outcomes)).toEqual({ DONE: 255, INTERNAL: 1 });
  expect(gist(outcomes[100])).toBe('INTERNAL');
  expect(await broughtTo(holder.database, 'acc_0')).toBe(26n);
  expect(await broughtTo(holder.database, 'acc_bad')).toBe(0n);
  expect((await auditLedger(holder.database)).differences).toEqual([]);
});

test.each(POISONS)('%s fails alone in its batch, and the next one is committed', async (_what, poison) => {
  await holder.commit([work(createAccount, { id: 'acc_taken', roles: [] })]);
  expect((await holder.commit([poison()])).map(gist)).toEqual(['INTERNAL']);
  expect((await holder.commit([work(bring, { to: 'acc_a', amount: 1n })])).map(gist)).toEqual(['DONE']);
  expect((await auditLedger(holder.database)).differences).toEqual([]);
});

test('several poisoned commands fail, each alone', async () => {
  await holder.commit([work(createAccount, { id: 'acc_taken', roles: [] })]);
  const works = Array.from({ length: 64 }, (_, index) =>
    index % 16 === 7 ? (POISONS[index >> 4]?.[1]() as Work) : work(bring, { to: 'acc_a', amount: 1n }),
  );
  expect(tally(await holder.commit(works))).toEqual({ DONE: 60, INTERNAL: 4 });
  expect(await broughtTo(holder.database, 'acc_a')).toBe(60n);
});

test('a refusal in a batch takes nothing from its neighbours and leaves no trace', async () => {
  const refuses = {
    ...bring,
    name: 'refuses',
    decide: () => ({ refused: true, code: 'NOT_FOUND' }) as never,
  };
  const outcomes = await holder.commit([
    work(bring, { to: 'acc_a', amount: 1n }),
    work(refuses, { to: 'acc_a', amount: 1n }),
    work(bring, { to: 'acc_a', amount: 1n }),
  ]);
  expect(outcomes.map(gist)).toEqual(['DONE', 'NOT_FOUND', 'DONE']);
  expect(await holder.database.collection('journal').countDocuments()).toBe(2);
});

test('a command that writes what it did not name fails, even when it exists', async () => {
  await holder.commit([work(createAccount, { id: 'acc_a', roles: [] })]);
  const overwrites = command<object>('overwrites', (draft) =>
    draft.put('accounts', account('acc_a', ['OWNER'])),
  );
  expect((await holder.commit([work(overwrites, {})])).map(gist)).toEqual(['INTERNAL']);
  const named = command<object>(
    'named',
    (draft) => draft.put('accounts', { ...draft.must('accounts', 'acc_a'), roles: ['OWNER'] }),
    () => [need('accounts', 'acc_a')],
  );
  expect((await holder.commit([work(named, {})])).map(gist)).toEqual(['DONE']);
});

test('a command whose range a neighbour has moved is decided again with what it asks for by then', async () => {
  const heads = { range: 'positionsOfPool' as const, limit: 1 };
  const after = (amount: bigint) => ({ poolId: 'pool_none', after: `${amount}` });
  const balance = balanceId(availableOf('acc_paid'), 'ast_test');
  const follow: Command<object, Record<string, unknown>> = {
    ...bring,
    name: 'follow',
    needs: (_input, _context, world) => [
      need('balances', balance),
      { ...heads, query: after(world.peek('balances', balance)?.amount ?? 0n) },
    ],
    decide(world, _input, { at }) {
      const { amount } = world.get('balances', balance) ?? { amount: 0n };
      const found = world.range('positionsOfPool', after(amount)) ?? ['it was not looked for'];
      return openDraft(world, at).done({ amount, found });
    },
  };
  const [paid, followed] = await holder.commit([
    work(bring, { to: 'acc_paid', amount: 5n }),
    work(follow, {}),
  ]);
  expect(gist(paid)).toBe('DONE');
  expect(followed).toMatchObject({ kind: 'DONE', answer: { amount: 5n, found: [] } });
  expect(holder.batches).toHaveLength(2);
});
