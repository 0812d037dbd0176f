/**
 * The closed list of refusals: an expected "no" is a value with data that a client can act on.
 * A throw is a bug. The API serves this table at `/errors`.
 */
import type { Amount, UnixSeconds, Wad } from './units.ts';

/** Why no cover is sold just now. */
export type SalesStopCause = 'WATCH' | 'BREACH' | 'FEED' | 'POOL' | 'LIMIT' | 'PAUSE' | 'PRICE' | 'SCORE';

/** One thing that is wrong with a configuration or a series, and where. */
export interface Problem {
  path: string;
  message: string;
}

/** The typed data of each code. Amounts are in the smallest unit of the asset concerned. */
export interface RefusalData {
  AMOUNT_OUT_OF_RANGE: { minimum: Amount; maximum: Amount; sent: Amount };
  TERM_OUT_OF_RANGE: { minimumSeconds: number; maximumSeconds: number; sentSeconds: number };
  BALANCE_TOO_LOW: { available: Amount; required: Amount; assetId: string };
  CAPACITY_TOO_LOW: {
    available: Amount;
    byPool: { poolId: string; available: Amount }[];
    bindingLimit: string;
  };
  PRICE_ABOVE_LIMIT: { premium: Amount; limit: Amount };
  QUOTE_EXPIRED: { expiredAt: UnixSeconds };
  QUOTE_INVALID: { problem: 'ALTERED' | 'SPENT' | 'PARAMETERS' | 'SCORE' };
  STATUS_FORBIDS: { status: string; reason: string; allowedActions: string[] };
  SALES_STOPPED: { cause: SalesStopCause; since: UnixSeconds | null; endsWhen: string };
  POOL_CLOSED: { status: string; reason: string; alternatives: string[] };
  LOCKED: { amount: Amount; until: UnixSeconds | null; by: string; unlocksWhen: string };
  SHARES_BELOW_LIMIT: { actual: Amount; limit: Amount };
  REFUND_BELOW_LIMIT: { actual: Amount; limit: Amount };
  SIGNATURE_INVALID: { expectedSigners: string[]; recovered: string | null };
  NONCE_SPENT: { next: string };
  SESSION_REVOKED: { next: string };
  PARAMETER_OUT_OF_RANGE: { name: string; minimum: Wad; maximum: Wad; maximumStep: Wad | null };
  CONFIG_INVALID: { problems: Problem[] };
  SERIES_INVALID: { problems: Problem[] };
  ORDER_CLOSED: { status: string; closedAt: UnixSeconds };
  AUCTION_MOVED: { price: Wad | null; need: Amount; until: UnixSeconds | null };
  LIMIT_REACHED: { limit: number; used: number };
  KEY_IN_USE: { prefix: string };
  ACCESS_RESTRICTED: { rule: string; appeal: string };
  STALE: { newestAt: UnixSeconds };
  CHALLENGE_CLOSED: { closedAt: UnixSeconds };
  DELAY_SPENT: { remainingSeconds: number };
  APPROVALS_MISSING: { have: number; need: number; signers: string[] };
  TIMELOCKED: { executableAt: UnixSeconds };
  NOT_FOUND: { id: string };
}

export type RefusalCode = keyof RefusalData;

/** An expected "no". `path` names the input field it is about, where there is one. */
export type Refusal = {
  [Code in RefusalCode]: { refused: true; code: Code; data: RefusalData[Code]; path: string | null };
}[RefusalCode];

/** Builds a refusal. Example: `refuse('NOT_FOUND', { id: 'pol_1' }, 'policyId')`. */
export function refuse<Code extends RefusalCode>(
  code: Code,
  data: RefusalData[Code],
  path: string | null = null,
): Refusal {
  return { refused: true, code, data, path } as Refusal;
}

/** Tells a refusal from any other answer. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && (value as { refused?: unknown }).refused === true;
}

/**
 * What each code says to a person: one sentence,
 * what to do next, and whether the same call may succeed later.
 */
export const REFUSAL_TEXTS: Record<RefusalCode, { message: string; remedy: string; retryable: boolean }> = {
  AMOUNT_OUT_OF_RANGE: {
    message: 'The amount is outside the range that is accepted here.',
    remedy: 'Send an integer string of the smallest unit between minimum and maximum.',
    retryable: false,
  },
  TERM_OUT_OF_RANGE: {
    message: 'The term is outside the range that is accepted here.',
    remedy: 'Choose a term between minimumSeconds and maximumSeconds; it includes the waiting period.',
    retryable: false,
  },
  BALANCE_TOO_LOW: {
    message: 'The account has less available than this needs.',
    remedy: 'Fund the account with what is missing to required, then send the same call again.',
    retryable: true,
  },
  CAPACITY_TOO_LOW: {
    message: 'The pools cannot take on that much cover.',
    remedy: 'Ask for at most the available amount, or wait until capital arrives or cover ends.',
    retryable: true,
  },
  PRICE_ABOVE_LIMIT: {
    message: 'The price is above the limit that you set.',
    remedy: 'Ask for a fresh quote, or raise the limit that path names to at least premium.',
    retryable: true,
  },
  QUOTE_EXPIRED: {
    message: 'The quote is past its time.',
    remedy: 'Ask for a fresh quote; a quote holds for five minutes.',
    retryable: false,
  },
  QUOTE_INVALID: {
    message: 'The quote token cannot be used.',
    remedy:
      'Ask for a fresh quote: this one was altered or used before, or what it was priced on has changed.',
    retryable: false,
  },
  STATUS_FORBIDS: {
    message: 'The state that this is in does not allow it.',
    remedy: 'Do one of allowedActions, or wait until the status changes.',
    retryable: true,
  },
  SALES_STOPPED: {
    message: 'No cover is sold here at the moment.',
    remedy: 'Wait until endsWhen is true, or choose another product.',
    retryable: true,
  },
  POOL_CLOSED: {
    message: 'The pool does not take this at the moment.',
    remedy: 'Choose one of the alternatives, or wait until the pool opens.',
    retryable: true,
  },
  LOCKED: {
    message: 'The amount is locked.',
    remedy: 'Wait until unlocksWhen is true.',
    retryable: true,
  },
  SHARES_BELOW_LIMIT: {
    message: 'The deposit would give fewer shares than you asked for at least.',
    remedy: 'Lower minShares to at most actual, or deposit more.',
    retryable: true,
  },
  REFUND_BELOW_LIMIT: {
    message: 'You would get less than you asked for at least.',
    remedy: 'Lower the limit that path names to at most actual.',
    retryable: true,
  },
  SIGNATURE_INVALID: {
    message: 'The signature is not by the signer that was expected.',
    remedy: 'Sign exactly the message that was issued, with the key of the address it names.',
    retryable: false,
  },
  NONCE_SPENT: {
    message: 'The sign-in message was used before or is past its time.',
    remedy: 'Ask for a new message with createSignInMessage and sign that.',
    retryable: false,
  },
  SESSION_REVOKED: {
    message: 'The session has ended.',
    remedy: 'Sign in again.',
    retryable: false,
  },
  PARAMETER_OUT_OF_RANGE: {
    message: 'The parameter is outside its bounds or changes too far in one step.',
    remedy: 'Stay between minimum and maximum, and within maximumStep of the present value.',
    retryable: false,
  },
  CONFIG_INVALID: {
    message: 'The configuration cannot be used.',
    remedy: 'Mend each of the problems at its path, then send it again.',
    retryable: false,
  },
  SERIES_INVALID: {
    message: 'The series cannot be used.',
    remedy: 'Mend each of the problems at its row, then send it again.',
    retryable: false,
  },
  ORDER_CLOSED: {
    message: 'The order is not open any more.',
    remedy: 'List open orders with orders(filter: { status: OPEN }), or place one of your own.',
    retryable: false,
  },
  AUCTION_MOVED: {
    message:
      'The auction sells nothing of this now: it pauses, begins anew, or would be left with next to nothing.',
    remedy: 'Read auction { price need } again; take all that it needs, or come back at `until`.',
    retryable: true,
  },
  LIMIT_REACHED: {
    message: 'The limit of how many of these there may be is reached.',
    remedy: 'Revoke or close one that is no longer needed.',
    retryable: false,
  },
  KEY_IN_USE: {
    message: 'The key is registered already.',
    remedy: 'Use another key.',
    retryable: false,
  },
  ACCESS_RESTRICTED: {
    message: 'A rule restricts this for the account. Payouts and refunds are never restricted.',
    remedy: 'Read the rule that is named and use the appeal that it gives.',
    retryable: false,
  },
  STALE: {
    message: 'Something newer is known already.',
    remedy: 'Send a state that is newer than newestAt.',
    retryable: false,
  },
  CHALLENGE_CLOSED: {
    message: 'The result can no longer be challenged.',
    remedy: 'Nothing to do: what was decided is being paid.',
    retryable: false,
  },
  DELAY_SPENT: {
    message: 'The incident would be delayed for longer than it may be.',
    remedy: 'Delay it by at most remainingSeconds.',
    retryable: false,
  },
  APPROVALS_MISSING: {
    message: 'So many governors have not approved it yet.',
    remedy:
      'Propose it, and have governors sign the typed data of the proposal until there are need of them.',
    retryable: true,
  },
  TIMELOCKED: {
    message: 'The time between a proposal and its execution is not over.',
    remedy: 'Execute it at executableAt or later.',
    retryable: true,
  },
  NOT_FOUND: {
    message: 'There is nothing with that id that you may see.',
    remedy: 'Check the id; list what exists with the plural query.',
    retryable: false,
  },
};
