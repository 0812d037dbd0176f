import { expect, test } from 'vitest';
import { alertedUntil, isAlerted, withAlert } from '../../../src/domain/product/alert.ts';
import { ALERT_PAUSE_SECONDS, ALERT_SECONDS, ALERTS_MAX } from '../../../src/domain/shared/limits.ts';

const first = { by: 'acc_a', at: 1_000 };

test('an alert lasts a day, to the second', () => {
  expect(alertedUntil([])).toBeNull();
  expect(isAlerted([], 1_000)).toBe(false);
  expect(isAlerted([first], 1_000 + ALERT_SECONDS - 1)).toBe(true);
  expect(isAlerted([first], 1_000 + ALERT_SECONDS)).toBe(false);
});

test('its source raises no other for 30 days, to the second, and others may', () => {
  const again = (at: number) => withAlert([first], { by: 'acc_a', at });
  expect(again(1_000 + ALERT_PAUSE_SECONDS - 1)).toBe(1);
  expect(again(1_000 + ALERT_PAUSE_SECONDS)).toEqual([{ by: 'acc_a', at: 1_000 + ALERT_PAUSE_SECONDS }]);
  const other = { by: 'acc_b', at: 1_001 };
  expect(withAlert([first], other)).toEqual([first, other]);
});

test('only so many sources are remembered for one product', () => {
  const many = Array.from({ length: ALERTS_MAX }, (_, index) => ({ by: `acc_${index}`, at: 2_000 + index }));
  expect(withAlert(many, { by: 'acc_z', at: 3_000 })).toBe(ALERTS_MAX);
  expect(withAlert(many, { by: 'acc_z', at: 2_000 + ALERT_PAUSE_SECONDS })).toHaveLength(ALERTS_MAX);
});
