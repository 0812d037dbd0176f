/** A holder of the head without a market around it: for commands of a test's own, and for a lease that nobody renews. */
import { createSecretKey, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Command, Outcome, Principal } from '../../src/market/command.ts';
import { availableOf, balanceId, OUTSIDE } from '../../src/market/ledger/accounts.ts';
import { type Committer, commitWorks } from '../../src/market/sequencer/commitWorks.ts';
import type { Work } from '../../src/market/sequencer/decideBatch.ts';
import { type Draft, openDraft } from '../../src/market/sequencer/draft.ts';
import { inputHashOf } from '../../src/market/sequencer/journalEntry.ts';
import { createSequencer, type Sequencer } from '../../src/market/sequencer/sequencer.ts';
import { type Need, need, type World } from '../../src/market/sequencer/world.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import type { JournalDocument } from '../../src/store/documents/ledger.ts';
import { acquireHead } from '../../src/store/head.ts';
import { loadByIds } from '../../src/store/load.ts';
import { START, SYSTEM } from './marketplace.ts';

export interface Holder {
  database: Database;
  committer: Committer;
  sequencer: Sequencer;
  clock: { now: number };
  /** What was committed, one list a batch, and how many tries each took. */
  batches: { journal: readonly JournalDocument[]; tries: number }[];
  /** What the sequencer said when it lost the head or the database. */
  losses: unknown[];
  /** Commits works as one batch and answers their outcomes in order. */
  commit(works: readonly Work[]): Promise<(Outcome | undefined)[]>;
  close(): Promise<void>;
}

/** Takes the head of a database. The lease is long unless said otherwise, and is renewed by commits only. */
export async function openHolder(uri: string, leaseMs = 60_000): Promise<Holder> {
  const database = await openDatabase(uri);
  const session = database.startSession();
  const head = await acquireHead(database, session, { leaseMs, endpoint: null });
  if (head === null) throw new Error('the head is held by another');
  const clock = { now: START };
  const batches: Holder['batches'] = [];
  const losses: unknown[] = [];
  const committer: Committer = {
    database,
    session,
    settings: { quoteKey: createSecretKey(randomBytes(32)), sandbox: true },
    leaseMs,
    // A disk that others keep busy must not decide what a test says: tries are counted, not timed.
    retryMs: 60_000,
    now: () => clock.now,
    head,
    committed: (journal, tries) => batches.push({ journal, tries }),
  };
  return {
    ...{ database, committer, clock, batches, losses },
    sequencer: createSequencer(committer, (error) => losses.push(error)),
    async commit(works) {
      const outcomes = new Map<Work, Outcome>();
      await commitWorks(committer, works, (work, outcome) => {
        if (outcomes.has(work)) throw new Error(`${work.id} was answered twice`);
        outcomes.set(work, outcome);
      });
      return works.map((work) => outcomes.get(work));
    },
    async close() {
      await session.endSession();
      await database.close();
    },
  };
}

const ASSET = 'ast_test';
const anything = z.looseObject({});

/** A command of a test's own. */
export function command<Input>(
  name: string,
  decide: (draft: Draft, input: Input, id: (prefix: string) => string) => void,
  needs: (input: Input, world: World) => Need[] = () => [],
): Command<Input, Record<string, unknown>> {
  return {
    name,
    input: anything as never,
    sender: 'SYSTEM',
    money: true,
    needs: (input, _context, world) => needs(input, world),
    decide(world, input, { at, id }) {
      const draft = openDraft(world, at);
      decide(draft, input, id);
      return draft.done({ of: name });
    },
  };
}

let count = 0;

/** A work of a command, under a key of its own unless one is given. */
export function work<Input extends object>(
  of: Command<Input, Record<string, unknown>>,
  input: Input,
  key = `key-${++count}`,
  principal: Principal = SYSTEM,
): Work {
  const id = `${principal.id}:${of.name}:${key}`;
  return { id, command: of, input, inputHash: inputHashOf(input), principal };
}

export interface Receipt {
  to: string;
  amount: bigint;
}

/** Brings money in from outside: the simplest command that moves value. */
export const bring = command<Receipt>(
  'bring',
  (draft, { to, amount }) => draft.move(OUTSIDE, availableOf(to), ASSET, amount),
  ({ to }) => [
    need('balances', balanceId(OUTSIDE, ASSET)),
    need('balances', balanceId(availableOf(to), ASSET)),
  ],
);

/** What has been brought to somebody. */
export async function broughtTo(database: Database, to: string): Promise<bigint> {
  const [balance] = await loadByIds(database, 'balances', [balanceId(availableOf(to), ASSET)]);
  return balance?.amount ?? 0n;
}

/** The shape of an outcome that tests compare: its kind, or why it failed. */
export function gist(outcome: Outcome | undefined): string {
  if (outcome === undefined) return 'UNANSWERED';
  if (outcome.kind === 'DONE') return outcome.replayed ? 'REPLAYED' : 'DONE';
  return outcome.kind === 'REFUSED' ? outcome.refusal.code : outcome.failure.code;
}

/** How often each gist occurs. */
export function tally(outcomes: readonly (Outcome | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[gist(outcome)] = (counts[gist(outcome)] ?? 0) + 1;
  return counts;
}
