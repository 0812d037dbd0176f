/** Cover as pools, feeds and subjects carry it: it moves with every sale, edit, payment and end. */
import { coverByPool, type PolicySegment } from '../../domain/policy/policySegment.ts';
import { withCover } from '../../domain/pool/marketLimits.ts';
import { subjectIdOf } from '../product/subjects.ts';
import type { Draft } from '../sequencer/draft.ts';

/**
 * Changes the cover of a product in a pool, on the feeds and of the subjects that it rests on; a release
 * takes away. Needs the pool and `coverNeeds`.
 */
export function addCover(draft: Draft, poolId: string, productId: string, added: bigint): void {
  const pool = draft.must('pools', poolId);
  const entry = pool.products.find((product) => product.productId === productId);
  if (entry === undefined) throw new Error(`${poolId} does not back ${productId}`);
  const products = pool.products.map((product) =>
    product === entry ? { ...entry, cover: entry.cover + added } : product,
  );
  draft.put('pools', { ...pool, products });
  for (const { feedId, subject: name } of entry.restsOn) {
    const feed = draft.must('feeds', feedId);
    draft.put('feeds', { ...feed, activeCover: withCover(feed.activeCover, pool.assetId, added) });
    const subject = draft.must('subjects', subjectIdOf(name, pool.sandbox));
    draft.put('subjects', { ...subject, activeCover: withCover(subject.activeCover, pool.assetId, added) });
  }
}

/** What pools carry of a policy that had some segments and has others now. Needs what `addCover` does. */
export function changeCover(
  draft: Draft,
  productId: string,
  before: readonly PolicySegment[],
  after: readonly PolicySegment[],
): void {
  const [had, has] = [coverByPool(before), coverByPool(after)];
  for (const poolId of new Set([...had.keys(), ...has.keys()])) {
    const added = (has.get(poolId) ?? 0n) - (had.get(poolId) ?? 0n);
    if (added !== 0n) addCover(draft, poolId, productId, added);
  }
}
