/** Why something stands where it stands, in one sentence for each state. */
import type { AuctionPhase } from '../../domain/auction/phase.ts';
import type { AuctionStatus } from '../../domain/auction/states.ts';
import type { CommitmentStatus } from '../../domain/commitment/states.ts';
import type { ShownProposalStatus } from '../../domain/governance/states.ts';
import type { IncidentStatus } from '../../domain/incident/states.ts';
import type { OrderStatus, TradeStatus } from '../../domain/order/states.ts';
import type { PolicyStatus } from '../../domain/policy/states.ts';
import type { ProductPhase } from '../../domain/product/states.ts';
import type { VaultStatus } from '../../domain/vault/status.ts';
import type { LiquidationStatus, VenueStatus } from '../../domain/venue/states.ts';
import type { FeedStatus } from '../../store/documents/cover.ts';
import type { OrderClosing } from '../../store/documents/orders.ts';
import type { PoolStatus, WithdrawalStatus } from '../../store/documents/pools.ts';

export const PRODUCT_TEXTS: Record<ProductPhase, string> = {
  WATCH:
    'A reading is below the watch level, or none has come for a while; it thaws after an hour of calm readings.',
  CALM: 'Every reading is at or above the watch level.',
  BREACH: 'The average is below the strike, but not yet for the holding time.',
  CONFIRMED:
    'An incident was confirmed; nobody steps in or out until it has been paid and the price has recovered.',
  SUSPENDED: 'The product is suspended; policies that were sold stand.',
};

export const POOL_TEXTS: Record<PoolStatus, string> = {
  OPEN: 'It has what its cover requires, as far as losses have been paid.',
  NO_GROWTH:
    'It has less than its cover requires: no added cover and no exits until it has been topped up or cover has ended.',
  STOPPED:
    'It was not topped up in time: sales and renewals have stopped until it has what its cover requires.',
  RECAPITALISING:
    'It has less than the minimum: it takes new capital for 72 hours, and runs off if that is not enough.',
  RUN_OFF:
    'It was not refilled in time: it sells and takes nothing, and pays what its cover frees to all shares.',
  WIPED:
    'Losses took the capital: no deposits any more. What comes is for recovery claims, then for old shares.',
};

export const VAULT_TEXTS: Record<VaultStatus, string> = {
  OPEN: 'It takes deposits, and what is sold may rest on it.',
  SALES_STOPPED: 'Over 30 % of its shares wait to leave: nothing is sold that needs it.',
  CLOSED:
    'Over 60 % of its shares wait to leave: it takes no deposits, and nothing is sold that needs it, until below 30 %.',
  WIPED:
    'Losses took what it held; it takes no deposits any more. Its old shares may leave with what still comes to it.',
};

export const POLICY_TEXTS: Record<PolicyStatus, string> = {
  WAITING: 'Cover begins when the waiting period has passed.',
  ACTIVE: 'Cover is in force.',
  PENDING_ORACLE: 'Cover has ended, but its feed does not say yet whether a breach began before the end.',
  SETTLING: 'An incident that began during cover is being settled; the payout comes by itself.',
  EXPIRED: 'Cover ended.',
  PAID: 'All of the cover was paid out.',
  CANCELLED: 'The holder cancelled it.',
  VOID: 'It was undone and its premium given back.',
};

export const WITHDRAWAL_TEXTS: Record<WithdrawalStatus, string> = {
  QUEUED: 'The shares wait for the end of the cooldown, for their turn, or for capital that is free.',
  PART_PAID: 'A part was paid; the rest waits for capital that is free.',
  PAID: 'Everything was paid.',
  CANCELLED: 'It was taken back.',
};

export const VENUE_TEXTS: Record<VenueStatus, string> = {
  PENDING: 'Its grade is D: it draws on nothing but its own funds.',
  ACTIVE: 'It draws what its grade allows.',
  SUSPENDED: 'It owes past its grace: it draws on nothing but its own funds until it has paid.',
};

export const LIQUIDATION_TEXTS: Record<LiquidationStatus, string> = {
  OPENED: 'It has begun: its worst case is held.',
  CLOSED: 'Draws beyond the funds of its venue wait for the end of their window.',
  SETTLED: 'Everything was paid that will be.',
  LAPSED: 'It was not closed within a day: what was held is free.',
};

export const ORDER_TEXTS: Record<OrderStatus, string> = {
  OPEN: 'It may be filled.',
  FILLED: 'All of it was traded.',
  CANCELLED: 'It was taken back.',
  EXPIRED: 'Its time was over.',
  CLOSED: 'What it was about is not there any more.',
};

/** An auction that is open says in which phase its round is. */
export const AUCTION_TEXTS: Record<AuctionStatus | AuctionPhase['kind'] | 'FROZEN', string> = {
  OPEN: 'It sells, at a price that falls by the second.',
  PAUSED:
    'Nothing is sold until the price is above its floor again, in the next round, or the lot has grown.',
  RESET_DUE: 'Its round is over: the next begins within a minute.',
  FROZEN: 'The pool is frozen: the auction begins a new round when it is calm again.',
  FILLED: 'Nothing is missing any more.',
  ENDED: 'What was missing did not come in time, or what it was for is over.',
};

/** One whose time is over may be called for a while yet. */
export const COMMITMENT_TEXTS: Record<CommitmentStatus | 'ENDING', string> = {
  OFFERED: 'It waits until governors accept it: nothing calls it before.',
  ACTIVE: 'It may be called for losses of its asset.',
  DEFAULTED:
    'What was called was not there after its time: its committer promises nothing and takes nothing back until it is.',
  ENDING: 'Its time is over: it may be called only for a breach that began before.',
  ENDED: 'Its time is over, or all of it was used.',
  CANCELLED: 'The offer was taken back.',
};

/** What is open says nothing of its approvals: they are shown beside it. */
export const PROPOSAL_TEXTS: Record<ShownProposalStatus, string> = {
  OPEN: 'It can be approved, and executed once enough have and its timelock is over.',
  EXECUTED: 'Its changes are made.',
  CANCELLED: 'It was taken back.',
  EXPIRED: 'Its time was over before it was executed.',
};

/** Why an order was closed by itself. */
export const CLOSING_TEXTS: Record<OrderClosing, string> = {
  POLICY_ENDED: 'The policy has ended.',
  POLICY_CHANGED: 'The policy covers less, or for less long, than when its price was named.',
  POLICY_MOVED: 'The policy has another holder.',
  SHARES_GONE: 'The shares have left the position, or are leaving it.',
  POOL_LOST: 'The pool has paid for an incident since the price was bid.',
};

export const TRADE_TEXTS: Record<TradeStatus, string> = {
  PENDING: 'It waits until every feed of the pool has been read past the moment at which it was made.',
  DONE: 'It took effect.',
  VOID: 'It was undone: a breach had begun before it was made, or that cannot be known.',
};

export const FEED_TEXTS: Record<FeedStatus, string> = {
  SANDBOX: 'It tries things out; only sandbox products may name it.',
  PENDING: 'It is registered and waits to be accepted.',
  LIVE: 'Products may name it.',
  DEGRADED: 'Fewer observers report than should.',
  SUSPENDED:
    'A chain that it reads has split: it waits until it is declared which branch counts, at most 7 days.',
};

export const INCIDENT_TEXTS: Record<IncidentStatus, string> = {
  CONFIRMED: 'The breach has lasted for the holding time.',
  SETTLING: 'The lowest average is sought until the settlement window ends.',
  CHALLENGE: 'The result may be challenged before money moves.',
  DELAYED: 'A guardian delays it; no one but the rule decides.',
  FORK_HELD: 'A chain that it rests on has split; payment waits until it is declared which branch counts.',
  ASSESSING: 'What each policy is due is being computed.',
  FINAL: 'What is due is known; the layers that pay it are being called.',
  ALLOCATED: 'Which layer gives how much is known and final.',
  PAYING: 'Policies are being paid.',
  PAID: 'Every eligible policy was paid.',
  REVERSED: 'A challenge showed that the rule had not been met.',
};
