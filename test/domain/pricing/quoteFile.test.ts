/** Quotes of any books: each is priced, told, computed again by the rules, and by a program that knows none of them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SCORE_MAX } from '../../../src/domain/pricing/hazard.ts';
import { type OfferBooks, poolOffer } from '../../../src/domain/pricing/poolOffer.ts';
import { priceLine, type StatedLine } from '../../../src/domain/pricing/priceLine.ts';
import { type QuotedLine, quoteFile } from '../../../src/domain/pricing/quoteFile.ts';
import { sensitivityOf } from '../../../src/domain/pricing/sensitivity.ts';
import { severityOf } from '../../../src/domain/pricing/severity.ts';
import { CORRELATION_DEFAULT, tailTable } from '../../../src/domain/pricing/tailHazard.ts';
import { verifyQuote } from '../../../src/domain/pricing/verifyQuote.ts';
import { canonical } from '../../../src/domain/shared/canonical.ts';
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { sha256 } from '../../../src/store/sha256.ts';
import { recomputed, told } from '../../support/independentQuote.ts';
import { depthCurve, payoutShape } from '../../support/payouts.ts';

const PERCENT = WAD / 100n;
const amount = fc.oneof(fc.bigInt(0n, 10n ** 6n), fc.bigInt(10n ** 9n, 10n ** 14n));
const percent = (from: bigint, to: bigint) => fc.bigInt(from, to).map((value) => value * PERCENT);

const hazardTable = fc.array(fc.bigInt(0n, WAD / 2n), { minLength: 2, maxLength: 5 }).map((hazards) =>
  hazards
    .sort((a, b) => (a < b ? -1 : 1))
    .map((hazardWad, index) => ({
      ...{ score: Math.floor((index * SCORE_MAX) / (hazards.length - 1)), hazardWad },
    })),
);

/** Of each pool: the product first, others in its group or in another. */
const product = fc.record({
  group: fc.constantFrom('own', 'b', 'c'),
  ...{ weightWad: percent(0n, 40n), highestRatioWad: percent(0n, 100n) },
  coverPercent: fc.bigInt(0n, 30n),
});

const books = fc
  .record({
    ...{ capital: fc.bigInt(10n ** 7n, 10n ** 14n), earmarkedPercent: fc.constantFrom(0n, 0n, 20n, 120n) },
    ...{
      shares: amount,
      queuedPercent: fc.constantFrom(0n, 0n, 30n),
      requirementFloor: fc.constantFrom(0n, 10n ** 6n),
    },
    leverageWad: fc.constantFrom(WAD, (3n * WAD) / 2n, 4n * WAD),
    ...{ ownFund: amount, layers: fc.array(fc.tuple(amount, percent(0n, 100n), amount), { maxLength: 3 }) },
    own: fc.tuple(percent(20n, 100n), fc.bigInt(0n, 90n)),
    others: fc.array(product, { maxLength: 3 }),
  })
  .map((pool) => (poolId: string): OfferBooks => {
    const { capital, shares, requirementFloor, leverageWad } = pool;
    const [weightWad, used] = pool.own;
    const cover = (weighed: bigint, part: bigint) => (capital * weighed * part) / (100n * WAD);
    return {
      ...{ poolId, capital, earmarked: (capital * pool.earmarkedPercent) / 100n, shares, requirementFloor },
      ...{ queuedShares: (shares * pool.queuedPercent) / 100n, leverageWad, policyCover: 0n },
      backing: {
        ownFund: pool.ownFund,
        shared: pool.layers.map(([balance, capWad, ownRequirement], index) => ({
          ...{ layer: `LAYER_${index}`, balance, capWad, ownRequirement },
          backedRequirement: ownRequirement * BigInt(index),
        })),
      },
      products: [
        {
          ...{ productId: 'prd_own', group: 'own', weightWad, highestRatioWad: WAD },
          cover: cover(weightWad, used),
        },
        ...pool.others.map(({ coverPercent, ...other }, index) => ({
          ...{ ...other, productId: `prd_${index}`, cover: cover(other.weightWad, coverPercent) },
        })),
      ],
    };
  });

/** A line that takes some part of all the room there is; null where there is none. */
const line = fc
  .record({
    pools: fc.array(books, { minLength: 1, maxLength: 4 }),
    risk: fc.record({
      ...{ score: fc.integer({ min: 0, max: SCORE_MAX }), hazardTable },
      minRateWad: fc.constantFrom(1n, WAD / 200n),
    }),
    rates: fc.record({
      ...{
        marginWad: percent(0n, 50n),
        costOfCapitalWad: percent(0n, 10n),
        poolShareWad: percent(50n, 100n),
      },
    }),
    ...{ payout: payoutShape, depth: depthCurve },
    correlationWad: fc.constantFrom(0n, CORRELATION_DEFAULT, (6n * WAD) / 10n),
    curve: fc.record({
      kinkWad: percent(0n, 95n),
      maxMultiplierWad: fc.constantFrom(WAD, 2n * WAD, 5n * WAD + 7n),
    }),
    ...{ singlePolicyBps: fc.constantFrom(2_000, 10_000), part: fc.bigInt(1n, 1_000n) },
    commissionBps: fc.constantFrom(0, 1, 1_999, 2_000),
    ...{
      waitingSeconds: fc.integer({ min: 0, max: 7 * DAY_SECONDS }),
      days: fc.integer({ min: 14, max: 365 }),
    },
    ahead: fc.constantFrom(0, DAY_SECONDS),
  })
  .map(
    ({
      pools,
      risk: of,
      payout,
      depth,
      correlationWad,
      rates,
      curve,
      singlePolicyBps,
      part,
      commissionBps,
      waitingSeconds,
      days,
      ahead,
    }) => {
      const severityWad = severityOf(payout, depth);
      const tails = tailTable(of.hazardTable, correlationWad);
      const risk = { ...of, tailTable: tails, severityWad, productId: 'prd_own', group: 'own' };
      const rules = { rates, curve, singlePolicyBps };
      const all = pools.map((poolOf, index) => poolOf(`pool_${9 - index}`));
      const rooms = all.map((pool) => poolOffer(risk, pool, rules).room);
      const coverAmount = (rooms.reduce((sum, room) => sum + room, 0n) * part) / 1_000n;
      const term = { now: 10 ** 9, startAt: 10 ** 9 + ahead, termSeconds: days * DAY_SECONDS };
      const stated: StatedLine = {
        ...{ risk, rules, books: all, marketRoom: null, coverAmount, commissionBps },
        term: { ...term, waitingSeconds, termSecondsMax: 365 * DAY_SECONDS },
      };
      return coverAmount === 0n ? null : { stated, payout, depth, correlationWad };
    },
  )
  .filter((found) => found !== null);

type Line = typeof line extends fc.Arbitrary<infer Found> ? Found : never;

/** A quote of the same line so many times, each on the same books. */
function fileOf({ stated, payout, depth, correlationWad }: Line, times = 1) {
  const priced = priceLine(stated);
  if (priced === null) throw new Error('what has room is sold');
  const named = { peril: 'DEPEG', payout, snapshotHash: null } as const;
  const quoted: QuotedLine = { product: named, stated, priced };
  const { commissionBps, term } = stated;
  const distribution = commissionBps === 0 ? null : { distributorId: 'dst_1', commissionBps };
  const rules = { parameterVersion: 3, depth, correlationWad };
  const head = { at: term.now, asOfSequence: 7, assetId: 'ast_1', distribution, ...rules };
  return quoteFile(head, Array(times).fill(quoted), sha256);
}

describe('every quote', () => {
  test('is what its file says, by the rules and by a program of its own, to the last unit', () => {
    let overSeveral = 0;
    fc.assert(
      fc.property(line, (found) => {
        const file = fileOf(found);
        expect(verifyQuote(file, sha256)).toBeNull();
        const text = canonical(file);
        expect(recomputed(text)).toEqual(told(text));
        overSeveral += (file.items[0]?.allocation.length ?? 0) > 1 ? 1 : 0;
      }),
      { numRuns: 100 },
    );
    expect(overSeveral).toBeGreaterThan(10);
  });

  test('is found out where one of its figures is another', () => {
    fc.assert(
      fc.property(line, fc.nat(), fc.constantFrom(1n, 1_000n), (found, pick, added) => {
        const file = fileOf(found);
        const amounts = [...canonical(file).matchAll(/"(\d+)n"/g)];
        const hit = amounts[pick % amounts.length];
        if (hit === undefined) throw new Error('a quote has no amounts');
        const text = canonical(file);
        const lied = `${text.slice(0, hit.index + 1)}${BigInt(hit[1] ?? 0) + added}${text.slice(hit.index + 1 + (hit[1] ?? '').length)}`;
        const altered = JSON.parse(lied, (_name, value) =>
          typeof value === 'string' && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
        );
        // At the latest by the hash over all of it.
        expect(differenceIn(altered)).not.toBeNull();
      }),
      { numRuns: 100 },
    );
  });
});

/** A table that falls or a part above 1 is refused when a file is read, before it is priced. */
function differenceIn(file: ReturnType<typeof fileOf>) {
  try {
    return verifyQuote(file, sha256);
  } catch (error) {
    return error;
  }
}

test('a line that forgets the lines before it does not follow from them', () => {
  fc.assert(
    fc.property(line, (found) => {
      const { path } = verifyQuote(fileOf(found, 2), sha256) ?? {};
      expect(path).toMatch(/^items\.1\.pools\.\d\.books\.products\.0\.cover$/);
    }),
    { numRuns: 20 },
  );
});

describe('what is shown of a premium if one thing were otherwise', () => {
  test('never falls with score, use and term beyond rounding, and is the premium of that line', () => {
    fc.assert(
      fc.property(line, ({ stated }) => {
        const { premium = 0n } = priceLine(stated) ?? {};
        const { scoreLower, scoreHigher, utilisationHigher, termHalf, termDouble } = sensitivityOf(stated);
        if (scoreLower === null || scoreHigher === null) throw new Error('a score never stops a sale');
        // Each pool rounds its premium up, and whole units are spread over them to within two units each.
        const rounding = 3n * BigInt(stated.books.length);
        expect(scoreLower).toBeLessThanOrEqual(premium + rounding);
        expect(scoreHigher).toBeGreaterThanOrEqual(premium - rounding);
        expect(utilisationHigher ?? premium).toBeGreaterThanOrEqual(premium - rounding);
        expect(termHalf ?? 0n).toBeLessThanOrEqual(premium);
        expect(termDouble ?? 2n * premium).toBeGreaterThanOrEqual(2n * premium - rounding);
        const { risk } = stated;
        const riskier = { ...stated, risk: { ...risk, score: Math.min(100, risk.score + 10) } };
        expect(scoreHigher).toBe(priceLine(riskier)?.premium);
      }),
      { numRuns: 100 },
    );
  });
});
