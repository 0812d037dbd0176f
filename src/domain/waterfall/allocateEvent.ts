/**
 * Who bears a loss event, in an order that everyone could read beforehand (docs/mechanics.md section 6).
 * Several groups of claimants may lose at once: each has layers of its own, and they share others.
 */
import { maximum, minimum } from '../shared/rounding.ts';
import type { Amount } from '../shared/units.ts';
import { divideByWeights } from './prorata.ts';

/** Whoever loses together: the claimants of a pool, or those of a liquidation. */
export interface Claimants {
  readonly id: string;
  readonly loss: Amount;
}

/** One step of the waterfall, as it stood before the event took anything. */
export interface EventLayer {
  readonly id: string;
  readonly balance: Amount;
  /** What it never gives: a vault keeps one whole unit. */
  readonly keptMinimum: Amount;
  /** Whose losses it bears, each under one of its caps. */
  readonly draws: readonly { readonly claimants: string; readonly cap: string }[];
  /** Most that it gives to this event under each cap, to all who draw under it together; null without one. */
  readonly caps: Readonly<Record<string, Amount | null>>;
}

export interface EventDebit {
  readonly layer: string;
  readonly claimants: string;
  readonly amount: Amount;
}

export interface EventAllocation {
  /** What was taken, layer by layer in the order given, of each by its claimants' ids; none of nothing. */
  readonly debits: readonly EventDebit[];
  /** What no layer could bear, by the claimants in the order given: the haircut of each. */
  readonly haircuts: readonly Amount[];
}

/**
 * Takes from each layer in turn what those who draw it still lack: at most its balance less its kept minimum,
 * at most its caps, and split pro rata to what each still lacks. It does not matter in which order the
 * claimants are named. Debits and haircuts sum exactly to the losses.
 * Example: losses 100 and 300 over a shared layer of 40: 10 and 30, haircuts 90 and 270.
 */
export function allocateEvent(
  claimants: readonly Claimants[],
  layers: readonly EventLayer[],
): EventAllocation {
  const remaining = new Map(claimants.map(({ id, loss }) => [id, loss]));
  const debits: EventDebit[] = [];
  for (const layer of layers) {
    for (const debit of drawsOf(layer, remaining)) {
      remaining.set(debit.claimants, (remaining.get(debit.claimants) ?? 0n) - debit.amount);
      debits.push(debit);
    }
  }
  return { debits, haircuts: claimants.map(({ id }) => remaining.get(id) ?? 0n) };
}

function drawsOf(layer: EventLayer, remaining: ReadonlyMap<string, Amount>): EventDebit[] {
  const { balance, keptMinimum, draws, caps } = layer;
  const lacking = draws
    .map(({ claimants, cap }) => ({ claimants, cap, lacks: remaining.get(claimants) ?? 0n }))
    .sort((a, b) => (a.claimants < b.claimants ? -1 : 1));
  const names = [...new Set(lacking.map(({ cap }) => cap))].sort();
  const wanted = names.map((name) => {
    const lacks = lacking.filter(({ cap }) => cap === name).reduce((sum, one) => sum + one.lacks, 0n);
    const cap = caps[name] ?? null;
    return cap === null ? lacks : minimum(lacks, maximum(0n, cap));
  });
  const sum = wanted.reduce((all, amount) => all + amount, 0n);
  const given = divideByWeights(minimum(sum, maximum(0n, balance - keptMinimum)), wanted);
  return names.flatMap((name, index) => {
    const under = lacking.filter(({ cap }) => cap === name);
    const parts = divideByWeights(
      given[index] ?? 0n,
      under.map(({ lacks }) => lacks),
    );
    return under.flatMap(({ claimants }, place) => {
      const amount = parts[place] ?? 0n;
      return amount === 0n ? [] : [{ layer: layer.id, claimants, amount }];
    });
  });
}
