/** Every feed family, by hand: what is not in this list does not exist. */
import type { FeedFamily } from './adapter.ts';
import { chainlink } from './chainlink/adapter.ts';
import { contractState } from './contract-state/adapter.ts';
import { erc4626 } from './erc4626/adapter.ts';
import { httpJson } from './http-json/adapter.ts';
import { proofOfReserve } from './proof-of-reserve/adapter.ts';
import { pyth } from './pyth/adapter.ts';
import { replay } from './replay/adapter.ts';
import { signedReport } from './signed-report/adapter.ts';
import { uniswapTwap } from './uniswap-twap/adapter.ts';

export const FEED_FAMILIES: readonly FeedFamily[] = [
  chainlink,
  contractState,
  erc4626,
  httpJson,
  proofOfReserve,
  pyth,
  replay,
  signedReport,
  uniswapTwap,
];

/** The family of that name, or null. */
export function findFamily(name: string): FeedFamily | null {
  return FEED_FAMILIES.find((family) => family.name === name) ?? null;
}
