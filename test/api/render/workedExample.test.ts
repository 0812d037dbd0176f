import { describe, expect, test } from 'vitest';
import { workedExample } from '../../../src/api/render/workedExample.ts';
import { cents } from '../../support/depeg.ts';
import { DEPEG_RULE } from '../../support/marketplace.ts';

const USDT = { symbol: 'USDT', decimals: 6 };
const linear = { kind: 'LINEAR' as const, attach: cents(95), exhaust: cents(45) };

describe('a worked example', () => {
  test.each([
    [DEPEG_RULE, 0, 'Of 10000 USDT covered, an incident that settles at 0.9 pays 50 %: 5000 USDT.'],
    [
      DEPEG_RULE,
      100,
      'Of 10000 USDT covered, an incident that settles at 0.9 pays 50 %: 5000 USDT, less the deductible of 100 USDT: 4900 USDT.',
    ],
    [
      { ...DEPEG_RULE, payout: linear },
      0,
      'Of 10000 USDT covered, an incident that settles at 0.7 pays 50 %: 5000 USDT.',
    ],
    [
      { ...DEPEG_RULE, payout: { kind: 'BINARY' as const } },
      0,
      'Of 10000 USDT covered, an incident pays 100 %: 10000 USDT.',
    ],
  ])('says what is paid, to the unit', (rule, deductibleBps, sentence) => {
    expect(workedExample({ rule, deductibleBps }, USDT)).toBe(sentence);
  });
});
