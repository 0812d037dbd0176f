/** A watcher that is driven through the days of a test, step by step. */
import { expect } from 'vitest';
import { HOUR_SECONDS, WAD, type Wad } from '../../src/domain/shared/units.ts';
import { type Marketplace, START } from '../support/marketplace.ts';
import { watch, writeSeries } from './world.ts';

/** Hours after which what never came about is given up. */
const HOURS_MAX = 200;

/** Writes a series of so many days, every half hour, at a value for the hours since the start. */
export const halfHours = (days: number, valueAt: (hours: number) => Wad): Promise<string> =>
  writeSeries(
    Array.from({ length: days * 48 }, (_, index) => ({
      at: START + (index * HOUR_SECONDS) / 2,
      value: valueAt(index / 2),
    })),
  );

/** One, and 70 cents from 24:00 to 36:00 of the first days. */
export const fallingToSeventy = (hours: number): Wad =>
  hours >= 24 && hours < 36 ? (70n * WAD) / 100n : WAD;

/**
 * Takes steps at hours since the start, in which nothing may fail and none of these commands may be refused:
 * no command at all where none is named. `sent` counts what was done.
 */
export function drive(place: Marketplace, neverRefused: readonly string[] | null = null) {
  const watcher = watch(place);
  const sent: Partial<Record<string, number>> = {};
  let next = 2;

  async function stepAt(hours: number): Promise<void> {
    place.clock.now = START + hours * HOUR_SECONDS;
    const report = await watcher.tick();
    expect(report).toMatchObject({ errors: [], failed: [] });
    expect(report.refused.filter(({ command }) => neverRefused?.includes(command) ?? true)).toEqual([]);
    for (const [name, count] of Object.entries(report.done)) sent[name] = (sent[name] ?? 0) + (count ?? 0);
  }

  /** The next half hour from 02:00 on. */
  async function stepOn(): Promise<void> {
    await stepAt(next);
    next += 0.5;
  }

  return {
    sent,
    stepAt,
    stepOn,
    /** The hours before: all that is new has become calm then. */
    async calmDown(): Promise<void> {
      for (const hours of [0, 0.5, 1, 1.5]) await stepAt(hours);
    },
    /** Steps on until something is so. */
    async until(isSo: () => boolean | Promise<boolean>): Promise<void> {
      while (!(await isSo())) {
        if (next > HOURS_MAX) throw new Error('it never came about');
        await stepOn();
      }
    },
    close: () => watcher.close(),
  };
}
