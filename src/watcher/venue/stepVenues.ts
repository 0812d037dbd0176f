/** What the clock brings to liquidations: draws are paid after their window, what was never closed lapses. */
import {
  LIQUIDATION_OPEN_SECONDS_MAX,
  LIQUIDATIONS_PER_STEP_MAX,
  RUN_OFF_COMMANDS_MAX,
} from '../../domain/shared/limits.ts';
import { balanceId, reserveOf } from '../../market/ledger/accounts.ts';
import { fundRequirement, nextClaimStep } from '../../market/venue/claims.ts';
import { decodeDocument } from '../../store/codec.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import { loadByIds } from '../../store/load.ts';
import { loadRange } from '../../store/ranges.ts';
import type { Step } from '../context.ts';
import { inLanes } from '../inLanes.ts';
import { guarded, send } from '../send.ts';

export async function stepVenues(step: Step): Promise<void> {
  await guarded(step, 'liquidations', async () => {
    const { database, at } = step;
    const lapsed = { until: at - LIQUIDATION_OPEN_SECONDS_MAX };
    const due = [
      ...(await loadRange(database, 'payableLiquidations', { until: at }, LIQUIDATIONS_PER_STEP_MAX)),
      ...(await loadRange(database, 'unclosedLiquidations', lapsed, LIQUIDATIONS_PER_STEP_MAX)),
    ];
    await inLanes(due, async ({ _id: liquidationId }) => {
      await send(step, 'settleLiquidation', { liquidationId });
    });
  });
  await guarded(step, 'claims of venues', () => repayVenues(step));
}

/** What funds of venues owe is repaid as far as there is something to give. */
async function repayVenues(step: Step): Promise<void> {
  const { database } = step;
  const rows = await database
    .collection('reserves')
    .find({ kind: { $in: ['MARKET_FUND', 'VENUE_FUND'] } })
    .toArray();
  const funds = rows.map((row) => decodeDocument<ReserveDocument>(row)).filter(owes);
  await inLanes(funds, (fund) => guarded(step, fund._id, () => repayFund(step, fund)));
}

const owes = ({ recovery }: ReserveDocument): boolean => recovery.owed > 0n || recovery.round !== null;

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
