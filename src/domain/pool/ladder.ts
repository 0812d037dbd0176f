/**
 * The solvency ladder: where a pool stands follows from what it has behind its cover, and from how long it
 * has been called on for more (docs/mechanics.md section 7). Claims are paid on every step of it.
 */
import { RECAPITALISATION_SECONDS, TOP_UP_SECONDS } from '../shared/limits.ts';
import { maximum } from '../shared/rounding.ts';
import type { Amount, UnixSeconds, Wad } from '../shared/units.ts';
import { ADEQUACY_MINIMUM, brokenPromise, hasAdequacy, type PoolStanding } from './requirement.ts';
import { type PoolEvent, type PoolStatus, transitionPool } from './states.ts';

/** A call for more capital, and the clock of what follows if it is not met. */
export interface TopUpCall {
  readonly madeAt: UnixSeconds;
  /** What the clock had left when it began to run or was stopped; null where nothing follows by itself. */
  readonly secondsLeft: number | null;
  /** Since when the clock runs; null while it stands still, because nobody can deposit. */
  readonly runningSince: UnixSeconds | null;
}

/** Where a pool stands on the ladder. */
export interface LadderState {
  readonly status: PoolStatus;
  /** Null where nothing is missing, and where nobody is called on any more. */
  readonly topUpCall: TopUpCall | null;
}

/** Where it stands after it was judged, and the steps that led there: none when nothing changes. */
export interface Judgement extends LadderState {
  readonly steps: readonly { readonly event: PoolEvent; readonly status: PoolStatus }[];
}

/** What the steps follow by. */
export interface LadderRules {
  /** The adequacy under which a pool stops, in WAD. */
  readonly minimumWad: Wad;
  readonly topUpSeconds: number;
  readonly recapitalisationSeconds: number;
}

const RULES_DEFAULT: LadderRules = {
  minimumWad: ADEQUACY_MINIMUM,
  topUpSeconds: TOP_UP_SECONDS,
  recapitalisationSeconds: RECAPITALISATION_SECONDS,
};

/** Sold to, and left by, while it is OPEN alone. */
export const isOpen = (status: PoolStatus): boolean => status === 'OPEN';

/** Whether extensions and renewals of the same amount go on: also while nothing is added. */
export const takesRenewals = (status: PoolStatus): boolean => status === 'OPEN' || status === 'NO_GROWTH';

/** Whether a deposit answers a call: such a one is taken however many want to leave. */
export const isCalledOn = (status: PoolStatus): boolean =>
  status === 'NO_GROWTH' || status === 'STOPPED' || status === 'RECAPITALISING';

/**
 * What is missing until the pool is OPEN again: to what is required, and to what its cover locks.
 * Example: resources 60 of 100 required, A 60, locked 90: 40.
 */
export function missingCapital({ assets, locked, resources, requirement }: PoolStanding): Amount {
  return maximum(0n, maximum(locked - assets, requirement - resources));
}

/** When the clock of a call runs out, or null while it stands still or nothing follows. */
export function deadlineOf({ secondsLeft, runningSince }: TopUpCall): UnixSeconds | null {
  return secondsLeft === null || runningSince === null ? null : runningSince + secondsLeft;
}

/** The clock stands still while the pool is frozen: nobody can answer then. */
export function stopCall(call: TopUpCall, at: UnixSeconds): TopUpCall {
  const { secondsLeft, runningSince } = call;
  if (secondsLeft === null || runningSince === null) return call;
  return { ...call, secondsLeft: Math.max(0, secondsLeft - (at - runningSince)), runningSince: null };
}

/** The clock runs on, with what it had left. */
export function resumeCall(call: TopUpCall, at: UnixSeconds): TopUpCall {
  return call.secondsLeft === null || call.runningSince !== null ? call : { ...call, runningSince: at };
}

/**
 * Judges a pool by its books. They must be settled: a loss that is allocated but not paid has taken capital
 * while its cover still counts, and what a breach has set aside may come back.
 *
 * Example: OPEN with resources 60 of 100: STOPPED, then RECAPITALISING, with a clock of 72 hours.
 */
export function judgeLadder(
  { status, topUpCall }: LadderState,
  standing: PoolStanding,
  at: UnixSeconds,
  isFrozen: boolean,
  rules: LadderRules = RULES_DEFAULT,
): Judgement {
  const level = levelOf(standing, rules);
  const steps: Judgement['steps'][number][] = [];
  let state: LadderState = { status, topUpCall };
  for (;;) {
    const event = nextEvent(state, level, at);
    const next = event === null ? null : transitionPool(state.status, event);
    if (event === null || next === null) return { ...state, steps };
    steps.push({ event, status: next });
    state = { status: next, topUpCall: callAfter(next, state.topUpCall, at, isFrozen, rules) };
  }
}

/** How far a pool is from what it must have. */
type Level = 'MET' | 'UNDER_REQUIRED' | 'UNDER_MINIMUM';

function levelOf(standing: PoolStanding, { minimumWad }: LadderRules): Level {
  const { resources, requirement } = standing;
  if (!hasAdequacy(resources, requirement, minimumWad)) return 'UNDER_MINIMUM';
  return brokenPromise(standing) === null ? 'MET' : 'UNDER_REQUIRED';
}

type Steps = Readonly<Partial<Record<PoolStatus, PoolEvent>>>;

/** What is done at once. A step down is never followed by one up. */
const AT_ONCE: Readonly<Record<Level, Steps>> = {
  MET: { NO_GROWTH: 'REACHED_REQUIRED', STOPPED: 'REACHED_REQUIRED', RECAPITALISING: 'REACHED_REQUIRED' },
  UNDER_REQUIRED: { OPEN: 'FELL_UNDER_REQUIRED' },
  UNDER_MINIMUM: {
    OPEN: 'FELL_UNDER_MINIMUM',
    NO_GROWTH: 'FELL_UNDER_MINIMUM',
    STOPPED: 'AUCTION_OPENED',
  },
};

/** What is done once the clock of the call has run out. */
const TOO_LATE: Readonly<Record<Level, Steps>> = {
  MET: {},
  UNDER_REQUIRED: { NO_GROWTH: 'TOP_UP_MISSED', RECAPITALISING: 'AUCTION_FELL_SHORT' },
  UNDER_MINIMUM: { RECAPITALISING: 'AUCTION_UNFILLED' },
};

function nextEvent({ status, topUpCall }: LadderState, level: Level, at: UnixSeconds): PoolEvent | null {
  const deadline = topUpCall === null ? null : deadlineOf(topUpCall);
  const isLate = deadline !== null && at >= deadline;
  return AT_ONCE[level][status] ?? (isLate ? TOO_LATE[level][status] : undefined) ?? null;
}

/** How long the underwriters, or anybody, have until the next step down. */
function clockOf(status: PoolStatus, rules: LadderRules): number | null {
  if (status === 'NO_GROWTH') return rules.topUpSeconds;
  return status === 'RECAPITALISING' ? rules.recapitalisationSeconds : null;
}

function callAfter(
  status: PoolStatus,
  before: TopUpCall | null,
  at: UnixSeconds,
  isFrozen: boolean,
  rules: LadderRules,
): TopUpCall | null {
  if (!isCalledOn(status)) return null;
  const secondsLeft = clockOf(status, rules);
  const runningSince = secondsLeft === null || isFrozen ? null : at;
  return { madeAt: before?.madeAt ?? at, secondsLeft, runningSince };
}
