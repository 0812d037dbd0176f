/** What one closing of a feed's slots says, and the texts whose hashes chain the closings of a feed. */
import type { FeedState } from '../feed/fold.ts';
import type { FeedReading, NoReading, ReadingTerms } from '../feed/reading.ts';
import type { Rejection } from '../feed/rejection.ts';
import { canonical } from '../shared/canonical.ts';
import type { UnixSeconds } from '../shared/units.ts';
import type { Reading } from '../trigger/rule.ts';
import type { RuleState } from '../trigger/state.ts';

/** Hexadecimal SHA-256 of a text: given by whoever calls, because the rules import nothing. */
export type Sha256 = (text: string) => string;

/** Names, by hash, what a feed and its products remembered before a closing. */
export interface Checkpoint {
  foldState: string;
  ruleStates: { productId: string; ruleState: string }[];
}

/** A verdict on an accepted observation that forming readings found. */
export interface ClosingVerdict extends Rejection {
  key: string;
  at: UnixSeconds;
}

/** What the slots of one closing say and what it follows from, everything else by hash. */
export interface ClosingContents {
  readings: FeedReading[];
  /** Moments at which a reading was tried and none was agreed on. */
  missed: { at: UnixSeconds; reason: NoReading }[];
  verdicts: ClosingVerdict[];
  /** How readings were formed. */
  terms: ReadingTerms;
  /** The feed's registration. */
  registration: string;
  /** What forming readings remembers after it. */
  foldState: string;
  /** There once a day, so that nobody has to go further back. */
  checkpoint: Checkpoint | null;
}

/** How a feed observes, as far as anyone may see it. */
export interface FeedRegistration {
  decimals: number;
  quorum: number;
  repeatSeconds: number;
  maxGapSeconds: number;
  finalitySeconds: number;
  sources: SourceRegistration[];
}

export interface SourceRegistration {
  sourceId: string;
  family: string;
  heartbeatSeconds: number;
  marginSeconds: number;
  operators: string[];
  /** Keys that are registered for it, where reports are signed or sent by a key. */
  signers: { operator: string; key: string }[];
  /** The source's configuration as JSON where its signed reports are sent to the service, else null. */
  terms: string | null;
}

/**
 * The text whose hash a closing's contents are named by.
 * `observations` are the hashes of the records that it covers, in any order.
 */
export function contentsText(contents: ClosingContents, observations: readonly string[]): string {
  const { readings, missed, verdicts, terms, registration, foldState, checkpoint } = contents;
  const own = { readings, missed, verdicts, terms, registration, foldState, checkpoint };
  return canonical({ ...own, observations: [...observations].sort() });
}

/** The text whose hash a feed has after its slots were closed through `throughSlot` with these readings. */
export function chainText(
  previous: string,
  throughSlot: UnixSeconds,
  readings: readonly Reading[],
  contents: string | null,
): string {
  const bare = readings.map(({ at, value }) => ({ at, value }));
  return canonical({ previous, throughSlot, readings: bare, contents });
}

/** The text that names what forming readings, or a rule, remembers. */
export const stateText = (state: FeedState | RuleState): string => canonical(state);

/** The text that names a registration. */
export const registrationText = (registration: FeedRegistration): string => canonical(registration);
