/**
 * Takes works to their outcomes: load, decide, commit, and what to do when the commit does not go through.
 *
 * The first error decides: a lost guard or a conflict reloads the head and decides again; a duplicate key or
 * an error without a remedy bisects, so that one poisoned command never fails its neighbours.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { BATCH_RETRY_MS_MAX, BATCH_RETRY_PAUSE_MS, BATCH_TRIES_MAX } from '../../domain/shared/limits.ts';
import { type CommitResult, commitBatch } from '../../store/commit.ts';
import type { Database, Session } from '../../store/database.ts';
import type { HeadDocument, JournalDocument } from '../../store/documents/ledger.ts';
import { readHead } from '../../store/head.ts';
import { loadJournal } from '../../store/load.ts';
import type { Context, MarketSettings, Outcome } from '../command.ts';
import { decideBatch, type Work } from './decideBatch.ts';
import { loadWorld } from './loadWorld.ts';
import type { Need, WorkingSet } from './world.ts';

/** What committing needs of its surroundings. `head` is moved on by every batch. */
export interface Committer {
  database: Database;
  session: Session;
  settings: MarketSettings;
  leaseMs: number;
  /** How long a batch is decided again and again; BATCH_RETRY_MS_MAX where nothing is said. */
  retryMs?: number;
  now(): number;
  head: HeadDocument;
  /** Told after every commit, for publishers and metrics. */
  committed(journal: readonly JournalDocument[], tries: number): void;
}

export type Answer = (work: Work, outcome: Outcome) => void;

/** The head belongs to another process: nothing of the batch was written. */
export class SteppedDown extends Error {}

const RETRY: Outcome = { kind: 'FAILED', failure: { code: 'RETRY_LATER', retryAfterSeconds: 1 } };

/**
 * Commits works and answers each exactly once. Throws `SteppedDown` when the head belongs to another, or the
 * database's own error when it is away; whoever was not answered by then may come again with the same key.
 */
export async function commitWorks(
  committer: Committer,
  works: readonly Work[],
  answer: Answer,
): Promise<void> {
  const until = Date.now() + (committer.retryMs ?? BATCH_RETRY_MS_MAX);
  let left = works;
  let faults = 0;
  for (let tries = 1; tries <= BATCH_TRIES_MAX && Date.now() <= until; tries += 1) {
    await pauseBefore(tries);
    const batch = left;
    // One time for needs and decision: an hour that begins in between would lack its bucket.
    const at = Math.max(committer.now(), committer.head.time);
    const surroundings = { at, settings: committer.settings };
    const [known, world] = await Promise.all([
      loadJournal(
        committer.database,
        batch.map((work) => work.id),
      ),
      loadWorld(committer.database, (partial) => needsOf(batch, partial, surroundings)),
    ]);
    // What the journal has after a try is that try's own: its commit's answer was lost.
    left = answerKnown(batch, known, answer, tries === 1);
    if (left.length === 0) return;
    const decided = decideBatch(left, world, committer.head, at, committer.settings);
    const result = await write(committer, world, decided.journal, at).catch((error: unknown) => ({ error }));
    if (result === 'COMMITTED') {
      committer.committed(decided.journal, tries);
      for (const [work, outcome] of decided.outcomes) answer(work, outcome);
      if (decided.deferred.length > 0) await commitWorks(committer, decided.deferred, answer);
      return;
    }
    await reloadHead(committer);
    if (typeof result !== 'object' && result !== 'DUPLICATE') continue;
    if (left.length > 1) return halve(committer, left, answer);
    faults += 1;
    // Once may be the echo of a lost answer, which the journal tells; twice is the command's own fault.
    if (faults === 2) {
      for (const work of left) answer(work, faultOf(work, result));
      return;
    }
  }
  for (const work of left) answer(work, RETRY);
}

/**
 * A lost race is run again at once, a second one after a moment:
 * an election or a restart takes longer than a race.
 */
async function pauseBefore(tries: number): Promise<void> {
  if (tries > 2) await delay(BATCH_RETRY_PAUSE_MS * 2 ** (tries - 3));
}

function faultOf(work: Work, result: 'DUPLICATE' | { error: unknown }): Outcome {
  const error =
    result === 'DUPLICATE' ? new Error(`${work.id} makes a document that is there already`) : result.error;
  return { kind: 'FAILED', failure: { code: 'INTERNAL', error } };
}

/**
 * Answers works that the journal has already; returns the others. Of two with one id only the first goes on.
 */
function answerKnown(
  works: readonly Work[],
  journal: readonly JournalDocument[],
  answer: Answer,
  replayed: boolean,
): Work[] {
  const known = new Map(journal.map((document) => [document._id, document]));
  const fresh = new Map<string, Work>();
  for (const work of works) {
    const document = known.get(work.id);
    const twin = fresh.get(work.id);
    if (document !== undefined) answer(work, storedAnswer(work, document, replayed));
    else if (twin === undefined) fresh.set(work.id, work);
    else answer(work, busyOrReused(work, twin));
  }
  return [...fresh.values()];
}

/** The stored answer, or a refusal when the key was used for another input. */
function storedAnswer(work: Work, document: JournalDocument, replayed: boolean): Outcome {
  if (document.inputHash !== work.inputHash)
    return { kind: 'FAILED', failure: { code: 'IDEMPOTENCY_KEY_REUSED' } };
  const { answer, sequence, time } = document;
  return { kind: 'DONE', answer, replayed, sequence, at: time };
}

/** What the second of two submissions with one key hears while the first is under way. */
export function busyOrReused(work: Work, first: Work): Outcome {
  if (work.inputHash !== first.inputHash)
    return { kind: 'FAILED', failure: { code: 'IDEMPOTENCY_KEY_REUSED' } };
  return { kind: 'FAILED', failure: { code: 'IDEMPOTENCY_KEY_BUSY', retryAfterSeconds: 1 } };
}

/** All needs of some works. A command whose needs throw is left to fail in its own decision. */
export function* needsOf(
  works: readonly Work[],
  world: WorkingSet,
  surroundings: Pick<Context, 'at' | 'settings'>,
): Iterable<Need> {
  for (const { command, input, principal } of works) {
    try {
      yield* command.needs(input, { principal, ...surroundings }, world);
    } catch {
      // The decision reads what is missing and reports the fault.
    }
  }
}

async function write(
  committer: Committer,
  world: WorkingSet,
  journal: readonly JournalDocument[],
  at: number,
): Promise<CommitResult> {
  const last = journal.at(-1);
  if (last === undefined) return 'COMMITTED';
  const { database, session, head, leaseMs } = committer;
  const next = { sequence: last.sequence, hash: last.hash, time: at };
  const result = await commitBatch(
    database,
    session,
    { head, next, writes: world.writes(), journal },
    leaseMs,
  );
  if (result === 'COMMITTED') committer.head = { ...head, ...next };
  return result;
}

async function halve(committer: Committer, works: readonly Work[], answer: Answer): Promise<void> {
  const middle = works.length >> 1;
  await commitWorks(committer, works.slice(0, middle), answer);
  await commitWorks(committer, works.slice(middle), answer);
}

async function reloadHead(committer: Committer): Promise<void> {
  const head = await readHead(committer.database);
  if (head.token !== committer.head.token) throw new SteppedDown();
  committer.head = head;
}
