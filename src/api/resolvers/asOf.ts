/** What an answer about a product rests on. */
import { restsOn } from '../../market/product/restsOn.ts';
import { leastAsOf } from '../../market/queries/asOf.ts';
import type { AsOfView } from '../../market/queries/views.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { ApiContext } from '../context.ts';
import { must } from '../loaders/loaders.ts';

/** How far its feed has been read; of a basket's feeds the one that is furthest behind. */
export async function asOfProduct(product: ProductDocument, { loaders }: ApiContext): Promise<AsOfView> {
  const feeds = restsOn(product).map(({ feedId }) => must(loaders.feedView, feedId));
  return leastAsOf((await Promise.all(feeds)).map(({ asOf }) => asOf));
}
