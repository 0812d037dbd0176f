/**
 * What the API asks of the rest of the house. The composition root gives these; resolvers know nothing else.
 */
import type { UnixSeconds } from '../domain/shared/units.ts';
import type { Outcome, Submission } from '../market/command.ts';
import type { Queries } from '../market/queries/port.ts';

/** The marketplace as the API sees it. */
export interface Market {
  submit(submission: Submission): Promise<Outcome>;
  /** The service's clock: the wall clock, or a virtual one in the sandbox. */
  clockNow(): UnixSeconds;
  queries: Queries;
}

/** Answers `/readyz`: each check by name, true when it holds. */
export interface Readiness {
  ok: boolean;
  checks: { primary: boolean; holderKnown: boolean; queueBelowLimit: boolean; notDraining: boolean };
}

/** What only a sandbox has. */
export interface Sandbox {
  /** Moves the virtual clock forward and answers once the watcher has caught up, with the new time. */
  advanceClock(seconds: number): Promise<UnixSeconds>;
}
