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
import { GOVERNANCE_ID } from '../../parameters.ts';
import type { ChangeKind } from '../change.ts';

const input = z.strictObject({
  name: z.enum(PARAMETER_NAMES as [string, ...string[]]),
  value: z.bigint().nonnegative().max(AMOUNT_MAX),
});

/** Events about a parameter name it by this. Example: `par_marginWad`. */
const parameterIdOf = (name: string): string => `par_${name}`;

export const setParameter: ChangeKind<z.infer<typeof input>> = {
  kind: 'setParameter',
  input,
  needs: () => [],
  apply(draft, { name, value }, { proposalId, reason }) {
    if (!isParameterName(name)) throw new Error(`there is no parameter ${name}`);
    const { values, version } = draft.parameters;
    const before = values[name];
    if (value === before) {
      const message = 'It stands at that value already.';
      return refuse('CONFIG_INVALID', { problems: [{ path: 'value', message }] }, 'value');
    }
    if (!isWithinReach(name, before, value)) {
      const { least, most } = PARAMETERS[name];
      const bounds = { minimum: least, maximum: most, maximumStep: reachOf(name, before).step };
      return refuse('PARAMETER_OUT_OF_RANGE', { name, ...bounds }, 'value');
    }
    const governance = draft.get('governance', GOVERNANCE_ID);
    const next = version + 1;
    draft.put('governance', {
      ...(governance ?? { _id: GOVERNANCE_ID, version: 0 }),
      parameterVersion: next,
      values: { ...governance?.values, [name]: value },
    });
    draft.emit({
      type: 'parameter.changed',
      node: parameterIdOf(name),
      also: [proposalId],
      changes: { name, before: `${before}`, after: `${value}`, version: next, reason },
    });
    return { refused: false, subject: name, before: `${before}`, after: `${value}` };
  },
};
