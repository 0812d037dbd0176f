/** Counts the streams that each caller has open. */
import { STREAMS_PER_CALLER_MAX } from '../../domain/shared/limits.ts';
import { requestError } from '../errors.ts';
import type { ApiMetrics } from '../metrics.ts';

export interface StreamCounts {
  /** Counts one more, or throws RATE_LIMITED; the answer counts it off again. */
  open(caller: string): () => void;
}

/** How soon a caller at the limit may find a free place. */
const RETRY_SECONDS = 5;

export function createStreamCounts(metrics: ApiMetrics): StreamCounts {
  const counts = new Map<string, number>();
  return {
    open(caller) {
      const before = counts.get(caller) ?? 0;
      if (before >= STREAMS_PER_CALLER_MAX) {
        metrics.rateLimited.inc({ scope: 'streams' });
        const data = { retryAfterSeconds: RETRY_SECONDS, limit: STREAMS_PER_CALLER_MAX, used: before };
        throw requestError('RATE_LIMITED', data, 'The caller has as many streams open as it may have.');
      }
      counts.set(caller, before + 1);
      metrics.streamsOpen.inc();
      let isOpen = true;
      return () => {
        if (!isOpen) return;
        isOpen = false;
        metrics.streamsOpen.dec();
        const left = (counts.get(caller) ?? 1) - 1;
        if (left === 0) counts.delete(caller);
        else counts.set(caller, left);
      };
    },
  };
}
