import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CompiledBook, LAYERS, type LayerName } from '../../src/actuary/compileBook.ts';
import { nothingTaken, takeFromLayers } from '../../src/actuary/takeFromLayers.ts';
import { DEFAULT_RULES } from '../../src/cli/actuary/liveBook.ts';
import type { BookDescription } from '../../src/domain/book/describedBook.ts';
import { FUND_CLASSES } from '../../src/domain/fund/fundClass.ts';
import { mulDivDown } from '../../src/domain/shared/rounding.ts';
import { WAD } from '../../src/domain/shared/units.ts';
import { allocateEvent, type EventLayer } from '../../src/domain/waterfall/allocateEvent.ts';
import { eventCapOf, GOVERNED_LAYERS, inLayerOrder } from '../../src/domain/waterfall/rules.ts';
import { compiled, smallBook, UNIT } from './books.ts';

const whole = fc.integer({ min: 0, max: 3_000 });
const pool = fc.record({
  loss: whole,
  capital: whole,
  ownFund: whole,
  fundClass: fc.constantFrom(...FUND_CLASSES),
});
const order = fc.shuffledSubarray([...GOVERNED_LAYERS], { minLength: 4 });
const event = fc.record({
  pools: fc.array(pool, { minLength: 1, maxLength: 6 }),
  slice: whole,
  sharedFund: whole,
  vault: whole,
  order,
});
type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never;

/** The layers as the marketplace lays them out behind pools, in smallest units. */
function exactLayers({ pools, slice, sharedFund, vault, order: governed }: Event): EventLayer[] {
  const units = (amount: number) => BigInt(amount) * UNIT;
  const own = (kind: LayerName, at: number, amount: number) => ({
    ...{ id: `${kind}/${at}`, kind, balance: units(amount), keptMinimum: 0n },
    ...{ draws: [{ claimants: `${at}`, cap: 'ALL' }], caps: { ALL: null } },
  });
  const all = pools.map((_, at) => ({ claimants: `${at}`, cap: 'ALL' }));
  const { waterfall } = DEFAULT_RULES;
  const capped = (kind: 'SHARED_FUND' | 'VAULT', amount: number, fundClass: 'A' | 'B' | 'C') =>
    mulDivDown(units(amount), eventCapOf(waterfall, kind, fundClass), WAD);
  const layers = [
    ...pools.map(({ capital }, at) => own('CAPITAL', at, capital)),
    { ...own('PLATFORM_SLICE', 0, slice), draws: all },
    ...pools.map(({ ownFund }, at) => own('POOL_FUND', at, ownFund)),
    {
      ...own('SHARED_FUND', 0, sharedFund),
      draws: pools.map(({ fundClass }, at) => ({ claimants: `${at}`, cap: fundClass })),
      caps: Object.fromEntries(FUND_CLASSES.map((each) => [each, capped('SHARED_FUND', sharedFund, each)])),
    },
    { ...own('VAULT', 0, vault), keptMinimum: UNIT, draws: all, caps: { ALL: capped('VAULT', vault, 'A') } },
  ];
  return inLayerOrder(layers, governed);
}

function flatBook({ pools, slice, sharedFund, vault, order: governed }: Event): CompiledBook {
  const base = smallBook({ scores: [10], cover: 1, capital: 1, shared: { slice, sharedFund, vault } });
  const [first] = base.pools;
  const rules = { ...DEFAULT_RULES, waterfall: { ...DEFAULT_RULES.waterfall, order: governed } };
  const described = pools.map(({ capital, ownFund, fundClass }, at) => ({
    ...(first as BookDescription['pools'][number]),
    ...{ poolId: `${at}`, capital: BigInt(capital) * UNIT + 1n, ownFund: BigInt(ownFund) * UNIT, fundClass },
  }));
  return compiled({ ...base, rules, pools: described });
}

test('takes from every layer, for every pool, what allocateEvent takes, to the smallest units', () => {
  fc.assert(
    fc.property(event, (given) => {
      const book = flatBook(given);
      const holdings = {
        capital: Float64Array.from(given.pools, ({ capital }) => capital),
        ownFund: book.ownFund.slice(),
        shared: book.shared.slice(),
      };
      const lacks = Float64Array.from(given.pools, ({ loss }) => loss);
      const taken = nothingTaken();
      const haircut = takeFromLayers(book, holdings, lacks, taken);
      const claimants = given.pools.map(({ loss }, at) => ({ id: `${at}`, loss: BigInt(loss) * UNIT }));
      const exact = allocateEvent(claimants, exactLayers(given));
      // A unit of each division that rounds down, for each pool.
      const near = (flat: number, units: bigint) =>
        expect(Math.abs(flat * Number(UNIT) - Number(units))).toBeLessThanOrEqual(4 * given.pools.length);
      for (const [index, name] of LAYERS.entries()) {
        const debits = exact.debits.filter(({ layer }) => layer.startsWith(`${name}/`));
        near(
          taken.amount[index] ?? 0,
          debits.reduce((sum, debit) => sum + debit.amount, 0n),
        );
      }
      for (const [at, units] of exact.haircuts.entries()) near(lacks[at] ?? 0, units);
      near(
        haircut,
        exact.haircuts.reduce((sum, units) => sum + units, 0n),
      );
    }),
    { numRuns: 500 },
  );
});
