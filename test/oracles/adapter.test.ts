import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  defineFamily,
  type RawObservation,
  SourceError,
  type SourceFaultCode,
} from '../../oracles/adapter.ts';

/** The worked example of the interface, as it stands there. */
const counter = defineFamily({
  name: 'counter',
  yields: 'OBSERVATIONS',
  config: z.strictObject({ startAt: z.int().min(0) }),
  open: ({ startAt }, { sourceId, operators: [operator = ''], now }) => ({
    async poll({ cursor, until = now() }) {
      const observations: RawObservation[] = [];
      let round = cursor === null ? 0 : Number(cursor);
      for (; startAt + round * 60 <= until; round += 1) {
        const observedAt = startAt + round * 60;
        const value = 100n + BigInt(round);
        observations.push({
          source: sourceId,
          operator,
          round: String(round),
          value,
          decimals: 2,
          observedAt,
          finalized: true,
        });
      }
      return {
        observations,
        watch: [],
        cursor: String(round),
        readThrough: { eventTime: until },
        more: false,
      };
    },
    async close() {},
  }),
});

const CONTEXT = { sourceId: 'one', operators: ['ada'], now: () => 130, signal: new AbortController().signal };

test('lets a family be written as its worked example says', async () => {
  const source = counter.open({ startAt: 0 }, CONTEXT);
  const first = await source.poll({ cursor: null, until: 60 });
  expect(first.observations.map(({ observedAt, value }) => [observedAt, value])).toEqual([
    [0, 100n],
    [60, 101n],
  ]);
  const rest = await source.poll({ cursor: first.cursor });
  expect(rest.observations.map(({ observedAt }) => observedAt)).toEqual([120]);
  expect(rest.readThrough).toEqual({ eventTime: 130 });
});

test('names every problem of a configuration', () => {
  expect(counter.problems({ startAt: -1, other: 1 })).toHaveLength(2);
  expect(() => counter.open({ startAt: -1 }, CONTEXT)).toThrow(/counter is wrong: startAt: /);
  expect(() => counter.open(undefined, CONTEXT)).toThrow(SourceError);
});

test.each<[SourceFaultCode, boolean]>([
  ['UNREACHABLE', true],
  ['TIMEOUT', true],
  ['BAD_ANSWER', true],
  ['ABORTED', false],
  ['CONFIG', false],
  ['OTHER_BRANCH', true],
])('says whether %s may be tried again', (code, retryable) => {
  expect(new SourceError(code, 'why')).toMatchObject({
    code,
    retryable,
    message: 'why',
    name: 'SourceError',
    split: null,
  });
});

test('says what split: the chain, the block and its two hashes', () => {
  const split = { chainId: 1, block: 7, hashes: ['0xa', '0xb'] as const };
  const error = new SourceError('CHAIN_SPLIT', 'why', split);
  expect(error).toMatchObject({ code: 'CHAIN_SPLIT', retryable: false, split });
});
