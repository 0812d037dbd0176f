/** What is insured, over all pools: the document that its size and its cover are kept in. */
import type { PoolDocument } from '../../store/documents/pools.ts';
import { type Need, need, type World } from '../sequencer/world.ts';

/**
 * The id of a subject: letters and digits of its name alone, so that `USD Coin` and `usd-coin` are one.
 * A sandbox has subjects of its own: play money never takes up the room of what is real.
 */
export function subjectIdOf(subject: string, sandbox: boolean): string {
  const plain = subject.normalize('NFKC').toLowerCase();
  const letters = plain.replaceAll(/[^\p{L}\p{N}]+/gu, '');
  return `${sandbox ? 'sbx' : 'sub'}_${letters === '' ? plain : letters}`;
}

/** The feeds and subjects whose sums change with cover that rests on them: see `restsOn`. */
export function coverNeeds(basis: readonly { feedId: string; subject: string }[], sandbox: boolean): Need[] {
  return basis.flatMap(({ feedId, subject }) => [
    need('feeds', feedId),
    need('subjects', subjectIdOf(subject, sandbox)),
  ]);
}

/** The subjects of all products of a pool. */
export function poolSubjectNeeds(world: World, poolId: string): Need[] {
  const pool: PoolDocument | null | undefined = world.peek('pools', poolId);
  if (pool === undefined || pool === null) return [];
  return pool.products.flatMap((product) =>
    product.restsOn.map(({ subject }) => need('subjects', subjectIdOf(subject, pool.sandbox))),
  );
}
