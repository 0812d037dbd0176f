/** A backstop vault that holds coins and pays in another asset: forty coins of one staker. */
import { assetIdOf } from '../../src/market/asset/registerAsset.ts';
import { vaultIdOf } from '../../src/market/vault/vaultId.ts';
import { type Marketplace, person, SYSTEM } from './marketplace.ts';

export const COIN = 10n ** 18n;
const owner = person(1, ['OWNER']);
const staker = person(2);

/** An asset of eighteen decimals. Its id. */
export async function registerCoin(place: Marketplace, symbol = 'WETH'): Promise<string> {
  const token = { symbol, decimals: 18, chainId: 1, address: `0x${'e'.repeat(40)}` };
  await place.must(owner, 'registerAsset', token);
  return assetIdOf(token.chainId, token.address);
}

interface Options {
  payoutAssetId: string;
  symbol?: string;
  /** Where the feed of its price is read from. */
  config?: object;
  /** False: no feed says what a coin is worth. */
  isPriced?: boolean;
}

export async function coinVault(
  place: Marketplace,
  { payoutAssetId, symbol, config = {}, isPriced = true }: Options,
): Promise<{ vaultId: string; coinId: string; feedId: string }> {
  const coinId = await registerCoin(place, symbol);
  const source = { sourceId: 'test', family: 'replay', config, heartbeatSeconds: 3_600 };
  const terms = { decimals: 18, quorum: 1, maxGapSeconds: 7_200, finalitySeconds: 900, sandbox: true };
  const feed = { name: `${symbol}/USDT`, ...terms, sources: [{ ...source, operators: ['tester'] }] };
  const { feedId } = await place.must<{ feedId: string }>(owner, 'registerFeed', feed);
  const priceFeedId = isPriced ? feedId : null;
  await place.must(owner, 'createVault', { payoutAssetId, assetId: coinId, priceFeedId });
  const vaultId = vaultIdOf(payoutAssetId, coinId);
  const funds = { accountId: staker.id, assetId: coinId, amount: 40n * COIN, reference: 'coins' };
  await place.must(SYSTEM, 'creditAccount', funds);
  await place.must(staker, 'depositCapital', { into: vaultId, amount: 40n * COIN });
  return { vaultId, coinId, feedId };
}
