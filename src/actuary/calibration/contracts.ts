/** What is known of contracts that failed, and of how many there were that could. */

/** Incidents with a cause on the chain, by year, of one public list (docs/mechanics.md section 9). */
export const INCIDENTS: readonly (readonly [year: number, incidents: number])[] = [
  [2020, 12],
  [2021, 46],
  [2022, 42],
  [2023, 58],
  [2024, 60],
  [2025, 66],
];

/**
 * How many protocols DefiLlama had listed on a day: the number of the protocol that it listed then
 * (`id` and `listedAt` in defi/src/protocols of github.com/DefiLlama/defillama-server; it began in October
 * 2020). Days are counted from 1 January 2020; those of 2020 before it are left out, as are their few
 * protocols.
 */
export const LISTED: readonly (readonly [days: number, protocols: number])[] = [
  [274, 0],
  // 14 February 2022, 21 March 2023, 27 December 2024, 22 October 2025.
  [775, 1_410],
  [1_175, 2_701],
  [1_822, 5_561],
  [2_121, 6_894],
  // To the end of 2025, on the way to number 7,709 of 17 April 2026.
  [2_192, 7_221],
];

/** One view of what the list and the denominator stand for. All three are held possible. */
export interface ContractView {
  readonly name: 'low' | 'middle' | 'high';
  readonly weight: number;
  /** Part of the listed protocols that held enough for its failure to come into the list of incidents. */
  readonly atRisk: number;
  /** Part of the incidents that would have fired a loss condition of ours. */
  readonly fired: number;
  /** Stolen keys that would have fired one, over the incidents of the list: they are not in it. */
  readonly keys: number;
}

/** By the hazard that they lead to. No source has any of these parts: they are a judgement. */
export const CONTRACT_VIEWS: readonly ContractView[] = [
  { name: 'low', weight: 0.25, atRisk: 1, fired: 0.3, keys: 0 },
  { name: 'middle', weight: 0.5, atRisk: 0.35, fired: 0.5, keys: 0.075 },
  { name: 'high', weight: 0.25, atRisk: 0.15, fired: 0.7, keys: 0.2 },
];

/**
 * A protocol as the list has them: what would have been known of each factor of the contract model. A
 * judgement; the band beside the result says what ten points are worth.
 */
export const TYPICAL_CONTRACT = {
  audits: 1,
  codeAge: 270,
  valueAtRisk: 5_000_000,
  upgradeDelay: 12,
  bugBounty: 10_000,
  dependencies: 3,
  complexity: 3_000,
  incidents: 0,
  adminKeys: 2,
  deviationFrequency: 10,
} as const;
