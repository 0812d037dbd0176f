/** The stage: a chain with three real feeds on it, and a writer that speaks for their oracles. */

import { mulDivDown } from '../../domain/shared/rounding.ts';
import { type UnixSeconds, WAD, type Wad } from '../../domain/shared/units.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import { type Anvil, startAnvil } from '../chain/anvil.ts';
import { connectChain } from '../chain/client.ts';
import { compileFeedContracts } from '../chain/contracts.ts';
import { type DeployedFeed, deployFeed } from '../chain/deploy.ts';
import { openPriceWriter } from '../chain/prices.ts';

/** Names of the operators behind the three oracle keys. */
export const ORACLE_NAMES = ['ada', 'grace', 'katherine'] as const;

export type StageFeedName = 'series' | 'calm' | 'sandbox';

/** A row takes its block and two empty ones behind it, a second apart. */
const ROW_SECONDS = 3;
const USUAL_DECIMALS = 8;
const WAD_DECIMALS = 18;
/** Feeds do not say more than a million. */
const LARGEST_PRICE = 1_000_000n;

export interface Stage {
  anvil: Anvil;
  feeds: Record<StageFeedName, DeployedFeed>;
  /**
   * Writes a block in which the oracles of the named feeds answer; the others keep silent.
   * Final when it returns.
   */
  speak(at: UnixSeconds, prices: Partial<Record<StageFeedName, Wad>>): Promise<void>;
  /** The newest time that the chain has. */
  time(): UnixSeconds;
}

/**
 * Starts the chain a little before `from` and deploys the feeds.
 * Prices with many decimals get a feed with as many.
 */
export async function openStage(
  subject: string,
  rows: readonly Reading[],
  from: UnixSeconds,
): Promise<Stage> {
  const anvil = await startAnvil({ genesisTime: from - 60 });
  try {
    const client = connectChain(anvil.url);
    const contracts = await compileFeedContracts();
    const fits = rows.every(({ value }) => value % 10n ** BigInt(WAD_DECIMALS - USUAL_DECIMALS) === 0n);
    const plan = (description: string, decimals: number, at: number) => {
      const bounds = { minimum: 1n, maximum: LARGEST_PRICE * 10n ** BigInt(decimals) };
      return deployFeed(client, contracts, { at, description, decimals, bounds });
    };
    const feeds = {
      series: await plan(`${subject} / USD`, fits ? USUAL_DECIMALS : WAD_DECIMALS, from - 30),
      calm: await plan('PYUSD / USD', USUAL_DECIMALS, from - 20),
      sandbox: await plan('SANDBOX / USD', USUAL_DECIMALS, from - 10),
    };
    const writer = openPriceWriter(client);
    let newest = from - 10 + ROW_SECONDS;
    return {
      anvil,
      feeds,
      time: () => newest,
      async speak(at, prices) {
        const answers = Object.entries(prices).map(([name, price]) => {
          const feed = feeds[name as StageFeedName];
          return { feed, value: rawOf(price, feed.decimals) };
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

/** A price in a feed's own decimals. */
function rawOf(price: Wad, decimals: number): bigint {
  // Down: only a price with more decimals than the feed has is cut, and the feed was made for the series.
  return mulDivDown(price, 10n ** BigInt(decimals), WAD);
}
