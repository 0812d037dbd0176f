import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillTwoSided, TWO_SIDED_SECONDS_DEFAULT } from '../../../src/domain/auction/twoSided.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import vectors from '../../vectors/auction/twoSided.json' with { type: 'json' };

describe('fillTwoSided', () => {
  test.each(vectors.rows)('$percent % after $after s: $given for $paid', (row) => {
    const offer = { lot: BigInt(row.lot), ask: BigInt(row.ask) };
    const part = (BigInt(row.percent) * WAD) / 100n;
    expect(fillTwoSided(offer, part, row.after, vectors.sideSeconds)).toEqual({
      given: BigInt(row.given),
      paid: BigInt(row.paid),
      left: { lot: BigInt(row.lotLeft), ask: BigInt(row.askLeft) },
    });
  });

  test('gives nothing away: it is over when nothing is asked any more', () => {
    const offer = { lot: 100n, ask: 100n };
    expect(fillTwoSided(offer, WAD, 2 * TWO_SIDED_SECONDS_DEFAULT - 1)).toMatchObject({
      given: 100n,
      paid: 1n,
    });
    expect(fillTwoSided(offer, WAD, 2 * TWO_SIDED_SECONDS_DEFAULT)).toBeNull();
    expect(fillTwoSided({ lot: 100n, ask: 0n }, WAD, 1)).toBeNull();
  });

  test('knows no part beyond the whole and no time before the offer', () => {
    expect(() => fillTwoSided({ lot: 1n, ask: 1n }, WAD + 1n, 0)).toThrow(RangeError);
    expect(() => fillTwoSided({ lot: 1n, ask: 1n }, 0n, 0)).toThrow(RangeError);
    expect(() => fillTwoSided({ lot: 1n, ask: 1n }, WAD, -1)).toThrow(RangeError);
  });
});

const offers = fc.record({ lot: fc.bigInt(0n, 10n ** 24n), ask: fc.bigInt(1n, 10n ** 24n) });
const parts = fc.bigInt(1n, WAD);
const seconds = fc.integer({ min: 0, max: 399 });

describe('every fill', () => {
  test('gets better by the second for whoever waits', () => {
    fc.assert(
      fc.property(offers, parts, seconds, seconds, (offer, part, one, other) => {
        const early = fillTwoSided(offer, part, Math.min(one, other), 200);
        const late = fillTwoSided(offer, part, Math.max(one, other), 200);
        expect(late?.given).toBeGreaterThanOrEqual(early?.given ?? -1n);
        expect(late?.paid).toBeLessThanOrEqual(early?.paid ?? -1n);
      }),
    );
  });

  test('in two parts gets no more and pays no less than at once', () => {
    fc.assert(
      fc.property(offers, parts, seconds, (offer, part, after) => {
        const whole = fillTwoSided(offer, WAD, after, 200);
        const first = fillTwoSided(offer, part, after, 200);
        const rest = first && fillTwoSided(first.left, WAD, after, 200);
        if (!whole || !first) return;
        expect(first.given + (rest?.given ?? 0n)).toBeLessThanOrEqual(whole.given);
        expect(first.paid + (rest?.paid ?? 0n)).toBeGreaterThanOrEqual(whole.paid);
      }),
    );
  });
});
