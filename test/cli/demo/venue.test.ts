/** The exchange's story, played on real parts: who bears what, in the published order, to the unit. */
import { beforeAll, describe, expect, test } from 'vitest';
import { renderVenue } from '../../../src/cli/demo/venue/render.ts';
import type { VenueStory } from '../../../src/cli/demo/venue/scenario.ts';
import { type Ended, runDemo, sumOf, unitsOf } from './runDemo.ts';

const UNIT = 1_000_000n;
const ORDER = ['VENUE_COLLATERAL', 'MARKET_FUND', 'SHARED_FUND', 'PLATFORM_SLICE', 'VAULT', 'TREASURY'];
/** Whole contracts that are short before the crash, with what they were sold at. */
const BEARS: Record<string, [size: bigint, entry: bigint]> = {
  'bear-1': [40n, 47_000n],
  'bear-2': [90n, 46_500n],
  'bear-3': [80n, 46_000n],
  'bear-4': [60n, 45_000n],
};

let ended: Ended;
let again: Ended;
let story: VenueStory;
beforeAll(async () => {
  const tell = () => runDemo('--scenario', 'venue', '--json', '--exit');
  [ended, again] = await Promise.all([tell(), tell()]);
  story = { ...JSON.parse(ended.out), parts: 'parts' };
}, 240_000);

describe('the story of an exchange', () => {
  test('ends with a clean ledger and a signed report, and is the same each time', () => {
    expect([ended.code, again.code]).toEqual([0, 0]);
    expect(again.out).toBe(ended.out);
    expect(story.closing).toMatchObject({ ledger: { balanced: true }, verified: true });
  });

  test('makes the exchange ACTIVE by proposal alone', () => {
    expect(story.venue.graded).toMatchObject({ status: 'ACTIVE', grade: 'B' });
    expect(story.venue.graded.firstLossRatio.percent).toBe('10');
  });

  test('feeds the fund through a calm week with exactly what the collateral pays', () => {
    const { days } = story.week;
    expect(days).toHaveLength(7);
    const start = { fund: 120_000n * UNIT, collateral: 400_000n * UNIT };
    for (const day of days) {
      const paid = BigInt(day.surplus) + BigInt(day.contribution);
      start.fund += paid;
      start.collateral -= paid;
      expect([day.fund, day.collateral]).toEqual([`${start.fund}`, `${start.collateral}`]);
      expect(paid > 0n).toBe(true);
    }
    // Five contracts that close 200 better than where nothing is left.
    expect(days[0]?.surplus).toBe(`${1_000n * UNIT}`);
    // Half a basis point of 200 million.
    expect(days[1]?.contribution).toBe(`${10_000n * UNIT}`);
  });

  test('takes each shortfall of the layers in their order, then of winners, to the unit', () => {
    const { blows } = story.crash;
    // 100 lack 2,000 each; 150 lack 3,000; 80 lack 5,320, from 45,500 to 2 % below 41,000.
    const lacking = [200_000n, 450_000n, 425_600n].map((whole) => whole * UNIT);
    expect(blows.map(({ close }) => unitsOf(close.shortfall))).toEqual(lacking);
    for (const { close, repeatedAlike } of blows) {
      const kinds = close.layers.map(({ reserve }) => ORDER.indexOf(reserve.kind));
      expect(kinds).toEqual([...kinds].sort((one, other) => one - other));
      expect(unitsOf(close.layers[0]?.amount)).toBe(unitsOf(close.shortfall) / 10n);
      const borne = [...close.layers, ...close.haircut].map(({ amount }) => unitsOf(amount));
      expect(sumOf([...borne, unitsOf(close.avoided), unitsOf(close.claim)])).toBe(unitsOf(close.shortfall));
      expect(repeatedAlike).toBe(true);
    }
    // What nobody bought is deleveraged only when all before has given what it may.
    const beyond = blows[1]?.close.layers.slice(2) ?? [];
    expect(beyond.length).toBeGreaterThan(1);
    for (const { amount, cap } of beyond) expect(amount).toEqual(cap);
    expect(story.crash.after.find(({ kind }) => kind === 'MARKET_FUND')?.amount).toBe('0');
  });

  test('closes winners by rank at the price at which the holding broke, exactly as much as is needed', () => {
    const { close, market } = story.crash.blows[1] ?? {};
    const closed = close?.deleveraging ?? [];
    expect(closed.map(({ account }) => account)).toEqual(
      market?.deleveragingOrder.slice(0, closed.length).map(({ account }) => account),
    );
    expect(closed.every(({ price }) => price.decimal === '45000')).toBe(true);
    const size = sumOf(closed.map((row) => BigInt(row.size.decimal)));
    expect(size * 3_000n * UNIT).toBe(unitsOf(close?.avoided));
  });

  test('shares what is left among those who won, by what they had won', () => {
    const { close } = story.crash.blows[2] ?? {};
    const gone = story.crash.blows[1]?.close.deleveraging ?? [];
    const rest = unitsOf(close?.shortfall) - unitsOf(close?.layers[0]?.amount);
    const profits = Object.entries(BEARS).map(([account, [size, entry]]) => {
      const closed = gone.filter((row) => row.account === account).map((row) => BigInt(row.size.decimal));
      return { account, profit: (size - sumOf(closed)) * (entry - 41_000n) };
    });
    const all = sumOf(profits.map(({ profit }) => profit));
    for (const { account, profit } of profits) {
      const borne = unitsOf(close?.haircut.find((row) => row.account === account)?.amount);
      const fair = (rest * profit) / all;
      expect([fair, fair + 1n]).toContain(borne);
    }
  });

  test('prints figures that add up: every layer, and all that is held', () => {
    const { before, after, blows } = story.crash;
    for (const [index, { kind, amount }] of before.entries()) {
      const given = blows.flatMap(({ close }) => close.layers.filter(({ reserve }) => reserve.kind === kind));
      const left = BigInt(amount) - sumOf(given.map((layer) => unitsOf(layer.amount)));
      expect(after[index]).toEqual({ kind, amount: `${left}` });
    }
    const [asset] = story.closing.report;
    expect(asset?.held).toBe(`${6_800_000n * UNIT}`);
    expect(sumOf((asset?.lines ?? []).map(({ amount }) => BigInt(amount)))).toBe(6_800_000n * UNIT);
    const lines = renderVenue(story);
    expect(lines.length).toBeLessThan(80);
    expect(lines.some((line) => /deleveraging .*rank 1 bear-1/.test(line))).toBe(true);
    expect(lines.at(-1)).toMatch(/held +the sum +6,800,000/);
  });
});
