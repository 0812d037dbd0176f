/** Sends one command of the watcher and writes down what became of it. */
import type { Outcome } from '../market/command.ts';
import type { Step } from './context.ts';

/**
 * True when the command was done, also when it had been done before. False when it does not apply or was not
 * decided: whoever asks stops here, and the next step looks again at what is due.
 */
export async function send(step: Step, command: string, input: object): Promise<boolean> {
  const { market, principal, report } = step;
  const outcome: Outcome = await market.submit({ command, input, principal, idempotencyKey: null });
  if (outcome.kind === 'DONE') report.done[command] = (report.done[command] ?? 0) + 1;
  else if (outcome.kind === 'REFUSED') report.refused.push({ command, code: outcome.refusal.code });
  else report.failed.push({ command, failure: outcome.failure });
  return outcome.kind === 'DONE';
}

/** Does one part of a step; a fault in it is written down and never stops the other parts. */
export async function guarded(step: Step, about: string, part: () => Promise<void>): Promise<void> {
  try {
    await part();
  } catch (error) {
    step.report.errors.push({ about, error });
  }
}
