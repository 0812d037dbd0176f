/**
 * Offers a signed promise to pay for losses of an asset when it is called. It waits until governors accept
 * it. Whose signature it is has been recovered before.
 */
import { z } from 'zod';
import {
  COMMITMENT_TERM_SECONDS_MAX,
  COMMITMENT_TERM_SECONDS_MIN,
  COMMITMENTS_OFFERED_MAX,
} from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import { outOfRange } from '../amounts.ts';
import { wholeUnitOf } from '../asset/wholeUnit.ts';
import type { Command } from '../command.ts';
import { addressInput, amountInput, idInput, secondsInput } from '../inputs.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { defaultNeeds, defaultRefusal } from './inDefault.ts';
import { commitmentIdOf } from './promise.ts';

const input = z.strictObject({
  reserveId: idInput,
  amount: amountInput,
  expiresAt: secondsInput,
  signature: z.string().regex(/^0x[0-9a-f]{0,256}$/, 'is not a signature in lower case'),
  signer: addressInput.nullable(),
});
type Input = z.infer<typeof input>;

export const createCommitment: Command<Input, { commitmentId: string }> = {
  name: 'createCommitment',
  input,
  sender: 'ACCOUNT',
  money: true,
  needs: (order, { principal }, world) => offerNeeds(order, principal.id, world),
  decide(world, order, { principal, at }) {
    const draft = openDraft(world, at);
    const { reserveId, amount, expiresAt, signature, signer } = order;
    const reserve = draft.get('reserves', reserveId);
    if (reserve === null) return refuse('NOT_FOUND', { id: reserveId }, 'reserveId');
    const refusal = refusalOf(draft, order, reserve);
    if (refusal !== null) return refusal;
    const inDefault = defaultRefusal(draft, principal.id, 'reserveId');
    if (inDefault !== null) return inDefault;
    const { address } = draft.must('accounts', principal.id);
    if (signer?.toLowerCase() !== address.toLowerCase())
      return refuse('SIGNATURE_INVALID', { expectedSigners: [address], recovered: signer }, 'signature');
    const { assetId } = reserve;
    const signed = { reserveId, amount, expiresAt, chainId: draft.must('assets', assetId).chainId };
    const commitmentId = commitmentIdOf(signed, address);
    if (draft.get('commitments', commitmentId) !== null)
      return refuse('KEY_IN_USE', { prefix: commitmentId }, 'signature');
    const used = (world.range('offeredCommitments', { accountId: principal.id }) ?? []).length;
    if (used >= COMMITMENTS_OFFERED_MAX)
      return refuse('LIMIT_REACHED', { limit: COMMITMENTS_OFFERED_MAX, used });
    draft.put('commitments', {
      ...{ _id: commitmentId, version: 0, accountId: principal.id, address, assetId, ...signed, signature },
      ...{ status: 'OFFERED', endsAt: expiresAt, used: 0n, calls: [] },
      ...{ createdAt: at, acceptedAt: null, endedAt: null },
    });
    draft.emit({
      type: 'commitment.offered',
      node: commitmentId,
      also: [principal.id, reserveId],
      changes: { assetId, amount: `${amount}`, expiresAt },
    });
    return draft.done({ commitmentId });
  },
};

function offerNeeds(order: Input, accountId: string, world: World): Need[] {
  const { reserveId } = order;
  const assetId = world.peek('reserves', reserveId)?.assetId;
  const chainId = assetId === undefined ? undefined : world.peek('assets', assetId)?.chainId;
  const address = world.peek('accounts', accountId)?.address;
  const isNamed = chainId !== undefined && address !== undefined;
  return [
    need('reserves', reserveId),
    need('accounts', accountId),
    ...defaultNeeds(accountId),
    { range: 'offeredCommitments', query: { accountId }, limit: COMMITMENTS_OFFERED_MAX },
    ...(assetId === undefined ? [] : [need('assets', assetId)]),
    ...(isNamed ? [need('commitments', commitmentIdOf({ ...order, chainId }, address))] : []),
  ];
}

function refusalOf(draft: Draft, { amount, expiresAt }: Input, reserve: ReserveDocument): Refusal | null {
  if (reserve.kind !== 'SHARED_FUND') {
    const reason = 'A commitment is for the losses of an asset: it names its shared fund.';
    return refuse('STATUS_FORBIDS', { status: reserve.kind, reason, allowedActions: [] }, 'reserveId');
  }
  return (
    outOfRange(amount, 'amount', wholeUnitOf(draft, reserve.assetId)) ?? termRefusal(expiresAt, draft.at)
  );
}

function termRefusal(expiresAt: UnixSeconds, at: UnixSeconds): Refusal | null {
  const sentSeconds = expiresAt - at;
  if (sentSeconds >= COMMITMENT_TERM_SECONDS_MIN && sentSeconds <= COMMITMENT_TERM_SECONDS_MAX) return null;
  const [minimumSeconds, maximumSeconds] = [COMMITMENT_TERM_SECONDS_MIN, COMMITMENT_TERM_SECONDS_MAX];
  return refuse('TERM_OUT_OF_RANGE', { minimumSeconds, maximumSeconds, sentSeconds }, 'expiresAt');
}
