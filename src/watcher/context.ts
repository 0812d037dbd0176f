/**
 * What the watcher works with, and what it remembers between steps
 * for speed alone: forgetting it loses nothing.
 */
import type { FeedFamily } from '../../oracles/adapter.ts';
import type { RawObservation } from '../domain/feed/observation.ts';
import type { UnixSeconds } from '../domain/shared/units.ts';
import type { Principal } from '../market/command.ts';
import type { Market } from '../market/market.ts';
import type { TakenSnapshot } from '../market/solvency/takeSnapshot.ts';
import type { Database } from '../store/database.ts';
import type { Waiting } from '../store/queries/whatWaits.ts';
import type { OpenSources } from './feed/openSources.ts';
import type { TickReport } from './report.ts';

export interface WatcherOptions {
  database: Database;
  market: Pick<Market, 'submit' | 'standing'>;
  /** The family of feeds of a name, or null; see `findFamily` in oracles/registry.ts. */
  adapters(family: string): FeedFamily | null;
  /** The clock, in whole seconds: real, or virtual in a replay. */
  now(): UnixSeconds;
  /** Whom the commands are from; `system` is true. */
  principal: Principal;
  /** Takes a snapshot of the solvency report; without it none is sealed. */
  takeSnapshot?(): Promise<TakenSnapshot>;
  /** Told of every step that `run` takes, and of a step that could not be taken at all. */
  reported?(report: TickReport): void;
  failed?(error: unknown): void;
}

export interface Memory {
  /** When this watcher began: what failed before that is not known to have failed all the time since. */
  readonly startedAt: UnixSeconds;
  readonly sources: OpenSources;
  /** By source: what was last seen of it beyond its final blocks. */
  readonly unfinal: Map<string, readonly RawObservation[]>;
  /** By canonical text: hashes of registrations that were kept. */
  readonly registrations: Map<string, string>;
  /** By feed: the hash of the closing that was last published. */
  readonly published: Map<string, string>;
  /** By challenge that waits for more slots: the newest closed slot when it was looked at last. */
  readonly reevaluated: Map<string, UnixSeconds>;
  /** The last open order that was looked at for what it is about, or the empty string. */
  readonly ordersLookedAt: { id: string };
  /** The hour in which renewals were last asked for. */
  readonly renewedAt: { hour: UnixSeconds | null };
  /** The day for which a snapshot was last sealed. */
  readonly sealedAt: { day: UnixSeconds | null };
}

/** A step that begins: the same time for all that is done in it. */
export interface Begun extends Pick<WatcherOptions, 'database' | 'market' | 'principal' | 'takeSnapshot'> {
  readonly at: UnixSeconds;
  readonly memory: Memory;
  readonly report: TickReport;
}

/** One that knows what may be due in it: what is not named there need not be asked for. */
export interface Step extends Begun {
  readonly waiting: Waiting;
}
