/** Gives an account's money to a fund: it backs whom the fund backs, and is never given back. */
import { z } from 'zod';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { ReserveKind, ReserveSource } from '../../store/documents/reserves.ts';
import { cannotPay, outOfRange } from '../amounts.ts';
import type { Command } from '../command.ts';
import { amountInput, idInput } from '../inputs.ts';
import { availableOf, balanceId } from '../ledger/accounts.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { creditNeeds, creditVenue } from '../venue/creditVenue.ts';
import { payIn, reserveNeeds } from './flows.ts';
import { repayLoans } from './loans.ts';
import { noteRecovered } from './recovery.ts';

/** What a contribution is made of, and as what it is counted. */
const SOURCES = { TRADING_FEE: 'FEE', PREMIUM: 'PREMIUM', RECOVERY: 'RECOVERY' } as const satisfies Record<
  string,
  ReserveSource
>;

/** A vault takes deposits, for shares; what is called of commitments is theirs until a loss takes it. */
const CLOSED: Readonly<Partial<Record<ReserveKind, string>>> = {
  VAULT: 'A vault takes deposits for shares: depositCapital.',
  VAULT_PROCEEDS: 'It holds what a vault was sold for: takeAuction.',
  COMMITMENTS: 'It holds what was called of commitments: createCommitment.',
};

const input = z.strictObject({
  reserveId: idInput,
  amount: amountInput,
  kind: z.enum(['TRADING_FEE', 'PREMIUM', 'RECOVERY'] as const satisfies (keyof typeof SOURCES)[]),
});
type Input = z.infer<typeof input>;
interface Answer {
  reserveId: string;
  amount: Amount;
  assetId: string;
}

export const contributeToReserve: Command<Input, Answer> = {
  name: 'contributeToReserve',
  input,
  sender: 'ACCOUNT',
  money: true,
  needs({ reserveId }, { principal }, world) {
    const reserve = world.peek('reserves', reserveId);
    if (reserve === null || reserve === undefined) return [need('reserves', reserveId)];
    const { assetId } = reserve;
    const available = need('balances', balanceId(availableOf(principal.id), assetId));
    return [...reserveNeeds(reserveId, assetId), available, ...creditNeeds(world, reserve)];
  },
  decide(world, { reserveId, amount, kind }, { principal, at }) {
    const draft = openDraft(world, at);
    const reserve = draft.get('reserves', reserveId);
    if (reserve === null) return refuse('NOT_FOUND', { id: reserveId }, 'reserveId');
    const { assetId, kind: reserveKind } = reserve;
    const closed = CLOSED[reserveKind];
    if (closed !== undefined)
      return refuse('STATUS_FORBIDS', { status: reserveKind, reason: closed, allowedActions: [] });
    const available = draft.balance(availableOf(principal.id), assetId);
    const refusal = outOfRange(amount, 'amount') ?? cannotPay(available, amount, assetId, 'amount');
    if (refusal !== null) return refusal;
    payIn(draft, availableOf(principal.id), reserveId, SOURCES[kind], amount);
    creditVenue(draft, reserve, principal.id, amount);
    if (kind === 'RECOVERY') noteRecovered(draft, reserveId, amount);
    if (reserveKind === 'TREASURY') repayLoans(draft, reserveId, principal.id, amount);
    draft.emit({
      type: 'reserve.replenished',
      node: reserveId,
      also: [principal.id, reserve.ownerId],
      changes: { source: SOURCES[kind], amount: `${amount}` },
    });
    return draft.done({ reserveId, amount, assetId });
  },
};
