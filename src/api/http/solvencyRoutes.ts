/** The solvency report as a file: signed, in canonical form, so that it has one text. Anyone may ask. */
import { type Request, type Response, Router } from 'express';
import { canonical } from '../../domain/shared/canonical.ts';
import type { SignedReport } from '../../domain/solvency/sealed.ts';
import type { Market } from '../ports.ts';

const SOLVENCY_PATH = '/v1/solvency';

export function solvencyRoutes({ queries }: Market): Router {
  const router = Router();
  const texts = new WeakMap<SignedReport, string>();
  router.get(SOLVENCY_PATH, async (request, response) => {
    const signed = await queries.solvency();
    const text = texts.get(signed) ?? canonical(signed);
    texts.set(signed, text);
    answerText(request, response, text, signed.head.report);
  });
  return router;
}

/** A text that is asked for again each time, and sent only where it is another by now. */
function answerText(request: Request, response: Response, text: string, sha256: string): void {
  response.set({ 'Cache-Control': 'public, no-cache', ETag: `"${sha256}"` });
  if (request.get('if-none-match')?.includes(`"${sha256}"`)) {
    response.status(304).end();
    return;
  }
  response.type('application/json').send(text);
}
