/** What happened and why, in one sentence for each type of event. */

/** The facts of an event: amounts as text in whole units of their asset, the rest as it is. */
interface Facts {
  money(name: string): string;
  text(name: string): string;
}

type Sentence = (facts: Facts) => string;

const CAUSES: Record<string, string> = {
  CREATED: 'it is new',
  NO_READING: 'no reading has come for a while',
  BELOW_WATCH_LEVEL: 'a reading was below the watch level',
  ALERT: 'a guardian raised an alert',
  MEMBER: 'a member of it is no longer calm',
};

const ENDS: Record<string, string> = {
  RECOVERED: 'the price has recovered',
  LOOKBACK: 'too long ago to count any more',
  MEMBERS: 'too few of its members count',
};

const BONDS: Record<string, string> = {
  CHANGED: 'The result changed: the bond of {bond} came back.',
  UNCHANGED: 'The result stands: the bond of {bond} went to the insurance fund.',
  UNDECIDED: 'What was challenged could not be looked up: the bond of {bond} came back.',
};

const SCORE_CAUSES: Record<string, string> = {
  CREATED: 'it was created with what is known of it',
  SCORED: 'governors stated its inputs',
  MODEL: 'another risk model is in force',
  DAY: 'it follows what is known of it',
  MEMBER: 'a member of the basket has another score',
};

const STANDINGS: Record<string, string> = {
  AT_TARGET: 'It has what it aims at.',
  UNDER_TARGET: 'It has what is required, but not what it aims at.',
  UNDER_REQUIRED: 'It has less than is required.',
  UNDER_MINIMUM: 'It has less than the minimum.',
  NOTHING_REQUIRED: 'Nothing is required of it.',
};

const LIQUIDATION_ENDS: Record<string, (amount: string) => string> = {
  DRAWN: (amount) => `The draws of ${amount} were paid.`,
  VOIDED: (amount) => `The draws of ${amount} are void: the venue is no longer active.`,
  TIME_OVER: (amount) => `It was never closed: ${amount} that was held is free.`,
};

const OFF_REASONS: Record<string, string> = {
  HOLDER: 'its holder switched it off',
  GONE: 'its receiver said that it is gone',
  FAILING: 'nothing arrived there for 5 days',
};

const SENTENCES: Record<string, Sentence> = {
  'account.credited': ({ money, text }) => `${money('amount')} was booked in: ${text('reference')}.`,
  'account.debited': ({ money, text }) => `${money('amount')} was booked out: ${text('reference')}.`,
  'market.paused': ({ text }) => `A guardian paused it: ${text('reason')}.`,
  'market.resumed': ({ text }) => `Governors resumed it: ${text('reason')}.`,
  'auction.opened': ({ text }) => `Round ${text('round')} of the auction began.`,
  'auction.taken': ({ money, text }) =>
    text('kind') === 'SALE'
      ? `${text('taken')} of the lot's smallest unit were taken for ${money('paid')}.`
      : `${text('taken')} shares were taken for ${money('paid')}.`,
  'auction.closed': ({ money, text }) =>
    text('status') === 'FILLED'
      ? `Nothing is missing any more: the auction brought ${money('paid')}.`
      : `The auction ended with ${money('paid')}: not enough in time.`,
  'commitment.offered': ({ money }) => `${money('amount')} was promised for losses of the asset.`,
  'commitment.accepted': ({ money }) => `The promise of ${money('amount')} was accepted: it may be called.`,
  'commitment.called': ({ money }) => `${money('amount')} was called, to be paid in within 48 hours.`,
  'commitment.paid_in': ({ money }) =>
    `${money('amount')} was paid in of ${money('called')} that was called.`,
  'commitment.defaulted': ({ money }) => `${money('amount')} that was called was not there after its time.`,
  'commitment.cured': () => 'Nothing that was called is overdue any more.',
  'commitment.used': ({ money }) => `A loss took ${money('amount')} of it.`,
  'commitment.returned': ({ money }) => `${money('amount')} was not needed and came back.`,
  'commitment.ended': ({ money }) => `It is over: ${money('used')} of it was used.`,
  'commitment.cancelled': () => 'It was taken back: an offer at once, one in force after 21 days.',
  'policy.bought': ({ money }) =>
    `Cover of ${money('coverAmount')} was bought for a premium of ${money('premium')}.`,
  'policy.expired': () => 'Cover ended, and no breach began before its end.',
  'policy.paid': ({ money, text }) =>
    text('paid') === text('due')
      ? `An incident paid all of the ${money('due')} that was due.`
      : `An incident paid ${money('paid')} of the ${money('due')} that was due: the pool had no more.`,
  'policy.edited': ({ money, text }) => {
    if (text('coverAdded') !== '')
      return `Cover of ${money('coverAdded')} was added for a premium of ${money('premium')}.`;
    if (text('premium') !== '') return `Cover was extended for a premium of ${money('premium')}.`;
    return text('maxAnnualRateWad') === ''
      ? 'It is not renewed by itself any more.'
      : 'It is renewed by itself while its rate is within the limit.';
  },
  'policy.split': ({ money, text }) =>
    `Cover of ${money('coverAmount')} became a policy of its own, ${text('part')}.`,
  'policy.renewed': ({ money }) => `The policy was renewed for a premium of ${money('premium')}.`,
  'policy.renewal_refused': ({ text }) => `The policy was not renewed: ${text('code')}.`,
  'policy.cancellation_requested': ({ money }) =>
    `Leaving was asked for: ${money('refund')} comes back once it is decided that no breach began before, after a ` +
    `fee of ${money('fee')}.`,
  'policy.cancelled': ({ money }) =>
    `The policy was cancelled: ${money('refund')} came back, and a fee of ${money('fee')} went to the fund.`,
  'policy.cancellation_void': () => 'A breach had begun before the policy was to be left: it goes on.',
  'policy.transfer_requested': ({ text }) =>
    `The policy is to go to ${text('to')} once it is decided that no breach began before.`,
  'policy.transferred': ({ text }) => `The policy went to ${text('to')}.`,
  'policy.transfer_void': () => 'A breach had begun before the policy was to be given: it stays.',
  'policy.sold': () => 'The policy was sold.',
  'policy.sale_void': () =>
    'A breach had begun before the policy was to be sold, or that cannot be known: it stays.',
  'account.commission_earned': ({ money }) => `A commission of ${money('earned')} was earned.`,
  'distributor.registered': ({ text }) => `Cover is sold with the code ${text('code')}.`,
  'distributor.graded': ({ text }) =>
    text('suspended') === 'true'
      ? `The distributor was suspended: ${text('reason')}.`
      : `The distributor was graded ${text('grade')}: ${text('reason')}.`,
  'venue.registered': ({ text }) => `The venue ${text('name')} was registered.`,
  'venue.graded': ({ text }) => `The venue was graded ${text('grade')}: ${text('reason')}.`,
  'market.reported': ({ text }) =>
    `The venue told its state: ${text('holdings')} holdings, of which ${text('warnings')} are warned.`,
  'venue.status_changed': ({ text }) => `The venue is ${text('status')}.`,
  'liquidation.opened': ({ money, text }) =>
    `The holding of ${text('account')} is being closed; at worst it lacks ${money('worstCase')}.`,
  'liquidation.closed': ({ money, text }) =>
    text('shortfall') === '0'
      ? `Closing it left ${money('surplus')}, of which ${money('toFund')} went to the market's fund.`
      : `Closing it lacked ${money('shortfall')}, of which nobody bore ${money('claim')}.`,
  'liquidation.settled': ({ money, text }) =>
    LIQUIDATION_ENDS[text('event')]?.(money('amount')) ?? 'It ended.',
  'market.treasury_approved': ({ money }) =>
    `Governors let the emergency treasury pay up to ${money('approved')} for its losses.`,
  'market.deleveraged': ({ text }) =>
    `Winners were closed: ${text('accounts')}; winners bore a loss: ${text('haircuts')}.`,
  'pool.funded': ({ money, text }) => `${money('amount')} was deposited for ${text('shares')} shares.`,
  'withdrawal.requested': ({ money, text }) =>
    `${text('shares')} shares wait to leave, worth ${money('value')} when it was asked for.`,
  'withdrawal.paid': ({ money, text }) => `${money('paid')} was paid for ${text('burned')} shares that left.`,
  'withdrawal.cancelled': ({ money, text }) =>
    text('forfeited') === '0'
      ? 'The shares do not leave any more; nothing was forfeited.'
      : `The exit was taken back; a gain of ${money('forfeited')} since the request stayed with the others.`,
  'position.paid_out': ({ money, text }) =>
    `The pool runs off: ${money('paid')} was paid for ${text('burned')} shares.`,
  'pool.paid_out': ({ money }) => `The pool runs off: ${money('amount')} is paid to all its shares.`,
  'pool.top_up_called': ({ money }) => `The pool calls on its underwriters for ${money('amount')}.`,
  'pool.classified': ({ text }) => `The pool is of class ${text('fundClass')}; it was ${text('before')}.`,
  'pool.status_changed': ({ text }) => `The pool is ${text('status')}.`,
  'reserve.status_changed': ({ text }) => STANDINGS[text('status')] ?? `The vault is ${text('status')}.`,
  'reserve.runway_shortened': ({ text }) =>
    `It is empty in ${text('runwayDays')} days if things go on as in the last 90.`,
  'reserve.runway_restored': () => 'What it holds lasts for 100 days or more again, as things go.',
  'market.coverage_fell': ({ money }) =>
    `Its fund holds ${money('resources')}; its two largest holdings would lack ${money('lacking')}.`,
  'market.coverage_restored': () => 'Its fund covers again what its two largest holdings would lack.',
  'market.margins_fell': ({ text }) => `Accounts that are asked for margin: ${text('warned')}.`,
  'market.margins_restored': () => 'No account is asked for margin any more.',
  'position.transferred': ({ text }) => `${text('shares')} shares of the vault were given away.`,
  'recovery.repaid': ({ money }) =>
    `${money('amount')} of what an incident could not pay was repaid; ${money('remaining')} is still owed.`,
  'reserve.repaying': ({ money }) => `${money('amount')} is repaid of ${money('owed')} that is owed.`,
  'reserve.distributed': ({ money }) =>
    `${money('amount')} from above the reserve's buffer goes to the shares that bear losses, over 30 days.`,
  'reserve.lent': ({ money }) => `The treasury lent ${money('amount')} after a security breach.`,
  'reserve.loan_repaid': ({ money }) => `${money('amount')} of a loan came back; ${money('owed')} is owed.`,
  'reserve.drawn': ({ money }) => `The reserve paid ${money('amount')} for a loss.`,
  'reserve.replenished': ({ money, text }) =>
    `${money('amount')} was paid into the reserve: ${text('source').toLowerCase()}.`,
  'order.placed': ({ money, text }) =>
    `An order to ${text('side') === 'SELL' ? 'sell' : 'buy'} was placed at ${money('price')}.`,
  'order.filled': ({ money }) => `An order was met for ${money('price')}.`,
  'order.closed': ({ text }) => `The order is ${text('status')}; what it held came back.`,
  'trade.requested': ({ money, text }) =>
    text('price') === '0'
      ? 'Shares are to be given away once it is decided that no breach began before.'
      : `${money('price')} changes hands once it is decided that no breach began before, less a fee of ${money('fee')}.`,
  'trade.settled': ({ money, text }) =>
    text('price') === '0'
      ? 'Shares were given away.'
      : `The trade took effect: ${money('price')} was paid, of which ${money('fee')} went to the insurance fund.`,
  'trade.voided': () => 'A breach had begun before the trade, or that cannot be known: everything came back.',
  'incident.challenged': ({ money, text }) =>
    `The result was challenged (${text('rule')}); ${money('bond')} is held as a bond.`,
  'incident.reevaluated': ({ money, text }) =>
    (BONDS[text('finding')] ?? 'The challenge was decided.').replace('{bond}', money('bond')),
  'incident.confirmed': () => 'The breach lasted for the holding time: an incident was confirmed.',
  'incident.settled': () => 'The settlement value is known; it may be challenged before money moves.',
  'incident.treasury_approved': ({ money }) =>
    `Governors let the emergency treasury pay up to ${money('approved')} for it.`,
  'incident.delayed': ({ text }) =>
    `A guardian delays payment by ${text('seconds')} seconds: ${text('reason')}.`,
  'incident.held': () =>
    'A chain that it rests on has split: payment waits until it is declared what counts.',
  'incident.released': () => 'The split was ruled on: the incident goes on.',
  'incident.reversed': () => 'A challenge showed that the rule had not been met: nothing is paid.',
  'incident.assessed': () => 'What each policy is due is known.',
  'incident.allocated': () => 'Who bears the loss is known and final.',
  'incident.paid': () => 'Every eligible policy was paid.',
  'breach.started': () => 'The rule is true, though not yet for long enough.',
  'breach.ended': ({ text }) =>
    `The breach is over without an incident: ${ENDS[text('reason')] ?? 'it ended'}.`,
  'product.watched': ({ text }) =>
    `The product is on watch: ${CAUSES[text('cause')] ?? 'something is amiss'}.`,
  'snapshot.sealed': ({ text }) =>
    `What is held, owed and covered was sealed as of command ${text('sequence')}.`,
  'webhook.created': ({ text }) => `Events are sent to ${text('host')}: this is the first.`,
  'webhook.enabled': ({ text }) => `Events are sent to ${text('host')} again: this is the first.`,
  'webhook.disabled': ({ text }) =>
    `Nothing more is sent to ${text('host')}: ${OFF_REASONS[text('reason')] ?? 'it was switched off'}.`,
  'webhook.revoked': ({ text }) => `Nothing is sent to ${text('host')} any more.`,
  'webhook.redelivery_asked': () => 'What came behind an event is sent again.',
  'product.scored': ({ text }) => {
    const before = text('before') === '' ? '' : `; it was ${text('before')}`;
    return `The risk score is ${text('value')}: ${SCORE_CAUSES[text('cause')] ?? 'it was scored'}${before}.`;
  },
  'risk_model.adopted': ({ text }) =>
    `Version ${text('version')} of the risk model ${text('model')} is in force; ${text('products')} products were scored by it.`,
  'product.thawed': () => 'The product is calm.',
  'parameter.changed': ({ text }) => `${text('name')} is ${text('after')}: ${text('reason')}.`,
  'proposal.created': ({ text }) => `It was proposed to ${text('what')}: ${text('reason')}.`,
  'proposal.approved': ({ text }) => `${text('by')} approved it: ${text('have')} of ${text('need')}.`,
  'proposal.executed': ({ text }) => `It was executed: ${text('what')}.`,
  'proposal.cancelled': () => 'The proposal was taken back.',
};

/**
 * What an event says, for people. A type without a sentence of its own is said by its name.
 * Example: `{ type: 'account.credited', changes: { amount: '5000000', reference: 'wire 7' } }` is
 * "5 USDT was booked in: wire 7."
 */
export function reasonOf(
  { type, changes }: { type: string; changes: Record<string, unknown> },
  money: (digits: string) => string,
): string {
  const text = (name: string): string => String(changes[name] ?? '');
  const sentence = SENTENCES[type];
  if (sentence !== undefined) return sentence({ text, money: (name) => money(text(name)) });
  const words = type.replaceAll(/[._]/g, ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
