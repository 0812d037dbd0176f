/** The promises of the interface as tests of one family. */
import { describe, expect, test } from 'vitest';
import { CHECKS, type Subject } from '../../oracles/conformance.ts';

/**
 * Tests that a family keeps every promise over prepared input; `prepare` is called when the tests run.
 * Example: `testConformance('replay', () => ({ family: replay, config: { file }, … }))`.
 */
export function testConformance(name: string, prepare: () => Subject): void {
  describe(`conformance: ${name}`, () => {
    test.each(CHECKS)('$promise', async ({ check }) => {
      expect(await check(prepare())).toEqual([]);
    });
  });
}
