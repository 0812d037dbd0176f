/**
 * How large the demo's subjects are, in whole dollars, and what it would cost to corrupt their feeds: figures
 * of the time with their origin in docs/parameters.md.
 */
import { mulDivDown } from '../../domain/shared/rounding.ts';
import { type Amount, BPS, DAY_SECONDS, type UnixSeconds } from '../../domain/shared/units.ts';
import { formatTime } from '../shared/times.ts';
import type { GraphqlClient } from './graphql.ts';
import { create, type DemoMarket, type Tokens } from './openMarket.ts';

const SIZES: ReadonlyMap<string, Amount> = new Map([
  ['USDC', 43_000_000_000n],
  ['UST', 18_000_000_000n],
  ['PYUSD', 188_500_000n],
]);
/** For a series about something else. */
const SIZE_ASSUMED: Amount = 1_000_000_000n;

/** A twentieth of the supply, bought from others and sold 5 % below the peg while the rule counts. */
const COST_BPS = 25n;

/** A size is restated a day before it would be too old. */
const RESTATED_SECONDS = 6 * DAY_SECONDS;

export const sizeOf = (subject: string): Amount => SIZES.get(subject) ?? SIZE_ASSUMED;

/** Down: a feed is never taken for dearer to corrupt than it is. */
export const costOfCorruption = (subject: string): Amount => mulDivDown(sizeOf(subject), COST_BPS, BPS);

/** A size as the API takes it. */
export const statedSize = (subject: string, at: UnixSeconds) => ({
  amount: `${sizeOf(subject)}`,
  asOf: formatTime(at),
});

/** Restates the sizes of what is not a sandbox, as its owner does every week. */
export async function restateSizes(
  client: GraphqlClient,
  { owner }: Tokens,
  { productIds, subjects }: DemoMarket,
  at: UnixSeconds,
): Promise<void> {
  for (const name of ['series', 'calm'] as const) {
    const input = { productId: productIds[name], subjectSize: statedSize(subjects[name], at) };
    await create(client, owner, 'editProduct', 'EditProductInput', 'product', input);
  }
}

/** True when it is time to restate. */
export const isDue = (stated: UnixSeconds, now: UnixSeconds): boolean => now - stated >= RESTATED_SECONDS;
