import { describe, expect, test } from 'vitest';
import {
  PRODUCT_PHASE_AT_START,
  PRODUCT_TRANSITIONS,
  transitionProduct,
} from '../../../src/domain/product/states.ts';

describe('product phases', () => {
  test('lead exactly where the table says', () => {
    for (const { from, event, to } of PRODUCT_TRANSITIONS) expect(transitionProduct(from, event)).toBe(to);
    const keys = PRODUCT_TRANSITIONS.map(({ from, event }) => `${from} ${event}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('begin in WATCH and reach CALM only by thawing', () => {
    expect(PRODUCT_PHASE_AT_START).toBe('WATCH');
    const calm = PRODUCT_TRANSITIONS.filter(({ to }) => to === 'CALM');
    expect(calm).toEqual([{ from: 'WATCH', event: 'THAWED', to: 'CALM' }]);
  });

  test('need a recovery after an incident before the next breach', () => {
    expect(transitionProduct('CONFIRMED', 'BREACH_STARTED')).toBeNull();
    expect(transitionProduct('CONFIRMED', 'RECOVERED')).toBe('WATCH');
  });
});
