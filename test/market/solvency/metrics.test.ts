/** What monitoring is told of solvency: the figures of the report, once a minute. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMetrics } from '../../../src/api/metrics.ts';
import { takeSnapshot } from '../../../src/market/solvency/takeSnapshot.ts';
import { solvencyNoter } from '../../../src/telemetry.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { breakPeg, buy, pass } from '../../support/depeg.ts';
import {
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { TEST_SIGNER } from '../../support/signer.ts';
import { historiesOf, queriesOf } from '../queries/reading.ts';

let place: Marketplace;
let world: ReadyWorld;
beforeAll(async () => {
  place = await openMarketplace(testDatabaseUri());
  world = await readyWorld(place, { waitingSeconds: 0 });
});
afterAll(() => place.stop());

const metrics = createMetrics();
const gaugeOf = async (name: string) => {
  const [first] = (await metrics.registry.getSingleMetric(`bulwark_${name}`)?.get())?.values ?? [];
  return first?.value ?? null;
};
/** As the report says it, in hundredths. */
const percentOf = (wad: bigint | null | undefined) => Number((wad ?? 0n) / 10n ** 16n);

test('ratios are there once something is required, incidents and claims as the report counts them', async () => {
  const queries = queriesOf(place);
  const note = solvencyNoter(queries, metrics);
  await note(place.clock.now);
  expect(await gaugeOf('adequacy_ratio')).toBeNull();
  expect(await gaugeOf('open_incidents')).toBe(0);

  await buy(place, world.buyers[0] as never, world.productId, 10_000n * UNIT, 60);
  await pass(place, world, 5);
  await breakPeg(place, world);
  const taken = await takeSnapshot({
    database: place.database,
    signer: TEST_SIGNER,
    histories: () => historiesOf(place),
  });
  await place.must(SYSTEM, 'sealSnapshot', taken);
  const fresh = solvencyNoter(queriesOf(place), metrics);
  await fresh(place.clock.now + 30);
  const { report } = await queriesOf(place).solvency();
  const [book] = report.assets;
  expect(Math.floor(((await gaugeOf('adequacy_ratio')) ?? 0) * 100)).toBe(percentOf(book?.ratioWad));
  expect(Math.floor(((await gaugeOf('stress_ratio')) ?? 0) * 100)).toBe(percentOf(book?.stressRatioWad));
  expect(percentOf(book?.ratioWad)).toBeGreaterThan(0);
  expect(await gaugeOf('open_incidents')).toBe(1);
  expect(await gaugeOf('recovery_claims_tokens')).toBe(0);
  expect(await gaugeOf('snapshot_age_seconds')).toBe(place.clock.now + 30 - report.at);

  await fresh(place.clock.now + 60);
  expect(await gaugeOf('snapshot_age_seconds')).toBe(place.clock.now + 30 - report.at);
  await fresh(place.clock.now + 90);
  expect(await gaugeOf('snapshot_age_seconds')).toBe(place.clock.now + 90 - report.at);
});
