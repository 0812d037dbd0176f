/** Sets a governed parameter, within its bounds and one step of where it stands. */
import { z } from 'zod';
import {
  isParameterName,
  isWithinReach,
  PARAMETER_NAMES,
  PARAMETERS,
  reachOf,
} from '../../../domain/governance/parameters.ts';
import { AMOUNT_MAX } from '../../../domain/shared/limits.ts';
import { refuse } from '../../../domain/shared/refusals.ts';
import type { GovernanceDocument } from '../../../store/documents/governance.ts';
import { GOVERNANCE_ID } from '../../parameters.ts';
import type { Draft } from '../../sequencer/draft.ts';
import type { Applied, ChangeContext, ChangeKind } from '../change.ts';
import { lossNeed, lossOpenRefusal } from '../lossOpen.ts';

const input = z.strictObject({
  name: z.enum(PARAMETER_NAMES as [string, ...string[]]),
  value: z.bigint().nonnegative().max(AMOUNT_MAX),
});

/** Events about a parameter name it by this. Example: `par_marginWad`. */
const parameterIdOf = (name: string): string => `par_${name}`;

export const setParameter: ChangeKind<z.infer<typeof input>> = {
  kind: 'setParameter',
  input,
  needs: ({ name }) => (isParameterName(name) && PARAMETERS[name].waitsForLosses ? [lossNeed] : []),
  apply(draft, { name, value }, context) {
    if (!isParameterName(name)) throw new Error(`there is no parameter ${name}`);
    const before = draft.parameters.values[name];
    if (value === before) {
      const message = 'It stands at that value already.';
      return refuse('CONFIG_INVALID', { problems: [{ path: 'value', message }] }, 'value');
    }
    if (!isWithinReach(name, before, value)) {
      const { least, most } = PARAMETERS[name];
      const bounds = { minimum: least, maximum: most, maximumStep: reachOf(name, before).step };
      return refuse('PARAMETER_OUT_OF_RANGE', { name, ...bounds }, 'value');
    }
    const open = PARAMETERS[name].waitsForLosses ? lossOpenRefusal(draft) : null;
    if (open !== null) return open;
    const { values: set = {} } = draft.get('governance', GOVERNANCE_ID) ?? {};
    const told = { name, before: `${before}`, after: `${value}` };
    return putParameter(draft, told, { values: { ...set, [name]: value } }, context);
  },
};

/** Puts one thing in force under the next version, and says who changed it from what to what, and why. */
export function putParameter(
  draft: Draft,
  { name, before, after }: { name: string; before: string; after: string },
  change: Partial<GovernanceDocument>,
  { proposalId, reason }: ChangeContext,
): Applied {
  const governance = draft.get('governance', GOVERNANCE_ID);
  const version = draft.parameters.version + 1;
  draft.put('governance', {
    ...(governance ?? { _id: GOVERNANCE_ID, version: 0, values: {} }),
    ...change,
    parameterVersion: version,
  });
  const changes = { name, before, after, version, reason };
  draft.emit({ type: 'parameter.changed', node: parameterIdOf(name), also: [proposalId], changes });
  return { refused: false, subject: name, before, after };
}
