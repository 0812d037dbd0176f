import { describe, expect, test } from 'vitest';
import type { PollResult } from '../../oracles/adapter.ts';
import type { RawObservation, SourceTerms } from '../../src/domain/feed/observation.ts';
import { OBSERVED_VALUE_MAX } from '../../src/domain/shared/limits.ts';
import { assertAnswer, judgeInOrder } from '../../src/watcher/feed/judge.ts';
import { report } from './scripted.ts';

const AT = 1_678_521_600;
const PAR = 10n ** 8n;
const TERMS: SourceTerms = {
  sourceId: 'eth',
  decimals: 8,
  heartbeatSeconds: 3_600,
  marginSeconds: 3_600,
  operators: ['ada', 'bob'],
};
const CONTEXT = { now: AT + 60, watermark: null, use: 'DECISION' } as const;
const reasons = (observations: RawObservation[], terms = TERMS) =>
  judgeInOrder(observations, terms, CONTEXT, new Map()).judged.map(({ verdict }) =>
    verdict.valid ? 'VALID' : verdict.reason,
  );

describe('judging what a source said', () => {
  test('holds each report against the last accepted one of its operator', () => {
    const reports = [
      report('eth', 'ada', AT, PAR, { round: '5' }),
      report('eth', 'bob', AT, PAR, { round: '5' }),
      report('eth', 'ada', AT, -PAR, { round: '6' }),
      report('eth', 'ada', AT + 1, PAR, { round: '5' }),
      report('eth', 'ada', AT + 1, PAR, { round: '6', blockHash: '0x1' }),
    ];
    expect(reasons(reports)).toEqual(['VALID', 'VALID', 'NON_POSITIVE', 'DUPLICATE', 'VALID']);
    const { heard } = judgeInOrder(reports, TERMS, CONTEXT, new Map());
    expect([...heard.values()].map(({ round }) => round)).toEqual(['6', '5']);
  });

  test('does not change what it was given to follow on', () => {
    const before = new Map([['ada', report('eth', 'ada', AT, PAR)]]);
    judgeInOrder([report('eth', 'ada', AT + 1, PAR)], TERMS, CONTEXT, before);
    expect(before.get('ada')?.observedAt).toBe(AT);
  });

  test.each([0, 8, 18, 36])(
    'believes no value that the ledger could not sum up, at %i decimals',
    (decimals) => {
      const largest = (OBSERVED_VALUE_MAX * 10n ** BigInt(decimals)) / 10n ** 18n;
      const terms = { ...TERMS, decimals };
      const value = (amount: bigint) => [report('eth', 'ada', AT, amount, { decimals })];
      expect(reasons(value(largest - 1n), terms)).toEqual(['VALID']);
      expect(reasons(value(largest), terms)).toEqual(['CLAMPED']);
      expect(reasons(value(2n ** 255n), terms)).toEqual(['CLAMPED']);
    },
  );

  test("keeps a source's own bounds", () => {
    const bounds = { minimum: 10n, maximum: 2n * PAR };
    const all = [10n, 11n, 2n * PAR - 1n, 2n * PAR].map((value, index) =>
      report('eth', 'ada', AT + index, value, { bounds }),
    );
    expect(reasons(all)).toEqual(['CLAMPED', 'VALID', 'VALID', 'CLAMPED']);
  });
});

describe('an answer that no rule could judge', () => {
  const answer = (observations: RawObservation[], more: Partial<PollResult> = {}): PollResult => ({
    observations,
    watch: [],
    cursor: '',
    readThrough: null,
    more: false,
    ...more,
  });
  const good = report('eth', 'ada', AT, PAR);
  const figures = (count: number, text: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`figure${index}`, text]));

  test.each([
    ['a time that is no number', answer([{ ...good, observedAt: Number.NaN }])],
    ['a time with a fraction', answer([{ ...good, observedAt: AT + 0.5 }])],
    ['a round that is no number', answer([{ ...good, round: '-1' }])],
    ['a round without end', answer([{ ...good, round: '9'.repeat(79) }])],
    ['decimals that are none', answer([{ ...good, decimals: -1 }])],
    ['a final list with a block that is not', answer([{ ...good, finalized: false }])],
    ['a list ahead with a block that is final', answer([], { watch: [good] })],
    ['more figures than are kept', answer([{ ...good, facts: figures(17, '1') }])],
    ['a figure that is too long', answer([{ ...good, facts: figures(1, '1'.repeat(201)) }])],
    ['a figure without a name', answer([{ ...good, facts: { '': '1' } }])],
    ['no time that it was read through', answer([], { readThrough: { eventTime: Number.NaN } })],
  ])('is refused as a whole: %s', (_name, bad) => {
    expect(() => assertAnswer(bad)).toThrow(expect.objectContaining({ code: 'BAD_ANSWER' }));
  });

  test('is not one with good reports in it', () => {
    const ahead = { ...good, finalized: false, facts: figures(16, '1'.repeat(200)) };
    expect(() =>
      assertAnswer(answer([good], { watch: [ahead], readThrough: { eventTime: AT } })),
    ).not.toThrow();
  });
});
