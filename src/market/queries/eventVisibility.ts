/**
 * Which events a filter gives to a reader: the exact rule, and the conditions that let an index find them.
 */
import type { JournalEvent } from '../../store/documents/ledger.ts';
import type { RowFilter } from '../../store/queries/pages.ts';
import type { EventFilter } from './port.ts';

/** Nodes that only their owner may see. */
const PRIVATE_PREFIXES = ['acc_', 'pol_', 'pos_', 'wdr_', 'pay_', 'trd_', 'whk_'] as const;

/**
 * Every event type whose node anybody may see. Whoever may see nothing else is looked up by these, so that
 * a page costs what it shows however many private events lie between.
 */
export const PUBLIC_EVENT_TYPES: readonly string[] = [
  'asset.registered',
  'auction.closed',
  'auction.opened',
  'auction.taken',
  'breach.ended',
  'breach.started',
  'commitment.accepted',
  'commitment.called',
  'commitment.cancelled',
  'commitment.cured',
  'commitment.defaulted',
  'commitment.ended',
  'commitment.offered',
  'commitment.paid_in',
  'commitment.returned',
  'commitment.used',
  'distributor.edited',
  'distributor.graded',
  'distributor.registered',
  'feed.edited',
  'feed.fork_declared',
  'feed.status_changed',
  'incident.allocated',
  'incident.assessed',
  'incident.challenged',
  'incident.confirmed',
  'incident.delayed',
  'incident.held',
  'incident.paid',
  'incident.reevaluated',
  'incident.released',
  'incident.reversed',
  'incident.settled',
  'incident.treasury_approved',
  'order.closed',
  'order.filled',
  'order.placed',
  'parameter.changed',
  'pool.accrued',
  'market.paused',
  'market.resumed',
  'pool.classified',
  'pool.funded',
  'pool.paid_out',
  'pool.status_changed',
  'pool.top_up_called',
  'product.edited',
  'product.scored',
  'product.thawed',
  'product.watched',
  'proposal.approved',
  'proposal.cancelled',
  'proposal.created',
  'proposal.executed',
  'risk_model.adopted',
  'reserve.distributed',
  'reserve.drawn',
  'reserve.lent',
  'reserve.loan_repaid',
  'reserve.repaying',
  'snapshot.sealed',
  'reserve.replenished',
  'reserve.runway_restored',
  'reserve.runway_shortened',
  'reserve.status_changed',
  'liquidation.closed',
  'liquidation.opened',
  'liquidation.settled',
  'market.deleveraged',
  'market.coverage_fell',
  'market.coverage_restored',
  'market.margins_fell',
  'market.margins_restored',
  'market.reported',
  'market.treasury_approved',
  'venue.status_changed',
  'venue.edited',
  'venue.graded',
  'venue.registered',
];

/** Every event type whose node only its owner may see. */
const PRIVATE_EVENT_TYPES: readonly string[] = [
  'account.commission_earned',
  'account.credited',
  'account.debited',
  'account.edited',
  'account.registered',
  'policy.bought',
  'policy.cancellation_requested',
  'policy.cancellation_void',
  'policy.cancelled',
  'policy.edited',
  'policy.expired',
  'policy.paid',
  'policy.renewal_refused',
  'policy.renewed',
  'policy.sale_void',
  'policy.sold',
  'policy.split',
  'policy.transfer_requested',
  'policy.transfer_void',
  'policy.transferred',
  'position.paid_out',
  'position.transferred',
  'recovery.repaid',
  'trade.requested',
  'trade.settled',
  'trade.voided',
  'webhook.created',
  'webhook.disabled',
  'webhook.edited',
  'webhook.enabled',
  'webhook.redelivery_asked',
  'webhook.revoked',
  'withdrawal.cancelled',
  'withdrawal.paid',
  'withdrawal.requested',
];

/** Every type that there is: whoever asks for another waits for ever. */
export const EVENT_TYPES: ReadonlySet<string> = new Set([...PUBLIC_EVENT_TYPES, ...PRIVATE_EVENT_TYPES]);

/** True when the event is asked for and the reader may see it. */
export function isGiven(event: JournalEvent, { nodeIds, types, accountId, reader }: EventFilter): boolean {
  if (types !== null && !types.includes(event.type)) return false;
  if (nodeIds !== null && !nodeIds.some((id) => concerns(event, id))) return false;
  if (accountId !== null && !concerns(event, accountId)) return false;
  const isPrivate = PRIVATE_PREFIXES.some((prefix) => event.node.startsWith(prefix));
  return !isPrivate || reader.seesAll || (reader.accountId !== null && concerns(event, reader.accountId));
}

function concerns({ node, also }: JournalEvent, id: string): boolean {
  return node === id || also.includes(id);
}

/**
 * What every journal document with such an event meets. One that meets it may have none: `isGiven` has the
 * last word.
 */
export function conditionsOf({ nodeIds, types, accountId, reader }: EventFilter): RowFilter[] {
  // Many commands of the service itself have no event.
  const conditions: RowFilter[] = [{ 'events.0': { $exists: true } }];
  if (types !== null) conditions.push({ 'events.type': { $in: [...types] } });
  if (nodeIds !== null) conditions.push(concerning(nodeIds));
  if (accountId !== null) conditions.push(concerning([accountId]));
  if (reader.seesAll || (accountId !== null && accountId === reader.accountId)) return conditions;
  const open = { 'events.type': { $in: PUBLIC_EVENT_TYPES.filter((type) => types?.includes(type) ?? true) } };
  const own = reader.accountId === null ? [] : alternatives([reader.accountId]);
  return [...conditions, own.length === 0 ? open : { $or: [open, ...own] }];
}

function concerning(ids: readonly string[]): RowFilter {
  return { $or: alternatives(ids) };
}

function alternatives(ids: readonly string[]): RowFilter[] {
  return [{ 'events.node': { $in: [...ids] } }, { 'events.also': { $in: [...ids] } }];
}
