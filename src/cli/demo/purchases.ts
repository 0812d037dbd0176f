/** The purchases of the story, each at its time, and the one that is refused. */
import { DAY_SECONDS, HOUR_SECONDS, type UnixSeconds } from '../../domain/shared/units.ts';
import type { GraphqlClient, RefusalData } from './graphql.ts';
import { type DemoMarket, type StageFeedName, type Tokens, units } from './openMarket.ts';
import type { PersonaName } from './personas.ts';
import { LEAD_IN_SECONDS } from './series.ts';

export interface PurchasePlan {
  who: PersonaName;
  product: StageFeedName;
  coverWhole: number;
  termDays: number;
  /** What the policy is in the story for. */
  text: string;
}

/** A purchase that was made or refused. */
export interface Purchase extends PurchasePlan {
  at: UnixSeconds;
  policyId: string | null;
  premium: string | null;
  refusal: RefusalData | null;
}

/** Feeds have to be calm for an hour before anything is sold: the first hours begin with the second. */
const FIRST_HOURS_SECONDS = 2 * HOUR_SECONDS;
const NEWS_SECONDS = 2 * HOUR_SECONDS;
/** Waiting (3 days) and the shortest covered period (7 days). */
const SHORTEST_DAYS = 10;

/** Who buys what, by seconds before or after the first row. */
const PLANS: readonly { offset: number; plan: PurchasePlan }[] = [
  ...[
    { who: 'alice', product: 'series', coverWhole: 50_000, termDays: 60, text: 'bought early' },
    { who: 'bob', product: 'series', coverWhole: 20_000, termDays: 60, text: 'bought early' },
    {
      who: 'carol',
      product: 'series',
      coverWhole: 10_000,
      termDays: SHORTEST_DAYS,
      text: 'bought the shortest term',
    },
    { who: 'erin', product: 'calm', coverWhole: 10_000, termDays: 60, text: 'covered a calm coin' },
  ].map((plan) => ({ offset: FIRST_HOURS_SECONDS - LEAD_IN_SECONDS, plan: plan as PurchasePlan })),
  {
    offset: NEWS_SECONDS,
    plan: {
      who: 'dave',
      product: 'series',
      coverWhole: 5_000,
      termDays: 60,
      text: 'bought after the first rows',
    },
  },
];

/** Who tries to buy while the price falls. */
export const LATE_PLAN: PurchasePlan = {
  who: 'dave',
  product: 'series',
  coverWhole: 5_000,
  termDays: 60,
  text: 'tried while the price fell',
};

/** Plans that fall due after `from`, up to and including `to`. */
export function plansDue(firstRow: UnixSeconds, from: UnixSeconds, to: UnixSeconds): PurchasePlan[] {
  return PLANS.filter(({ offset }) => firstRow + offset > from && firstRow + offset <= to).map(
    ({ plan }) => plan,
  );
}

const QUOTE = `query ($items: [QuoteItemInput!]!) {
  quote(items: $items) {
    quote { token premium { amount } } errors { code message remedy ... on SalesStopped { cause } }
  }
}`;
const BUY = `mutation ($input: BuyPoliciesInput!) {
  buyPolicies(input: $input) {
    policies { id } premium { amount } errors { code message remedy ... on SalesStopped { cause } }
  }
}`;

interface QuoteData {
  quote: { quote: { token: string; premium: { amount: string } } | null; errors: RefusalData[] };
}
interface BuyData {
  buyPolicies: {
    policies: { id: string }[] | null;
    premium: { amount: string } | null;
    errors: RefusalData[];
  };
}

/** Asks for a quote and buys at its price, as a person would. A refusal of either is the result. */
export async function purchase(
  client: GraphqlClient,
  tokens: Tokens,
  market: DemoMarket,
  plan: PurchasePlan,
  at: UnixSeconds,
): Promise<Purchase> {
  const token = tokens[plan.who];
  const item = {
    productId: market.productIds[plan.product],
    coverAmount: units(plan.coverWhole),
    termSeconds: plan.termDays * DAY_SECONDS,
  };
  const none = { ...plan, at, policyId: null, premium: null };
  const { quote } = await client.run<QuoteData>(token, QUOTE, { items: [item] });
  if (quote.quote === null) return { ...none, refusal: quote.errors[0] ?? null };
  const input = { quoteToken: quote.quote.token };
  const { buyPolicies } = await client.run<BuyData>(token, BUY, { input });
  const policyId = buyPolicies.policies?.[0]?.id ?? null;
  if (policyId === null) return { ...none, refusal: buyPolicies.errors[0] ?? null };
  return { ...plan, at, policyId, premium: buyPolicies.premium?.amount ?? null, refusal: null };
}
