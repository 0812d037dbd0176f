/** Sends a command and tells a refusal from an answer. Whatever was not decided is a request-level error. */
import { randomUUID } from 'node:crypto';
import type { Failure, Outcome, Principal, Submission } from '../../market/command.ts';
import type { CommandAnswers, CommandInputs, CommandName } from '../commandInputs.ts';
import type { ApiContext } from '../context.ts';
import { requestError } from '../errors.ts';
import type { RefusalModel } from '../render/models.ts';
import { refusedBy } from './refusedBy.ts';

/** Either an answer and no errors, or errors and no answer. */
type Sent<Answer> =
  | { answer: Answer; errors: never[]; replayed: boolean }
  | { answer: null; errors: RefusalModel[]; replayed: boolean };

interface SendOptions {
  dryRun?: boolean;
  /** Who sends it; by default the caller. */
  principal?: Principal;
  /** By default the request's. */
  idempotencyKey?: string;
}

/** The caller, or UNAUTHENTICATED. */
export function signedIn({ caller }: Pick<ApiContext, 'caller'>): Principal {
  if (caller === null) throw requestError('UNAUTHENTICATED');
  return caller;
}

/** Sends one command. Throws the request-level error of a submission that was not decided. */
export async function send<Name extends CommandName>(
  context: ApiContext,
  command: Name,
  input: CommandInputs[Name],
  options: SendOptions = {},
): Promise<Sent<CommandAnswers[Name]>> {
  const { dryRun = false, principal = signedIn(context) } = options;
  // Commands that move no money may come without a key: one of our own makes each call its own.
  const idempotencyKey = options.idempotencyKey ?? context.facts.idempotencyKey ?? randomUUID();
  const submission: Submission = { command, input, principal, idempotencyKey, dryRun };
  const outcome = await context.services.market.submit(submission);
  return received(context, command, outcome);
}

function received<Answer>(context: ApiContext, command: string, outcome: Outcome): Sent<Answer> {
  switch (outcome.kind) {
    case 'DONE':
      if (outcome.replayed) context.notes.replayed = true;
      return { answer: outcome.answer as Answer, errors: [], replayed: outcome.replayed };
    case 'REFUSED':
      return { answer: null, ...refusedBy(context, command, outcome.refusal) };
    case 'FAILED':
      throw failureError(outcome.failure);
  }
}

function failureError(failure: Failure): Error {
  switch (failure.code) {
    case 'INTERNAL':
      return failure.error instanceof Error
        ? failure.error
        : new Error('a command failed', { cause: failure.error });
    case 'INPUT_INVALID': {
      const problems = failure.problems.map(({ path, message }) => ({ path: `input.${path}`, message }));
      const [first] = problems;
      const message = first === undefined ? undefined : `${first.path}: ${first.message}.`;
      return requestError('INPUT_INVALID', { problems }, message);
    }
    default: {
      const { code, ...data } = failure;
      return requestError(code, data);
    }
  }
}
