/** The waterfall of one group of claimants alone (docs/mechanics.md section 6). */
import type { Amount } from '../shared/units.ts';
import { allocateEvent } from './allocateEvent.ts';

/** One step of the waterfall, as it stands when the loss is allocated. */
export interface Layer {
  readonly id: string;
  readonly balance: Amount;
  /** What it never gives: a vault keeps one whole unit. */
  readonly keptMinimum: Amount;
  /** Most that it gives to this loss event, or null without a cap. */
  readonly cap: Amount | null;
}

export interface LayerDebit {
  readonly id: string;
  readonly amount: Amount;
}

export interface Allocation {
  /** One debit per layer, in the order given, 0 where it was not needed. */
  readonly debits: readonly LayerDebit[];
  /** What no layer could bear: shared by the claimants of the pool. */
  readonly haircut: Amount;
}

/**
 * Takes `min(remaining, balance less kept minimum, cap)` from each layer in turn. Debits and haircut sum
 * exactly to the loss, and a layer is touched only when all before it are exhausted or at their cap.
 * Example: loss 1000 over 300, 250, 200, 100: haircut 150.
 */
export function allocateLoss(loss: Amount, layers: readonly Layer[]): Allocation {
  const draws = [{ claimants: 'all', cap: 'all' }];
  const event = layers.map(({ cap, ...layer }) => ({ ...layer, draws, caps: { all: cap } }));
  const { debits, haircuts } = allocateEvent([{ id: 'all', loss }], event);
  const amountOf = (id: string) => debits.find(({ layer }) => layer === id)?.amount ?? 0n;
  return { debits: layers.map(({ id }) => ({ id, amount: amountOf(id) })), haircut: haircuts[0] ?? 0n };
}
