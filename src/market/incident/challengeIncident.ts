/** Challenges a result before money moves: names a record and what is wrong with it, and holds a bond. */
import { z } from 'zod';
import { CHALLENGE_RULES, challengeBond } from '../../domain/incident/challenge.ts';
import { isDecided } from '../../domain/incident/states.ts';
import { CHALLENGES_MAX, OBSERVATION_ID_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { IncidentChallenge, IncidentDocument } from '../../store/documents/incidents.ts';
import { cannotPay } from '../amounts.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { availableOf, balanceId, bondsOf } from '../ledger/accounts.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';

const input = z.strictObject({
  incidentId: idInput,
  /** Whoever sends it has looked that there is such an observation: decisions never read evidence. */
  observationId: z.string().min(1).max(OBSERVATION_ID_LENGTH_MAX),
  rule: z.enum(CHALLENGE_RULES),
});
type Input = z.infer<typeof input>;
interface Answer {
  incidentId: string;
  challengeId: string;
  bond: Amount;
  assetId: string;
}

export const challengeIncident: Command<Input, Answer> = {
  name: 'challengeIncident',
  input,
  sender: 'ACCOUNT',
  money: true,
  needs: ({ incidentId }, { principal }, world) => challengeNeeds(world, incidentId, principal.id),
  decide(world, { incidentId, observationId, rule }, { at, principal, id }) {
    const draft = openDraft(world, at);
    const incident = draft.get('incidents', incidentId);
    if (incident === null) return refuse('NOT_FOUND', { id: incidentId }, 'incidentId');
    const { assetId, challenges, productId } = incident;
    const refusal = cannotChallenge(incident, at);
    if (refusal !== null) return refusal;
    if (challenges.some((other) => other.observationId === observationId && other.rule === rule))
      return forbidden(incident, 'This was challenged already.');
    const bond = challengeBond(worstCaseOf(draft, incident), draft.must('assets', assetId).decimals);
    const available = draft.balance(availableOf(principal.id), assetId);
    const unpaid = cannotPay(available, bond, assetId, 'incidentId');
    if (unpaid !== null) return unpaid;
    draft.move(availableOf(principal.id), bondsOf(principal.id), assetId, bond);
    const challenge: IncidentChallenge = {
      challengeId: id('chl'),
      accountId: principal.id,
      ...{ observationId, rule, bond },
      madeAt: at,
      status: 'PENDING',
      decidedAt: null,
    };
    draft.put('incidents', { ...incident, challenges: [...challenges, challenge] });
    draft.emit({
      type: 'incident.challenged',
      node: incidentId,
      also: [productId, principal.id],
      changes: { challengeId: challenge.challengeId, observationId, rule, bond: `${bond}` },
    });
    return draft.done({ incidentId, challengeId: challenge.challengeId, bond, assetId });
  },
};

function challengeNeeds(world: World, incidentId: string, accountId: string): Need[] {
  const incident = world.peek('incidents', incidentId);
  if (incident === undefined || incident === null) return [need('incidents', incidentId)];
  const { assetId, pools } = incident;
  return [
    need('incidents', incidentId),
    need('assets', assetId),
    need('balances', balanceId(availableOf(accountId), assetId)),
    need('balances', balanceId(bondsOf(accountId), assetId)),
    ...pools.map(({ poolId }) => need('pools', poolId)),
  ];
}

function cannotChallenge(incident: IncidentDocument, at: UnixSeconds): Refusal | null {
  const { status, payableAt, evidence, challenges } = incident;
  if (isDecided(status)) return refuse('CHALLENGE_CLOSED', { closedAt: payableAt ?? at }, 'incidentId');
  const isHeld = status === 'FORK_HELD';
  if (payableAt === null || (status !== 'CHALLENGE' && status !== 'DELAYED' && !isHeld))
    return forbidden(incident, 'Its result is not known yet.');
  // What is held has a window of its own before it.
  if (at >= payableAt && !isHeld) return refuse('CHALLENGE_CLOSED', { closedAt: payableAt }, 'incidentId');
  if (evidence === null)
    return forbidden(incident, 'It has no evidence of its own from which it could be evaluated again.');
  if (challenges.length >= CHALLENGES_MAX)
    return refuse('LIMIT_REACHED', { limit: CHALLENGES_MAX, used: challenges.length }, 'incidentId');
  return null;
}

function forbidden({ status }: IncidentDocument, reason: string): Refusal {
  return refuse('STATUS_FORBIDS', { status, reason, allowedActions: [] }, 'incidentId');
}

/** What the incident costs at most: what its pools have set aside for it. */
function worstCaseOf(draft: Draft, { _id, pools }: IncidentDocument): Amount {
  return pools
    .flatMap(({ poolId }) => draft.must('pools', poolId).earmarks)
    .filter(({ incidentId }) => incidentId === _id)
    .reduce((sum, { amount }) => sum + amount, 0n);
}
