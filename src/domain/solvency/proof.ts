/** Whether something is counted in a published root: needs neither the tree nor the service. */
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

/** The way from a leaf to the top: its place, and the neighbour at each level that has one. */
export interface InclusionProof {
  readonly index: number;
  readonly siblings: readonly SumNode[];
}

/**
 * What is wrong with a proof. INDEX: no such place. LENGTH: too many or too few neighbours. AMOUNT: something
 * owed is below 0 or above AMOUNT_MAX, so that a sum could hide what others are owed. SUM: the way leads to
 * another total than the root's. HASH: it leads to another root.
 */
export type ProofFault = 'INDEX' | 'LENGTH' | 'AMOUNT' | 'SUM' | 'HASH';

/** Where a neighbour stands, and on which side. */
interface Place {
  readonly level: number;
  readonly index: number;
  readonly side: 'LEFT' | 'RIGHT';
}

/** The neighbours of a leaf's way, from the lowest level up: they follow from index and count alone. */
export function siblingsOf(index: number, count: number): Place[] {
  const places: Place[] = [];
  let [place, width] = [index, count];
  for (let level = 0; width > 1; level += 1) {
    const isRight = place % 2 === 1;
    if (isRight) places.push({ level, index: place - 1, side: 'LEFT' });
    else if (place + 1 < width) places.push({ level, index: place + 1, side: 'RIGHT' });
    [place, width] = [Math.floor(place / 2), Math.ceil(width / 2)];
  }
  return places;
}

/**
 * Null when the liability is counted in the root, in full. Anybody who holds a liability and the signed root
 * can call it.
 * Example: 10 and 5 in a tree: the proof of the first is the node of the second.
 */
export function proofFault(
  root: LiabilityRoot,
  liability: Liability,
  { index, siblings }: InclusionProof,
  sha256: Sha256,
): ProofFault | null {
  const { assetId, count, sum, hash } = root;
  if (!Number.isSafeInteger(count) || !Number.isSafeInteger(index)) return 'INDEX';
  if (index < 0 || index >= count) return 'INDEX';
  const places = siblingsOf(index, count);
  if (siblings.length !== places.length) return 'LENGTH';
  const amounts = [liability.amount, sum, ...siblings.map((sibling) => sibling.sum)];
  if (amounts.some((amount) => amount < 0n || amount > AMOUNT_MAX)) return 'AMOUNT';
  const top = siblings.reduce(
    (node, sibling, step) =>
      places[step]?.side === 'LEFT' ? parentNode(sibling, node, sha256) : parentNode(node, sibling, sha256),
    leafNode(liability, sha256),
  );
  if (top.sum !== sum) return 'SUM';
  return rootOf(assetId, count, top, sha256).hash === hash ? null : 'HASH';
}
