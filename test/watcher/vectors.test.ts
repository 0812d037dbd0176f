import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { advanceRule } from '../../src/domain/trigger/advance.ts';
import type { IncidentSettled } from '../../src/domain/trigger/events.ts';
import type { BreachRule, Reading } from '../../src/domain/trigger/rule.ts';
import { initialRuleState } from '../../src/domain/trigger/state.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { testDatabaseUri } from '../support/database.ts';
import { DEPEG_RULE, type Marketplace } from '../support/marketplace.ts';
import {
  addFeed,
  all,
  closeDatabases,
  emptyMarketplace,
  openHouse,
  readingsOf,
  seriesSource,
  watch,
} from './world.ts';

const USDC = 'src/cli/series/usdc-usd-2023-03.csv';
const UST = 'src/cli/series/ust-usdt-2022-05.csv';
const BINARY_RULE: BreachRule = { ...DEPEG_RULE, payout: { kind: 'BINARY' } };
const seconds = (time: string): number => Date.parse(time) / 1_000;
const decimal = (hundredThousandths: bigint): bigint => (hundredThousandths * WAD) / 100_000n;

// docs/mechanics.md section 5, vectors.
const USDC_TIMES = {
  breachStart: seconds('2023-03-11T04:34:00Z'),
  confirmedAt: seconds('2023-03-11T08:34:00Z'),
};
const USDC_TIERED = { ...USDC_TIMES, settlementValueWad: decimal(90_100n), payoutRatioWad: WAD / 4n };
const USDC_BINARY = { ...USDC_TIMES, settlementValueWad: decimal(90_954n), payoutRatioWad: WAD };
const UST_TIERED = {
  breachStart: seconds('2022-05-09T19:57:00Z'),
  confirmedAt: seconds('2022-05-09T23:57:00Z'),
  settlementValueWad: decimal(72_256n),
  payoutRatioWad: WAD,
};

const URI = testDatabaseUri();
afterAll(closeDatabases);

let place: Marketplace | undefined;
let watcher: Watcher | undefined;
afterEach(async () => {
  await watcher?.close();
  await place?.stop();
});

function judgeAlone(rule: BreachRule, readings: readonly Reading[]) {
  const first = readings[0]?.at ?? 0;
  const last = readings.at(-1)?.at ?? 0;
  const { state, events } = advanceRule(rule, initialRuleState(rule, first), readings, last);
  return { state, settled: events.filter((event): event is IncidentSettled => event.type === 'SETTLED') };
}

describe('on real price history the watcher comes to exactly the incidents of the rule alone', () => {
  test.each([
    { file: USDC, rule: DEPEG_RULE, stepHours: 2, expected: USDC_TIERED },
    { file: USDC, rule: BINARY_RULE, stepHours: 7, expected: USDC_BINARY },
    { file: UST, rule: DEPEG_RULE, stepHours: 5, expected: UST_TIERED },
    { file: UST, rule: DEPEG_RULE, stepHours: 1_000, expected: UST_TIERED },
  ])('$file, $rule.payout.kind, in steps of $stepHours h', async ({ file, rule, stepHours, expected }) => {
    const readings = readingsOf(await readFile(file, 'utf8'));
    const [first, last] = [readings[0]?.at ?? 0, readings.at(-1)?.at ?? 0];
    place = await emptyMarketplace(URI, { now: first });
    const house = await openHouse(place);
    const { feedId } = await addFeed(place, house, { subject: 'USDC', sources: [seriesSource(file)], rule });
    watcher = watch(place);
    // The last row's own slot, and not one more, is older than the finality delay then.
    const end = last + 901;
    while (place.clock.now < end) {
      place.clock.now = Math.min(place.clock.now + stepHours * HOUR_SECONDS, end);
      expect(await watcher.tick()).toMatchObject({ errors: [], failed: [], refused: [] });
    }
    const alone = judgeAlone(rule, readings);
    const incidents = await all(place.database, 'incidents');
    expect(incidents).toMatchObject(
      alone.settled.map((event) => ({
        breachStart: event.breachStart,
        confirmedAt: event.confirmedAt,
        settlesAt: event.settlesAt,
        settlementValueWad: event.settlementValue,
        payoutRatioWad: event.payoutRatio,
      })),
    );
    expect(incidents).toMatchObject([expected]);
    const [feed] = await all(place.database, 'feeds');
    expect(feed).toMatchObject({ _id: feedId, watermark: last });
    expect((await all(place.database, 'products'))[0]).toMatchObject({ ruleState: alone.state });
  });
});
