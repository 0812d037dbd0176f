/** One complete step over all feeds, products and pools. Live and virtual time run the same one. */
import type { FeedFamily } from '../../oracles/adapter.ts';
import { whatWaits } from '../store/queries/whatWaits.ts';
import type { Begun, Step } from './context.ts';
import { loadRead, type Read, stepFeeds } from './feed/stepFeeds.ts';
import { gathering } from './gathering.ts';
import { stepOrders } from './order/stepOrders.ts';
import { loadBooks } from './pool/loadBooks.ts';
import { sizeReserves } from './pool/sizeReserves.ts';
import { stepCommissions } from './pool/stepCommissions.ts';
import { stepCommitments } from './pool/stepCommitments.ts';
import { stepPools } from './pool/stepPools.ts';
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
  const views = await readFeeds(step, read, adapters);
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

/** Reads all feeds and sizes all reserves that are due: what follows from both is decided together. */
async function readFeeds(step: Step, read: Read, adapters: (family: string) => FeedFamily | null) {
  const { market } = step;
  const gathered = gathering((submission) => market.submit(submission));
  const together = { ...step, market: { ...market, submit: gathered.submit } };
  const sizings = [...step.waiting.assetsUnsized.keys()].map(
    (assetId) => () => guarded(step, assetId, () => sizeReserves(together, assetId)),
  );
  return stepFeeds(together, read, adapters, { parts: sizings, doing: gathered.doing });
}
