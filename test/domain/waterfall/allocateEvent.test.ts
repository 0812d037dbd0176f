import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allocateEvent,
  type Claimants,
  type EventLayer,
} from '../../../src/domain/waterfall/allocateEvent.ts';

const sum = (amounts: readonly bigint[]) => amounts.reduce((all, amount) => all + amount, 0n);
const amount = fc.oneof(fc.bigInt(0n, 20n), fc.bigInt(0n, 10n ** 24n));
const NAMES = ['a', 'b', 'c', 'd'] as const;

/** Up to four groups, and layers that one or some of them draw, under two caps. */
const eventArbitrary = fc
  .record({
    losses: fc.array(amount, { minLength: 1, maxLength: 4 }),
    layers: fc.array(
      fc.record({
        balance: amount,
        keptMinimum: fc.bigInt(0n, 3n),
        draws: fc.subarray([...NAMES], { minLength: 1 }),
        capOf: fc.array(fc.constantFrom('x', 'y'), { minLength: 4, maxLength: 4 }),
        caps: fc.record({ x: fc.option(amount), y: fc.option(amount) }),
      }),
      { maxLength: 5 },
    ),
  })
  .map(({ losses, layers }) => ({
    claimants: losses.map((loss, index): Claimants => ({ id: NAMES[index] ?? '', loss })),
    layers: layers.map(
      ({ draws, capOf, ...layer }, index): EventLayer => ({
        ...layer,
        id: `layer${index}`,
        draws: draws.map((claimants, place) => ({ claimants, cap: capOf[place] ?? 'x' })),
      }),
    ),
  }));

const drawnOf = (debits: readonly { layer: string; claimants: string; amount: bigint }[], layer: string) =>
  debits.filter((debit) => debit.layer === layer);
const spareOf = ({ balance, keptMinimum }: EventLayer) =>
  balance > keptMinimum ? balance - keptMinimum : 0n;

describe('a loss event', () => {
  test('is paid in order, and a shared layer is split by what each still lacks', () => {
    const own = (id: string, claimants: string, balance: bigint): EventLayer => ({
      ...{ id, balance, keptMinimum: 0n },
      ...{ draws: [{ claimants, cap: 'own' }], caps: { own: null } },
    });
    const draws = [
      { claimants: 'a', cap: 'C' },
      { claimants: 'b', cap: 'C' },
      { claimants: 'c', cap: 'A' },
    ];
    const layers = [
      own('capital-a', 'a', 500n),
      own('capital-b', 'b', 300n),
      { id: 'shared', balance: 1_000n, keptMinimum: 0n, draws, caps: { C: 50n, A: 500n } },
    ];
    const claimants = [
      { id: 'a', loss: 600n },
      { id: 'b', loss: 700n },
      { id: 'c', loss: 200n },
    ];
    const { debits, haircuts } = allocateEvent(claimants, layers);
    // Class C together gets 50 over what lacks 100 and 400; class A all that it lacks.
    expect(debits).toEqual([
      { layer: 'capital-a', claimants: 'a', amount: 500n },
      { layer: 'capital-b', claimants: 'b', amount: 300n },
      { layer: 'shared', claimants: 'c', amount: 200n },
      { layer: 'shared', claimants: 'a', amount: 10n },
      { layer: 'shared', claimants: 'b', amount: 40n },
    ]);
    expect(haircuts).toEqual([90n, 360n, 0n]);
  });

  test('sums to the losses exactly, and nobody who lost nothing is touched', () => {
    fc.assert(
      fc.property(eventArbitrary, ({ claimants, layers }) => {
        const { debits, haircuts } = allocateEvent(claimants, layers);
        for (const [index, { id, loss }] of claimants.entries()) {
          const given = sum(debits.filter((debit) => debit.claimants === id).map((debit) => debit.amount));
          expect(given + (haircuts[index] ?? -1n)).toBe(loss);
        }
        for (const debit of debits) expect(claimants.some(({ id }) => id === debit.claimants)).toBe(true);
      }),
    );
  });

  test('takes of no layer more than it holds and caps allow, and of all before it what they could give', () => {
    fc.assert(
      fc.property(eventArbitrary, ({ claimants, layers }) => {
        const { debits, haircuts } = allocateEvent(claimants, layers);
        for (const [index, layer] of layers.entries()) {
          const drawn = drawnOf(debits, layer.id);
          const isExhausted = sum(drawn.map((debit) => debit.amount)) === spareOf(layer);
          expect(sum(drawn.map((debit) => debit.amount))).toBeLessThanOrEqual(spareOf(layer));
          for (const name of new Set(layer.draws.map(({ cap }) => cap))) {
            const under = layer.draws.filter(({ cap }) => cap === name).map((draw) => draw.claimants);
            const taken = sum(
              drawn.filter((debit) => under.includes(debit.claimants)).map((debit) => debit.amount),
            );
            const cap = layer.caps[name] ?? null;
            if (cap !== null) expect(taken).toBeLessThanOrEqual(cap);
            const later = new Set(layers.slice(index + 1).map(({ id }) => id));
            const wentOn = under.some(
              (id) =>
                (haircuts[claimants.findIndex((one) => one.id === id)] ?? 0n) > 0n ||
                debits.some((debit) => debit.claimants === id && later.has(debit.layer)),
            );
            if (wentOn) expect(isExhausted || taken === cap).toBe(true);
          }
        }
      }),
    );
  });

  test('is the same in whatever order its claimants, and those who draw a layer, are named', () => {
    fc.assert(
      fc.property(eventArbitrary, fc.nat(23), ({ claimants, layers }, turn) => {
        const turned = <Row>(rows: readonly Row[]) => [
          ...rows.slice(turn % (rows.length || 1)),
          ...rows.slice(0, turn % (rows.length || 1)),
        ];
        const again = allocateEvent(
          turned(claimants),
          layers.map((layer) => ({ ...layer, draws: turned(layer.draws).reverse() })),
        );
        const first = allocateEvent(claimants, layers);
        expect(again.debits).toEqual(first.debits);
        expect(again.haircuts).toEqual(turned(first.haircuts));
      }),
    );
  });

  test('of ten equal groups gives each the same, to the unit', () => {
    const ids = Array.from({ length: 10 }, (_, index) => `pool${index}`);
    const shared: EventLayer = {
      ...{ id: 'shared', balance: 10_007n, keptMinimum: 0n, caps: { C: null } },
      draws: ids.map((claimants) => ({ claimants, cap: 'C' })),
    };
    const { haircuts } = allocateEvent(
      ids.map((id) => ({ id, loss: 3_000n })),
      [shared],
    );
    expect(new Set(haircuts)).toEqual(new Set([2_000n, 1_999n]));
  });
});
