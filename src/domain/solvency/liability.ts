/**
 * The nodes of a tree whose root says how much is owed in one asset (docs/decisions/0031).
 *
 * Each node binds the sums of both its children, not only their total: else a prover could show different
 * halves of the same total to different people. What is hashed begins with what it is, so that no leaf passes
 * for a node. The salt keeps neighbours from guessing what a leaf stands for.
 */
import type { Sha256 } from '../evidence/closing.ts';
import { canonical } from '../shared/canonical.ts';
import type { Amount } from '../shared/units.ts';

/** What is owed to one account, policy or position. */
export interface Liability {
  readonly id: string;
  readonly amount: Amount;
  /** Known to the owner alone, and not to be guessed. */
  readonly salt: string;
}

export interface SumNode {
  readonly hash: string;
  readonly sum: Amount;
}

/** What is published and signed. */
export interface LiabilityRoot {
  readonly assetId: string;
  readonly count: number;
  readonly sum: Amount;
  readonly hash: string;
}

/** Example: the text `["liability","pol_1","10n","s"]` is hashed. */
export function leafNode({ id, amount, salt }: Liability, sha256: Sha256): SumNode {
  return { hash: sha256(canonical(['liability', id, amount, salt])), sum: amount };
}

/** Example: `["sum",left hash,"10n",right hash,"5n"]`, with a sum of 15. */
export function parentNode(left: SumNode, right: SumNode, sha256: Sha256): SumNode {
  const text = canonical(['sum', left.hash, left.sum, right.hash, right.sum]);
  return { hash: sha256(text), sum: left.sum + right.sum };
}

/** The root binds asset and count too. `top` is null where nothing is owed to anybody. */
export function rootOf(assetId: string, count: number, top: SumNode | null, sha256: Sha256): LiabilityRoot {
  const sum = top?.sum ?? 0n;
  return { assetId, count, sum, hash: sha256(canonical(['root', assetId, count, top?.hash ?? null, sum])) };
}
