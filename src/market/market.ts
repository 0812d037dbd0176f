/** The marketplace: takes submissions to outcomes, as holder of the head or through the one who holds it. */
import { IDEMPOTENCY_KEY_LENGTH_MAX } from '../domain/shared/limits.ts';
import type { Database } from '../store/database.ts';
import type { JournalDocument } from '../store/documents/ledger.ts';
import { readHead } from '../store/head.ts';
import { withSnapshot } from '../store/queries/snapshot.ts';
import type { Command, MarketSettings, Outcome, Principal, Sender, Submission } from './command.ts';
import { COMMANDS } from './commands.ts';
import { needsOf } from './sequencer/commitWorks.ts';
import { decideOne, failureOf, type Work } from './sequencer/decideBatch.ts';
import { createForwarder } from './sequencer/forward.ts';
import { inputHashOf } from './sequencer/journalEntry.ts';
import { keepLease } from './sequencer/lease.ts';
import { loadWorld } from './sequencer/loadWorld.ts';

export interface MarketOptions {
  database: Database;
  settings: MarketSettings;
  leaseMs: number;
  /** Address of this process's internal endpoint, for other processes. */
  endpoint: string | null;
  /** Shared by the processes of one service. */
  forwardSecret: string;
  /** The clock, in whole seconds. */
  now(): number;
  committed?(journal: readonly JournalDocument[], tries: number): void;
}

export interface Market {
  submit(submission: Submission): Promise<Outcome>;
  /** For submissions that another process forwards: they are committed here or answered RETRY_LATER. */
  acceptForwarded(submissions: readonly Submission[]): Promise<Outcome[]>;
  /** Where this process stands: holder or follower, and how full its queue is. */
  standing(): { holder: boolean; holderKnown: boolean; queued: number };
  stop(drainMs: number): Promise<void>;
}

/** Starts the marketplace over an open database. */
export async function startMarket(options: MarketOptions): Promise<Market> {
  const lease = await keepLease({ ...options, committed: options.committed ?? (() => undefined) });
  const forwarder = createForwarder(() => {
    const holding = lease.holding();
    return holding.kind === 'FOLLOWER' ? holding.head.endpoint : null;
  }, options.forwardSecret);

  async function commit(submission: Submission, mayForward: boolean): Promise<Outcome> {
    const checked = check(submission);
    if ('kind' in checked) return checked;
    if (submission.dryRun === true) return dryRun(options, checked);
    const holding = lease.holding();
    if (holding.kind === 'HOLDER') return holding.sequencer.enqueue(checked);
    if (!mayForward) return { kind: 'FAILED', failure: { code: 'RETRY_LATER', retryAfterSeconds: 1 } };
    return forwarder.forward(submission);
  }

  return {
    submit: (submission) => commit(submission, true),
    acceptForwarded: (submissions) => Promise.all(submissions.map((submission) => commit(submission, false))),
    standing() {
      const holding = lease.holding();
      const holder = holding.kind === 'HOLDER';
      return {
        holder,
        holderKnown: holder || holding.head.endpoint !== null,
        queued: holder ? holding.sequencer.size() : 0,
      };
    },
    stop: (drainMs) => lease.stop(drainMs),
  };
}

/** Checks shape, sender and key: everything that needs no document. */
function check(submission: Submission): Work | Outcome {
  const command = COMMANDS.get(submission.command);
  if (command === undefined) throw new Error(`there is no command ${submission.command}`);
  if (!maySend(command.sender, submission.principal)) {
    return { kind: 'FAILED', failure: { code: 'FORBIDDEN', scope: String(command.sender) } };
  }
  const parsed = command.input.safeParse(submission.input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    return { kind: 'FAILED', failure: { code: 'INPUT_INVALID', problems } };
  }
  const key = keyOf(command, parsed.data, submission);
  if (key === null) return { kind: 'FAILED', failure: { code: 'IDEMPOTENCY_KEY_MISSING' } };
  return {
    id: `${submission.principal.id}:${command.name}:${key}`,
    command,
    input: parsed.data,
    inputHash: inputHashOf(parsed.data),
    principal: submission.principal,
  };
}

function maySend(sender: Sender, principal: Principal): boolean {
  if (sender === 'SYSTEM') return principal.system;
  if (sender === 'ACCOUNT') return !principal.system;
  return principal.system || sender.some((role) => principal.roles.includes(role));
}

function keyOf(command: Command<unknown, unknown>, input: unknown, submission: Submission): string | null {
  if (submission.dryRun === true) return 'dry-run';
  const key = command.naturalKey?.(input) ?? submission.idempotencyKey;
  if (key === null || key.length > IDEMPOTENCY_KEY_LENGTH_MAX) return null;
  return PRINTABLE.test(key) ? key : null;
}

/** A key becomes part of an id: a half surrogate would be stored as another text, and found under neither. */
const PRINTABLE = /^\P{C}+$/u;

/** The same decision on the documents of one moment, and nothing written. */
async function dryRun(options: MarketOptions, work: Work): Promise<Outcome> {
  const { settings } = options;
  try {
    return await withSnapshot(options.database, async (view) => {
      const head = await readHead(view);
      const at = Math.max(options.now(), head.time);
      const world = await loadWorld(view, (partial) => needsOf([work], partial, { at, settings }));
      const result = decideOne(work, world, head.sequence + 1, at, settings);
      if (result.refused) return { kind: 'REFUSED', refusal: result };
      const answer = result.answer as Record<string, unknown>;
      return { kind: 'DONE', answer, replayed: false, sequence: null, at };
    });
  } catch (error) {
    return failureOf(error);
  }
}
