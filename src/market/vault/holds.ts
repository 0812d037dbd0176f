/**
 * Draws of venues on a vault. From the close that asks for one until it is paid it is set aside: nobody steps
 * into or out of the vault, as from a breach, and what is set aside still belongs to its shares.
 */
import { breachAt, freezeAt, thawAt } from '../../domain/pool/freezeClock.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import type { Draft } from '../sequencer/draft.ts';

/** Counts what a market has set aside of a vault, and freezes it. The money has moved. */
export function holdOfVault(draft: Draft, vaultId: string, marketId: string, amount: Amount): void {
  const vault = draft.must('vaults', vaultId);
  const before = heldFor(vault, marketId);
  draft.put('vaults', {
    ...vault,
    ...breachAt(freezeAt(vault, draft.at), draft.at),
    holds: [...without(vault, marketId), { marketId, amount: before + amount }],
  });
}

/** Counts what is set aside no more, and ends the freeze with the last of all reasons for it. */
export function releaseOfVault(draft: Draft, vaultId: string, marketId: string, amount: Amount): void {
  const vault = draft.must('vaults', vaultId);
  const before = heldFor(vault, marketId);
  const left = before - amount;
  if (left < 0n) throw new Error(`${marketId} frees ${amount} of ${vaultId} and holds ${before}`);
  const holds = [...without(vault, marketId), ...(left > 0n ? [{ marketId, amount: left }] : [])];
  const isOver = holds.length === 0 && vault.breachedProductIds.length === 0;
  draft.put('vaults', { ...vault, ...(isOver ? thawAt(vault, draft.at) : {}), holds });
}

/** What a market has set aside. */
const heldFor = ({ holds }: VaultDocument, marketId: string): Amount =>
  holds.find((hold) => hold.marketId === marketId)?.amount ?? 0n;

const without = ({ holds }: VaultDocument, marketId: string) =>
  holds.filter((hold) => hold.marketId !== marketId);
