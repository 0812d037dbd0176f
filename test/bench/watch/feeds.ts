/** Feeds with a product each, so that closing a slot is a decision. */
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { assetIdOf } from '../../../src/market/asset/registerAsset.ts';
import { DEPEG_RULE, type Marketplace, person, SYSTEM } from '../../support/marketplace.ts';

export const DECIMALS = 8;
/** Products of one pool. */
const PRODUCTS_PER_POOL = 50;

interface SourceRegistration {
  sourceId: string;
  family: string;
  config: Record<string, unknown>;
  heartbeatSeconds: number;
  operators: readonly string[];
}

/** Registers so many feeds; `sourcesOf` names the sources of each. Answers their ids. */
export async function registerFeeds(
  { must }: Marketplace,
  count: number,
  sourcesOf: (number: number) => SourceRegistration[],
): Promise<string[]> {
  const owner = person(1, ['OWNER']);
  await must(SYSTEM, 'registerAccount', { address: owner.address, roles: ['OWNER'] });
  const token = { symbol: 'USDT', decimals: 6, chainId: 1, address: `0x${'d'.repeat(40)}` };
  await must(owner, 'registerAsset', token);
  const assetId = assetIdOf(token.chainId, token.address);
  const feedIds: string[] = [];
  for (let first = 0; first < count; first += PRODUCTS_PER_POOL) {
    const pool = { name: `Pool ${first}`, assetId, kind: 'DIVERSIFIED', sandbox: true };
    const { poolId } = await must<{ poolId: string }>(owner, 'createPool', pool);
    const size = Math.min(PRODUCTS_PER_POOL, count - first);
    const numbers = Array.from({ length: size }, (_, index) => first + index);
    feedIds.push(
      ...(await Promise.all(numbers.map((number) => addFeed(must, number, poolId, sourcesOf(number))))),
    );
  }
  return feedIds;
}

async function addFeed(
  must: Marketplace['must'],
  number: number,
  poolId: string,
  sources: SourceRegistration[],
): Promise<string> {
  const owner = person(1, ['OWNER']);
  const { feedId } = await must<{ feedId: string }>(owner, 'registerFeed', {
    name: `Feed ${number}`,
    decimals: DECIMALS,
    quorum: 3,
    maxGapSeconds: 7_200,
    finalitySeconds: 60,
    sources,
    sandbox: true,
  });
  await must(owner, 'createProduct', {
    name: `Product ${number}`,
    subject: `Token ${number}`,
    peril: 'DEPEG',
    group: `Token ${number}`,
    feedId,
    pools: [{ poolId, weightWad: WAD / BigInt(PRODUCTS_PER_POOL) }],
    rule: DEPEG_RULE,
    deductibleBps: 0,
    waitingSeconds: null,
    challengeSeconds: 7_200,
    minCover: null,
    termSecondsMax: 365 * DAY_SECONDS,
    score: 30,
    minRateWad: null,
    sandbox: true,
  });
  return feedId;
}
