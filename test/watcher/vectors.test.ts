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

// docs/mechanics.md section 5, last paragraph of the vectors.
const VECTORS = [
  {
    file: 'src/cli/series/usdc-usd-2023-03.csv',
    payout: 'TIERED',
    expected: ['2023-03-11T04:34:00Z', '2023-03-11T08:34:00Z', 901n * 10n ** 15n, WAD / 4n],
  },
  {
    file: 'src/cli/series/usdc-usd-2023-03.csv',
    payout: 'BINARY',
    expected: ['2023-03-11T04:34:00Z', '2023-03-11T08:34:00Z', 90_954n * 10n ** 13n, WAD],
  },
  {
    file: 'src/cli/series/ust-usdt-2022-05.csv',
    payout: 'TIERED',
    expected: ['2022-05-09T19:57:00Z', '2022-05-09T23:57:00Z', 72_256n * 10n ** 13n, WAD],
  },
] as const;

const URI = testDatabaseUri();
afterAll(closeDatabases);

let place: Marketplace | undefined;
let watcher: Watcher | undefined;
afterEach(async () => {
  await watcher?.close();
  await place?.stop();
});

const seconds = (time: string): number => Date.parse(time) / 1_000;

function judgeAlone(rule: BreachRule, readings: readonly Reading[]) {
  const first = readings[0]?.at ?? 0;
  const last = readings.at(-1)?.at ?? 0;
  const { state, events } = advanceRule(rule, initialRuleState(rule, first), readings, last);
  return { state, settled: events.filter((event): event is IncidentSettled => event.type === 'SETTLED') };
}

describe('the watcher on the price series of March 2023 and May 2022', () => {
  test.each(VECTORS)('comes to the incidents of the rule alone: $file, $payout', async (vector) => {
    const rule: BreachRule =
      vector.payout === 'BINARY' ? { ...DEPEG_RULE, payout: { kind: 'BINARY' } } : DEPEG_RULE;
    const readings = readingsOf(await readFile(vector.file, 'utf8'));
    const first = readings[0]?.at ?? 0;
    const last = readings.at(-1)?.at ?? 0;
    place = await emptyMarketplace(URI, { now: first });
    const house = await openHouse(place);
    const { productId } = await addFeed(place, house, {
      subject: 'USDC',
      sources: [seriesSource(vector.file)],
      rule,
    });
    watcher = watch(place);
    for (; place.clock.now <= last + HOUR_SECONDS; place.clock.now += HOUR_SECONDS) {
      const report = await watcher.tick();
      expect(report).toMatchObject({ errors: [], failed: [], refused: [] });
    }
    const alone = judgeAlone(rule, readings);
    const incidents = await all(place.database, 'incidents');
    expect(incidents).toHaveLength(alone.settled.length);
    expect(
      incidents.map((incident) => [
        incident.breachStart,
        incident.confirmedAt,
        incident.settlesAt,
        incident.settlementValueWad,
        incident.payoutRatioWad,
      ]),
    ).toEqual(
      alone.settled.map((event) => [
        event.breachStart,
        event.confirmedAt,
        event.settlesAt,
        event.settlementValue,
        event.payoutRatio,
      ]),
    );
    const [breachStart, confirmedAt, value, ratio] = vector.expected;
    expect(incidents[0]).toMatchObject({
      productId,
      breachStart: seconds(breachStart),
      confirmedAt: seconds(confirmedAt),
      settlementValueWad: value,
      payoutRatioWad: ratio,
    });
    const [product] = await all(place.database, 'products');
    expect(product?.ruleState.indeterminate).toBe(alone.state.indeterminate);
  });
});
