/**
 * Sends commands to the process that holds the head, folded like a batch: what queues while one request is
 * under way goes with the next. The holder answers each; without a holder each hears RETRY_LATER.
 */
import {
  BATCH_COMMANDS_MAX,
  FORWARD_BYTES_MAX,
  FORWARD_TIMEOUT_MS,
  QUEUE_COMMANDS_MAX,
} from '../../domain/shared/limits.ts';
import type { Outcome, Submission } from '../command.ts';
import { parseWire, wire } from './wire.ts';

export interface Forwarder {
  forward(submission: Submission): Promise<Outcome>;
}

interface Waiting {
  /** The command as it goes over the wire. */
  text: string;
  resolve(outcome: Outcome): void;
}

const RETRY_LATER: Outcome = { kind: 'FAILED', failure: { code: 'RETRY_LATER', retryAfterSeconds: 1 } };
const OVERLOADED: Outcome = { kind: 'FAILED', failure: { code: 'OVERLOADED', retryAfterSeconds: 1 } };

/** `holder` names the holder's address, or null; `secret` is what the processes of one service share. */
export function createForwarder(holder: () => string | null, secret: string): Forwarder {
  let queue: Waiting[] = [];
  let busy = false;

  async function run(): Promise<void> {
    busy = true;
    while (queue.length > 0) {
      const batch = queue.slice(0, fitting(queue));
      queue = queue.slice(batch.length);
      const body = `[${batch.map(({ text }) => text).join(',')}]`;
      const outcomes = await send(holder(), secret, body);
      for (const [index, { resolve }] of batch.entries()) resolve(outcomes?.[index] ?? RETRY_LATER);
    }
    busy = false;
  }

  return {
    forward(submission) {
      if (queue.length >= QUEUE_COMMANDS_MAX) return Promise.resolve(OVERLOADED);
      return new Promise((resolve) => {
        queue.push({ text: wire(submission), resolve });
        if (!busy) void run();
      });
    },
  };
}

/** How many of the first commands go into one request: the endpoint refuses a longer one as a whole. */
function fitting(queue: readonly Waiting[]): number {
  let bytes = 2;
  const tooMany = queue.findIndex(({ text }, index) => {
    bytes += Buffer.byteLength(text) + 1;
    return index === BATCH_COMMANDS_MAX || (index > 0 && bytes > FORWARD_BYTES_MAX);
  });
  return tooMany === -1 ? queue.length : tooMany;
}

/**
 * The holder's outcomes in order, or null when it could not be reached: the caller's key tells on a retry.
 */
async function send(endpoint: string | null, secret: string, body: string): Promise<Outcome[] | null> {
  if (endpoint === null) return null;
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
      body,
      signal: AbortSignal.timeout(FORWARD_TIMEOUT_MS),
    });
    return response.ok ? (parseWire(await response.text()) as Outcome[]) : null;
  } catch {
    return null;
  }
}
