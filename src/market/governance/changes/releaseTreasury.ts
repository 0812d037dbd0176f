/**
 * Lets the emergency treasury pay for an incident or for a venue's market: before there is a loss to allocate
 * up to an amount, as the last layer; after it at once, for what claimants are still owed.
 */
import { z } from 'zod';
import { treasuryPays } from '../../../domain/fund/treasury.ts';
import { type Refusal, refuse } from '../../../domain/shared/refusals.ts';
import type { Amount } from '../../../domain/shared/units.ts';
import { divideByWeights } from '../../../domain/waterfall/prorata.ts';
import { amountInput, idInput } from '../../inputs.ts';
import { reserveOf } from '../../ledger/accounts.ts';
import { payAcross, reserveNeeds } from '../../reserve/flows.ts';
import { noteRecovered, owesStill } from '../../reserve/recovery.ts';
import { reserveIdOf } from '../../reserve/reserveId.ts';
import {
  noteRelease,
  treasuryCaps,
  treasuryIdOf,
  treasuryNeeds,
  treasuryRoomOf,
} from '../../reserve/treasury.ts';
import type { Draft } from '../../sequencer/draft.ts';
import { need } from '../../sequencer/world.ts';
import type { Applied, ChangeKind } from '../change.ts';

const input = z.strictObject({
  incidentId: idInput.nullish(),
  marketId: idInput.nullish(),
  amount: amountInput,
});
type Input = z.infer<typeof input>;

export const releaseTreasury: ChangeKind<Input> = {
  kind: 'releaseTreasury',
  input,
  needs({ incidentId, marketId }, _context, world) {
    const incident = incidentId == null ? null : world.peek('incidents', incidentId);
    const market = marketId == null ? null : world.peek('markets', marketId);
    const fundIds = [
      ...(incident?.pools ?? []).map(({ poolId }) => reserveIdOf('POOL_FUND', poolId)),
      ...(market == null ? [] : [market.fundId]),
    ];
    const assetId = incident?.assetId ?? market?.assetId;
    return [
      ...(incidentId == null ? [] : [need('incidents', incidentId)]),
      ...(marketId == null ? [] : [need('markets', marketId)]),
      ...(assetId === undefined ? [] : treasuryNeeds(assetId)),
      ...(assetId === undefined ? [] : fundIds.flatMap((fundId) => reserveNeeds(fundId, assetId))),
    ];
  },
  apply(draft, { incidentId, marketId, amount }, { proposalId }) {
    if ((incidentId == null) === (marketId == null)) {
      const message = 'It names an incident or a market, and not both.';
      return refuse('CONFIG_INVALID', { problems: [{ path: 'incidentId', message }] }, 'incidentId');
    }
    if (incidentId != null) return forIncident(draft, incidentId, amount, proposalId);
    return forMarket(draft, marketId ?? '', amount, proposalId);
  },
};

function forIncident(
  draft: Draft,
  incidentId: string,
  amount: Amount,
  proposalId: string,
): Applied | Refusal {
  const incident = draft.get('incidents', incidentId);
  if (incident === null || draft.get('reserves', treasuryIdOf(incident.assetId)) === null)
    return refuse('NOT_FOUND', { id: incidentId }, 'incidentId');
  const { status, assetId, pools, lossEventId } = incident;
  if (status === 'ALLOCATED' || status === 'PAYING' || status === 'REVERSED') {
    const reason =
      status === 'REVERSED'
        ? 'Nothing is owed for it.'
        : 'It is being paid; what is owed after that can be paid then.';
    return refuse('STATUS_FORBIDS', { status, reason, allowedActions: [] }, 'incidentId');
  }
  if (status === 'PAID') {
    const fundIds = pools.map(({ poolId }) => reserveIdOf('POOL_FUND', poolId));
    const release = { subject: incidentId, assetId, lossEventId: lossEventId ?? incidentId, fundIds, amount };
    return repay(draft, release, proposalId) ?? nothing(status, 'incidentId');
  }
  if (treasuryRoomOf(draft, assetId, null, draft.at) === 0n) return nothing(status, 'incidentId');
  const { treasuryApproved: before } = incident;
  draft.put('incidents', { ...incident, treasuryApproved: before + amount });
  return approved(draft, { nodeId: incidentId, assetId, before, amount, proposalId });
}

/** What a market's fund owes is paid at once; where it owes nothing, closes to come may draw the amount. */
function forMarket(draft: Draft, marketId: string, amount: Amount, proposalId: string): Applied | Refusal {
  const market = draft.get('markets', marketId);
  if (market === null || draft.get('reserves', treasuryIdOf(market.assetId)) === null)
    return refuse('NOT_FOUND', { id: marketId }, 'marketId');
  const { assetId, fundId, treasuryApproved: before } = market;
  if (draft.must('reserves', fundId).recovery.owed > 0n) {
    const release = { subject: marketId, assetId, lossEventId: marketId, fundIds: [fundId], amount };
    return repay(draft, release, proposalId) ?? nothing('OWED', 'marketId');
  }
  if (treasuryRoomOf(draft, assetId, marketId, draft.at) === 0n) return nothing('OPEN', 'marketId');
  draft.put('markets', { ...market, treasuryApproved: before + amount });
  return approved(draft, { nodeId: marketId, assetId, before, amount, proposalId });
}

interface Approved {
  nodeId: string;
  assetId: string;
  before: Amount;
  amount: Amount;
  proposalId: string;
}

/** Nothing moves before there is a loss: the treasury is asked last, with what it has then. */
function approved(draft: Draft, { nodeId, assetId, before, amount, proposalId }: Approved): Applied {
  const after = before + amount;
  draft.emit({
    type: nodeId.startsWith('inc_') ? 'incident.treasury_approved' : 'market.treasury_approved',
    node: nodeId,
    also: [treasuryIdOf(assetId), proposalId],
    changes: { assetId, amount: `${amount}`, approved: `${after}` },
  });
  return { refused: false, subject: nodeId, before: `${before}`, after: `${after}` };
}

interface Release {
  subject: string;
  assetId: string;
  lossEventId: string;
  /** The funds that owe. */
  fundIds: readonly string[];
  /** At most this. */
  amount: Amount;
}

/** Pays what claimants are still owed into the funds that repay it, in proportion; null where that is 0. */
function repay(
  draft: Draft,
  { subject, assetId, lossEventId, fundIds, amount }: Release,
  proposalId: string,
): Applied | null {
  const treasuryId = treasuryIdOf(assetId);
  const owed = fundIds.map((fundId) => owesStill(draft, fundId));
  const shortfall = owed.reduce((sum, part) => sum + part, 0n);
  const { releases } = draft.must('reserves', treasuryId);
  const request = { lossEventId, approved: amount, shortfall };
  const balance = draft.balance(reserveOf(treasuryId), assetId);
  const paid = treasuryPays(request, balance, releases, draft.at, treasuryCaps(draft.parameters));
  if (paid === 0n) return null;
  const parts = divideByWeights(paid, owed);
  for (const [index, fundId] of fundIds.entries()) {
    const part = parts[index] ?? 0n;
    const to = { reserveId: fundId, source: 'RECOVERY' } as const;
    payAcross(draft, { reserveId: treasuryId, use: 'REPAYMENT' }, to, part);
    noteRecovered(draft, fundId, part);
  }
  noteRelease(draft, treasuryId, { lossEventId, amount: paid });
  draft.emit({
    type: 'reserve.drawn',
    node: treasuryId,
    also: [subject, proposalId, ...fundIds],
    changes: { lossEventId, amount: `${paid}` },
  });
  return { refused: false, subject, before: null, after: `${paid}` };
}

const nothing = (status: string, path: string): Refusal =>
  refuse(
    'STATUS_FORBIDS',
    {
      ...{ status, allowedActions: [] },
      reason: 'The treasury has nothing to pay for it: it is empty, its caps are used, or nothing is owed.',
    },
    path,
  );
