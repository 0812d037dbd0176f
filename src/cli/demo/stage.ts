/** The stage: a chain with real feeds on it, and a writer that speaks for their oracles. */
import { mulDivDown } from '../../domain/shared/rounding.ts';
import { type UnixSeconds, WAD, type Wad } from '../../domain/shared/units.ts';
import { type Anvil, startAnvil } from '../chain/anvil.ts';
import { connectChain } from '../chain/client.ts';
import { compileFeedContracts } from '../chain/contracts.ts';
import { type DeployedFeed, deployFeed } from '../chain/deploy.ts';
import { openPriceWriter } from '../chain/prices.ts';

/** Names of the operators behind the three oracle keys. */
export const ORACLE_NAMES = ['ada', 'grace', 'katherine'] as const;

/** Decimals that most feeds of dollars have. */
export const USUAL_DECIMALS = 8;
/** A row takes its block and two empty ones behind it, a second apart. */
const ROW_SECONDS = 3;
/** From one deployment to the next, and from the last to when the stage opens. */
const DEPLOY_SECONDS = 10;
const WAD_DECIMALS = 18;
/** Feeds do not say more than a million. */
const LARGEST_PRICE = 1_000_000n;

/** What a feed calls itself, and its decimals. */
export interface FeedOnStage {
  description: string;
  decimals: number;
}

/** What oracles of a stage say, of the feeds that speak. */
export type Prices<Name extends string> = Partial<Record<Name, Wad>>;

export interface Stage<Name extends string = string> {
  anvil: Anvil;
  feeds: Record<Name, DeployedFeed>;
  /**
   * Writes a block in which the oracles of the named feeds answer; the others keep silent.
   * Final when it returns.
   */
  speak(at: UnixSeconds, prices: Prices<Name>): Promise<void>;
  /** The newest time that the chain has. */
  time(): UnixSeconds;
}

/** Starts the chain a little before `from` and deploys the feeds. */
export async function openStage<Name extends string>(
  plans: Readonly<Record<Name, FeedOnStage>>,
  from: UnixSeconds,
): Promise<Stage<Name>> {
  const names = Object.keys(plans) as Name[];
  const first = from - names.length * DEPLOY_SECONDS;
  const anvil = await startAnvil({ genesisTime: first - 3 * DEPLOY_SECONDS });
  try {
    const client = connectChain(anvil.url);
    const contracts = await compileFeedContracts();
    const feeds: Partial<Record<Name, DeployedFeed>> = {};
    for (const [index, name] of names.entries()) {
      const { description, decimals } = plans[name];
      const bounds = { minimum: 1n, maximum: LARGEST_PRICE * 10n ** BigInt(decimals) };
      const at = first + index * DEPLOY_SECONDS;
      feeds[name] = await deployFeed(client, contracts, { at, description, decimals, bounds });
    }
    const deployed = feeds as Record<Name, DeployedFeed>;
    const writer = openPriceWriter(client);
    let newest = from - DEPLOY_SECONDS + ROW_SECONDS;
    return {
      anvil,
      feeds: deployed,
      time: () => newest,
      async speak(at, prices) {
        const answers = (Object.keys(prices) as Name[]).map((name) => {
          const feed = deployed[name];
          return { feed, value: rawOf(prices[name] ?? 0n, feed.decimals) };
        });
        await writer.submitRow({ at, answers });
        newest = at + ROW_SECONDS - 1;
      },
    };
  } catch (error) {
    await anvil.close();
    throw error;
  }
}

/** Decimals of a feed that can say all prices: the usual eight, or all eighteen. */
export function decimalsFor(values: readonly Wad[]): number {
  return values.every((value) => value % 10n ** BigInt(WAD_DECIMALS - USUAL_DECIMALS) === 0n)
    ? USUAL_DECIMALS
    : WAD_DECIMALS;
}

/** A price in a feed's own decimals. */
function rawOf(price: Wad, decimals: number): bigint {
  // Down: only a price with more decimals than the feed has is cut, and the feed was made for its prices.
  return mulDivDown(price, 10n ** BigInt(decimals), WAD);
}
