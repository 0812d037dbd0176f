/** Registers feeds of the stage, and what they are paid in, as an owner does. */
import type { DeployedFeed } from '../../chain/deploy.ts';
import { ORACLE_NAMES, type Stage } from '../stage.ts';

/** How long readings of a feed hold. */
export interface FeedTimes {
  heartbeatSeconds: number;
  maxGapSeconds: number;
}

const MARGIN_SECONDS = 3_600;
const FINALITY_SECONDS = 900;

/** A feed as `registerFeed` takes it: each oracle key is one operator, and all three must agree. */
export function feedInput(
  { anvil }: Pick<Stage, 'anvil'>,
  { oracles: keys, proxy, description, decimals, block }: DeployedFeed,
  { heartbeatSeconds, maxGapSeconds }: FeedTimes,
) {
  const oracles = keys.map((key, index) => ({ operator: ORACLE_NAMES[index], key }));
  const { url: rpcUrl, chainId } = anvil;
  const source = {
    ...{ sourceId: 'local-chain', family: 'chainlink', heartbeatSeconds, marginSeconds: MARGIN_SECONDS },
    config: { rpcUrl, chainId, proxy, description, decimals, startBlock: block, oracles },
    operators: oracles.map(({ operator }) => operator),
  };
  return {
    ...{ name: description, decimals, quorum: 3, maxGapSeconds, finalitySeconds: FINALITY_SECONDS },
    sources: [source],
  };
}

/** The asset that everything is paid in. */
export const USDT = {
  ...{ symbol: 'USDT', decimals: 6, chainId: 1, group: 'USDT' },
  address: '0xdAC17F958D2ee523a2206206994597C13D831ec7',
};
