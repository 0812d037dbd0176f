/** What a document says, by a configuration. */
import type { UnixSeconds } from '../../src/domain/shared/units.ts';
import { parseDocument, roundAt, timeAt, valueAt } from '../web/exact.ts';
import type { HttpJsonConfig } from './config.ts';

interface Said {
  readonly value: bigint;
  /** Null when it says no time, or no round. */
  readonly observedAt: UnixSeconds | null;
  readonly round: string | null;
}

/** Reads a document. Throws SourceError BAD_ANSWER for whatever is not as the configuration says. */
export function readDocument(text: string, config: HttpJsonConfig): Said {
  const { valuePath, timePath, timeFormat, roundPath, decimals } = config;
  const document = parseDocument(text);
  return {
    value: valueAt(document, valuePath, decimals),
    observedAt: timePath === undefined ? null : timeAt(document, timePath, timeFormat),
    round: roundPath === undefined ? null : roundAt(document, roundPath),
  };
}
