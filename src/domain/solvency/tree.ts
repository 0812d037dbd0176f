/** All that is owed in one asset, as a tree in which everybody can find what is owed to them. */
import type { Sha256 } from '../evidence/closing.ts';
import { AMOUNT_MAX } from '../shared/limits.ts';
import {
  type Liability,
  type LiabilityRoot,
  leafNode,
  parentNode,
  rootOf,
  type SumNode,
} from './liability.ts';
import { type InclusionProof, siblingsOf } from './proof.ts';

export interface LiabilityTree {
  readonly root: LiabilityRoot;
  /** From the leaves to the top; none where nothing is owed. */
  readonly levels: readonly (readonly SumNode[])[];
  readonly indexById: ReadonlyMap<string, number>;
}

/**
 * The tree of some liabilities, in the order of their salted hashes: a place in it tells nothing of its
 * owner. A node without a neighbour is taken up to the next level as it is. Throws an Error for an id that is
 * there twice, and for an amount outside 0 and AMOUNT_MAX.
 */
export function liabilityTree(
  assetId: string,
  liabilities: readonly Liability[],
  sha256: Sha256,
): LiabilityTree {
  const leaves = liabilities
    .map((liability) => ({ id: checked(liability).id, node: leafNode(liability, sha256) }))
    .sort((a, b) => (a.node.hash < b.node.hash ? -1 : 1));
  const indexById = new Map(leaves.map(({ id }, index) => [id, index]));
  if (indexById.size < leaves.length) throw new Error('an id is there twice');
  const levels: SumNode[][] = leaves.length === 0 ? [] : [leaves.map(({ node }) => node)];
  for (let level = levels[0]; level !== undefined && level.length > 1; ) {
    level = levelAbove(level, sha256);
    levels.push(level);
  }
  const root = rootOf(assetId, leaves.length, levels.at(-1)?.[0] ?? null, sha256);
  if (root.sum > AMOUNT_MAX) throw new Error(`a sum of ${root.sum}`);
  return { root, levels, indexById };
}

function checked(liability: Liability): Liability {
  const { id, amount } = liability;
  if (amount < 0n || amount > AMOUNT_MAX) throw new Error(`${amount} is owed to ${id}`);
  return liability;
}

function levelAbove(level: readonly SumNode[], sha256: Sha256): SumNode[] {
  const above: SumNode[] = [];
  for (let index = 0; index < level.length; index += 2) {
    const [left, right] = [level[index], level[index + 1]];
    if (left === undefined) break;
    above.push(right === undefined ? left : parentNode(left, right, sha256));
  }
  return above;
}

/** What proves that something is counted in the root, or null where it is not. */
export function inclusionProof(
  { root, levels, indexById }: LiabilityTree,
  id: string,
): InclusionProof | null {
  const index = indexById.get(id);
  if (index === undefined) return null;
  const siblings = siblingsOf(index, root.count).flatMap((place) => levels[place.level]?.[place.index] ?? []);
  return { index, siblings };
}
