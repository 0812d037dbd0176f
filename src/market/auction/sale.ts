/**
 * The sale of what a vault holds for what losses lack in the asset that it pays: it begins when they have
 * been added up, never sells more than they need, and ends when they are allocated.
 */
import type { ReserveSaleDocument } from '../../store/documents/auctions.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import type { Draft } from '../sequencer/draft.ts';
import { otherVaultsOf } from '../vault/otherAssets.ts';
import { endAuction } from './endAuction.ts';
import { type Lacking, lackingBehind } from './lacking.ts';
import { emitSaleRound, freshSaleRound, type SaleStanding } from './saleRound.ts';

/** The open sale of a vault, or null. */
export function saleOf(draft: Draft, { saleId }: VaultDocument): ReserveSaleDocument | null {
  if (saleId === null) return null;
  const sale = draft.must('auctions', saleId);
  if (sale.kind !== 'SALE') throw new Error(`${saleId} is no sale of a vault`);
  return sale;
}

/** Opens it. The vault is accrued. */
export function openSale(
  draft: Draft,
  vault: VaultDocument,
  standing: SaleStanding,
  incidentIds: readonly string[],
): string {
  const { _id: reserveId, assetId: lotAssetId, payoutAssetId: assetId } = vault;
  const saleCount = vault.saleCount + 1;
  const _id = `auc_${reserveId.slice('rsv_'.length)}_${saleCount}`;
  const { reserveSale: terms } = draft.parameters;
  const sale: ReserveSaleDocument = {
    ...{ _id, version: 0, kind: 'SALE', status: 'OPEN', reserveId, assetId, lotAssetId, incidentIds, terms },
    round: freshSaleRound(draft, vault, terms, standing, 1),
    ...{ lotAtStart: standing.lot, neededAtStart: standing.need, taken: 0n, paid: 0n },
    ...{ openedAt: draft.at, closedAt: null },
  };
  draft.create('auctions', sale);
  draft.put('vaults', { ...vault, saleId: _id, saleCount });
  emitSaleRound(draft, sale);
  return _id;
}

/**
 * Takes incidents that are allocated out of the sales of all vaults of an asset, and ends those that are for
 * nothing more. `haircuts`: what the claimants of each pool go without.
 */
export function endSalesFor(
  draft: Draft,
  assetId: string,
  allocated: readonly IncidentDocument[],
  haircuts: readonly Lacking[],
): void {
  const done = new Set(allocated.map(({ _id }) => _id));
  for (const vault of otherVaultsOf(draft, assetId)) {
    const sale = saleOf(draft, vault);
    if (sale === null) continue;
    const incidentIds = sale.incidentIds.filter((id) => !done.has(id));
    if (incidentIds.length > 0) draft.put('auctions', { ...sale, incidentIds });
    else {
      const isRaised = lackingBehind(draft, vault, haircuts) === 0n;
      endAuction(draft, { ...sale, incidentIds }, isRaised ? 'RAISED' : 'GIVEN_UP');
      draft.put('vaults', { ...vault, saleId: null });
    }
  }
}
