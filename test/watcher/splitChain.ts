/** What tests of split chains ask of a marketplace with one feed and one incident. */
import { DAY_SECONDS } from '../../src/domain/shared/units.ts';
import type { Outcome } from '../../src/market/command.ts';
import { type Marketplace, person, UNIT } from '../support/marketplace.ts';
import { all } from './world.ts';

export const GOVERNOR = person(8, ['GOVERNOR']);
export const BUYER = person(3);

async function only<Name extends 'feeds' | 'incidents'>({ database }: Marketplace, name: Name) {
  const [found] = await all(database, name);
  if (found === undefined) throw new Error(`there are no ${name}`);
  return found;
}

export const incidentOf = (place: Marketplace) => only(place, 'incidents');
export const feedOf = (place: Marketplace) => only(place, 'feeds');

export async function productNamed({ database }: Marketplace, name: string) {
  return (await all(database, 'products')).find((product) => product.name.startsWith(name));
}

/** Cover of 1,000 for eight days. */
export async function buy(place: Marketplace, name: string): Promise<Outcome> {
  const productId = (await productNamed(place, name))?._id;
  const items = [{ productId, coverAmount: 1_000n * UNIT, termSeconds: 8 * DAY_SECONDS }];
  return place.send(BUYER, 'buyPolicies', { items, maxPremium: 1_000n * UNIT });
}

/** Declares a hash of the feed's split to count. */
export async function declare(
  place: Marketplace,
  canonicalHash: string,
  changes: object = {},
  by = GOVERNOR,
): Promise<Outcome> {
  const { _id: feedId, fork } = await feedOf(place);
  const known = { feedId, chainId: fork?.chainId, block: fork?.block };
  return place.send(by, 'declareFork', { ...known, canonicalHash, reason: 'the vote', ...changes });
}
