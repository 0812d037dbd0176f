/** Reads all feeds that are read, a few at a time. */
import type { FeedFamily } from '../../../oracles/adapter.ts';
import type { BreachRule } from '../../domain/trigger/rule.ts';
import type { Database } from '../../store/database.ts';
import type { FeedDocument, FeedStatus, ProductDocument } from '../../store/documents/cover.ts';
import type { SourceDocument } from '../../store/evidence/documents.ts';
import { loadSources, sourceDocumentId } from '../../store/evidence/sources.ts';
import { loadAll } from '../../store/load.ts';
import type { Step } from '../context.ts';
import { inLanes } from '../inLanes.ts';
import { guarded } from '../send.ts';
import { type FeedView, stepFeed } from './stepFeed.ts';
import { resumeOverdue } from './suspendSplit.ts';
import { closingTerms } from './terms.ts';

/** Feeds that are read. One that is not approved yet decides nothing, one that is suspended no more. */
const READ: readonly FeedStatus[] = ['SANDBOX', 'LIVE', 'DEGRADED'];

/** What reading feeds begins with. */
export interface Read {
  feeds: readonly FeedDocument[];
  products: readonly ProductDocument[];
  sources: ReadonlyMap<string, SourceDocument>;
}

export async function loadRead(database: Database): Promise<Read> {
  const [feeds, products, sources] = await Promise.all([
    loadAll(database, 'feeds'),
    loadAll(database, 'products'),
    loadSources(database),
  ]);
  return { feeds, products, sources };
}

/** What is done in the lanes of the feeds beside them, and what each lane is told to. */
interface Beside {
  parts: readonly (() => Promise<void>)[];
  doing(part: () => Promise<void>): Promise<void>;
}

/** What was seen of each; a feed with a fault is left out. */
export async function stepFeeds(
  step: Step,
  { feeds, products, sources }: Read,
  adapters: (family: string) => FeedFamily | null,
  beside: Beside,
): Promise<Map<string, FeedView>> {
  const suspended = feeds.filter(({ status }) => status === 'SUSPENDED');
  // Those whose suspension has lasted too long are started again first, and read as they stand then.
  const current = (await resumeOverdue(step, suspended)) ? await loadAll(step.database, 'feeds') : feeds;
  const read = current.filter(({ status }) => READ.includes(status));
  const views = new Map<string, FeedView>();
  const readings = read.map((feed) => () => {
    return guarded(step, feed._id, async () => {
      const terms = closingTerms(feed, rulesOf(feed, products), adapters);
      const view = await stepFeed(step, feed, sources, terms);
      if (view !== null) views.set(feed._id, view);
    });
  });
  await inLanes([...beside.parts, ...readings], beside.doing);
  await step.memory.sources.keepOnly(new Set(read.flatMap(sourceIdsOf)));
  return views;
}

function rulesOf({ _id }: FeedDocument, products: readonly ProductDocument[]): BreachRule[] {
  return products.flatMap((product) => (product.feedId === _id ? [product.rule] : []));
}

function sourceIdsOf({ _id, sources }: FeedDocument): string[] {
  return sources.map(({ sourceId }) => sourceDocumentId(_id, sourceId));
}
