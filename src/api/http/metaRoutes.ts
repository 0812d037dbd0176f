/** Routes about the service itself: alive, ready, metrics, the schema as text, the table of codes. */
import { Router } from 'express';
import { REFUSAL_TEXTS } from '../../domain/shared/refusals.ts';
import { REQUEST_ERRORS } from '../errors.ts';
import type { ApiMetrics } from '../metrics.ts';
import type { Readiness } from '../ports.ts';
import { readSdl } from '../schema/sdl.ts';

interface MetaDependencies {
  sandbox: boolean;
  metrics: ApiMetrics;
  readiness(): Promise<Readiness>;
}

export function metaRoutes({ sandbox, metrics, readiness }: MetaDependencies): Router {
  const router = Router();
  const sdl = readSdl({ sandbox });
  const codes = codeTable();
  router.get('/livez', (_request, response) => {
    response.json({ ok: true });
  });
  router.get('/readyz', async (_request, response) => {
    const { ok, checks } = await readiness();
    response.status(ok ? 200 : 503).json({ ok, checks });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  router.get('/schema.graphql', (_request, response) => {
    response.type('text/plain').send(sdl);
  });
  router.get('/errors', (_request, response) => {
    response.json(codes);
  });
  return router;
}

/** Every code that a client can meet. */
function codeTable() {
  const refusals = Object.entries(REFUSAL_TEXTS).map(([code, texts]) => ({ code, ...texts }));
  const requestErrors = Object.entries(REQUEST_ERRORS).map(([code, texts]) => ({ code, ...texts }));
  return { refusals, requestErrors };
}
