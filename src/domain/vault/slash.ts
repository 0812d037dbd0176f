/**
 * What a loss takes of a vault (docs/mechanics.md section 7): slash, then pending, then covered.
 *
 * The vault keeps for each loss event what it has taken, so that the same loss, told again, takes nothing
 * again, and one that has grown takes only what is new.
 */
import { maximum, minimum } from '../shared/rounding.ts';
import type { Amount, Wad } from '../shared/units.ts';

/** One loss event takes half of what a vault held before it at most. */
export const VAULT_EVENT_CAP: Wad = 5n * 10n ** 17n;

/** One loss event at one vault. What is slashed and not covered yet is pending. */
export interface VaultLoss {
  readonly slashed: Amount;
  readonly covered: Amount;
}

/** A loss event that has taken nothing. */
export const NOTHING_SLASHED: VaultLoss = { slashed: 0n, covered: 0n };

/** What has left the vault and has not reached the claimants. */
export function pendingOf({ slashed, covered }: VaultLoss): Amount {
  return slashed - covered;
}

export interface Slash {
  readonly taken: Amount;
  /** What the vault has after it. */
  readonly assets: Amount;
  readonly loss: VaultLoss;
}

/**
 * Takes what of a loss is new: the whole of it, less what the layers before bear and what was slashed for it
 * already, and never the last whole unit of the vault.
 * Examples: vault of 501 and a loss of 1,000, a whole unit being 1: 500. Loss of 700, of which 200 are borne
 * before and 300 slashed: 200.
 */
export function slashForLoss(
  assets: Amount,
  loss: VaultLoss,
  total: { readonly amount: Amount; readonly borneBefore: Amount },
  wholeUnit: Amount,
): Slash {
  const fresh = maximum(0n, total.amount - total.borneBefore - loss.slashed);
  const taken = minimum(fresh, maximum(0n, assets - wholeUnit));
  return { taken, assets: assets - taken, loss: { ...loss, slashed: loss.slashed + taken } };
}

/** Hands pending money to the claimants, at most what is pending. */
export function coverPending(loss: VaultLoss, amount: Amount): { covered: Amount; loss: VaultLoss } {
  const covered = minimum(amount, pendingOf(loss));
  return { covered, loss: { ...loss, covered: loss.covered + covered } };
}
