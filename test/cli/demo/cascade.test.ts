/** The cascade, played on real parts: every layer in the published order, every policy to the unit, and repaid. */
import { beforeAll, describe, expect, test } from 'vitest';
import { renderCascade } from '../../../src/cli/demo/cascade/render.ts';
import type { CascadeStory } from '../../../src/cli/demo/cascade/scenario.ts';
import { type Ended, runDemo, sumOf, unitsOf } from './runDemo.ts';

const UNIT = 1_000_000n;
const CAPITAL = 1_000_000n * UNIT;
const ORDER = ['CAPITAL', 'PLATFORM_SLICE', 'POOL_FUND', 'SHARED_FUND', 'VAULT', 'TREASURY'];

let ended: Ended;
let story: CascadeStory;
beforeAll(async () => {
  ended = await runDemo('--scenario', 'cascade', '--json', '--exit');
  story = { ...JSON.parse(ended.out), parts: 'parts' };
}, 200_000);

const ofBig = (rows: CascadeStory['outcomes'] = []) => rows.filter(({ pool }) => pool === 'Eight coins');
const member = (rows: CascadeStory['outcomes'], name: 'due' | 'paid' | 'repaid' | 'remaining') =>
  sumOf(rows.map((row) => BigInt(row[name])));

describe('the story of a cascade', () => {
  test('ends with a clean ledger and a signed report', () => {
    expect(ended.code).toBe(0);
    expect(story.closing).toMatchObject({ ledger: { balanced: true }, verified: true });
  });

  test('has four of eight groups at half of the capital lose twice of it, as one loss event', () => {
    const { big } = story.losses;
    expect(unitsOf(big.loss)).toBe(2n * CAPITAL);
    expect(big.incidents).toHaveLength(4);
    expect(story.incidents.map(({ status }) => status)).toEqual(Array(5).fill('PAID'));
    expect(ofBig(story.outcomes).map(({ due }) => due)).toEqual(Array(20).fill(`${100_000n * UNIT}`));
  });

  test('asks each layer in the published order for all that it may give, and no more', () => {
    const { layers, funded, haircut, loss } = story.losses.big;
    expect(layers.map(({ kind }) => kind)).toEqual(ORDER);
    const [capital, slice, fund, shared, vault, treasury] = layers.map(({ balanceBefore, amount }) => ({
      held: unitsOf(balanceBefore),
      gave: unitsOf(amount),
    }));
    // All of it where nothing is kept; 5 % by class C, half, a quarter of what is released in part.
    for (const layer of [capital, slice, fund]) expect(layer?.gave).toBe(layer?.held);
    expect(slice?.held).toBe(50_000n * UNIT);
    expect(shared).toEqual({ held: 120_000n * UNIT, gave: 6_000n * UNIT });
    expect(vault?.gave).toBe((vault?.held ?? 0n) / 2n);
    expect(treasury).toEqual({ held: 300_000n * UNIT, gave: 75_000n * UNIT });
    expect(sumOf(layers.map(({ amount }) => unitsOf(amount)))).toBe(unitsOf(funded));
    expect(unitsOf(funded) + unitsOf(haircut)).toBe(unitsOf(loss));
    expect(unitsOf(haircut)).toBeGreaterThan(0n);
  });

  test('bears the loss of the other pool by its own capital alone, and pays everybody there in full', () => {
    const { small } = story.losses;
    const given = small.layers.map(({ kind, amount }) => [kind, amount.amount]);
    expect(given).toEqual([['CAPITAL', `${50_000n * UNIT}`]]);
    expect(small.haircut.amount).toBe('0');
    const paid = story.outcomes.filter(({ pool }) => pool === 'Four coins');
    expect(paid.map((row) => [row.due, row.paid, row.remaining])).toEqual(
      Array(5).fill([`${10_000n * UNIT}`, `${10_000n * UNIT}`, '0']),
    );
  });

  test('cuts every policy alike, pays out exactly what was given, and owes the rest', () => {
    const rows = ofBig(story.outcomes);
    const funded = unitsOf(story.losses.big.funded);
    const fair = funded / 20n;
    for (const { due, paid, remaining } of rows) {
      expect([fair, fair + 1n]).toContain(BigInt(paid));
      expect(BigInt(due)).toBe(BigInt(paid) + BigInt(remaining));
    }
    expect(member(rows, 'paid')).toBe(funded);
    expect(member(rows, 'remaining')).toBe(unitsOf(story.losses.big.haircut));
  });

  test('repays what is owed in rounds, pro rata and to the last unit', () => {
    const [first, second] = story.rounds.map(({ outcomes }) => ofBig(outcomes));
    expect(member(first ?? [], 'repaid')).toBe(200_000n * UNIT);
    for (const { repaid } of first ?? []) {
      const off = BigInt(repaid) - 10_000n * UNIT;
      expect(off >= -1n && off <= 1n).toBe(true);
    }
    expect(member(second ?? [], 'repaid')).toBe(unitsOf(story.losses.big.haircut));
    expect(member(second ?? [], 'remaining')).toBe(0n);
  });

  test('raises by auction exactly what the small pool needs, below the value of a share, and opens it', () => {
    const { before, after, need, paid, price, topPrice, value } = story.raised;
    expect([before.status, after.status]).toEqual(['RECAPITALISING', 'OPEN']);
    expect(paid).toBe(need);
    expect(Number(price)).toBeLessThan(Number(topPrice));
    expect(BigInt(value)).toBeGreaterThan(BigInt(paid));
    expect(after.ladder.ratio?.percent).toBe('100');
    // What else came to the capital is two hours of premium.
    const earned = unitsOf(after.capital) - unitsOf(before.capital) - BigInt(paid);
    expect(earned >= 0n && earned < 10n * UNIT).toBe(true);
  });

  test('prints figures that add up', () => {
    const [asset] = story.closing.report;
    const held = 3_150_000n * UNIT;
    expect(asset).toMatchObject({ held: `${held}`, recoveryClaims: '0' });
    expect(sumOf((asset?.lines ?? []).map(({ amount }) => BigInt(amount)))).toBe(held);
    expect(asset?.lines.some(({ what }) => what === 'OTHER')).toBe(false);
    const treasury = asset?.lines.find(({ what }) => what === 'TREASURY');
    expect(treasury?.amount).toBe(`${225_000n * UNIT}`);
    const lines = renderCascade(story);
    expect(lines.length).toBeLessThan(80);
    expect(lines.some((line) => /= loss +2,000,000/.test(line))).toBe(true);
    expect(lines.some((line) => /= sum +2,000,000 .* 0$/.test(line))).toBe(true);
    expect(lines.at(-1)).toMatch(/held +the sum +3,150,000/);
  });
});
