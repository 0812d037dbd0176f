/** What an id is, by its prefix, and the way to it. */
import { FILTER_IDS_MAX } from '../../domain/shared/limits.ts';
import type { AuctionDocument } from '../../store/documents/auctions.ts';
import type { CommitmentDocument } from '../../store/documents/commitments.ts';
import type { FeedDocument, ProductDocument } from '../../store/documents/cover.ts';
import type { DistributorDocument } from '../../store/documents/distribution.ts';
import type { ProposalDocument } from '../../store/documents/governance.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { OrderDocument, TradeDocument } from '../../store/documents/orders.ts';
import type { AccountDocument, AssetDocument } from '../../store/documents/parties.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';
import type { PoolDocument, PositionDocument, WithdrawalDocument } from '../../store/documents/pools.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import type { LiquidationDocument, MarketDocument, VenueDocument } from '../../store/documents/venues.ts';
import type { WebhookDocument } from '../../store/documents/webhooks.ts';
import type { ApiContext } from '../context.ts';
import { inputError } from '../errors.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { ownOrNull, readerIdOf, visibleAccount } from './access.ts';

/** Everything with an id of its own, by the prefix of the id. */
interface NodeRows {
  acc: AccountDocument;
  ast: AssetDocument;
  prd: ProductDocument;
  pool: PoolDocument;
  rsv: ReserveDocument;
  pol: PolicyDocument;
  pos: PositionDocument;
  wdr: WithdrawalDocument;
  ord: OrderDocument;
  auc: AuctionDocument;
  cmt: CommitmentDocument;
  trd: TradeDocument;
  feed: FeedDocument;
  dst: DistributorDocument;
  ven: VenueDocument;
  mkt: MarketDocument;
  liq: LiquidationDocument;
  inc: IncidentDocument;
  prp: ProposalDocument;
  whk: WebhookDocument;
}
type NodeRow = NodeRows[keyof NodeRows];

interface NodeKind {
  typeName:
    | 'Account'
    | 'Asset'
    | 'Product'
    | 'Pool'
    | 'Reserve'
    | 'Policy'
    | 'Position'
    | 'Withdrawal'
    | 'Order'
    | 'Auction'
    | 'Commitment'
    | 'Trade'
    | 'Feed'
    | 'Distributor'
    | 'Venue'
    | 'Market'
    | 'Liquidation'
    | 'Incident'
    | 'Proposal'
    | 'Webhook';
  find(context: ApiContext, id: string): Promise<NodeRow | null>;
}

const KINDS: Record<keyof NodeRows, NodeKind> = {
  acc: {
    typeName: 'Account',
    find: async (context, id) => visibleAccount(context, await context.loaders.account.load(id)),
  },
  ast: { typeName: 'Asset', find: ({ loaders }, id) => loaders.asset.load(id) },
  prd: { typeName: 'Product', find: ({ loaders }, id) => loaders.product.load(id) },
  pool: { typeName: 'Pool', find: ({ loaders }, id) => loaders.pool.load(id) },
  rsv: { typeName: 'Reserve', find: ({ loaders }, id) => loaders.reserve.load(id) },
  pol: {
    typeName: 'Policy',
    find: async (context, id) => ownOrNull(context, await context.loaders.policy.load(id)),
  },
  pos: {
    typeName: 'Position',
    find: async (context, id) => ownOrNull(context, await context.loaders.position.load(id)),
  },
  wdr: {
    typeName: 'Withdrawal',
    find: async (context, id) => ownOrNull(context, await context.loaders.withdrawal.load(id)),
  },
  ord: { typeName: 'Order', find: ({ loaders }, id) => loaders.order.load(id) },
  auc: { typeName: 'Auction', find: ({ loaders }, id) => loaders.auction.load(id) },
  cmt: { typeName: 'Commitment', find: ({ loaders }, id) => loaders.commitment.load(id) },
  trd: {
    typeName: 'Trade',
    async find(context, id) {
      const trade = await context.loaders.trade.load(id);
      return trade?.accountIds.includes(readerIdOf(context) ?? '') ? trade : null;
    },
  },
  feed: { typeName: 'Feed', find: ({ loaders }, id) => loaders.feed.load(id) },
  ven: { typeName: 'Venue', find: ({ loaders }, id) => loaders.venue.load(id) },
  mkt: { typeName: 'Market', find: ({ loaders }, id) => loaders.market.load(id) },
  liq: { typeName: 'Liquidation', find: ({ loaders }, id) => loaders.liquidation.load(id) },
  dst: { typeName: 'Distributor', find: ({ loaders }, id) => loaders.distributor.load(id) },
  inc: { typeName: 'Incident', find: ({ loaders }, id) => loaders.incident.load(id) },
  prp: { typeName: 'Proposal', find: ({ loaders }, id) => loaders.proposal.load(id) },
  whk: {
    typeName: 'Webhook',
    async find(context, id) {
      const webhook = ownOrNull(context, await context.loaders.webhook.load(id));
      return webhook?.status === 'REVOKED' ? null : webhook;
    },
  },
};

function kindOf(id: string): NodeKind | null {
  const prefix = id.slice(0, id.indexOf('_'));
  return Object.hasOwn(KINDS, prefix) ? KINDS[prefix as keyof NodeRows] : null;
}

/** What an id names, if the caller may see it. */
export async function findNode(context: ApiContext, id: string): Promise<NodeRow | null> {
  return (await kindOf(id)?.find(context, id)) ?? null;
}

/** A finder for the query of one noun: an id of another noun finds nothing. */
export function finderOf<Prefix extends keyof NodeRows>(prefix: Prefix) {
  return async (
    _parent: unknown,
    { id }: { id: string },
    context: ApiContext,
  ): Promise<NodeRows[Prefix] | null> =>
    id.startsWith(`${prefix}_`) ? ((await findNode(context, id)) as NodeRows[Prefix] | null) : null;
}

export const nodeResolvers: Resolvers = {
  Query: {
    node: (_parent, { id }, context) => findNode(context, id),
    nodes(_parent, { ids }, context) {
      if (ids.length > FILTER_IDS_MAX) throw inputError('ids', `holds at most ${FILTER_IDS_MAX}`);
      return Promise.all(ids.map((id) => findNode(context, id)));
    },
  },
  Node: {
    __resolveType(row) {
      const kind = kindOf(row._id);
      if (kind === null) throw new Error('a node without a kind');
      return kind.typeName;
    },
  },
};
