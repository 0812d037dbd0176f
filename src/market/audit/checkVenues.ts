/** Venues against their liquidations: what is held, and that every close is borne to the unit. */
import { canonical } from '../../domain/shared/canonical.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import type { LayerPart, LiquidationDocument } from '../../store/documents/venues.ts';
import { sha256 } from '../../store/sha256.ts';
import { balanceId, heldOf } from '../ledger/accounts.ts';
import type { Books } from './books.ts';
import type { Findings } from './findings.ts';

const sumOf = (parts: readonly { amount: Amount }[]): Amount =>
  parts.reduce((sum, { amount }) => sum + amount, 0n);

/** Checks every liquidation, what is held for all, and what venues are said to hold. Returns how many. */
export async function checkVenues(
  view: Database,
  findings: Findings,
  { vaults }: Pick<Books, 'vaults'>,
): Promise<number> {
  let looked = 0;
  const held = new Map<string, Amount>();
  const byLayer = new Map<string, Amount>();
  const waiting = new Map<string, Amount>();
  for await (const row of readRows(view, 'liquidations', { sort: { _id: 1 } })) {
    looked += 1;
    findings.look('liquidations', row, (liquidation) => {
      const { marketId, venueId, assetId, status } = liquidation;
      add(held, balanceId(heldOf(marketId), assetId), sumOf(liquidation.held));
      if (status === 'OPENED') {
        for (const part of liquidation.held) add(byLayer, keyOf(venueId, part), part.amount);
      }
      for (const part of liquidation.held) add(waiting, keyOf(marketId, part), part.amount);
      checkClose(findings, liquidation);
    });
  }
  const filter = { account: { $regex: `^mkt_[0-9a-z_]+${heldOf('')}$` } };
  for await (const { id, document } of readRows(view, 'balances', { filter, sort: { _id: 1 } })) {
    if (document === null) continue;
    findings.compare('balances', id, 'amount', held.get(id) ?? 0n, document.amount);
    held.delete(id);
  }
  for (const [id, amount] of held)
    if (amount > 0n) findings.note('balances', id, '_id', `${amount} held`, 'no document');
  for await (const row of readRows(view, 'venues', { sort: { _id: 1 } })) {
    findings.look('venues', row, ({ _id, draws }) => {
      for (const record of draws) {
        const expected = byLayer.get(keyOf(_id, record)) ?? 0n;
        findings.compare('venues', _id, `draws.${record.reserveId}.held`, expected, record.held);
      }
    });
  }
  for (const { vault } of vaults.values()) checkHolds(findings, vault, waiting);
  return looked;
}

/** What is set aside of a vault is what the liquidations of each market wait for. */
function checkHolds(
  findings: Findings,
  { _id: reserveId, holds }: VaultDocument,
  waiting: ReadonlyMap<string, Amount>,
): void {
  const expected = [...waiting]
    .filter(([key, amount]) => key.endsWith(` ${reserveId}`) && amount > 0n)
    .map(([key, amount]) => `${key.split(' ')[0]} ${amount}`);
  const found = holds.map(({ marketId, amount }) => `${marketId} ${amount}`);
  findings.compare('vaults', reserveId, 'holds', expected.sort().join(', '), found.sort().join(', '));
}

const keyOf = (ownerId: string, { reserveId }: Pick<LayerPart, 'reserveId'>) => `${ownerId} ${reserveId}`;

const add = (sums: Map<string, Amount>, key: string, amount: Amount) =>
  sums.set(key, (sums.get(key) ?? 0n) + amount);

/** Shortfall = layers + what deleveraging avoided + haircuts + claim; the hash is that of what it says. */
function checkClose(findings: Findings, { _id, close }: LiquidationDocument): void {
  if (close === null) return;
  const { layers, avoided, haircuts, claim, shortfall, voided: _voided, hash, ...said } = close;
  const borne = sumOf(layers) + avoided + sumOf(haircuts) + claim;
  findings.compare('liquidations', _id, 'close.shortfall', borne, shortfall);
  const text = canonical({ ...said, layers, avoided, haircuts, claim, shortfall });
  findings.compare('liquidations', _id, 'close.hash', sha256(text), hash);
}
