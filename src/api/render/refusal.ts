/** A refusal as the schema shows it: its texts, its data, and when to try again. */
import { REFUSAL_TEXTS, type Refusal } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { ApiServices } from '../context.ts';
import type { RefusalModel } from './models.ts';
import { refusalTypeName } from './refusalTypeName.ts';

/** Where the codes are explained, below the service's own address. */
const DOCS_PATH = '/errors';

interface RefusalSurroundings {
  publicUrl: string;
  now: UnixSeconds;
}

/** A refusal as it is answered now. */
export function refusalNow(
  { settings, market }: Pick<ApiServices, 'settings' | 'market'>,
  refusal: Refusal,
): RefusalModel {
  return renderRefusal(refusal, { publicUrl: settings.publicUrl, now: market.clockNow() });
}

/**
 * Example: `renderRefusal(refuse('LOCKED', …, 'amount'), …)` has `code`, `message`, `path: 'input.amount'`,
 * `until`. A `path` that a command gives is below `input`.
 */
export function renderRefusal(refusal: Refusal, { publicUrl, now }: RefusalSurroundings): RefusalModel {
  const { code, data, path } = refusal;
  const texts = REFUSAL_TEXTS[code];
  return {
    ...data,
    __typename: refusalTypeName(code),
    code,
    ...texts,
    path: path === null ? null : `input.${path}`,
    retryAfterSeconds: texts.retryable ? secondsUntil(refusal, now) : null,
    docsUrl: `${new URL(DOCS_PATH, publicUrl).href}#${code}`,
  };
}

/** How long until the refusal ends at the earliest, where its data tell. */
function secondsUntil({ code, data }: Refusal, now: UnixSeconds): number | null {
  if (code === 'TIMELOCKED') return Math.max(0, data.executableAt - now);
  if ((code !== 'LOCKED' && code !== 'AUCTION_MOVED') || data.until === null) return null;
  return Math.max(0, data.until - now);
}
