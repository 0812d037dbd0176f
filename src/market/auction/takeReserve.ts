/** Takes what a vault holds, for what losses lack in the asset that it pays. */
import type { Refusal } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { ReserveSaleDocument } from '../../store/documents/auctions.ts';
import { availableOf, balanceId } from '../ledger/accounts.ts';
import { payIn, payOut } from '../reserve/flows.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { proceedsIdOf } from '../vault/otherAssets.ts';
import { recordSlash, vaultLossIdOf } from '../vault/slash.ts';
import { offerOf, type SaleBook, saleBookOf, saleNeeds } from './saleBook.ts';
import { movedRefusal, paymentRefusal, type Wanted } from './taking.ts';

/** What it reads and writes. */
export function takeReserveNeeds(
  world: World,
  { _id, reserveId, assetId, lotAssetId, incidentIds }: ReserveSaleDocument,
  accountId: string,
  at: number,
): Need[] {
  return [
    ...saleNeeds(world, assetId, incidentIds, at),
    need('vaultLosses', vaultLossIdOf(reserveId, _id)),
    ...[assetId, lotAssetId].map((each) => need('balances', balanceId(availableOf(accountId), each))),
  ];
}

/** Gives a part of the lot and takes the money, or refuses. Once nothing is lacking nobody waits for it. */
export function takeReserve(
  draft: Draft,
  sale: ReserveSaleDocument,
  wanted: Wanted,
): { positionId: null; taken: Amount; paid: Amount } | Refusal {
  const { _id, reserveId, assetId, round } = sale;
  const { accountId } = wanted;
  const book = saleBookOf(draft, sale);
  const { phase, take } = offerOf(draft, sale, book);
  const given = take(wanted.amount);
  if (given === null) return movedRefusal(phase, book.need);
  const { taken, paid, left } = given;
  const refusal = paymentRefusal(draft, wanted, paid, assetId);
  if (refusal !== null) return refusal;
  payIn(draft, availableOf(accountId), proceedsIdOf(reserveId), 'AUCTION', paid);
  payOut(draft, reserveId, availableOf(accountId), 'SALE', taken);
  const next: ReserveSaleDocument = {
    ...{ ...sale, taken: sale.taken + taken, paid: sale.paid + paid },
    round: left === null ? round : { ...round, ...left },
  };
  draft.put('auctions', next);
  const members = book.incidents.map(({ _id: incidentId, pools }) => ({ incidentId, pools }));
  const before = draft.get('vaultLosses', vaultLossIdOf(reserveId, _id));
  recordSlash(draft, reserveId, { lossEventId: _id, members }, taken, before);
  const changes = { kind: sale.kind, assetId, taken: `${taken}`, paid: `${paid}` };
  draft.emit({ type: 'auction.taken', node: _id, also: [reserveId, accountId], changes });
  if (paid === book.need) stopWaiting(draft, book);
  return { positionId: null, taken, paid };
}

/** Nothing is lacking any more: the losses can be allocated. */
function stopWaiting(draft: Draft, { incidents }: SaleBook): void {
  for (const incident of incidents) draft.put('incidents', { ...incident, saleUntil: draft.at });
}
