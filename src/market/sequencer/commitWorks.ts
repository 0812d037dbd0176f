/**
 * Takes works to their outcomes: load, decide, commit, and what to do when the commit does not go through.
 *
 * The first error decides: a lost guard or a conflict reloads the head and decides again; a duplicate key or an
 * error without a remedy bisects, so that one poisoned command never fails its neighbours.
 */
import { BATCH_RETRY_MS_MAX, BATCH_TRIES_MAX } from '../../domain/shared/limits.ts';
import { type CommitResult, commitBatch } from '../../store/commit.ts';
import type { Database, Session } from '../../store/database.ts';
import type { HeadDocument, JournalDocument } from '../../store/documents/ledger.ts';
import { readHead } from '../../store/head.ts';
import { loadJournal } from '../../store/load.ts';
import type { MarketSettings, Outcome } from '../command.ts';
import { decideBatch, type Work } from './decideBatch.ts';
import { loadWorld } from './loadWorld.ts';
import type { Need, WorkingSet } from './world.ts';

/** What committing needs of its surroundings. `head` is moved on by every batch. */
export interface Committer {
  database: Database;
  session: Session;
  settings: MarketSettings;
  leaseMs: number;
  now(): number;
  head: HeadDocument;
  /** Told after every commit, for publishers and metrics. */
  committed(journal: readonly JournalDocument[], tries: number): void;
}

export type Answer = (work: Work, outcome: Outcome) => void;

/** The head belongs to another process: nothing of the batch was written. */
export class SteppedDown extends Error {}

const RETRY: Outcome = { kind: 'FAILED', failure: { code: 'RETRY_LATER', retryAfterSeconds: 1 } };

/** Commits works and answers each exactly once. Throws only `SteppedDown`, after answering nothing. */
export async function commitWorks(
  committer: Committer,
  works: readonly Work[],
  answer: Answer,
): Promise<void> {
  const until = Date.now() + BATCH_RETRY_MS_MAX;
  let left = works;
  for (let tries = 1; tries <= BATCH_TRIES_MAX && Date.now() <= until; tries += 1) {
    const batch = left;
    const ids = batch.map((work) => work.id);
    const [known, world] = await Promise.all([
      loadJournal(committer.database, ids),
      loadWorld(committer.database, (partial) => needsOf(batch, partial, committer)),
    ]);
    const fresh = answerKnown(batch, known, answer);
    if (fresh.length === 0) return;
    const at = Math.max(committer.now(), committer.head.time);
    const decided = decideBatch(fresh, world, committer.head, at, committer.settings);
    const result = await write(committer, world, decided.journal, at).catch((error: unknown) => ({ error }));
    if (result === 'COMMITTED') {
      committer.committed(decided.journal, tries);
      for (const [work, outcome] of decided.outcomes) answer(work, outcome);
      if (decided.deferred.length > 0) await commitWorks(committer, decided.deferred, answer);
      return;
    }
    if (typeof result === 'object' || result === 'DUPLICATE') {
      const [work] = fresh;
      if (fresh.length > 1 || work === undefined) return bisect(committer, fresh, answer);
      if (typeof result === 'object') {
        answer(work, { kind: 'FAILED', failure: { code: 'INTERNAL', error: result.error } });
        return;
      }
    }
    await reloadHead(committer);
    left = fresh;
  }
  for (const work of left) answer(work, RETRY);
}

/** Answers works that the journal has already; returns the others. Of two with one id only the first goes on. */
function answerKnown(works: readonly Work[], journal: readonly JournalDocument[], answer: Answer): Work[] {
  const known = new Map(journal.map((document) => [document._id, document]));
  const fresh = new Map<string, Work>();
  for (const work of works) {
    const document = known.get(work.id);
    const twin = fresh.get(work.id);
    if (document !== undefined) answer(work, replay(work, document));
    else if (twin === undefined) fresh.set(work.id, work);
    else answer(work, busyOrReused(work, twin));
  }
  return [...fresh.values()];
}

/** The stored answer, or a refusal when the key was used for another input. */
export function replay(work: Work, document: JournalDocument): Outcome {
  if (document.inputHash !== work.inputHash)
    return { kind: 'FAILED', failure: { code: 'IDEMPOTENCY_KEY_REUSED' } };
  const { answer, sequence, time } = document;
  return { kind: 'DONE', answer, replayed: true, sequence, at: time };
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
  surroundings: Pick<Committer, 'settings' | 'now' | 'head'>,
): Iterable<Need> {
  const at = Math.max(surroundings.now(), surroundings.head.time);
  for (const { command, input, principal } of works) {
    try {
      yield* command.needs(input, { principal, at, settings: surroundings.settings }, world);
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

async function bisect(committer: Committer, works: readonly Work[], answer: Answer): Promise<void> {
  await reloadHead(committer);
  const middle = works.length >> 1;
  await commitWorks(committer, works.slice(0, middle), answer);
  await commitWorks(committer, works.slice(middle), answer);
}

async function reloadHead(committer: Committer): Promise<void> {
  const head = await readHead(committer.database);
  if (head.token !== committer.head.token) throw new SteppedDown();
  committer.head = head;
}
