/** What a proposal may do: each kind is a file in `changes/`; one that is not listed does not exist. */
import type { ZodType } from 'zod';
import type { Refusal } from '../../domain/shared/refusals.ts';
import type { Role } from '../../store/documents/parties.ts';
import type { Context } from '../command.ts';
import type { Draft } from '../sequencer/draft.ts';
import type { Need, World } from '../sequencer/world.ts';

/** What a change did, for people to read. */
export interface Applied {
  refused: false;
  /** What it is about: a parameter, an address, a name. */
  subject: string;
  before: string | null;
  after: string | null;
}

/** What a change may know besides the documents. Its principal is the proposal. */
export interface ChangeContext extends Context {
  readonly proposalId: string;
  readonly reason: string;
  /** Accounts that have a role, with what was changed so far. */
  holdersOf(role: Role): string[];
}

export interface ChangeKind<Input> {
  readonly kind: string;
  readonly input: ZodType<Input>;
  needs(input: Input, context: Pick<Context, 'principal' | 'at' | 'settings'>, world: World): Need[];
  /** Makes the change on the draft, or refuses. It runs when it is proposed, to check, and when executed. */
  apply(draft: Draft, input: Input, context: ChangeContext): Applied | Refusal;
}
