/**
 * The sale of what a vault holds for what losses lack in the asset that it pays: it begins when they have
 * been added up, never sells more than they need, and ends when they are allocated.
 */
import { type AuctionEvent, transitionAuction } from '../../domain/auction/states.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { divideByWeights } from '../../domain/waterfall/prorata.ts';
import type { ReserveSaleDocument } from '../../store/documents/auctions.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import type { Draft } from '../sequencer/draft.ts';
import { otherVaultsOf } from '../vault/otherAssets.ts';
import { bookVaultResult, restate, vaultAssets } from '../vault/vaultBooks.ts';
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
    else closeSale(draft, vault, sale, lackingBehind(draft, vault, haircuts) === 0n ? 'RAISED' : 'GIVEN_UP');
  }
}

function closeSale(draft: Draft, vault: VaultDocument, sale: ReserveSaleDocument, event: AuctionEvent): void {
  const status = transitionAuction(sale.status, event);
  if (status === null) throw new Error(`${sale._id} is ${sale.status}`);
  draft.put('auctions', { ...sale, status, incidentIds: [], closedAt: draft.at });
  draft.put('vaults', { ...vault, saleId: null });
  const changes = { status, assetId: sale.assetId, taken: `${sale.taken}`, paid: `${sale.paid}` };
  draft.emit({ type: 'auction.closed', node: sale._id, also: [vault._id], changes });
}

/** Writes down what a sale has taken of its vault so far, against all shares. The part has left it. */
export function slashForSale(
  draft: Draft,
  { _id, reserveId: vaultId, taken }: ReserveSaleDocument,
  part: Amount,
  incidents: readonly IncidentDocument[],
): void {
  const id = `${vaultId}/${_id}`;
  const vault = draft.must('vaults', vaultId);
  const before = draft.get('vaultLosses', id);
  const claimed = incidents.map(({ pools }) => pools.reduce((sum, pool) => sum + pool.claimed, 0n));
  const parts = divideByWeights(taken, claimed);
  draft.put('vaultLosses', {
    ...{ _id: id, version: before?.version ?? 0, vaultId, lossEventId: _id, slashed: taken, covered: taken },
    incidents: incidents.map((incident, index) => ({ incidentId: incident._id, amount: parts[index] ?? 0n })),
    assetsBefore: before?.assetsBefore ?? vaultAssets(draft, vault) + part,
    ...{ sharesBefore: vault.shares, at: before?.at ?? draft.at },
  });
  bookVaultResult(draft, vaultId, 'losses', part);
  restate(draft, vaultId);
}
