/** Makes the changes of a proposal one after the other: all of them, or none and the first refusal. */
import { fallingTable } from '../../domain/governance/tables.ts';
import { ROLE_HOLDERS_MAX } from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { ProposedChange } from '../../store/documents/governance.ts';
import type { Role } from '../../store/documents/parties.ts';
import { accountIdOf } from '../account/registerAccount.ts';
import type { Context } from '../command.ts';
import type { Draft } from '../sequencer/draft.ts';
import type { Need, World } from '../sequencer/world.ts';
import type { ChangeContext } from './change.ts';
import { LAYER_ORDER } from './changes/setLayerOrder.ts';
import { kindOf } from './changes.ts';
import { isSingleOwner } from './directly.ts';

/** A change as it was asked for. */
export type Asked = Pick<ProposedChange, 'kind' | 'input'>;

/** All that making changes reads, with who governs. */
export function changesNeeds(
  changes: readonly Asked[],
  context: Pick<Context, 'principal' | 'at' | 'settings'>,
  world: World,
): Need[] {
  const asked = changes.flatMap(({ kind, input }) => kindOf(kind).needs(input, context, world));
  return [...asked, holdersNeed('GOVERNOR'), holdersNeed('OWNER')];
}

const holdersNeed = (role: Role): Need => ({
  range: 'roleHolders',
  query: { role },
  limit: ROLE_HOLDERS_MAX,
});

/** Accounts that have a role, also those that a change is about. */
function holdersOf(draft: Draft, role: Role, changes: readonly Asked[]): string[] {
  const known = role === 'GOVERNOR' || role === 'OWNER' ? draft.world.range('roleHolders', { role }) : [];
  const named = changes
    .filter(({ kind }) => kind === 'grantRole' || kind === 'revokeRole')
    .map(({ input }) => accountIdOf(String(input.address)));
  const ids = [...new Set([...(known ?? []), ...named])];
  return ids.filter((id) => draft.get('accounts', id)?.roles.includes(role));
}

/** Makes the changes on the draft. Returns them with what they did, or the first refusal, at its change. */
export function applyChanges(
  draft: Draft,
  changes: readonly Asked[],
  { at, id, settings }: Context,
  proposal: { proposalId: string; reason: string },
): { refused: false; changes: ProposedChange[] } | Refusal {
  const twice = twiceSet(changes);
  if (twice !== null) return twice;
  const context: ChangeContext = {
    ...proposal,
    ...{ at, id, settings },
    principal: { id: proposal.proposalId, roles: [], system: true },
    holdersOf: (role) => holdersOf(draft, role, changes),
  };
  const made: ProposedChange[] = [];
  for (const [index, { kind, input }] of changes.entries()) {
    const applied = kindOf(kind).apply(draft, input, context);
    if (applied.refused) {
      const inside = applied.path === null ? '' : `.${applied.path}`;
      return { ...applied, path: `changes.${index}.${kind}${inside}` };
    }
    const { subject, before, after } = applied;
    made.push({ kind, input, subject, before, after });
  }
  return lockedOut(draft, context) ?? outOfOrder(draft) ?? { refused: false, changes: made };
}

/** One step is one step: what is set is set once by a proposal. */
function twiceSet(changes: readonly Asked[]): Refusal | null {
  const names = changes.map(setBy);
  const index = names.findIndex((name, place) => name !== null && names.indexOf(name) < place);
  if (index === -1) return null;
  const message = 'A proposal sets a parameter once.';
  return refuse('CONFIG_INVALID', { problems: [{ path: `changes.${index}`, message }] }, `changes.${index}`);
}

/** What a change sets, by name; null for one that sets nothing. */
function setBy({ kind, input }: Asked): string | null {
  if (kind === 'setLayerOrder') return LAYER_ORDER;
  return kind === 'setParameter' ? String(input.name) : null;
}

/**
 * A riskier score is never cheaper, a lower price never likelier. Judged once all is made, so that points can
 * pass each other together.
 */
function outOfOrder(draft: Draft): Refusal | null {
  const table = fallingTable(draft.parameters.values);
  if (table === null) return null;
  const message = `The ${table} table would fall from one of its points to the next.`;
  return refuse('CONFIG_INVALID', { problems: [{ path: 'changes', message }] }, 'changes');
}

/** Nobody governs themselves out: as many governors remain as are needed, and of a single owner one. */
function lockedOut(draft: Draft, { holdersOf: holders }: ChangeContext): Refusal | null {
  const { parameters } = draft;
  const isSingle = isSingleOwner(parameters);
  const need = Number(parameters.values.approvalsNeeded);
  const left = isSingle
    ? new Set([...holders('OWNER'), ...holders('GOVERNOR')]).size
    : holders('GOVERNOR').length;
  if (left >= need) return null;
  const reason = `So many who approve have to remain: ${need}. There would be ${left}.`;
  return refuse('STATUS_FORBIDS', {
    status: isSingle ? 'SINGLE_OWNER' : 'DISTRIBUTED',
    reason,
    allowedActions: ['propose'],
  });
}
