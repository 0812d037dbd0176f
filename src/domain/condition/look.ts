/** What is looked at to tell whether a contract has lost what it holds. */
import type { UnixSeconds } from '../shared/units.ts';

/** The state of a contract at the end of one block; null where a figure is not declared or not readable. */
export interface StateLook {
  readonly block: number;
  readonly at: UnixSeconds;
  /** Assets per whole share, in a scale that stays the same. */
  readonly price: bigint | null;
  /** What the contract holds. */
  readonly assets: bigint | null;
  /** What it owes, in the unit of `assets`. */
  readonly liabilities: bigint | null;
  /**
   * True where liabilities are the supply at a price that was declared; else the contract says them itself.
   */
  readonly hasFloor: boolean;
  /** Shares or tokens that claim it. */
  readonly supply: bigint | null;
  readonly paused: boolean | null;
  readonly owner: string | null;
  readonly implementation: string | null;
}

/** Nobody claims anything: no figure says whether something was lost. */
export function isEmpty({ supply }: Pick<StateLook, 'supply'>): boolean {
  return supply === 0n;
}
