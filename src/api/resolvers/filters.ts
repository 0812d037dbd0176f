/** Filters as they come in, checked and in the shape that the queries take. */
import { NAME_LENGTH_MAX } from '../../domain/shared/limits.ts';
import type { CommitmentFilter } from '../../market/queries/commitmentPort.ts';
import type { ProposalFilter } from '../../market/queries/governance.ts';
import type {
  AssetFilter,
  AuctionFilter,
  DistributorFilter,
  FeedFilter,
  IncidentFilter,
  ObservationFilter,
  OrderFilter,
  PolicyFilter,
  PoolFilter,
  PositionFilter,
  ProductFilter,
  ReserveFilter,
  TradeFilter,
  WithdrawalFilter,
} from '../../market/queries/port.ts';
import type { LiquidationFilter, MarketFilter, VenueFilter } from '../../market/queries/venuePort.ts';
import type { WebhookFilter } from '../../market/queries/webhookPort.ts';
import { inputError } from '../errors.ts';
import type * as inputs from '../generated/schema.generated.ts';

/** Text that a person may look for: printable, and short. */
const TEXT = /^[\p{L}\p{N}\p{P}\p{S} ]+$/u;
const ID = /^[a-z]+_\w{1,150}$/;

type Sent<Value> = Value | null | undefined;

/** Leaves out what was not sent, so that an absent member filters nothing. */
function present<Filter extends object>(filter: { [Key in keyof Filter]: Sent<Filter[Key]> }): Filter {
  const entries = Object.entries(filter).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as Filter;
}

function text(path: string, value: Sent<string>): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (value.length > NAME_LENGTH_MAX || !TEXT.test(value)) {
    throw inputError(`filter.${path}`, `is 1 to ${NAME_LENGTH_MAX} printable characters`);
  }
  return value;
}

function id(path: string, value: Sent<string>): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (!ID.test(value)) throw inputError(`filter.${path}`, 'is not an id');
  return value;
}

export function assetFilter(filter: Sent<inputs.AssetFilter>): AssetFilter {
  return present<AssetFilter>({ symbol: text('symbol', filter?.symbol) });
}

/** What is open past its time has expired: that follows from the clock and is stored nowhere. */
export function proposalFilter(filter: Sent<inputs.ProposalFilter>, at: number): ProposalFilter {
  const status = filter?.status ?? null;
  if (status === null) return {};
  if (status === 'EXECUTED' || status === 'CANCELLED') return { status };
  return { status: 'OPEN', inTime: { isSo: status === 'OPEN', at } };
}

export function distributorFilter(filter: Sent<inputs.DistributorFilter>): DistributorFilter {
  return present<DistributorFilter>({ active: filter?.active });
}

export function venueFilter(filter: Sent<inputs.VenueFilter>): VenueFilter {
  return present<VenueFilter>({ status: filter?.status });
}

export function liquidationFilter(filter: Sent<inputs.LiquidationFilter>): LiquidationFilter {
  return present<LiquidationFilter>({
    marketId: id('marketId', filter?.marketId),
    venueId: id('venueId', filter?.venueId),
    status: filter?.status,
  });
}

export function marketFilter(filter: Sent<inputs.MarketFilter>): MarketFilter {
  return present<MarketFilter>({ venueId: id('venueId', filter?.venueId) });
}

export function productFilter(filter: Sent<inputs.ProductFilter>): ProductFilter {
  return present<ProductFilter>({
    subject: text('subject', filter?.subject),
    peril: filter?.peril,
    assetId: id('assetId', filter?.assetId),
    phase: filter?.status,
    text: text('text', filter?.text),
  });
}

export function poolFilter(filter: Sent<inputs.PoolFilter>): PoolFilter {
  const { kind, status } = filter ?? {};
  return present<PoolFilter>({ assetId: id('assetId', filter?.assetId), kind, status });
}

export function reserveFilter(filter: Sent<inputs.ReserveFilter>): ReserveFilter {
  const { kind } = filter ?? {};
  const [assetId, ownerId] = (['assetId', 'ownerId'] as const).map((path) => id(path, filter?.[path]));
  return present<ReserveFilter>({ kind, assetId, ownerId });
}

export function policyFilter(accountId: string, filter: Sent<inputs.PolicyFilter>): PolicyFilter {
  return present<PolicyFilter>({
    accountId,
    productId: id('productId', filter?.productId),
    open: filter?.open,
  });
}

export function positionFilter(accountId: string, filter: Sent<inputs.PositionFilter>): PositionFilter {
  return present<PositionFilter>({ accountId, poolId: id('poolId', filter?.poolId) });
}

export function withdrawalFilter(accountId: string, filter: Sent<inputs.WithdrawalFilter>): WithdrawalFilter {
  return present<WithdrawalFilter>({
    accountId,
    positionId: id('positionId', filter?.positionId),
    poolId: id('poolId', filter?.poolId),
    status: filter?.status,
  });
}

export function orderFilter(filter: Sent<inputs.OrderFilter>): OrderFilter {
  const { side, kind, status } = filter ?? {};
  const [poolId, productId, policyId] = (['poolId', 'productId', 'policyId'] as const).map((path) =>
    id(path, filter?.[path]),
  );
  return present<OrderFilter>({ side, kind, status, poolId, productId, policyId });
}

/** Those that an account is a side of. */
export function tradeFilter(accountId: string, filter: Sent<inputs.TradeFilter>): TradeFilter {
  const { status } = filter ?? {};
  return present<TradeFilter>({ accountId, orderId: id('orderId', filter?.orderId), status });
}

export function auctionFilter(filter: Sent<inputs.AuctionFilter>): AuctionFilter {
  const { status, kind, poolId, reserveId } = filter ?? {};
  return present<AuctionFilter>({
    status,
    kind,
    poolId: id('poolId', poolId),
    reserveId: id('reserveId', reserveId),
  });
}

export function commitmentFilter(filter: Sent<inputs.CommitmentFilter>): CommitmentFilter {
  return present<CommitmentFilter>({
    reserveId: id('reserveId', filter?.reserveId),
    status: filter?.status,
  });
}

export function feedFilter(filter: Sent<inputs.FeedFilter>): FeedFilter {
  return present<FeedFilter>({ status: filter?.status });
}

/** The feed and who asks are added by whoever asks. */
export function observationFilter(
  filter: Sent<inputs.ObservationFilter>,
): Omit<ObservationFilter, 'feedId' | 'reader'> {
  const { accepted, reason, from, until } = filter ?? {};
  const operator = text('operator', filter?.operator);
  return present<Omit<ObservationFilter, 'feedId' | 'reader'>>({ accepted, operator, reason, from, until });
}

export function incidentFilter(filter: Sent<inputs.IncidentFilter>): IncidentFilter {
  const { status, from } = filter ?? {};
  return present<IncidentFilter>({ productId: id('productId', filter?.productId), status, from });
}

export function webhookFilter(accountId: string, filter: Sent<inputs.WebhookFilter>): WebhookFilter {
  const active = filter?.active ?? null;
  return present<WebhookFilter>({ accountId, status: active === null ? null : active ? 'ON' : 'OFF' });
}
