/**
 * Two incidents of many policies each, allocated and about to be paid, and a product beside them that goes
 * on selling.
 */
import { HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { cents, step } from '../../support/depeg.ts';
import { feed, hourly, SYSTEM } from '../../support/marketplace.ts';
import type { Say } from '../options.ts';
import { seeded } from '../shared/statistics.ts';
import { type BenchMarket, type BenchWorld, buyerOf, openWorld } from '../shared/world.ts';

/** Holders of the policies; each command of a payout meets most of them. */
const HOLDERS = 256;
/** Markets of the world: two that break, one that stays calm. */
export const CALM_MARKET = 2;

export interface Incidents {
  world: BenchWorld;
  /** By market: the product that broke and its incident. */
  broken: { productId: string; incidentId: string }[];
}

/**
 * Sells `policies` on each of two products through real purchases, breaks both and takes them up to the
 * payment.
 */
export async function openIncidents(
  uri: string,
  policies: number,
  seed: number,
  say: Say,
): Promise<Incidents> {
  const world = await openWorld(uri, { markets: 3, buyers: HOLDERS, ownFeeds: true });
  const [first, second] = world.markets;
  if (first === undefined || second === undefined) throw new Error('markets are missing');
  say(`selling ${policies} policies on each of two products`);
  for (const market of [0, 1]) await sell(world, market, policies, seed + market);
  say('three days later both lose their peg for six hours');
  await pass(world, 72, WAD);
  await pass(world, 6, cents(89));
  await pass(world, 48, WAD);
  const incidentIds = [await open(world, first), await open(world, second)];
  await pass(world, 2, WAD);
  for (const incidentId of incidentIds) while (await step(world.place, 'assessIncident', incidentId));
  for (const incidentId of incidentIds) await world.place.must(SYSTEM, 'allocateIncident', { incidentId });
  world.startClock();
  const broken = [first, second].map(({ productId }, index) => ({
    productId,
    incidentId: incidentIds[index] ?? '',
  }));
  return { world, broken };
}

/** Every holder buys in turn, all at the same time. */
async function sell(world: BenchWorld, market: number, policies: number, seed: number): Promise<void> {
  const buy = buyerOf(world, seeded(seed), `sold-${market}`);
  const shareOf = (holder: number) => Math.ceil((policies - holder) / HOLDERS);
  await Promise.all(
    Array.from({ length: HOLDERS }, async (_, holder) => {
      for (let left = shareOf(holder); left > 0; left -= 1) await buy(holder, market);
    }),
  );
}

/** Hours pass on all markets; the first two are read at `value`, the calm one stays at its peg. */
async function pass({ place, markets }: BenchWorld, hours: number, value: bigint): Promise<void> {
  const from = place.clock.now;
  place.clock.now += hours * HOUR_SECONDS;
  for (const [index, { feedId }] of markets.entries()) {
    const readings = hourly(from, Array<bigint>(hours).fill(index === CALM_MARKET ? WAD : value));
    await feed(place, feedId, readings, place.clock.now - 900);
  }
}

async function open({ place }: BenchWorld, { productId }: BenchMarket): Promise<string> {
  const [product] = await loadByIds(place.database, 'products', [productId]);
  const verdict = product?.verdicts.find(({ settled }) => settled !== null);
  if (verdict === undefined) throw new Error('the breach was not settled');
  const input = { productId, confirmedAt: verdict.confirmedAt };
  const { incidentId } = await place.must<{ incidentId: string }>(SYSTEM, 'openIncident', input);
  await place.must(SYSTEM, 'settleIncident', { incidentId });
  return incidentId;
}
