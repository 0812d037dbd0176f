import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auctionPhase } from '../../../src/domain/auction/phase.ts';
import type { PriceCurve } from '../../../src/domain/auction/price.ts';
import { STAIRSTEP_CURVE_DEFAULT } from '../../../src/domain/auction/price.ts';
import {
  type AuctionTerms,
  auctionTermsFault,
  openRound,
  RECAPITALISATION_TERMS_DEFAULT,
  RESERVE_TERMS_DEFAULT,
} from '../../../src/domain/auction/terms.ts';
import vectors from '../../vectors/auction/dutch.json' with { type: 'json' };
import { wad } from '../pricing/decimals.ts';

const START = 1_700_000_000;

type CurveRow = { kind: string; tau?: number; cut?: string; step?: number };
const curveOf = ({ tau, cut, step }: CurveRow): PriceCurve =>
  tau === undefined
    ? { kind: 'STAIRSTEP', cutWad: wad(cut ?? ''), stepSeconds: step ?? 0 }
    : { kind: 'LINEAR', tauSeconds: tau };

describe('a round', () => {
  test('begins at 1.2 times the price and has its floor at half of it, each rounded against the taker', () => {
    expect(openRound(RESERVE_TERMS_DEFAULT, wad('2000'), START)).toEqual({
      startedAt: START,
      topPrice: wad('2400'),
      floorPrice: wad('1000'),
    });
    expect(openRound(RESERVE_TERMS_DEFAULT, 3n, START)).toMatchObject({ topPrice: 4n, floorPrice: 2n });
  });

  test.each(vectors.resets.rows)(
    'is to be reset after $after s: $due',
    ({ curve, reset, tail, after, due }) => {
      const terms: AuctionTerms = {
        ...RESERVE_TERMS_DEFAULT,
        curve: curveOf(curve),
        resetSeconds: tail,
        resetWad: wad(reset),
      };
      const round = { startedAt: START, topPrice: wad('5'), floorPrice: 1n };
      expect(auctionPhase(terms, round, START + after).kind).toBe(due ? 'RESET_DUE' : 'OPEN');
    },
  );

  test('sells at its floor, is paused for an hour under it, and then begins anew', () => {
    const terms: AuctionTerms = { ...RESERVE_TERMS_DEFAULT, resetWad: 0n, resetSeconds: 21_600 };
    const round = openRound(terms, wad('2000'), START);
    // 2400 * (21600 - t) / 21600 is 1000 at t = 12600.
    expect(auctionPhase(terms, round, START + 12_600)).toEqual({ kind: 'OPEN', price: wad('1000') });
    const until = START + 12_601 + 3_600;
    expect(auctionPhase(terms, round, START + 12_601)).toEqual({ kind: 'PAUSED', until });
    expect(auctionPhase(terms, round, until - 1)).toEqual({ kind: 'PAUSED', until });
    expect(auctionPhase(terms, round, until)).toEqual({ kind: 'RESET_DUE' });
  });

  test('is paused where floor and reset come together, and not where the reset came first', () => {
    const round = { startedAt: START, topPrice: wad('5'), floorPrice: wad('2') };
    const terms: AuctionTerms = { ...RESERVE_TERMS_DEFAULT, curve: { kind: 'LINEAR', tauSeconds: 1_000 } };
    // Both are 2 at 600 s.
    expect(auctionPhase(terms, round, START + 601).kind).toBe('PAUSED');
    const early = { ...terms, resetWad: wad('0.5') };
    expect(auctionPhase(early, round, START + 601).kind).toBe('RESET_DUE');
  });

  test.each([
    ['linear', RESERVE_TERMS_DEFAULT],
    ['stairstep', { ...RESERVE_TERMS_DEFAULT, curve: STAIRSTEP_CURVE_DEFAULT }],
    ['of shares', RECAPITALISATION_TERMS_DEFAULT],
  ])('never sells under its floor: %s', (_name, terms: AuctionTerms) => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 24n), fc.integer({ min: 0, max: 40_000 }), (price, after) => {
        const round = openRound(terms, price, START);
        const phase = auctionPhase(terms, round, START + after);
        if (phase.kind === 'OPEN') expect(phase.price).toBeGreaterThanOrEqual(round.floorPrice);
        if (phase.kind === 'PAUSED') expect(phase.until).toBeGreaterThan(START + after);
      }),
    );
  });
});

describe('auctionTermsFault', () => {
  test('finds nothing wrong with the defaults', () => {
    expect(auctionTermsFault(RESERVE_TERMS_DEFAULT)).toBeNull();
    expect(auctionTermsFault(RECAPITALISATION_TERMS_DEFAULT)).toBeNull();
    expect(auctionTermsFault({ ...RESERVE_TERMS_DEFAULT, curve: STAIRSTEP_CURVE_DEFAULT })).toBeNull();
  });

  const stairs = (cutWad: bigint, stepSeconds: number): Partial<AuctionTerms> => ({
    curve: { kind: 'STAIRSTEP', cutWad, stepSeconds },
  });

  test.each<[string, Partial<AuctionTerms>]>([
    ['durations', { curve: { kind: 'LINEAR', tauSeconds: 0 } }],
    ['durations', { pauseSeconds: 1.5 }],
    ['durations', { resetSeconds: -1 }],
    ['floor', { floorWad: 0n }],
    ['top', { topWad: wad('0.5') }],
    ['reset', { resetWad: wad('1') }],
    ['cut', stairs(wad('1'), 90)],
    ['cut', stairs(0n, 90)],
    ['steps', stairs(wad('0.99'), 7)],
  ])('names what is wrong: %s', (word, wrong) => {
    expect(auctionTermsFault({ ...RESERVE_TERMS_DEFAULT, ...wrong })).toContain(word);
  });
});
