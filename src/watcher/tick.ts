/** One complete step over all feeds, products and pools. Live and virtual time run the same one. */
import type { FeedFamily } from '../../oracles/adapter.ts';
import { whatWaits } from '../store/queries/whatWaits.ts';
import type { Begun, Step } from './context.ts';
import { loadRead, stepFeeds } from './feed/stepFeeds.ts';
import { stepOrders } from './order/stepOrders.ts';
import { loadBooks } from './pool/loadBooks.ts';
import { stepCommissions } from './pool/stepCommissions.ts';
import { stepCommitments } from './pool/stepCommitments.ts';
import { stepPools } from './pool/stepPools.ts';
import { stepReserves } from './pool/stepReserves.ts';
import { followScores } from './product/followScores.ts';
import { renewDue } from './product/renewDue.ts';
import { stepProducts } from './product/stepProducts.ts';
import { sealDue } from './sealDue.ts';
import { guarded } from './send.ts';
import { stepVenues } from './venue/stepVenues.ts';

/**
 * Feeds first, then what they mean for products and incidents, then pools and vaults: each looks at what the
 * former left. Reserves are sized before, so that a step which ends early takes the same to its successor.
 */
export async function tick(begun: Begun, adapters: (family: string) => FeedFamily | null): Promise<void> {
  const { database, at } = begun;
  const [waiting, read] = await Promise.all([whatWaits(database, at), loadRead(database)]);
  const step: Step = { ...begun, waiting };
  const views = await stepFeeds(step, read, adapters);
  await stepReserves(step);
  await stepCommitments(step);
  const products = await stepProducts(step, views);
  await guarded(step, 'scores', () => followScores(step));
  const books = await loadBooks(database);
  await stepPools(step, books, products);
  await stepOrders(step, products.decided);
  await stepVenues(step, books);
  await stepCommissions(step);
  await guarded(step, 'renewals', () => renewDue(step));
  await guarded(step, 'the snapshot', () => sealDue(step));
}
