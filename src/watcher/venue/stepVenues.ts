/** What the clock brings to liquidations: draws are paid after their window, what was never closed lapses. */
import { RUN_OFF_COMMANDS_MAX } from '../../domain/shared/limits.ts';
import { balanceId, reserveOf } from '../../market/ledger/accounts.ts';
import { fundRequirement, nextClaimStep } from '../../market/venue/claims.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import { loadByIds } from '../../store/load.ts';
import type { Step } from '../context.ts';
import { inLanes } from '../inLanes.ts';
import type { SeenBooks } from '../pool/loadBooks.ts';
import { guarded, send } from '../send.ts';

export async function stepVenues(step: Step, { reserves, funds }: SeenBooks): Promise<void> {
  const { liquidationsPayable, liquidationsLapsed } = step.waiting;
  await guarded(step, 'liquidations', () =>
    inLanes([...liquidationsPayable.keys(), ...liquidationsLapsed.keys()], async (liquidationId) => {
      await send(step, 'settleLiquidation', { liquidationId });
    }),
  );
  const ofVenues = reserves.filter(({ kind }) => kind === 'MARKET_FUND' || kind === 'VENUE_FUND');
  // What must stay in a fund only makes it give less: one that has nothing to give at all is left alone.
  const giving = ofVenues.filter(
    (fund) => nextClaimStep(fund, funds.balance(reserveOf(fund._id), fund.assetId), 0n) !== null,
  );
  await inLanes(giving, (fund) => guarded(step, fund._id, () => repayFund(step, fund)));
}

/** Repays what a fund owes as far as there is something to give. */
async function repayFund(step: Step, fund: ReserveDocument): Promise<void> {
  const { database } = step;
  const [market] = fund.kind === 'MARKET_FUND' ? await loadByIds(database, 'markets', [fund.ownerId]) : [];
  const venueId = market?.venueId ?? fund.ownerId;
  const [venue] = await loadByIds(database, 'venues', [venueId]);
  const markets = await loadByIds(database, 'markets', venue?.marketIds ?? []);
  const required = fundRequirement({ marketIds: markets.map(({ _id }) => _id) }, fund._id, (id) => {
    const found = markets.find(({ _id }) => _id === id);
    if (found === undefined) throw new Error(`${id} is missing`);
    return found;
  });
  let seen = fund;
  for (let count = 0; count < RUN_OFF_COMMANDS_MAX; count += 1) {
    const [balance] = await loadByIds(database, 'balances', [balanceId(reserveOf(fund._id), fund.assetId)]);
    if (nextClaimStep(seen, balance?.amount ?? 0n, required) === null) return;
    if (!(await send(step, 'repayClaims', { venueId, fundId: fund._id, tick: `${seen.version}` }))) return;
    [seen = fund] = await loadByIds(database, 'reserves', [fund._id]);
  }
}
