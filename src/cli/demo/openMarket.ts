/** Sets the marketplace up through its own API: asset, feeds, funded pools, products. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { accountIdOf } from '../../market/account/registerAccount.ts';
import type { GraphqlClient } from './graphql.ts';
import { feedInput, USDT } from './parts/feeds.ts';
import { knownOfCoin } from './parts/knownOfCoin.ts';
import { type PersonaName, personaAddress } from './personas.ts';
import { costOfCorruption, statedSize } from './sizes.ts';
import type { Stage } from './stage.ts';

export type StageFeedName = 'series' | 'calm' | 'sandbox';

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
  stage: Stage<StageFeedName>,
  subject: string,
): Promise<DemoMarket> {
  // Cover is never paid in what it insures.
  const assetSymbol = subject === 'USDT' ? 'USDC' : 'USDT';
  const asset = { symbol: assetSymbol, decimals: 6, chainId: 1, address: USDT.address, group: assetSymbol };
  const assetId = await create(client, tokens.owner, 'registerAsset', 'RegisterAssetInput', 'asset', asset);
  const underwriter = POOL_CAPITAL * 3;
  await credit(client, tokens, 'underwriter', assetId, underwriter);
  for (const name of BUYERS) await credit(client, tokens, name, assetId, PERSON_MONEY);
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

const BUYERS = ['alice', 'bob', 'carol', 'dave', 'erin'] as const satisfies readonly PersonaName[];
const empty = (): Record<StageFeedName, string> => ({ series: '', calm: '', sandbox: '' });

async function openProduct(
  client: GraphqlClient,
  tokens: Tokens,
  stage: Stage<StageFeedName>,
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
  const feed = feedOf(stage, feedName, plan);
  const feedId = await create(client, owner, 'registerFeed', 'RegisterFeedInput', 'feed', feed);
  const product = productInput(plan, feedId, poolId, stage.time());
  const productId = await create(client, owner, 'createProduct', 'CreateProductInput', 'product', product);
  market.poolIds[feedName] = poolId;
  market.feedIds[feedName] = feedId;
  market.productIds[feedName] = productId;
}

/** A reading holds two hours: the rows come hourly. */
function feedOf(stage: Stage<StageFeedName>, feedName: StageFeedName, { subject, sandbox }: ProductPlan) {
  const times = { heartbeatSeconds: 3_600, maxGapSeconds: 7_200 };
  return {
    ...feedInput(stage, stage.feeds[feedName], times),
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
    sandbox,
    ...(sandbox
      ? { score: 30, waitingSeconds: 600, challengeSeconds: 600 }
      : { inputs: knownOfCoin(now), subjectSize: statedSize(subject, now) }),
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
