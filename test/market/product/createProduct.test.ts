import { afterEach, expect, test } from 'vitest';
import { PRODUCT_POOLS_MAX } from '../../../src/domain/shared/limits.ts';
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import type { Outcome } from '../../../src/market/command.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { gist } from '../../support/holder.ts';
import { inputsForScore } from '../../support/inputsForScore.ts';
import {
  DEPEG_RULE,
  type Marketplace,
  openMarketplace,
  person,
  readyWorld,
  SUBJECT_SIZE,
} from '../../support/marketplace.ts';

const opened: Marketplace[] = [];
afterEach(async () => {
  for (const place of opened.splice(0)) await place.stop();
});

/** Tries to create a second product beside that of the ready world, and answers what was wrong with it. */
async function problemsOf(changes: object): Promise<string[]> {
  const outcome = await create(changes);
  if (outcome.kind !== 'REFUSED' || outcome.refusal.code !== 'CONFIG_INVALID') return [gist(outcome)];
  return outcome.refusal.data.problems.map(({ path }) => path);
}

async function create(changes: object): Promise<Outcome> {
  const place = await openMarketplace(testDatabaseUri());
  opened.push(place);
  const { feedId, poolId } = await readyWorld(place);
  return place.send(person(1, ['OWNER']), 'createProduct', {
    name: 'Second',
    subject: 'USDC',
    peril: 'DEPEG',
    group: 'USDC',
    feedId,
    pools: [{ poolId, weightWad: WAD }],
    rule: DEPEG_RULE,
    deductibleBps: 0,
    waitingSeconds: 3 * DAY_SECONDS,
    challengeSeconds: 7_200,
    minCover: null,
    termSecondsMax: 365 * DAY_SECONDS,
    inputs: inputsForScore(30, place.clock.now),
    minRateWad: null,
    subjectSize: { amount: SUBJECT_SIZE, asOf: place.clock.now },
    sandbox: false,
    ...changes,
  });
}

test('a product lists everything that is wrong with it at once, each at its path', async () => {
  const rule = { ...DEPEG_RULE, recovery: WAD / 2n };
  const problems = await problemsOf({ peril: 'ASSET_LOSS', rule, inputs: null, score: 30, sandbox: true });
  const asked = ['rule.windowSeconds', 'rule.payout'];
  expect(problems).toEqual(['rule.recovery', ...asked, 'pools.0', 'pools.0.products']);
});

test('a pool never covers what its own asset follows', async () => {
  expect(await problemsOf({ subject: 'USDT', group: 'USDT' })).toContain('pools.0.products.1.group');
});

test('a product has at most as many pools as a quote can name', async () => {
  const pools = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ poolId: `pool_${index}`, weightWad: WAD }));
  expect(gist(await create({ pools: pools(PRODUCT_POOLS_MAX + 1) }))).toBe('INPUT_INVALID');
  // As many are looked for.
  expect(gist(await create({ pools: pools(PRODUCT_POOLS_MAX) }))).toBe('NOT_FOUND');
});
