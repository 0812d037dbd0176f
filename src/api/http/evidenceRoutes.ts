/** Evidence bundles of incidents, as they were sealed, byte for byte. Anyone may ask. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Request, type Response, Router } from 'express';
import { isDecided } from '../../domain/incident/states.ts';
import { requestError } from '../errors.ts';
import type { Market } from '../ports.ts';
import { errorAnswer } from './errorAnswer.ts';

/** Where the bundle of an incident is. */
export const evidencePath = (incidentId: string): string => `/v1/incidents/${incidentId}/evidence`;

const NO_EVIDENCE = 'There is no such incident, or it has no evidence yet.';
/** Until its assessment begins an incident may get another result, and with it another bundle. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'public, no-cache';

export function evidenceRoutes({ queries }: Market): Router {
  const router = Router();
  router.get(evidencePath(':id'), async (request: Request<{ id: string }>, response) => {
    const { id } = request.params;
    const incident = (await queries.incidents.byIds([id])).get(id);
    if (!incident?.evidence) {
      errorAnswer(response, requestError('INPUT_INVALID', {}, NO_EVIDENCE), 404);
      return;
    }
    const { sha256 } = incident.evidence;
    const isZipped = request.acceptsEncodings(['gzip', 'identity']) === 'gzip';
    response.set({
      'Cache-Control': isDecided(incident.status) ? FOR_EVER : ASK_AGAIN,
      ETag: isZipped ? `W/"${sha256}"` : `"${sha256}"`,
      Vary: 'Accept-Encoding',
    });
    if (request.get('if-none-match')?.includes(`"${sha256}"`)) {
      response.status(304).end();
      return;
    }
    response.type('application/json');
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    await stream(queries.evidenceText(sha256), isZipped, response);
  });
  return router;
}

/** Piece by piece: a bundle is never whole in memory. A reader who goes away is not an error. */
async function stream(pieces: AsyncIterable<string>, isZipped: boolean, response: Response): Promise<void> {
  const text = Readable.from(pieces);
  try {
    if (isZipped) {
      response.set('Content-Encoding', 'gzip');
      await pipeline(text, createGzip(), response);
    } else {
      await pipeline(text, response);
    }
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
