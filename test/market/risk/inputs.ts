/** What is said of USDC in the tests: all ten factors, looked up now. */
import type { StatedInput } from '../../../src/market/risk/riskInput.ts';

/** Example: a score of 17. */
export const USDC: Record<string, bigint> = {
  backing: 10_000n,
  redemption: 24n,
  liquidityDepth: 250_000_000n,
  pegVolatility: 10n,
  deviationFrequency: 0n,
  pegEpisodes: 1n,
  age: 1_825n,
  size: 10_000_000_000n,
  concentration: 2_000n,
  oracleOperators: 3n,
};

export const stated = (values: Record<string, bigint>, asOf: number): StatedInput[] =>
  Object.entries(values).map(([factor, value]) => ({
    ...{ factor, value, source: 'https://example.org/usdc', asOf },
    feedId: null,
  }));
