import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advanceConditions } from '../../../src/domain/condition/advance.ts';
import { LEVELS } from '../../../src/domain/condition/parameters.ts';
import { BLOCK_SECONDS, follow, lookAt, namesOf, START, span, vaultAt } from './looks.ts';

const { sound, warned, failed } = LEVELS;
const DAY_BLOCKS = 86_400 / BLOCK_SECONDS;
const levelsOf = (steps: readonly { level: bigint | null }[]) => steps.flatMap(({ level }) => level ?? []);

describe('what is published', () => {
  test('is a level once a minute, and a change of level at once', () => {
    const { steps } = follow([...span(0, 11), ...span(12, 13, { assets: 400_000_000n })]);
    const published = steps.flatMap(({ level }, block) => (level === null ? [] : [[block, level]]));
    expect(published).toEqual([
      [0, sound],
      [5, sound],
      [10, sound],
      [12, failed],
    ]);
  });

  test('is nothing while nothing can be read', () => {
    const blind = { price: null, assets: null, liabilities: null, supply: null };
    expect(levelsOf(follow(span(0, 20, blind)).steps)).toEqual([]);
  });
});

describe('the maximum of a day', () => {
  const low = { price: 900_000n };

  test('is a price that stood for 64 looks', () => {
    expect(follow(span(0, 62)).last.maximum).toBeNull();
    expect(follow(span(0, 63)).last.maximum).toBe(1_000_000n);
    expect(namesOf(follow([...span(0, 63), ...span(64, 64, low)]).last)).toEqual(['PRICE_DROP']);
    expect(namesOf(follow([...span(0, 62), ...span(63, 200, low)]).last)).toEqual([]);
  });

  test('does not rise by a spike, however high and often', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 63 }), { minLength: 1, maxLength: 6 }), (spikes) => {
        const looks = span(0, 63);
        for (const length of spikes) {
          const from = looks.length;
          looks.push(...span(from, from + length - 1, { price: 9_000_000n }), lookAt(from + length));
        }
        const { steps } = follow(looks);
        expect(new Set(levelsOf(steps))).toEqual(new Set([sound]));
      }),
      { numRuns: 25 },
    );
  });

  test('is forgotten after a day', () => {
    const { memory } = follow(span(0, 63));
    // Hours that only pass: one look each.
    const later = (hour: number) => lookAt((hour * 3_600) / BLOCK_SECONDS, low);
    const before = follow(
      Array.from({ length: 23 }, (_, index) => later(index + 1)),
      memory,
    );
    expect(namesOf(before.last)).toEqual(['PRICE_DROP']);
    expect(namesOf(follow([later(24)], before.memory).last)).toEqual([]);
  });
});

describe('a condition', () => {
  test('begins with the block that it is true in and stands until the price is back', () => {
    const { memory, last } = follow([...span(0, 70), ...span(71, 200, { price: 800_000n })]);
    expect(memory.standing).toMatchObject([
      { condition: 'PRICE_DROP', since: START + 71 * BLOCK_SECONDS, judgedAt: START + 200 * BLOCK_SECONDS },
    ]);
    expect(namesOf(last)).toEqual(['PRICE_DROP']);
    expect(namesOf(follow([lookAt(201, { price: 900_001n })], memory).last)).toEqual([]);
  });

  test('of an outflow outlives the 50 blocks that it was measured in, until the half is back', () => {
    const gone = { assets: 400_000_000n };
    const { memory } = follow([...span(0, 10), ...span(11, 300, gone)]);
    expect(namesOf({ memory })).toEqual(['SHORTFALL', 'OUTFLOW']);
    const back = follow([lookAt(301, { assets: 500_000_001n, liabilities: 500_000_001n })], memory);
    expect(namesOf(back.last)).toEqual([]);
    const half = follow([lookAt(301, { assets: 500_000_000n, liabilities: 500_000_000n })], memory);
    expect(namesOf(half.last)).toEqual(['OUTFLOW']);
  });

  test('of an outflow is not undone by holders who leave with the rest', () => {
    const { memory } = follow([...span(0, 70), ...span(71, 75, { assets: 400_000_000n, price: 400_000n })]);
    const empty = { assets: 0n, supply: 0n, liabilities: 0n, price: 1_000_000n };
    const { last } = follow(span(76, 150, empty), memory);
    expect(namesOf(last)).toEqual(['PRICE_DROP', 'SHORTFALL', 'OUTFLOW']);
  });

  test('of an outflow ends after a day', () => {
    const gone = { assets: 400_000_000n, liabilities: 400_000_000n };
    const { memory } = follow([...span(0, 10), ...span(11, 70, gone)]);
    const end = 11 + DAY_BLOCKS;
    expect(namesOf(follow([lookAt(end - 1, gone)], memory).last)).toEqual(['OUTFLOW']);
    expect(namesOf(follow([lookAt(end, gone)], memory).last)).toEqual([]);
  });

  test.each([
    [50, ['OUTFLOW']],
    [51, []],
  ])('of an outflow is measured over 50 blocks: after %i it is %j', (blocks, names) => {
    const gone = lookAt(blocks, { assets: 500_000_000n, liabilities: 500_000_000n });
    expect(namesOf(follow([lookAt(0), gone]).last)).toEqual(names);
  });

  test('of a mint stands until it is backed or burned', () => {
    const minted = { supply: 1_200_000_000n };
    const { memory } = follow([...span(0, 10), ...span(11, 200, minted)]);
    expect(namesOf({ memory })).toEqual(['UNBACKED_MINT']);
    const backed = lookAt(201, { ...minted, assets: 1_080_000_000n });
    expect(namesOf(follow([backed], memory).last)).toEqual([]);
    expect(namesOf(follow([lookAt(201)], memory).last)).toEqual([]);
  });

  test('that cannot be read any more stands as it was, for a day', () => {
    const blind = { price: null, assets: null, liabilities: null, supply: null };
    const { memory } = follow([...span(0, 10), ...span(11, 20, { assets: 990_000_000n })]);
    const { memory: unread, steps } = follow(span(21, 40, blind), memory);
    expect(new Set(levelsOf(steps))).toEqual(new Set([failed]));
    const end = 20 + DAY_BLOCKS;
    expect(namesOf(follow([lookAt(end - 1, blind)], unread).last)).toEqual(['SHORTFALL']);
    expect(namesOf(follow([lookAt(end, blind)], unread).last)).toEqual([]);
  });
});

describe('no loss is', () => {
  test('a donation: assets and price only rise', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { maxLength: 150 }), (gifts) => {
        let assets = 10n ** 9n;
        const looks = gifts.map((gift, block) => {
          assets += gift;
          return vaultAt(block, assets, 10n ** 9n);
        });
        expect(levelsOf(follow(looks).steps)).not.toContain(failed);
      }),
      { numRuns: 30 },
    );
  });

  test('a bank run, fast or slow, and what is deposited between', () => {
    const move = fc.tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 9n }));
    fc.assert(
      fc.property(fc.array(move, { minLength: 1, maxLength: 150 }), (moves) => {
        let held = 10n ** 9n;
        const looks = moves.map(([isIn, amount], block) => {
          held = isIn ? held + amount : held - (amount < held ? amount : held);
          return vaultAt(block, held, held);
        });
        expect(new Set(levelsOf(follow(looks).steps))).toEqual(new Set([sound]));
      }),
      { numRuns: 50 },
    );
  });

  test('a fee of 2.9 %; one of 3 % is watched', () => {
    const fee = (price: bigint) =>
      levelsOf(follow([...span(0, 70), ...span(71, 80, { price })]).steps).at(-1);
    expect(fee(971_000n)).toBe(sound);
    expect(fee(970_000n)).toBe(warned);
  });
});

describe('a sign', () => {
  const HOUR_BLOCKS = 3_600 / BLOCK_SECONDS;
  const WARNED = 72 * HOUR_BLOCKS;
  const REST = 30 * DAY_BLOCKS;

  test.each([
    [{ paused: true }, 'PAUSED'],
    [{ owner: '0xother' }, 'OWNER_CHANGED'],
    [{ implementation: '0xnew' }, 'IMPLEMENTATION_CHANGED'],
  ])('%j warns for 72 hours and pays nothing', (change, sign) => {
    const { memory, last } = follow([lookAt(0, { implementation: '0xold' }), lookAt(1, change)]);
    expect([last.level, last.signs, namesOf(last)]).toEqual([warned, [sign], []]);
    const during = advanceConditions(memory, lookAt(WARNED, change));
    expect(during.level).toBe(warned);
    expect(advanceConditions(memory, lookAt(1 + WARNED, change)).level).toBe(sound);
  });

  test('seen first is no change, and neither is the end of a pause', () => {
    const { last } = follow([lookAt(0, { paused: true }), lookAt(1, { paused: false })]);
    expect(last.signs).toEqual([]);
  });

  test('that comes again within 30 days holds nobody any longer', () => {
    const pauses = (block: number) => [lookAt(block), lookAt(block + 1, { paused: true })];
    const { memory } = follow([...pauses(0), ...pauses(100), ...pauses(WARNED - 10)]);
    expect(advanceConditions(memory, lookAt(1 + WARNED, { paused: true })).level).toBe(sound);
    const again = follow(pauses(REST - 1), memory);
    expect(again.last.level).toBe(sound);
    expect(again.last.signs).toEqual([]);
    expect(follow(pauses(REST), memory).last.signs).toEqual(['PAUSED']);
  });

  test('that cannot be read is no change', () => {
    const { last } = follow([lookAt(0), lookAt(1, { owner: null, paused: null }), lookAt(2)]);
    expect(last.signs).toEqual([]);
  });
});

test('the memory stays small', () => {
  const { memory } = follow(span(0, 7_300));
  expect([memory.prices.run.length, memory.prices.hours.length, memory.recent.length]).toEqual([63, 24, 51]);
});
