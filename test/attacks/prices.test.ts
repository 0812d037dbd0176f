import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRows } from '../../oracles/replay/rows.ts';
import type { RawObservation } from '../../src/domain/feed/observation.ts';
import { payoutRatio } from '../../src/domain/trigger/payout.ts';
import { run, STABLECOIN, wad } from '../domain/trigger/worlds.ts';
import { HOUR, judge, MINUTE, NOON, namesOf, RULE, refusedOf, says, series, sourceOf } from './court.ts';

const HONEST = ['ada', 'bob', 'cy'];
const FOUR = [...HONEST, 'dan'];
const sources = FOUR.map((operator) => sourceOf(operator));
const valuesOf = (judged: ReturnType<typeof judge>) => [
  ...new Set(judged.readings.map(({ value }) => value)),
];
/** In event order. */
const merged = (...all: RawObservation[][]) => all.flat().sort((a, b) => a.observedAt - b.observedAt);

test('attack 1: a stale or clamped feed does not vote, and the others decide', () => {
  // LUNA, May 2022: the aggregator could not report below 0.10.
  const bounds = { minimum: 10_000_000n, maximum: 10n ** 12n };
  const clamped = series(['dan'], NOON, NOON + 6 * HOUR, '0.1').map((report) => ({ ...report, bounds }));
  const crash = series(HONEST, NOON, NOON + 6 * HOUR, '0.02');
  const judged = judge(sources, merged(crash, clamped), NOON + 6 * HOUR);
  expect(refusedOf(judged)).toEqual(['dan CLAMPED']);
  expect(valuesOf(judged)).toEqual([wad('0.02')]);
  expect(namesOf(judged)).toContain('CONFIRMED');

  const stale = series(['dan'], NOON, NOON + HOUR, '1').map((report) => ({
    ...report,
    observedAt: NOON - HOUR,
    publishedAt: report.observedAt,
  }));
  const late = judge(sources, [...crash, ...stale], NOON + 6 * HOUR);
  expect(refusedOf(late)).toEqual(['dan STALE']);
  expect(valuesOf(late)).toEqual([wad('0.02')]);
});

test.each(['1.30', '0.65'])('attack 2: one venue that says %s for 90 minutes has one vote', (wrong) => {
  // DAI on Coinbase, November 2020; USDe on Binance, October 2025.
  const calm = series(HONEST, NOON, NOON + 6 * HOUR, '0.9995');
  const judged = judge(
    sources,
    merged(calm, series(['dan'], NOON, NOON + 90 * MINUTE, wrong)),
    NOON + 6 * HOUR,
  );
  expect(refusedOf(judged)).toEqual(['dan OUTLIER']);
  expect(valuesOf(judged)).toEqual([wad('0.9995')]);
  expect(namesOf(judged)).toEqual([]);
});

test('attack 5: the first minute after a relisting neither votes against the others nor makes a breach', () => {
  // USDC/USDT on Binance, 2023-03-11 14:00: open 1.0, low 0.882, close 0.9121 within one minute.
  const minute = (operator: string, at: number) => [
    says(operator, at, '1'),
    says(operator, at + 20, '0.882'),
    says(operator, at + 59, '0.9121'),
  ];
  const calm = series(HONEST, NOON, NOON + 6 * HOUR, '0.99');
  const alone = judge(sources, merged(calm, minute('dan', NOON + HOUR + 1)), NOON + 6 * HOUR);
  expect(refusedOf(alone)).toEqual(['dan OUTLIER']);
  expect(valuesOf(alone)).toEqual([wad('0.99')]);
  const everywhere = FOUR.map((operator) => [
    ...minute(operator, NOON),
    ...series([operator], NOON + 5 * MINUTE, NOON + 6 * HOUR, '0.99'),
  ]);
  expect(namesOf(judge(sources, merged(...everywhere), NOON + 6 * HOUR))).toEqual([]);
});

test('attack 6: a venue that halts does not recover: missing bars count for nobody', () => {
  const halt = merged(
    series(FOUR, NOON, NOON + 3 * HOUR, '0.3'),
    series(FOUR, NOON + 12 * HOUR, NOON + 16 * HOUR, '0.3'),
  );
  const dark = judge(sources, halt, NOON + 12 * HOUR);
  expect(namesOf(dark)).toEqual(['BREACH_STARTED']);
  const judged = judge(sources, halt, NOON + 16 * HOUR);
  expect(namesOf(judged)).toEqual(['BREACH_STARTED', 'CONFIRMED']);
  // Two hours of averages before the halt and the hold of four hours: what the halt hid is not counted.
  const [confirmed] = judged.events.filter(({ type }) => type === 'CONFIRMED');
  expect(confirmed?.slot).toBeGreaterThan(NOON + 14 * HOUR);
});

test('attack 7: a wick in a calm market is no breach', () => {
  // 2024-03-19 11:45: low 0.9488, close 1.0017 of the same quarter of an hour.
  const wick = FOUR.map((operator) => says(operator, NOON + HOUR + 60, '0.9488'));
  const calm = series(FOUR, NOON, NOON + 6 * HOUR, '1.0017');
  const judged = judge(sources, merged(calm, wick), NOON + 6 * HOUR);
  expect(valuesOf(judged)).toContain(wad('0.9488'));
  expect(namesOf(judged)).toEqual([]);
});

test('attack 8: a venue whose quote currency has lost its peg is an outlier, not a price', () => {
  // At 0.93 to the dollar the dollar itself looks like 1.075: nothing is taken to be worth one.
  const calm = series(HONEST, NOON, NOON + 6 * HOUR, '0.9998');
  const judged = judge(
    sources,
    merged(calm, series(['dan'], NOON, NOON + 6 * HOUR, '1.075')),
    NOON + 6 * HOUR,
  );
  expect(refusedOf(judged)).toEqual(['dan OUTLIER']);
  expect(valuesOf(judged)).toEqual([wad('0.9998')]);
});

test('attack 9: decimals that differ from the pinned ones are refused, and every pinned scale says the same', () => {
  const wrong = series(['dan'], NOON, NOON + HOUR, '1').map((report) => ({ ...report, decimals: 6 }));
  const calm = series(HONEST, NOON, NOON + HOUR, '0.96');
  expect(refusedOf(judge(sources, merged(calm, wrong), NOON + HOUR))).toEqual(['dan DECIMALS_CHANGED']);
  const anyScale = fc.array(fc.integer({ min: 4, max: 36 }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(anyScale, fc.integer({ min: 1, max: 20_000 }), (scales, tenThousandths) => {
      const price = `${Math.floor(tenThousandths / 10_000)}.${String(tenThousandths % 10_000).padStart(4, '0')}`;
      const pinned = HONEST.map((operator, index) => sourceOf(operator, { decimals: scales[index] ?? 8 }));
      const said = pinned.map(({ sourceId, decimals }) => says(sourceId, NOON, price, { decimals }));
      expect(valuesOf(judge(pinned, said, NOON))).toEqual([wad(price)]);
    }),
  );
});

test('attack 10: rounds that jump or change their phase count by their time, and none goes back', () => {
  const phase = (number: bigint, round: bigint) => String((number << 64n) | round);
  const rounds = [phase(4n, 40_000n), phase(4n, 41_000n), phase(5n, 1n), phase(5n, 7n)];
  const jumping = rounds.flatMap((round, index) =>
    HONEST.map((operator) => says(operator, NOON + index * 600, '0.999', { round })),
  );
  const back = says('ada', NOON + 2_400, '0.5', { round: phase(4n, 50_000n) });
  const judged = judge(sources, [...jumping, back], NOON + 1_800);
  expect(judged.readings.map(({ at }) => at)).toEqual([0, 600, 1_200, 1_800].map((since) => NOON + since));
  expect(refusedOf(judged)).toEqual(['ada ROUND_REGRESSION']);
});

test('attack 12: what a sequencer passes on while it is down, or in the hour after, is not believed', () => {
  const down = NOON + 2 * HOUR;
  const up = NOON + 5 * HOUR;
  const sequencerAt = (at: number) =>
    at < down
      ? { up: true, since: NOON - 48 * HOUR }
      : at < up
        ? { up: false, since: down }
        : { up: true, since: up };
  const before = series(HONEST, NOON, down, '0.999');
  // The prices of the outage come all at once when it is over.
  const outage = series(HONEST, down, up, '0.5');
  const burst = HONEST.map((operator) => says(operator, up + 1, '0.5'));
  const after = series(HONEST, up + 5 * MINUTE, up + 3 * HOUR, '0.998');
  const stamped = [...before, ...outage, ...burst, ...after].map((report) => ({
    ...report,
    sequencer: sequencerAt(report.observedAt),
  }));
  const judged = judge(sources, stamped, up + 3 * HOUR);
  const reasons = new Set(judged.rejected.map(({ reason }) => reason));
  expect(reasons).toEqual(new Set(['SEQUENCER_DOWN', 'GRACE']));
  expect(valuesOf(judged)).toEqual([wad('0.999'), wad('0.998')]);
  expect(judged.readings.filter(({ at }) => at > down + 20 * MINUTE && at <= up + HOUR)).toEqual([]);
  expect(namesOf(judged)).toEqual([]);
});

test('attack 13: an event time ahead of the clock is FUTURE from the 61st second on', () => {
  const ahead = (seconds: number) => {
    const arrival = () => NOON;
    return refusedOf(judge(sources, [says('ada', NOON + seconds, '1')], NOON + HOUR, { arrival }));
  };
  expect(ahead(60)).toEqual([]);
  expect(ahead(61)).toEqual(['ada FUTURE']);
});

test('attack 15: whoever chooses among signed updates moves no reading past the honest operators', () => {
  const chosen = fc.array(fc.constantFrom(null, '0.93', '0.951', '0.9495', '1', '1.4'), {
    minLength: 12,
    maxLength: 12,
  });
  fc.assert(
    fc.property(chosen, (updates) => {
      const picked = updates.flatMap((price, index) =>
        price === null ? [] : [says('dan', NOON + index * 5 * MINUTE, price)],
      );
      const judged = judge(sources, merged(series(HONEST, NOON, NOON + HOUR, '0.952'), picked), NOON + HOUR);
      for (const value of valuesOf(judged)) expect(value).toBe(wad('0.952'));
      expect(judged.readings.length).toBeGreaterThan(11);
    }),
  );
});

test('attack 18: a price that swings around the strike adds up, and only a recovery ends it', () => {
  // UST, 10 May 2022: from 0.75 back to 0.94, which is not whole again.
  const swings = Array.from({ length: 8 }, (_, index) => {
    const from = NOON + index * 2 * HOUR;
    return series(FOUR, from, from + 2 * HOUR, index % 2 === 0 ? '0.75' : '0.965');
  });
  const judged = judge(sources, merged(...swings), NOON + 16 * HOUR);
  expect(namesOf(judged)).toEqual(['BREACH_STARTED', 'CONFIRMED']);
  const healed = merged(
    series(FOUR, NOON, NOON + 3 * HOUR, '0.75'),
    series(FOUR, NOON + 3 * HOUR, NOON + 6 * HOUR, '1'),
  );
  expect(namesOf(judge(sources, healed, NOON + 6 * HOUR))).toEqual(['BREACH_STARTED', 'BREACH_ENDED']);
});

test('attack 19: what is paid is not the price at which the breach was confirmed', async () => {
  const rows = parseRows(await readFile('src/cli/series/ust-usdt-2022-05.csv', 'utf8'));
  const { events } = run(STABLECOIN, rows);
  const [confirmed] = events.filter(({ type }) => type === 'CONFIRMED');
  const [settled] = events.filter((event) => event.type === 'SETTLED');
  const atConfirmation = rows.findLast(({ at }) => at <= (confirmed?.slot ?? 0))?.value ?? 0n;
  const early = payoutRatio(RULE.payout, atConfirmation);
  expect(settled?.payoutRatio).toBe(wad('1'));
  expect(early).toBeLessThan(wad('1'));
});
