/** Time and prices for a ready world: hours pass, a peg breaks, and its incident is taken step by step. */
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { Principal } from '../../src/market/command.ts';
import { loadByIds } from '../../src/store/load.ts';
import { feed, hourly, type Marketplace, type ReadyWorld, SYSTEM, UNIT } from './marketplace.ts';

/** Cents of a WAD. */
export const cents = (value: number): bigint => (BigInt(value) * WAD) / 100n;

/** Hours pass at one price, and the feed is read through them. The clock stands at a full hour. */
export async function pass(
  place: Marketplace,
  { feedId }: ReadyWorld,
  hours: number,
  value = WAD,
): Promise<void> {
  const from = place.clock.now;
  place.clock.now += hours * HOUR_SECONDS;
  await feed(place, feedId, hourly(from, Array(hours).fill(value)), place.clock.now - 900);
}

/** Hours pass in which the feed is read through and says nothing. */
export async function passDark(place: Marketplace, { feedId }: ReadyWorld, hours: number): Promise<void> {
  place.clock.now += hours * HOUR_SECONDS;
  await feed(place, feedId, [], place.clock.now - 900);
}

/** An order for cover of one product. */
export const order = (productId: string, cover: bigint, days: number, lines = 1) => ({
  items: Array.from({ length: lines }, () => ({
    productId,
    coverAmount: cover,
    termSeconds: days * 24 * HOUR_SECONDS,
  })),
  maxPremium: 100_000n * UNIT,
});

/** Buys policies and answers their ids. */
export async function buy(
  place: Marketplace,
  buyer: Principal,
  ...what: Parameters<typeof order>
): Promise<string[]> {
  const { policyIds } = await place.must<{ policyIds: string[] }>(buyer, 'buyPolicies', order(...what));
  return policyIds;
}

/** Six hours at a price, calm until it is settled, the incident opened and past its challenge window. */
export async function breakPeg(place: Marketplace, world: ReadyWorld, value = cents(89)): Promise<string> {
  await pass(place, world, 6, value);
  await pass(place, world, 48);
  const [product] = await loadByIds(place.database, 'products', [world.productId]);
  const verdict = product?.verdicts.find(({ settled }) => settled !== null);
  if (verdict === undefined) throw new Error('the breach was not settled');
  const { productId } = world;
  const input = { productId, confirmedAt: verdict.confirmedAt };
  const { incidentId } = await place.must<{ incidentId: string }>(SYSTEM, 'openIncident', input);
  await place.must(SYSTEM, 'settleIncident', { incidentId });
  await pass(place, world, 2);
  return incidentId;
}

/** One step of an incident by its own cursor: assessment or payment. True when there is another. */
export async function step(
  place: Marketplace,
  command: 'assessIncident' | 'payIncident',
  incidentId: string,
): Promise<boolean> {
  const [incident] = await loadByIds(place.database, 'incidents', [incidentId]);
  const input = { incidentId, cursor: incident?.cursor ?? '' };
  const answer = await place.must<{ status?: string; paidThrough?: boolean }>(SYSTEM, command, input);
  return command === 'assessIncident' ? answer.status !== 'FINAL' : answer.paidThrough !== true;
}

/** Takes a payable incident to its end. */
export async function payOut(place: Marketplace, incidentId: string): Promise<void> {
  while (await step(place, 'assessIncident', incidentId));
  await place.must(SYSTEM, 'allocateIncident', { incidentId });
  while (await step(place, 'payIncident', incidentId));
  await place.must(SYSTEM, 'closeIncident', { incidentId });
}
