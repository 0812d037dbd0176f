/** The door for the other processes of the service: commands on their way to the one that commits. */
import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type Request, Router } from 'express';
import { z } from 'zod';
import {
  BATCH_COMMANDS_MAX,
  FORWARD_BYTES_MAX,
  IDEMPOTENCY_KEY_LENGTH_MAX,
} from '../../domain/shared/limits.ts';
import type { Outcome, Submission } from '../../market/command.ts';
import { roleInput } from '../../market/inputs.ts';
import { parseWire, wire } from '../../market/sequencer/wire.ts';

export const INTERNAL_PATH = '/internal/commands';

interface InternalDependencies {
  forwardSecret: string;
  acceptForwarded(submissions: readonly Submission[]): Promise<Outcome[]>;
}

const submission = z.strictObject({
  command: z.string().regex(/^[a-zA-Z]{1,40}$/),
  input: z.record(z.string(), z.unknown()),
  principal: z.strictObject({
    id: z.string().min(1).max(100),
    roles: z.array(roleInput),
    system: z.boolean(),
  }),
  idempotencyKey: z.string().max(IDEMPOTENCY_KEY_LENGTH_MAX).nullable(),
  dryRun: z.boolean().optional(),
});
const submissions = z.array(submission).min(1).max(BATCH_COMMANDS_MAX);

/** Whoever does not know the secret finds nothing here. */
export function internalRoutes({ forwardSecret, acceptForwarded }: InternalDependencies): Router {
  const router = Router();
  const body = express.text({ type: 'application/json', limit: FORWARD_BYTES_MAX });
  router.use(INTERNAL_PATH, (request, response, next) => {
    if (knowsSecret(request, forwardSecret)) next();
    else response.status(404).json(NOT_HERE);
  });
  router.post(INTERNAL_PATH, body, async (request, response) => {
    const batch = batchOf(request.body);
    if (batch === null) response.status(400).json({ error: { code: 'INPUT_INVALID' } });
    else response.type('application/json').send(wire(await acceptForwarded(batch)));
  });
  return router;
}

const NOT_HERE = { error: { code: 'NOT_FOUND' } };

/** Compared as hashes, so that neither content nor length shows in the time that it takes. */
function knowsSecret(request: Request, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(request.get('Authorization') ?? ''), digest(`Bearer ${secret}`));
}

function batchOf(text: unknown): Submission[] | null {
  try {
    const parsed = submissions.safeParse(typeof text === 'string' ? parseWire(text) : null);
    return parsed.success ? (parsed.data as Submission[]) : null;
  } catch {
    return null;
  }
}
