import { describe, expect, test } from 'vitest';
import { canonicalSignature, isSignature } from '../../../src/domain/shared/signature.ts';

/** Half of the order of secp256k1, rounded down: SEC 2, section 2.4.1; EIP-2 takes nothing above. */
const HALF = '7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0';
const ABOVE = '7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1';
const R = 'A'.repeat(64);

describe('a signature', () => {
  test.each([
    [`0x${R}${HALF}1b`, true, true],
    [`0x${R}${HALF}1C`, true, true],
    [`0x${R}${HALF}00`, true, false],
    [`0x${R}${ABOVE}1b`, false, false],
    [`0x${R}${HALF}`, false, false],
    [`0x${R}${HALF}1b00`, false, false],
    [`${R}${HALF}1b`, false, false],
  ])('%s', (text, isOne, isCanonical) => {
    expect(isSignature(text)).toBe(isOne);
    expect(canonicalSignature(text)).toBe(isCanonical ? text.toLowerCase() : null);
  });
});
