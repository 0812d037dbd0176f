/** How a feed on the local chain is registered. */
import { HOUR_SECONDS } from '../../domain/shared/units.ts';
import type { Anvil } from './anvil.ts';
import type { DeployedFeed } from './deploy.ts';

/** The default operators, in the order of a feed's oracles. */
export const LOCAL_OPERATORS = ['ada', 'bob', 'cy'] as const;

/**
 * The one source of a local feed, as `registerFeed` takes it: each key is an operator, and the feed is hourly
 * (one hour of heartbeat and one of margin). Its products go with quorum 3 of 3 and a gap of 2 h.
 */
export function localFeedSource(
  anvil: Pick<Anvil, 'url' | 'chainId'>,
  feed: DeployedFeed,
  operators: readonly string[] = LOCAL_OPERATORS,
) {
  if (operators.length !== feed.oracles.length) {
    throw new RangeError(`${feed.oracles.length} oracles have ${operators.length} operators`);
  }
  return {
    sourceId: 'chainlink',
    family: 'chainlink',
    config: {
      rpcUrl: anvil.url,
      chainId: anvil.chainId,
      proxy: feed.proxy,
      description: feed.description,
      decimals: feed.decimals,
      startBlock: feed.block,
      oracles: operators.map((operator, index) => ({ operator, key: feed.oracles[index] as string })),
    },
    heartbeatSeconds: HOUR_SECONDS,
    marginSeconds: HOUR_SECONDS,
    operators: [...operators],
  };
}
