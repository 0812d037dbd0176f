/**
 * What the API asks of the rest of the house. The composition root gives these; resolvers know nothing else.
 */
import type { Problem } from '../domain/shared/refusals.ts';
import type { UnixSeconds } from '../domain/shared/units.ts';
import type { Outcome, Submission } from '../market/command.ts';
import type { SubmitObservations } from '../market/feed/submitObservations.ts';
import type { Queries } from '../market/queries/port.ts';

/** The marketplace as the API sees it. */
export interface Market {
  submit(submission: Submission): Promise<Outcome>;
  /** The service's clock: the wall clock, or a virtual one in the sandbox. */
  clockNow(): UnixSeconds;
  queries: Queries;
  /** Takes reports that operators send: evidence, which any process may receive. */
  submitObservations: SubmitObservations;
}

/** What the API asks of a family of feeds. */
export interface FeedFamily {
  /** What is wrong with a configuration. */
  problems(config: unknown): Problem[];
  /** Who reports under which key. */
  signers(config: unknown): readonly { operator: string; key: string }[];
  /** Null for a family that is polled. */
  push: object | null;
}

/** The family of a name, or null. */
export type FeedFamilies = (name: string) => FeedFamily | null;

/** Where events are sent. */
export interface Webhooks {
  /** What is wrong with an address that events would be sent to. */
  problems(url: string): Promise<Problem[]>;
  /** A webhook's secret by its number. */
  secretOf(webhookId: string, number: number): string;
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
