/** A database of a service that sells, for server and client processes. */
import { mintToken } from '../../../src/api/auth/accessToken.ts';
import { ACCESS_SECONDS } from '../../../src/domain/shared/limits.ts';
import { apiSettings } from '../../../src/settings.ts';
import { seeded } from '../shared/statistics.ts';
import { buyerOf, openWorld } from '../shared/world.ts';
import { type Clock, serviceConfig, timeOf } from './settings.ts';

export interface Shop {
  uri: string;
  clock: Clock;
  productId: string;
  accountIds: string[];
}

/** A product that sells, and one policy sold; nobody holds the database's head when this resolves. */
export async function openShop(uri: string, buyers: number): Promise<Shop> {
  const world = await openWorld(uri, { markets: 1, buyers });
  await buyerOf(world, seeded(1))(0, 0);
  const { place, buyers: people, markets } = world;
  const clock = { from: place.clock.now, wallMs: Date.now() };
  await world.stop();
  return { uri, clock, productId: markets[0]?.productId ?? '', accountIds: people.map(({ id }) => id) };
}

/** What one of its buyers signs in with. */
export function tokenOf({ uri, clock }: Shop, accountId: string): string {
  const { tokens } = apiSettings(serviceConfig({ uri, port: 0 }));
  return mintToken(tokens, { accountId, now: timeOf(clock), lifeSeconds: ACCESS_SECONDS });
}
