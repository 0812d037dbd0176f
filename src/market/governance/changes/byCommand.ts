/** Changes that are commands of their own: what is executed is the very decision of the command. */
import type { Command } from '../../command.ts';
import type { ChangeKind } from '../change.ts';

/** A kind of change that runs a command. `subjectOf` says what it is about. */
export function byCommand<Input, Answer>(
  command: Command<Input, Answer>,
  subjectOf: (input: Input) => string,
): ChangeKind<Input> {
  return {
    kind: command.name,
    input: command.input,
    needs: (input, context, world) => command.needs(input, context, world),
    apply(draft, input, context) {
      const effects = command.decide(draft.world, input, context);
      if (effects.refused) return effects;
      draft.absorb(effects);
      const [after = null] = Object.values(effects.answer as Record<string, string>);
      return { refused: false, subject: subjectOf(input), before: null, after };
    },
  };
}
