/** The third story: four of eight groups fail at once, and lose twice what their pool has. */
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../../domain/shared/units.ts';
import { type House, partsOf } from '../house.ts';
import { type Api, openApi } from '../parts/api.ts';
import { type Closing, closeBooks, isClean } from '../parts/closing.ts';
import { handOver } from '../parts/governors.ts';
import { type Progress, scenarioOf, type Told } from '../scenario.ts';
import { USUAL_DECIMALS } from '../stage.ts';
import { type Raised, takeAll } from './auction.ts';
import { type AllocationData, allocationOf, failTogether, type IncidentData, payAll } from './failure.ts';
import { COINS, type Coin, openCascade } from './market.ts';
import { type Outcome, outcomesOf } from './policies.ts';
import { type Round, repay } from './recovery.ts';
import { renderCascade } from './render.ts';
import { type Bought, sellOut } from './sales.ts';
import { releaseTreasury } from './treasury.ts';

/** Monday, 2 March 2026, 00:00 UTC: when cover is sold. */
const FROM = 1_772_409_600;
const CALM_SECONDS = 4 * DAY_SECONDS;
const ROUNDS = 6;

export interface CascadeStory {
  parts: string;
  bought: Omit<Bought, 'policyId'>[];
  incidents: Omit<IncidentData, 'allocation'>[];
  /** The loss of the pool that is not enough, and of the small one beside it. */
  losses: { big: AllocationData; small: AllocationData };
  /** What governors let the treasury pay at most. */
  released: string;
  /** Policies that are due something, as they were paid at once. */
  outcomes: Outcome[];
  raised: Raised;
  rounds: Round[];
  /** Where the pool that was not enough stands in the end. */
  big: { status: string; statusReason: string };
  closing: Closing;
}

const each = <Value>(value: Value) =>
  Object.fromEntries(COINS.map((coin) => [coin, value])) as Record<Coin, Value>;

export const cascadeScenario = scenarioOf<Coin>(
  {
    feeds: Object.fromEntries(
      COINS.map((coin) => [coin, { description: `${coin} / USD`, decimals: USUAL_DECIMALS }]),
    ) as Record<Coin, { description: string; decimals: number }>,
    prices: each(WAD),
    from: FROM - 3 * HOUR_SECONDS,
  },
  async (house, progress) => told(await play(house, progress)),
);

async function play(house: House<Coin>, progress: Progress): Promise<CascadeStory> {
  const api = openApi(house);
  const market = await openCascade(api, house);
  await handOver(api);
  for (let hour = 0; hour < 3; hour += 1) await house.pass(HOUR_SECONDS, HOUR_SECONDS);
  const bought = await sellOut(api, market);
  progress(1, ROUNDS);
  await house.pass(CALM_SECONDS, DAY_SECONDS / 2);
  progress(2, ROUNDS);
  await failTogether(house);
  const released = await releaseTreasury(api, market.big);
  const incidents = await payAll(api, house);
  const outcomes = await outcomesOf(api, bought);
  progress(3, ROUNDS);
  const raised = await takeAll(api, house, market.small);
  progress(4, ROUNDS);
  const rounds = await repay(api, house, market.big, bought);
  progress(5, ROUNDS);
  const losses = { big: allocationOf(incidents, market.big), small: allocationOf(incidents, market.small) };
  return {
    ...{ parts: partsOf(house), bought: bought.map(({ policyId: _id, ...rest }) => rest), losses },
    incidents: incidents.map(({ allocation: _allocation, ...rest }) => rest),
    big: await standingOf(api, market.big.poolId),
    ...{ released, outcomes, raised, rounds, closing: await closeBooks(api, house) },
  };
}

const STANDING = 'query ($id: ID!) { pool(id: $id) { status statusReason } }';

async function standingOf(api: Api, id: string): Promise<CascadeStory['big']> {
  return (await api.ask<{ pool: CascadeStory['big'] }>(null, STANDING, { id })).pool;
}

function told(story: CascadeStory): Told {
  const { parts: _parts, ...json } = story;
  return {
    ...{ text: renderCascade(story), json, isClean: isClean(story.closing), sandbox: null },
    invitation: ['npm run -s token -- alice signs you in as somebody who was paid.'],
  };
}
