/**
 * Decides the commands of a batch one after the other, each on what its neighbours before it have changed.
 */
import { canonical } from '../../domain/shared/canonical.ts';
import type { HeadDocument, JournalDocument } from '../../store/documents/ledger.ts';
import type { Command, Context, MarketSettings, Outcome, Principal } from '../command.ts';
import { RetryLater } from '../retryLater.ts';
import type { Effects } from './draft.ts';
import { chain } from './journalEntry.ts';
import { NeedMissing, type WorkingSet } from './world.ts';

/** A checked submission: what the sequencer works on. */
export interface Work {
  /** principal:operation:key. */
  id: string;
  // biome-ignore lint/suspicious/noExplicitAny: commands differ; each checks its own input.
  command: Command<any, any>;
  input: unknown;
  inputHash: string;
  principal: Principal;
}

/**
 * What deciding a batch came to: journal documents in order,
 * and an outcome for each work that is not deferred.
 */
export interface Decided {
  journal: JournalDocument[];
  outcomes: Map<Work, Outcome>;
  /** Works whose needs were moved by a neighbour: they belong into the next batch. */
  deferred: Work[];
}

/** Decides works on a world, which takes up what is accepted. Never throws for one work's fault. */
export function decideBatch(
  works: readonly Work[],
  world: WorkingSet,
  head: Pick<HeadDocument, 'sequence' | 'hash'>,
  at: number,
  settings: MarketSettings,
): Decided {
  const decided: Decided = { journal: [], outcomes: new Map(), deferred: [] };
  let last: { sequence: number; hash: string } = head;
  for (const work of works) {
    try {
      const result = decideOne(work, world, last.sequence + 1, at, settings);
      if (result.refused) {
        decided.outcomes.set(work, { kind: 'REFUSED', refusal: result });
        continue;
      }
      const document = chain(last, journalOf(work, result, at));
      world.apply(result.changes);
      decided.journal.push(document);
      last = document;
      const { sequence, answer } = document;
      decided.outcomes.set(work, { kind: 'DONE', answer, replayed: false, sequence, at });
    } catch (error) {
      if (error instanceof NeedMissing && decided.journal.length > 0) decided.deferred.push(work);
      else decided.outcomes.set(work, failureOf(error));
    }
  }
  return decided;
}

/** What a throw in a decision means for its caller: a fault, or a time to come again. */
export function failureOf(error: unknown): Outcome {
  if (!(error instanceof RetryLater)) return { kind: 'FAILED', failure: { code: 'INTERNAL', error } };
  return { kind: 'FAILED', failure: { code: 'RETRY_LATER', retryAfterSeconds: error.retryAfterSeconds } };
}

/** Decides one work as the journal's `sequence`-th command. Throws when the command has a fault. */
export function decideOne(
  work: Work,
  world: WorkingSet,
  sequence: number,
  at: number,
  settings: MarketSettings,
) {
  const { command, input, principal } = work;
  const context: Context = { principal, at, settings, id: idsOf(sequence) };
  const result = command.decide(world.decided(), input, context);
  if (!result.refused) assertBalanced(result);
  return result;
}

/** Ids that follow from the place in the journal: sorted by age, the same on every replay. */
function idsOf(sequence: number): (prefix: string) => string {
  let count = 0;
  const place = sequence.toString(36).padStart(8, '0');
  return (prefix) => `${prefix}_${place}${(count++).toString(36).padStart(3, '0')}`;
}

function journalOf(work: Work, effects: Effects<unknown>, time: number) {
  return {
    _id: work.id,
    inputHash: work.inputHash,
    operation: work.command.name,
    principal: work.principal.id,
    time,
    answer: effects.answer as Record<string, unknown>,
    entries: effects.entries,
    events: effects.events,
  };
}

/** Law 2: the entries of a command sum to zero per asset, checked before anything is written. */
function assertBalanced(effects: Effects<unknown>): void {
  const sums = new Map<string, bigint>();
  for (const { assetId, amount } of effects.entries) sums.set(assetId, (sums.get(assetId) ?? 0n) + amount);
  for (const [assetId, sum] of sums) {
    if (sum !== 0n) throw new Error(`entries in ${assetId} sum to ${sum}: ${canonical(effects.entries)}`);
  }
}
