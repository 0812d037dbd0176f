/** What the service's own programs do in the model, and what time brings. */
import { isBehind } from '../../src/domain/policy/earning.ts';
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { commissionIdOf, distributorIdOf } from '../../src/market/distribution/commissionNeeds.ts';
import type { IncidentDocument } from '../../src/store/documents/incidents.ts';
import type { PoolDocument } from '../../src/store/documents/pools.ts';
import { cents } from '../support/depeg.ts';
import { heardAt, SYSTEM } from '../support/marketplace.ts';
import { attempt, attemptAll, found, OPEN, pick, type Sending, tick } from './attempt.ts';
import { DISTRIBUTOR, type World } from './world.ts';

/** Hours pass and both feeds are read: one of them (or both) at some prices first, calm for the rest. */
export async function pass(
  world: World,
  hours: number,
  which: number,
  prices: readonly number[],
): Promise<void> {
  const { place } = world;
  const from = place.clock.now;
  place.clock.now += hours * HOUR_SECONDS;
  const sendings = world.feeds.map((feedId, index): Sending => {
    const readings = Array.from({ length: hours }, (_, hour) => {
      const isMeant = index === which || which >= world.feeds.length;
      const price = isMeant ? prices[hour] : undefined;
      return { at: from + hour * HOUR_SECONDS, value: price === undefined ? WAD : cents(price) };
    });
    const throughSlot = place.clock.now - 900;
    const foldState = heardAt(throughSlot, ['tester']);
    return [SYSTEM, 'advanceFeed', { feedId, throughSlot, readings, foldState }];
  });
  await attemptAll(world, sendings);
}

/** Time passes and nobody reads anything. */
export async function sleep(world: World, hours: number): Promise<void> {
  world.place.clock.now += hours * HOUR_SECONDS;
}

export async function watch(world: World, what: number): Promise<void> {
  const input = { productId: pick(world.products, what), eventTime: world.place.clock.now };
  await attempt(world, SYSTEM, 'watchProduct', { ...input, cause: 'NO_READING' });
}

function thawOf(world: World, productId: string): Sending {
  return [SYSTEM, 'thawProduct', { productId, eventTime: world.place.clock.now }];
}

export async function thaw(world: World, what: number): Promise<void> {
  await attempt(world, ...thawOf(world, pick(world.products, what)));
}

function releaseOf(world: World, productId: string): Sending {
  return [SYSTEM, 'releasePolicies', { productId, tick: `${tick(world)}` }];
}

export async function release(world: World, what: number): Promise<void> {
  await attempt(world, ...releaseOf(world, pick(world.products, what)));
}

/** Opens what is confirmed. */
export async function openIncidents(world: World): Promise<void> {
  const confirmed = (await found(world, 'products', { _id: { $in: world.products } })).flatMap(
    ({ _id: productId, verdicts }) =>
      verdicts.map(({ confirmedAt }): Sending => [SYSTEM, 'openIncident', { productId, confirmedAt }]),
  );
  await attemptAll(world, confirmed);
}

const STEPS = [
  'settleIncident',
  'assessIncident',
  'sellReserves',
  'allocateIncident',
  'payIncident',
  'closeIncident',
] as const;

type IncidentStep = (typeof STEPS)[number];

function stepOf({ _id: incidentId, cursor }: IncidentDocument, command: IncidentStep): Sending {
  const needsCursor = command === 'assessIncident' || command === 'payIncident';
  return [SYSTEM, command, needsCursor ? { incidentId, cursor } : { incidentId }];
}

const openIncidentsOf = (world: World) =>
  found(world, 'incidents', { ...OPEN.incidents, productId: { $in: world.products } });

/** One step of one incident, due or not. */
export async function stepIncident(world: World, which: number, step: number): Promise<void> {
  const open = await openIncidentsOf(world);
  if (open.length === 0) return;
  await attempt(world, ...stepOf(pick(open, which), pick(STEPS, step)));
}

/** Everything that is due, as the watcher would do it, all incidents alike. */
export async function driveIncidents(world: World): Promise<void> {
  await openIncidents(world);
  const open = await openIncidentsOf(world);
  if (open.length === 0) return;
  for (const command of STEPS)
    await attemptAll(
      world,
      open.map((incident) => stepOf(incident, command)),
    );
}

function stepOfPool(world: World, command: string, poolId: string, more: object = {}): Sending {
  return [SYSTEM, command, { poolId, tick: `${tick(world)}`, ...more }];
}

/** Judges a pool, and takes as many steps of its run-off as can be taken now. */
export async function stepLadder(world: World, where: number): Promise<void> {
  await stepLadders(world, [pick(world.pools, where)], []);
}

/** The same for some pools at once, behind what else is due. */
async function stepLadders(world: World, poolIds: readonly string[], due: readonly Sending[]): Promise<void> {
  const steps = ['judgePool', 'payRunOff'];
  const judged = steps.flatMap((command) => poolIds.map((poolId) => stepOfPool(world, command, poolId)));
  const answers = await attemptAll(world, [...due, ...judged]);
  let going = poolIds.filter((_poolId, index) => answers[due.length + poolIds.length + index] !== null);
  while (going.length > 0) {
    const sendings = going.map((poolId) => stepOfPool(world, 'payRunOff', poolId));
    const taken = await attemptAll(world, sendings);
    going = going.filter((_poolId, index) => taken[index] !== null);
  }
}

/** Whoever asked to step out, and trades, as far as they are decided. */
function settlementsOf(world: World): Sending[] {
  const until = world.place.clock.now;
  return ['settleStepOuts', 'settleTrades'].flatMap((command) =>
    world.pools.map((poolId) => stepOfPool(world, command, poolId, { until })),
  );
}

export async function accrue(world: World, where: number): Promise<void> {
  await attempt(world, SYSTEM, 'accruePool', { poolId: pick(world.pools, where), tick: tick(world) });
}

export async function accrueCommission(world: World): Promise<void> {
  const commissionId = commissionIdOf(distributorIdOf(DISTRIBUTOR.code), world.assetId);
  await attempt(world, SYSTEM, 'accrueCommission', { commissionId, tick: tick(world) });
}

/** Whoever is too far behind for any other command is caught up, as every hour of the watcher would. */
export async function catchUp(world: World, poolIds = world.pools): Promise<void> {
  const { now } = world.place.clock;
  const [pools, commissions, vaults] = await Promise.all([
    found(world, 'pools', { _id: { $in: poolIds } }),
    found(world, 'commissions', {}),
    found(world, 'vaults', {}),
  ]);
  const isLate = ({ earning }: Pick<PoolDocument, 'earning'>) => isBehind(earning, now);
  const due = [
    ...pools.filter(isLate).map(({ _id }): Sending => {
      return [SYSTEM, 'accruePool', { poolId: _id, tick: tick(world) }];
    }),
    ...commissions.filter(isLate).map(({ _id }): Sending => {
      return [SYSTEM, 'accrueCommission', { commissionId: _id, tick: tick(world) }];
    }),
    ...vaults.filter(isLate).map(({ _id }): Sending => {
      return [SYSTEM, 'accrueVault', { reserveId: _id, tick: tick(world) }];
    }),
  ];
  if (due.length === 0) return;
  await attemptAll(world, due);
  await catchUp(world, poolIds);
}

function paymentOf(world: World, poolId: string): Sending {
  return [SYSTEM, 'payWithdrawals', { poolId, tick: tick(world) }];
}

export async function payExits(world: World, where: number): Promise<void> {
  await attempt(world, ...paymentOf(world, pick(world.pools, where)));
}

const payAllExits = (world: World) =>
  attemptAll(
    world,
    world.pools.map((poolId) => paymentOf(world, poolId)),
  );

/** Exits that have waited long enough mature, and are paid when the feeds have been read past that moment. */
export async function leave(world: World): Promise<void> {
  await payAllExits(world);
  await pass(world, 1, 0, []);
  await payAllExits(world);
}

/** Everything that the watcher would do now: who waited is settled, what is owed is paid. */
export async function tend(world: World): Promise<void> {
  await catchUp(world);
  await driveIncidents(world);
  const thawed = world.products.map((productId) => thawOf(world, productId));
  await stepLadders(world, world.pools, [...settlementsOf(world), ...thawed]);
}

/** Calm for long enough that everything is settled, paid and sold again. */
export async function recover(world: World): Promise<void> {
  await pass(world, 8, 0, []);
  await catchUp(world);
  await driveIncidents(world);
  await pass(world, 2, 0, []);
  await tend(world);
}

/** Calm days, in which cover ends and the clocks of pools run, as the watcher would take them. */
export async function calmDays(world: World, days: number): Promise<void> {
  for (let day = 0; day < days; day += 1) await calm(world, 1);
  await tend(world);
}

/** Some days at once. */
export async function calm(world: World, days: number): Promise<void> {
  await pass(world, days * 24, 0, []);
  const released = world.products.map((productId) => releaseOf(world, productId));
  await stepLadders(world, world.pools, released);
}
