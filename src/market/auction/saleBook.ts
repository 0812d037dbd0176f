/** Where a sale of what a vault holds stands: what is left to sell, what is needed, and at which price. */
import { type SaleOffer, type SaleUnits, saleOffer } from '../../domain/auction/saleOffer.ts';
import { AUCTION_DUST_UNITS } from '../../domain/shared/limits.ts';
import { maximum, minimum } from '../../domain/shared/rounding.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { ReserveSaleDocument } from '../../store/documents/auctions.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import { wholeUnitOf } from '../asset/wholeUnit.ts';
import { lossNeeds } from '../incident/lossPools.ts';
import type { Draft } from '../sequencer/draft.ts';
import type { Need, World } from '../sequencer/world.ts';
import { accrueVault } from '../vault/accrue.ts';
import { otherVaultSaleNeeds } from '../vault/otherAssets.ts';
import { vaultAssets } from '../vault/vaultBooks.ts';
import { lackingBehind, lackingOf } from './lacking.ts';
import type { SaleStanding } from './saleRound.ts';

/** Everything that selling for some incidents reads and writes. */
export function saleNeeds(
  world: World,
  assetId: string | undefined,
  incidentIds: readonly string[],
  at: number,
): Need[] {
  return [
    ...(assetId === undefined ? [] : otherVaultSaleNeeds(world, assetId, at)),
    ...incidentIds.flatMap((incidentId) => lossNeeds(world, incidentId, at)),
  ];
}

export interface SaleBook extends SaleStanding {
  readonly vault: VaultDocument;
  readonly incidents: readonly IncidentDocument[];
  readonly units: SaleUnits;
}

/** The book of an open sale now: its vault and all that it is for accrued. Needs `saleNeeds`. */
export function saleBookOf(draft: Draft, sale: ReserveSaleDocument): SaleBook {
  const { reserveId, assetId, lotAssetId, incidentIds } = sale;
  const vault = accrueVault(draft, reserveId);
  const incidents = incidentIds.map((incidentId) => draft.must('incidents', incidentId));
  const missing = lackingBehind(draft, vault, lackingOf(draft, assetId, incidents));
  const needUnit = wholeUnitOf(draft, assetId);
  const units = { lotUnit: wholeUnitOf(draft, lotAssetId), needUnit, dust: AUCTION_DUST_UNITS * needUnit };
  const lot = minimum(sale.lotAtStart - sale.taken, sellableOf(draft, vault));
  return { vault, incidents, need: missing, lot, units };
}

/** What a vault could give: all but the whole unit that every loss leaves. */
export const sellableOf = (draft: Draft, vault: VaultDocument): Amount =>
  maximum(0n, vaultAssets(draft, vault) - wholeUnitOf(draft, vault.assetId));

/** What it sells at this moment. */
export const offerOf = (draft: Draft, { terms, round }: ReserveSaleDocument, book: SaleBook): SaleOffer =>
  saleOffer(terms, round, book, book.units, draft.at);
