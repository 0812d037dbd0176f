/** What governs is changed in the middle of everything else: nothing that was sold may notice. */
import {
  isWithinReach,
  PARAMETER_NAMES,
  PARAMETERS,
  reachOf,
} from '../../src/domain/governance/parameters.ts';
import { fallingTable } from '../../src/domain/governance/tables.ts';
import { canonical } from '../../src/domain/shared/canonical.ts';
import type { LayerOrder } from '../../src/domain/waterfall/rules.ts';
import { GOVERNANCE_ID, type Parameters, parametersOf } from '../../src/market/parameters.ts';
import { loadByIds } from '../../src/store/load.ts';
import { attempt, found, pick } from './attempt.ts';
import { OWNER, type World } from './world.ts';

/** Who governs stays as it is, and so does the pool's part of a premium: the yield is measured by it. */
const FIXED = ['fundFeeBps', 'vaultFeeBps', 'platformFeeBps', 'expirySeconds'];
const CHANGED = PARAMETER_NAMES.filter((name) => PARAMETERS[name].section > 0 && !FIXED.includes(name));

async function inForce({ place }: World): Promise<Parameters> {
  const [governance = null] = await loadByIds(place.database, 'governance', [GOVERNANCE_ID]);
  return parametersOf(governance);
}

/** Losses that are open: what says who bears them stands still. */
const isLossOpen = async (world: World): Promise<boolean> =>
  (await found(world, 'pools', {})).some(({ earmarks }) => earmarks.length > 0);

/**
 * Proposes one change, and compares: it is made exactly when it may be, under the next version, and no policy
 * is another one than before.
 */
async function proposeOne(world: World, kind: string, input: object, isAllowed: boolean): Promise<void> {
  const [before, sold] = [await inForce(world), await found(world, 'policies', {})];
  const proposal = { reason: 'A change', chainId: 1, changes: [{ kind, input }] };
  const done = await attempt<{ proposalId: string }>(world, OWNER, 'propose', proposal);
  const after = await inForce(world);
  const asked = `${kind} ${canonical(input)}`;
  if ((done !== null) !== isAllowed) throw new Error(`${asked} was ${done === null ? 'not ' : ''}made`);
  const next = before.version + (done === null ? 0 : 1);
  if (after.version !== next) throw new Error(`${asked} led from ${before.version} to ${after.version}`);
  if (done === null && canonical(after) !== canonical(before))
    throw new Error(`${asked} was refused and changed something`);
  if (canonical(await found(world, 'policies', {})) !== canonical(sold))
    throw new Error(`${asked} has changed a policy`);
}

/** Sets a parameter by so many percent of the furthest step: beyond a hundred it is out of reach. */
export async function setParameter(world: World, which: number, percent: number): Promise<void> {
  const name = pick(CHANGED, which);
  const { values } = await inForce(world);
  const from = values[name];
  const moved = from + (reachOf(name, from).step * BigInt(percent)) / 100n;
  const value = moved < 0n ? 0n : moved;
  const isHeld = PARAMETERS[name].waitsForLosses && (await isLossOpen(world));
  const isOrdered = fallingTable({ ...values, [name]: value }) === null;
  const isAllowed = value !== from && isWithinReach(name, from, value) && !isHeld && isOrdered;
  await proposeOne(world, 'setParameter', { name, value }, isAllowed);
}

export async function setLayerOrder(world: World, order: LayerOrder): Promise<void> {
  const { waterfall } = await inForce(world);
  const isAnother = canonical(order) !== canonical(waterfall.order);
  const isAllowed = isAnother && !(await isLossOpen(world));
  await proposeOne(world, 'setLayerOrder', { order }, isAllowed);
}
