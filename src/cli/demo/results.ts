/** What came of the story, read back through the API: incidents, policies, the pool. */
import { formatDecimal } from '../../domain/trigger/decimal.ts';
import type { GraphqlClient } from './graphql.ts';
import type { DemoMarket, Tokens } from './openMarket.ts';
import type { Purchase } from './purchases.ts';

export interface IncidentResult {
  breachStart: string;
  confirmedAt: string;
  settlementValue: string;
  payoutRatio: string;
  final: boolean;
}

export interface PolicyResult {
  id: string;
  status: string;
  coverAmount: string;
  coverRemaining: string;
  payout: string;
  /** Why it was not paid; absent when it was. */
  reason?: string;
}

/** The same with what only the story for people needs. */
export interface PolicyStory extends PolicyResult {
  who: string;
  text: string;
  premium: string;
  sentence: string;
}

const INCIDENTS = `query ($productId: ID!) {
  incidents(filter: { productId: $productId }, orderBy: OLDEST, first: 100) {
    nodes { id status breachStart confirmedAt settlementValue { decimal } payoutRatio { wad } paidAt }
  }
}`;

interface IncidentsData {
  incidents: {
    nodes: {
      id: string;
      status: string;
      breachStart: string;
      confirmedAt: string;
      settlementValue: { decimal: string } | null;
      payoutRatio: { wad: string } | null;
    }[];
  };
}

/** Incidents of the story's product, oldest first. One whose settlement window is open has no value yet. */
export async function incidentsOf(
  client: GraphqlClient,
  market: DemoMarket,
): Promise<(IncidentResult & { status: string })[]> {
  const data = await client.run<IncidentsData>(null, INCIDENTS, { productId: market.productIds.series });
  return data.incidents.nodes.map(({ status, breachStart, confirmedAt, settlementValue, payoutRatio }) => ({
    breachStart: wholeSeconds(breachStart),
    confirmedAt: wholeSeconds(confirmedAt),
    settlementValue: settlementValue?.decimal ?? '0',
    payoutRatio: payoutRatio === null ? '0' : formatDecimal(BigInt(payoutRatio.wad)),
    final: settlementValue !== null,
    status,
  }));
}

const wholeSeconds = (instant: string): string => instant.replace(/\.\d+Z$/, 'Z');

const POLICY = `query ($id: ID!) {
  policy(id: $id) {
    id status coverAmount { amount } coverRemaining { amount } premium { paid { amount } }
    payouts { paid { amount } } decisions { eligible reason sentence }
  }
}`;

interface PolicyData {
  policy: {
    id: string;
    status: string;
    coverAmount: { amount: string };
    coverRemaining: { amount: string };
    premium: { paid: { amount: string } };
    payouts: { paid: { amount: string } }[];
    decisions: { eligible: boolean; reason: string; sentence: string }[];
  };
}

/** The policy of a purchase, as its holder sees it. */
export async function policyOf(
  client: GraphqlClient,
  tokens: Tokens,
  bought: Purchase,
): Promise<PolicyStory> {
  const { policy } = await client.run<PolicyData>(tokens[bought.who], POLICY, { id: bought.policyId });
  const paid = policy.payouts.reduce((sum, { paid: part }) => sum + BigInt(part.amount), 0n);
  const decision =
    policy.decisions.findLast(({ eligible }) => eligible === paid > 0n) ?? policy.decisions.at(-1);
  return {
    id: policy.id,
    status: policy.status,
    coverAmount: policy.coverAmount.amount,
    coverRemaining: policy.coverRemaining.amount,
    payout: paid.toString(),
    ...(paid > 0n ? {} : { reason: decision?.reason ?? 'NO_INCIDENT' }),
    who: bought.who,
    text: bought.text,
    premium: policy.premium.paid.amount,
    sentence: decision?.sentence ?? 'No incident of this product was confirmed, so there is nothing to pay.',
  };
}

const POOL =
  'query ($id: ID!) { pool(id: $id) { capital { amount } unearned { amount } sharePrice { decimal } } }';

export interface PoolResult {
  capital: string;
  unearned: string;
  sharePrice: string;
}

/** Capital, unearned premium and share price of a pool, now. */
export async function poolOf(client: GraphqlClient, poolId: string): Promise<PoolResult> {
  type Data = {
    pool: { capital: { amount: string }; unearned: { amount: string }; sharePrice: { decimal: string } };
  };
  const { pool } = await client.run<Data>(null, POOL, { id: poolId });
  return {
    capital: pool.capital.amount,
    unearned: pool.unearned.amount,
    sharePrice: pool.sharePrice.decimal,
  };
}
