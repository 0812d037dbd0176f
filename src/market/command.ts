/**
 * The one door for value: what a command is.
 *
 * Everything that changes value or state is a command in a file of its own. `needs` names the documents
 * that it reads, `decide` is pure: it looks at the world and returns effects or a refusal, and never
 * changes anything. The sequencer loads, decides and commits; `dryRun` is the same call without the commit.
 */
import type { KeyObject } from 'node:crypto';
import type { ZodType } from 'zod';
import type { Refusal } from '../domain/shared/refusals.ts';
import type { UnixSeconds } from '../domain/shared/units.ts';
import type { Role } from '../store/documents/parties.ts';
import type { Effects } from './sequencer/draft.ts';
import type { Need, World } from './sequencer/world.ts';

/** Who sends a command. Programs of the service itself are `system`. */
export interface Principal {
  /** Account id, or `system:watcher` and the like. */
  id: string;
  roles: readonly Role[];
  system: boolean;
}

/** What a decision may know besides the documents. Time and ids are arguments (law 5). */
export interface Context {
  principal: Principal;
  /** The batch's time: never before the head's. */
  at: UnixSeconds;
  /** A new id of a kind, for example `id('pol')` is `pol_00000000f000`. Stable for one try of one command. */
  id(prefix: string): string;
  /** Secrets and settings that decisions check against, for example the key of quote tokens. */
  settings: MarketSettings;
}

/** What the marketplace is set up with; frozen at start. */
export interface MarketSettings {
  /** Signs and checks quote tokens (HS256; a KeyObject is 45 times faster than bytes). */
  quoteKey: KeyObject;
  /** True when pools may be sandboxes and the clock may be advanced. */
  sandbox: boolean;
}

/** Who may send a command: anyone signed in, one of some roles, or only the service itself. */
export type Sender = 'ACCOUNT' | 'SYSTEM' | readonly Role[];

export interface Command<Input, Answer> {
  /** The mutation's name. */
  readonly name: string;
  readonly input: ZodType<Input>;
  readonly sender: Sender;
  /** True when the API asks for an `Idempotency-Key`. Others have natural keys. */
  readonly money: boolean;
  /** The key of a command that carries its own, for example `feedId:throughSlot`. */
  naturalKey?(input: Input): string;
  /** Documents to load, asked again with each load until it names nothing new. */
  needs(input: Input, context: Pick<Context, 'principal' | 'at' | 'settings'>, world: World): Need[];
  decide(world: World, input: Input, context: Context): Effects<Answer> | Refusal;
}

/** A command to submit, with whom it is for. */
export interface Submission {
  command: string;
  input: unknown;
  principal: Principal;
  /** Required for money commands that have no natural key. */
  idempotencyKey: string | null;
  dryRun?: boolean;
}

/** What became of a submission. `answer` has ids and amounts only. */
export type Outcome<Answer = Record<string, unknown>> =
  | { kind: 'DONE'; answer: Answer; replayed: boolean; sequence: number | null; at: UnixSeconds }
  | { kind: 'REFUSED'; refusal: Refusal }
  | { kind: 'FAILED'; failure: Failure };

/** Why a submission was not decided: these are request-level errors, not refusals. */
export type Failure =
  | { code: 'OVERLOADED' | 'RETRY_LATER'; retryAfterSeconds: number }
  | { code: 'IDEMPOTENCY_KEY_MISSING' | 'IDEMPOTENCY_KEY_REUSED' }
  | { code: 'IDEMPOTENCY_KEY_BUSY'; retryAfterSeconds: number }
  | { code: 'FORBIDDEN'; scope: string }
  | { code: 'INPUT_INVALID'; problems: { path: string; message: string }[] }
  | { code: 'INTERNAL'; error: unknown };
