/** Keeps the demo's products on sale: the size of a subject holds for a week. */
import { DAY_SECONDS, type UnixSeconds } from '../../domain/shared/units.ts';
import type { GraphqlClient } from './graphql.ts';
import { create, type DemoMarket, type Tokens } from './openMarket.ts';
import { statedSize } from './sizes.ts';

/** A size is restated a day before it would be too old. */
const RESTATED_SECONDS = 6 * DAY_SECONDS;

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

/** True when it is time to. */
export const isDue = (stated: UnixSeconds, now: UnixSeconds): boolean => now - stated >= RESTATED_SECONDS;
