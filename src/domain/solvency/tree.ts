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
  const levels = treeLevels(
    leaves.map(({ node }) => node),
    sha256,
  );
  const root = rootOf(assetId, leaves.length, levels.at(-1)?.[0] ?? null, sha256);
  if (root.sum > AMOUNT_MAX) throw new Error(`a sum of ${root.sum}`);
  return { root, levels, indexById };
}

/** All levels over some nodes, from themselves to the top; none over nothing. */
export function treeLevels(nodes: readonly SumNode[], sha256: Sha256): (readonly SumNode[])[] {
  const levels: (readonly SumNode[])[] = nodes.length === 0 ? [] : [nodes];
  for (let level = levels[0]; level !== undefined && level.length > 1; ) {
    level = levelAbove(level, sha256);
    levels.push(level);
  }
  return levels;
}

/** Levels that a piece of a tree has. */
const PIECE_LEVELS = 10;
/** Leaves of a piece: a power of two, so that pieces meet at their tops. */
export const PIECE_LEAVES = 2 ** PIECE_LEVELS;

/** The tops of all pieces of a tree. */
export function topsOf({ levels }: Pick<LiabilityTree, 'levels'>): readonly SumNode[] {
  return levels[PIECE_LEVELS] ?? levels.at(-1) ?? [];
}

/**
 * The proof of a leaf from its own piece and the tops of all: the rest of a large tree need not be read.
 */
export function pieceProof(
  index: number,
  count: number,
  piece: readonly SumNode[],
  tops: readonly SumNode[],
  sha256: Sha256,
): InclusionProof {
  const own = treeLevels(piece, sha256);
  const above = treeLevels(tops, sha256);
  const first = Math.floor(index / PIECE_LEAVES);
  const siblings = siblingsOf(index, count).flatMap((place) => {
    const node =
      place.level < PIECE_LEVELS
        ? own[place.level]?.[place.index - first * 2 ** (PIECE_LEVELS - place.level)]
        : above[place.level - PIECE_LEVELS]?.[place.index];
    return node ?? [];
  });
  return { index, siblings };
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
