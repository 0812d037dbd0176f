/**
 * A short life of a product, in steps of half an hour and later of a day: calm, cover sold, a breach of an
 * hour, its payout, calm again, an exit, the end of the cover. Every action has its own key, so that it may
 * be told again.
 */
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { BreachRule, Reading } from '../../src/domain/trigger/rule.ts';
import type { TickReport } from '../../src/watcher/report.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { DEPEG_RULE, type Marketplace, person, START, UNIT } from '../support/marketplace.ts';
import { addFeed, all, evidence, openHouse, seriesSource, type WatchedFeed } from './world.ts';

const HALF_HOUR = HOUR_SECONDS / 2;

export const STORY_RULE: BreachRule = {
  ...DEPEG_RULE,
  holdSeconds: HALF_HOUR,
  windowSeconds: 0,
  recoveryHoldSeconds: 600,
  maxGapSeconds: HOUR_SECONDS,
  lookbackSeconds: DAY_SECONDS,
  settlementSeconds: HOUR_SECONDS,
  settlementMaxSeconds: 2 * HOUR_SECONDS,
};

/** 1.00, from 02:30 to 04:00 it stands at 0.89, then 1.00 for nine days. */
export function storySeries(): Reading[] {
  const halfHours = Array.from({ length: 18 }, (_, index) => index * HALF_HOUR);
  const hours = Array.from({ length: 9 * 24 }, (_, index) => (9 + index) * HOUR_SECONDS);
  return [...halfHours, ...hours].map((since) => {
    const isLow = since >= 5 * HALF_HOUR && since < 8 * HALF_HOUR;
    return { at: START + since, value: isLow ? (89n * WAD) / 100n : WAD };
  });
}

/** When each step is taken. */
export const STORY_TIMES: readonly number[] = [
  ...Array.from({ length: 13 }, (_, index) => START + index * HALF_HOUR),
  ...[7, 8, 9].map((days) => START + days * DAY_SECONDS),
];

/** Sets the scene: a marketplace whose clock stands at START. */
export async function setScene(place: Marketplace, file: string): Promise<WatchedFeed> {
  return addFeed(place, await openHouse(place), {
    subject: 'USDC',
    sources: [seriesSource(file)],
    rule: STORY_RULE,
    waitingSeconds: 0,
    challengeSeconds: HALF_HOUR,
  });
}

/** What people do after a step. */
export async function act(place: Marketplace, step: number): Promise<void> {
  const [underwriter, buyer] = [person(2), person(3)];
  const [product] = await all(place.database, 'products');
  if (step === 2) {
    const items = [10_000n, 3_333n].map((units) => ({
      productId: product?._id,
      coverAmount: units * UNIT,
      termSeconds: 7 * DAY_SECONDS,
    }));
    await place.must(buyer, 'buyPolicies', { items, maxPremium: 1_000n * UNIT }, 'story-buy');
  }
  if (step === 11) {
    const [position] = await all(place.database, 'positions');
    const shares = 100_000n * UNIT * 1_000n;
    await place.must(underwriter, 'requestWithdrawal', { positionId: position?._id, shares }, 'story-exit');
  }
}

/** Tells the story from a step on. `told` hears of each step once people have acted on it. */
export async function tellStory(
  place: Marketplace,
  watcher: Watcher,
  from: number,
  told: (step: number, report: TickReport) => void,
): Promise<void> {
  for (let step = from; step < STORY_TIMES.length; step += 1) {
    place.clock.now = STORY_TIMES[step] ?? 0;
    const report = await watcher.tick();
    await act(place, step);
    told(step, report);
  }
}

/** All that the story left behind, without what only counts how often something was written. */
export async function ending({ database }: Marketplace) {
  const state = [
    'incidents',
    'payouts',
    'policies',
    'withdrawals',
    'positions',
    'pools',
    'products',
    'feeds',
  ] as const;
  const records = ['observations', 'closings', 'readings', 'verdicts'] as const;
  const left: Record<string, unknown> = {};
  for (const name of state) {
    left[name] = (await all(database, name)).map(({ version: _version, ...document }) => document);
  }
  for (const name of records) left[name] = await evidence(database, name);
  const balances = await all(database, 'balances');
  left.balances = balances.map(({ _id, amount }) => [_id, amount]);
  left.journal = await database.collection('journal').countDocuments({});
  return left;
}
