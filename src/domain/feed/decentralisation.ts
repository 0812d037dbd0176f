/** How many operators must collude before a feed says what they want (docs/mechanics.md section 5). */
import type { UnixSeconds } from '../shared/units.ts';
import type { FeedState } from './fold.ts';

/** Operators that must collude where a product says nothing else; a single liar never decides. */
export const MINIMUM_COLLUSION_DEFAULT = 2;
/** The same in a sandbox, where one operator may try things out. */
export const MINIMUM_COLLUSION_SANDBOX = 1;
/** A live feed's quorum: with fewer votes one of them could carry a reading over a level. */
export const QUORUM_LIVE_MIN = 3;

/**
 * The least number of operators that can carry a reading over a level that all honest ones stand on one side
 * of, when `heard` operators have a vote and `quorum` of them must remain; 0 where no reading is formed.
 *
 * At least `max(quorum, heard - floor(heard / 3))` votes remain after outliers are dropped, and honest ones
 * that disagree may be the ones that are dropped. The reading is the upper middle of what remains: to raise
 * it takes half of that, rounded up; to lower it, at least as many.
 *
 * Examples: 3 of 3 → 2; quorum 3 of 5 heard → 2; 4 of 7 → 3; 2 of 2 → 1; quorum 3 of 2 heard → 0.
 */
export function collusionThreshold(heard: number, quorum: number): number {
  if (heard < quorum) return 0;
  const remaining = Math.max(quorum, heard - Math.floor(heard / 3));
  return Math.ceil(remaining / 2);
}

/** The operators of `registered` with a vote that was fresh when the state was closed, by name. */
export function heardOperators(
  { through, voices }: Pick<FeedState, 'through' | 'voices'>,
  registered: Iterable<string>,
): string[] {
  const at: UnixSeconds = through ?? Number.POSITIVE_INFINITY;
  const fresh = new Set(voices.filter(({ freshUntil }) => at <= freshUntil).map(({ operator }) => operator));
  return [...new Set(registered)].filter((operator) => fresh.has(operator)).sort();
}
