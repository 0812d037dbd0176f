/**
 * What an operator signs (EIP-712). The feed, the round and the chain id are part of it, so that a report
 * counts for one feed of one deployment, once.
 */
import { type Hex, hashTypedData } from 'viem';
import type { SentReport } from '../adapter.ts';

const OBSERVATION_TYPES = {
  Observation: [
    { name: 'feed', type: 'string' },
    { name: 'operator', type: 'string' },
    { name: 'round', type: 'uint256' },
    { name: 'value', type: 'int256' },
    { name: 'decimals', type: 'uint8' },
    { name: 'observedAt', type: 'uint64' },
  ],
} as const;

/** Everything that a report says, without its signature. */
export type UnsignedReport = Omit<SentReport, 'signature'>;

/**
 * The typed data of a report, as every wallet takes it.
 * Example: `account.signTypedData(observationTypedData(1, 'feed_usdc_usd', report))`.
 */
export function observationTypedData(chainId: number, feedId: string, report: UnsignedReport) {
  const { operator, round, value, decimals, observedAt } = report;
  return {
    domain: { name: 'Bulwark', version: '1', chainId },
    types: OBSERVATION_TYPES,
    primaryType: 'Observation',
    message: {
      feed: feedId,
      operator,
      round: BigInt(round),
      value: BigInt(value),
      decimals,
      observedAt: BigInt(observedAt),
    },
  } as const;
}

/** The hash that is signed, or null when a number of the report does not fit its type: nobody signed that. */
export function observationDigest(chainId: number, feedId: string, report: UnsignedReport): Hex | null {
  try {
    return hashTypedData(observationTypedData(chainId, feedId, report));
  } catch {
    return null;
  }
}
