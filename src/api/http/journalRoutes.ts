/** The chain of the journal, for anyone: which command follows which, and nothing of what they hold. */
import { type Request, type Response, Router } from 'express';
import { canonical } from '../../domain/shared/canonical.ts';
import { requestError } from '../errors.ts';
import type { Market } from '../ports.ts';
import { errorAnswer } from './errorAnswer.ts';

const JOURNAL_PATH = '/v1/journal';
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'public, no-cache';
const NO_COMMAND = 'There is no such command: `after` is 0, or the sequence of one.';

export function journalRoutes({ queries }: Pick<Market, 'queries'>): Router {
  const router = Router();
  router.get(JOURNAL_PATH, async (request: Request, response: Response) => {
    const { after = '0' } = request.query;
    const isSequence = typeof after === 'string' && /^\d{1,15}$/.test(after);
    const part = isSequence ? await queries.journalPart(Number(after)) : null;
    if (part === null) {
      errorAnswer(response, requestError('INPUT_INVALID', {}, NO_COMMAND), isSequence ? 404 : 400);
      return;
    }
    const lines = [part.start, ...part.links].map((line) => `${canonical(line)}\n`);
    response.set('Cache-Control', part.isFull ? FOR_EVER : ASK_AGAIN);
    response.type('application/jsonl').send(lines.join(''));
  });
  return router;
}
