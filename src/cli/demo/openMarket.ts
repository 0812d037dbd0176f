/** Sets the marketplace up through its own API: asset, feeds, funded pools, products. */

import type { UnixSeconds } from '../../domain/shared/units.ts';
import { accountIdOf } from '../../market/account/registerAccount.ts';
import type { GraphqlClient } from './graphql.ts';
import { PERSONA_NAMES, type PersonaName, personaAddress } from './personas.ts';
import { costOfCorruption, statedSize } from './sizes.ts';
import type { Stage, StageFeedName } from './stage.ts';
import { ORACLE_NAMES } from './stage.ts';

/** Whole units of the settlement asset with their six decimals. */
export const units = (whole: number): string => `${whole}000000`;

/** What each pool is given, in whole units. */
const POOL_CAPITAL = 1_000_000;
const PERSON_MONEY = 100_000;

export type Tokens = Record<PersonaName, string>;

export interface DemoMarket {
  assetId: string;
  assetSymbol: string;
  poolIds: Record<StageFeedName, string>;
  productIds: Record<StageFeedName, string>;
  feedIds: Record<StageFeedName, string>;
  /** What each product insures. */
  subjects: Record<StageFeedName, string>;
}

interface ProductPlan {
  subject: string;
  name: string;
  sandbox: boolean;
}

/** Runs the set-up as owner, cashier and underwriter. Throws with the refusals when any step is refused. */
export async function openMarket(
  client: GraphqlClient,
  tokens: Tokens,
  stage: Stage,
  subject: string,
): Promise<DemoMarket> {
  // Cover is never paid in what it insures.
  const assetSymbol = subject === 'USDT' ? 'USDC' : 'USDT';
  const asset = { symbol: assetSymbol, decimals: 6, chainId: 1, address: USDT_ADDRESS, group: assetSymbol };
  const assetId = await create(client, tokens.owner, 'registerAsset', 'RegisterAssetInput', 'asset', asset);
  const underwriter = POOL_CAPITAL * 3;
  await credit(client, tokens, 'underwriter', assetId, underwriter);
  for (const name of PERSONA_NAMES.filter(isBuyer)) await credit(client, tokens, name, assetId, PERSON_MONEY);
  const plans: Record<StageFeedName, ProductPlan> = {
    series: { subject, name: `${subject} depeg`, sandbox: false },
    calm: { subject: 'PYUSD', name: 'PYUSD depeg', sandbox: false },
    sandbox: { subject: 'SANDBOX', name: 'Sandbox depeg', sandbox: true },
  };
  const market: DemoMarket = {
    assetId,
    assetSymbol,
    poolIds: empty(),
    productIds: empty(),
    feedIds: empty(),
    subjects: { series: subject, calm: 'PYUSD', sandbox: 'SANDBOX' },
  };
  for (const feedName of Object.keys(plans) as StageFeedName[]) {
    await openProduct(client, tokens, stage, market, feedName, plans[feedName]);
  }
  return market;
}

const USDT_ADDRESS = '0xdAC17F958D2ee523a2206206994597C13D831ec7';
const isBuyer = (name: PersonaName): boolean => !['owner', 'cashier', 'underwriter'].includes(name);
const empty = (): Record<StageFeedName, string> => ({ series: '', calm: '', sandbox: '' });

async function openProduct(
  client: GraphqlClient,
  tokens: Tokens,
  stage: Stage,
  market: DemoMarket,
  feedName: StageFeedName,
  plan: ProductPlan,
): Promise<void> {
  const { owner, underwriter } = tokens;
  const pool = {
    name: `${plan.name} pool`,
    assetId: market.assetId,
    kind: 'ISOLATED',
    sandbox: plan.sandbox,
  };
  const poolId = await create(client, owner, 'createPool', 'CreatePoolInput', 'pool', pool);
  // Capital comes first: a product starts on watch, and nobody steps into a pool that is watched.
  const deposit = { into: poolId, amount: units(POOL_CAPITAL) };
  await create(client, underwriter, 'depositCapital', 'DepositCapitalInput', 'position', deposit);
  const feed = feedInput(stage, feedName, plan);
  const feedId = await create(client, owner, 'registerFeed', 'RegisterFeedInput', 'feed', feed);
  const product = productInput(plan, feedId, poolId, stage.time());
  const productId = await create(client, owner, 'createProduct', 'CreateProductInput', 'product', product);
  market.poolIds[feedName] = poolId;
  market.feedIds[feedName] = feedId;
  market.productIds[feedName] = productId;
}

/** Each oracle key is one operator; all three must agree. A reading holds two hours: the rows come hourly. */
function feedInput(stage: Stage, feedName: StageFeedName, { subject, sandbox }: ProductPlan) {
  const feed = stage.feeds[feedName];
  const oracles = feed.oracles.map((key, index) => ({ operator: ORACLE_NAMES[index], key }));
  const config = {
    rpcUrl: stage.anvil.url,
    chainId: stage.anvil.chainId,
    proxy: feed.proxy,
    description: feed.description,
    decimals: feed.decimals,
    startBlock: feed.block,
    oracles,
  };
  const source = {
    sourceId: 'local-chain',
    family: 'chainlink',
    config,
    heartbeatSeconds: 3_600,
    marginSeconds: 3_600,
    operators: oracles.map(({ operator }) => operator),
  };
  return {
    name: feed.description,
    decimals: feed.decimals,
    quorum: 3,
    maxGapSeconds: 7_200,
    finalitySeconds: 900,
    sources: [source],
    ...(sandbox ? {} : { costOfCorruption: `${costOfCorruption(subject)}` }),
    sandbox,
  };
}

const TIERS = [
  { threshold: '0.95', ratio: '0.25' },
  { threshold: '0.9', ratio: '0.5' },
  { threshold: '0.8', ratio: '1' },
];

/**
 * The stablecoin default of docs/mechanics.md section 5, tiered;
 * the sandbox waits minutes instead of days and hours.
 */
function productInput(
  { subject, name, sandbox }: ProductPlan,
  feedId: string,
  poolId: string,
  now: UnixSeconds,
) {
  const payout = { kind: 'TIERED', tiers: TIERS };
  const levels = { strike: '0.95', recovery: '0.97', watch: '0.99', maxGapSeconds: 7_200, payout };
  return {
    name,
    subject,
    peril: 'DEPEG',
    group: subject,
    feedId,
    pools: [{ poolId, weight: '1' }],
    rule: sandbox ? { ...levels, settlementSeconds: 900 } : levels,
    score: 30,
    sandbox,
    ...(sandbox ? { waitingSeconds: 600, challengeSeconds: 600 } : { subjectSize: statedSize(subject, now) }),
  };
}

async function credit(
  client: GraphqlClient,
  tokens: Tokens,
  name: PersonaName,
  assetId: string,
  whole: number,
): Promise<void> {
  const accountId = accountIdOf(personaAddress(name));
  const input = { accountId, assetId, amount: units(whole), reference: 'opening balance of the demo' };
  await create(client, tokens.cashier, 'creditAccount', 'CreditAccountInput', 'account', input);
}

/** Runs one mutation and answers the id of its noun. */
export async function create(
  client: GraphqlClient,
  token: string,
  mutation: string,
  inputType: string,
  noun: string,
  input: object,
): Promise<string> {
  const selection = `${noun} { id } errors { code message remedy }`;
  const document = `mutation ($input: ${inputType}!) { ${mutation}(input: $input) { ${selection} } }`;
  type Payload = { errors: { code: string; message: string }[] } & Record<string, { id: string } | null>;
  const data = await client.run<Record<string, Payload>>(token, document, { input });
  const payload = data[mutation];
  const node = payload?.[noun];
  if (node === undefined || node === null) {
    throw new Error(`${mutation} was refused: ${JSON.stringify(payload?.errors)}`);
  }
  return node.id;
}
