import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SIMULATION_SLOTS_MAX } from '../../../src/domain/shared/limits.ts';
import { isRefusal } from '../../../src/domain/shared/refusals.ts';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import type { Queries } from '../../../src/market/queries/port.ts';
import type { SimulationRequest, SimulationView } from '../../../src/market/queries/views.ts';
import { testDatabaseUri } from '../../support/database.ts';
import {
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  START,
  UNIT,
} from '../../support/marketplace.ts';
import { queriesOf } from './reading.ts';

let place: Marketplace;
let world: ReadyWorld;
let queries: Queries;
beforeAll(async () => {
  place = await openMarketplace(testDatabaseUri());
  world = await readyWorld(place);
  queries = queriesOf(place);
});
afterAll(() => place.stop());

const iso = (text: string) => Date.parse(text) / 1_000;
const cents = (value: number) => (BigInt(value) * WAD) / 100n;
const hours = (values: readonly number[]) =>
  values.map((value, index) => ({ at: START + index * HOUR_SECONDS, valueWad: cents(value) }));

function request(changes: Partial<SimulationRequest>): SimulationRequest {
  const nothing = { boughtAt: null, scenario: null, series: null };
  return { productId: world.productId, coverAmount: 1_000n * UNIT, ...nothing, ...changes };
}

async function simulate(changes: Partial<SimulationRequest>): Promise<SimulationView> {
  const view = await queries.simulatePayout(request(changes));
  if (isRefusal(view)) throw new Error(view.code);
  return view;
}

describe('simulatePayout', () => {
  test('finds what happened to USDC in March 2023 and pays its tier', async () => {
    const view = await simulate({ scenario: 'USDC_MARCH_2023' });
    expect(view.incidents).toEqual([
      {
        breachStart: iso('2023-03-11T04:34:00Z'),
        confirmedAt: iso('2023-03-11T08:34:00Z'),
        settlementValueWad: (901n * WAD) / 1_000n,
        payoutRatioWad: WAD / 4n,
        final: true,
      },
    ]);
    expect(view.payout).toBe(250n * UNIT);
    expect(view.decision).toMatchObject({ eligible: true, reason: 'PAID_IN_FULL' });
    expect(view.decision.sentence).toContain('250 USDT was paid');
  });

  test('draws at most the largest chart, both ends and everything that happens on it', async () => {
    const { slots, incidents } = await simulate({ scenario: 'USDC_MARCH_2023' });
    const [incident] = incidents;
    const times = slots.map(({ at }) => at);
    expect(slots.length).toBeLessThanOrEqual(SIMULATION_SLOTS_MAX);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    expect([times[0], times.at(-1)]).toEqual([iso('2023-03-10T20:00:00Z'), iso('2023-03-13T21:00:00Z')]);
    expect(times).toEqual(expect.arrayContaining([incident?.breachStart, incident?.confirmedAt]));
    expect(slots[0]).toMatchObject({ valueWad: null, state: 'INDETERMINATE' });
    expect(slots.find(({ at }) => at === incident?.breachStart)).toMatchObject({ state: 'BELOW' });
  });

  test('says why a policy that still waits, came too late or had ended is not paid', async () => {
    const breach = iso('2023-03-11T04:34:00Z');
    const bought = async (boughtAt: number) => {
      const { decision, payout } = await simulate({ scenario: 'USDC_MARCH_2023', boughtAt });
      expect(payout).toBe(0n);
      return decision.reason;
    };
    expect(await bought(breach - DAY_SECONDS)).toBe('IN_WAITING_PERIOD');
    expect(await bought(breach + 60)).toBe('BOUGHT_AFTER_BREACH');
    expect(await bought(breach - 366 * DAY_SECONDS)).toBe('ENDED_BEFORE_BREACH');
  });

  test('a calm series pays nothing because nothing happened', async () => {
    const { decision, payout, incidents } = await simulate({ series: hours(Array(30).fill(100)) });
    expect(decision.reason).toBe('NO_INCIDENT');
    expect({ payout, incidents }).toEqual({ payout: 0n, incidents: [] });
  });

  test('an incident that the series does not see settled is valued so far and is not final', async () => {
    const { incidents, payout } = await simulate({ series: hours([100, ...Array(8).fill(85)]) });
    expect(incidents).toHaveLength(1);
    expect(incidents[0]).toMatchObject({ payoutRatioWad: WAD / 2n, final: false });
    expect(payout).toBe(500n * UNIT);
  });

  test('two incidents pay from what the first has left of the cover', async () => {
    const fall = [...Array(8).fill(75), ...Array(40).fill(100)];
    const view = await simulate({ series: hours([100, ...fall, ...fall]) });
    expect(view.incidents).toHaveLength(2);
    expect(view.payout).toBe(1_000n * UNIT);
    expect(view.decision.eligible).toBe(true);
  });

  test('a series of a few rows over decades is drawn as quickly as a short one', async () => {
    const series = [START, START + 30 * 365 * DAY_SECONDS].map((at) => ({ at, valueWad: WAD }));
    const { slots } = await simulate({ series });
    expect(slots).toHaveLength(SIMULATION_SLOTS_MAX);
  });

  test('names every row of a series that is wrong', async () => {
    const series = [
      { at: START, valueWad: WAD },
      { at: START, valueWad: WAD },
      { at: START + 1, valueWad: 0n },
    ];
    const refusal = await queries.simulatePayout(request({ series }));
    expect(refusal).toMatchObject({
      code: 'SERIES_INVALID',
      data: { problems: [{ path: 'series.1.at' }, { path: 'series.2.value' }] },
    });
  });

  test('takes a scenario or a series, one of them, and not too long', async () => {
    const row = { at: START, valueWad: WAD };
    for (const wrong of [
      {},
      { series: [] },
      { series: [row], scenario: 'USDC_MARCH_2023' as const },
      { series: Array.from({ length: 1_001 }, (_, index) => ({ ...row, at: START + index })) },
    ]) {
      expect(await queries.simulatePayout(request(wrong))).toMatchObject({ code: 'SERIES_INVALID' });
    }
  });

  test('refuses a product that is not there and a cover below the least that is sold', async () => {
    const series = hours([100]);
    const unknown = request({ series, productId: 'prd_unknown' });
    expect(await queries.simulatePayout(unknown)).toMatchObject({ code: 'NOT_FOUND' });
    const small = request({ series, coverAmount: 1n });
    expect(await queries.simulatePayout(small)).toMatchObject({ code: 'AMOUNT_OUT_OF_RANGE' });
  });
});
