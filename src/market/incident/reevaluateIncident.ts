/**
 * Decides a challenge. What the evidence comes to is found out before and given as input with the hash of the
 * bundle that shows it: this command never looks at evidence, as with the closing of slots.
 */
import { z } from 'zod';
import { transitionIncident } from '../../domain/incident/states.ts';
import { EVIDENCE_BYTES_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { IncidentChallenge, IncidentDocument } from '../../store/documents/incidents.ts';
import type { Command } from '../command.ts';
import { hashInput, idInput, secondsInput, wadInput } from '../inputs.ts';
import { availableOf, balanceId, bondsOf } from '../ledger/accounts.ts';
import { putEarmarks } from '../pool/freeze.ts';
import { basketNeeds, untellBaskets } from '../product/tellBaskets.ts';
import { payIn, reserveNeeds } from '../reserve/flows.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { thawVaults } from '../vault/freeze.ts';
import { payingVaultNeeds } from '../vault/vaultNeeds.ts';
import { firstResultOf } from './firstResult.ts';
import { incidentNeeds } from './settleIncident.ts';

const figures = z.strictObject({
  breachStart: secondsInput,
  confirmedAt: secondsInput,
  settlesAt: secondsInput,
  settlementValueWad: wadInput,
  payoutRatioWad: wadInput,
  evidenceHash: hashInput,
});
const evidence = z.strictObject({ sha256: hashInput, bytes: z.int().min(1).max(EVIDENCE_BYTES_MAX) });
const input = z.strictObject({
  incidentId: idInput,
  challengeId: idInput,
  finding: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('UNCHANGED') }),
    /** What it says could not be looked up. */
    z.strictObject({ kind: z.literal('UNDECIDED') }),
    /** The result now; null when nothing is to be paid. The bundle shows both. */
    z.strictObject({ kind: z.literal('CHANGED'), result: figures.nullable(), evidence }),
  ]),
});
type Input = z.infer<typeof input>;
type Change = Extract<Input['finding'], { kind: 'CHANGED' }>;

export const reevaluateIncident: Command<Input, { incidentId: string; status: string }> = {
  name: 'reevaluateIncident',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ challengeId }) => challengeId,
  needs: ({ incidentId }, _context, world) => reevaluationNeeds(world, incidentId),
  decide(world, { incidentId, challengeId, finding }, { at }) {
    const draft = openDraft(world, at);
    const incident = draft.get('incidents', incidentId);
    if (incident === null) return refuse('NOT_FOUND', { id: incidentId }, 'incidentId');
    const challenge = incident.challenges.find((one) => one.challengeId === challengeId);
    const status = transitionIncident(incident.status, 'RE_EVALUATED');
    if (challenge?.status !== 'PENDING' || status === null) {
      const reason = 'No such challenge is to be decided.';
      return refuse('STATUS_FORBIDS', { status: incident.status, reason, allowedActions: [] });
    }
    const decided = decideChallenge(draft, incident, challenge, finding.kind);
    if (finding.kind !== 'CHANGED') draft.put('incidents', decided);
    else if (finding.result === null) reverse(draft, decided, finding);
    else draft.put('incidents', withResult(draft, { ...decided, status }, finding, finding.result));
    return draft.done({ incidentId, status: draft.must('incidents', incidentId).status });
  },
};

function reevaluationNeeds(world: World, incidentId: string): Need[] {
  const incident = world.peek('incidents', incidentId);
  if (incident === undefined || incident === null) return incidentNeeds(world, incidentId);
  const { assetId, challenges, pools } = incident;
  const owners = [...new Set(challenges.map(({ accountId }) => accountId))];
  const accounts = owners.flatMap((owner) => [availableOf(owner), bondsOf(owner)]);
  return [
    ...incidentNeeds(world, incidentId),
    ...basketNeeds(world, incident.productId),
    ...payingVaultNeeds(world, assetId),
    ...pools.map(({ poolId }) => need('pools', poolId)),
    ...accounts.map((account) => need('balances', balanceId(account, assetId))),
    ...reserveNeeds(reserveIdOf('SHARED_FUND', assetId), assetId),
  ];
}

/** The bond goes back unless the challenge was wrong; then the shared fund has it. */
function decideChallenge(
  draft: Draft,
  incident: IncidentDocument,
  challenge: IncidentChallenge,
  status: Exclude<IncidentChallenge['status'], 'PENDING'>,
): IncidentDocument {
  const { challengeId, accountId, bond } = challenge;
  const { assetId } = incident;
  if (status === 'UNCHANGED')
    payIn(draft, bondsOf(accountId), reserveIdOf('SHARED_FUND', assetId), 'FORFEIT', bond);
  else draft.move(bondsOf(accountId), availableOf(accountId), assetId, bond);
  draft.emit({
    type: 'incident.reevaluated',
    node: incident._id,
    also: [incident.productId, accountId],
    changes: { challengeId, finding: status, bond: `${bond}` },
  });
  const decided = { ...challenge, status, decidedAt: draft.at };
  const challenges = incident.challenges.map((one) => (one.challengeId === challengeId ? decided : one));
  return { ...incident, challenges };
}

/** The new result has a challenge window of its own, once: after that it is paid when it was to be paid. */
function withResult(
  draft: Draft,
  incident: IncidentDocument,
  { evidence: bundle }: Change,
  result: NonNullable<Change['result']>,
): IncidentDocument {
  const { challengeSeconds } = draft.must('products', incident.productId);
  const isFirst = incident.firstResult === null;
  const until: UnixSeconds = isFirst ? draft.at + challengeSeconds : draft.at;
  draft.emit({
    type: 'incident.settled',
    node: incident._id,
    also: [incident.productId],
    eventTime: result.settlesAt,
    changes: {
      settlementValueWad: `${result.settlementValueWad}`,
      payoutRatioWad: `${result.payoutRatioWad}`,
      evidence: bundle.sha256,
    },
  });
  return {
    ...incident,
    ...result,
    evidence: bundle,
    payableAt: Math.max(incident.payableAt ?? until, until),
    firstResult: firstResultOf(incident),
  };
}

/** Nothing is paid: what was set aside is free, and other challenges have nothing left to be about. */
function reverse(draft: Draft, incident: IncidentDocument, { evidence: bundle }: Change): void {
  const { _id: incidentId, productId } = incident;
  const status = transitionIncident(incident.status, 'REVERSED');
  if (status === null) throw new Error(`${incidentId} cannot be reversed any more`);
  let current = incident;
  for (const challenge of incident.challenges) {
    // Nobody was wrong about what is gone.
    if (challenge.status === 'PENDING') current = decideChallenge(draft, current, challenge, 'UNDECIDED');
  }
  for (const { poolId } of incident.pools) {
    const pool = draft.must('pools', poolId);
    const earmarks = pool.earmarks.filter((earmark) => earmark.incidentId !== incidentId);
    putEarmarks(draft, pool, earmarks);
  }
  const product = draft.must('products', productId);
  const openIncidentIds = product.openIncidentIds.filter((id) => id !== incidentId);
  draft.put('products', { ...product, openIncidentIds });
  thawVaults(draft, productId);
  untellBaskets(draft, productId, incident.confirmedAt);
  const firstResult = firstResultOf(incident);
  draft.put('incidents', { ...current, status, evidence: bundle, payableAt: null, firstResult });
  draft.emit({
    type: 'incident.reversed',
    node: incidentId,
    also: [productId, ...incident.pools.map(({ poolId }) => poolId)],
    changes: { evidence: bundle.sha256 },
  });
}
