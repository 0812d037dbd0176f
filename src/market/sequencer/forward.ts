/**
 * Sends commands to the process that holds the head, folded like a batch: what queues while one request is
 * under way goes with the next. The holder answers each; without a holder each hears RETRY_LATER.
 */
import { BATCH_COMMANDS_MAX, FORWARD_TIMEOUT_MS, QUEUE_COMMANDS_MAX } from '../../domain/shared/limits.ts';
import type { Outcome, Submission } from '../command.ts';
import { parseWire, wire } from './wire.ts';

export interface Forwarder {
  forward(submission: Submission): Promise<Outcome>;
}

const RETRY_LATER: Outcome = { kind: 'FAILED', failure: { code: 'RETRY_LATER', retryAfterSeconds: 1 } };
const OVERLOADED: Outcome = { kind: 'FAILED', failure: { code: 'OVERLOADED', retryAfterSeconds: 1 } };

/** `holder` names the holder's address, or null; `secret` is what the processes of one service share. */
export function createForwarder(holder: () => string | null, secret: string): Forwarder {
  let queue: { submission: Submission; resolve(outcome: Outcome): void }[] = [];
  let busy = false;

  async function run(): Promise<void> {
    busy = true;
    while (queue.length > 0) {
      const batch = queue.slice(0, BATCH_COMMANDS_MAX);
      queue = queue.slice(BATCH_COMMANDS_MAX);
      const outcomes = await send(
        holder(),
        secret,
        batch.map(({ submission }) => submission),
      );
      for (const [index, { resolve }] of batch.entries()) resolve(outcomes?.[index] ?? RETRY_LATER);
    }
    busy = false;
  }

  return {
    forward(submission) {
      if (queue.length >= QUEUE_COMMANDS_MAX) return Promise.resolve(OVERLOADED);
      return new Promise((resolve) => {
        queue.push({ submission, resolve });
        if (!busy) void run();
      });
    },
  };
}

/** The holder's outcomes in order, or null when it could not be reached: the caller's key tells on a retry. */
async function send(
  endpoint: string | null,
  secret: string,
  submissions: Submission[],
): Promise<Outcome[] | null> {
  if (endpoint === null) return null;
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
      body: wire(submissions),
      signal: AbortSignal.timeout(FORWARD_TIMEOUT_MS),
    });
    return response.ok ? (parseWire(await response.text()) as Outcome[]) : null;
  } catch {
    return null;
  }
}
