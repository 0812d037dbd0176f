/**
 * Keeps a process either holder of the head or on the watch for it.
 *
 * The lease is for speed: it says whom to forward to. Safety is the token in every batch.
 */
import type { Database, Session } from '../../store/database.ts';
import type { HeadDocument, JournalDocument } from '../../store/documents/ledger.ts';
import { acquireHead, readHead, releaseHead, renewHead } from '../../store/head.ts';
import type { MarketSettings } from '../command.ts';
import type { Committer } from './commitWorks.ts';
import { createSequencer, type Sequencer } from './sequencer.ts';

export interface LeaseOptions {
  database: Database;
  settings: MarketSettings;
  leaseMs: number;
  /** Where others reach this process's internal endpoint, or null when it takes no forwarded commands. */
  endpoint: string | null;
  now(): number;
  committed(journal: readonly JournalDocument[], tries: number): void;
}

/** Who commits, as this process knows it. */
export type Holding =
  | { kind: 'HOLDER'; sequencer: Sequencer; committer: Committer }
  | { kind: 'FOLLOWER'; head: HeadDocument };

export interface Lease {
  holding(): Holding;
  /** Looks at once whether the head is free; used at start and after a forward that found nobody. */
  refresh(): Promise<void>;
  stop(drainMs: number): Promise<void>;
}

/** Starts to hold or to follow. The first look has been taken when this resolves. */
export async function keepLease(options: LeaseOptions): Promise<Lease> {
  const { database, leaseMs } = options;
  const session: Session = database.startSession();
  let holding: Holding = { kind: 'FOLLOWER', head: await readHead(database) };
  let lastCommit = 0;
  let stopped = false;

  function hold(head: HeadDocument): void {
    const committer: Committer = {
      ...options,
      session,
      head,
      committed(journal, tries) {
        lastCommit = Date.now();
        options.committed(journal, tries);
      },
    };
    const sequencer = createSequencer(committer, () => {
      lastCommit = 0;
      void refresh();
    });
    holding = { kind: 'HOLDER', sequencer, committer };
  }

  async function look(): Promise<void> {
    if (holding.kind === 'HOLDER') {
      if (Date.now() - lastCommit < leaseMs / 3) return;
      const { committer, sequencer } = holding;
      if (await renewHead(database, committer.head.token, leaseMs)) return;
      holding = { kind: 'FOLLOWER', head: await readHead(database) };
      await sequencer.drain(0);
      return;
    }
    const taken = await acquireHead(database, session, options);
    if (taken !== null && stopped) await releaseHead(database, taken.token);
    else if (taken !== null) hold(taken);
    else holding = { kind: 'FOLLOWER', head: await readHead(database) };
  }

  let looking: Promise<void> | null = null;
  function refresh(): Promise<void> {
    if (stopped) return looking ?? Promise.resolve();
    looking ??= look()
      .catch(() => undefined) // The database is away: the next look tries again, commands answer RETRY_LATER.
      .finally(() => {
        looking = null;
      });
    return looking;
  }

  await refresh();
  const timer = setInterval(() => void refresh(), Math.max(50, Math.floor(leaseMs / 4)));

  return {
    holding: () => holding,
    refresh,
    async stop(drainMs) {
      stopped = true;
      clearInterval(timer);
      await looking;
      if (holding.kind === 'HOLDER') {
        await holding.sequencer.drain(drainMs);
        await releaseHead(database, holding.committer.head.token).catch(() => undefined);
      }
      await session.endSession().catch(() => undefined);
    },
  };
}
