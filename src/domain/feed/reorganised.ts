/** What a reorganisation took back. */
import { observationKey, type RawObservation } from './observation.ts';
import type { Rejection } from './rejection.ts';

/**
 * The observations that were seen before their block was final and that the final chain does not have.
 * `final` holds everything read from final blocks, from the earliest block of `seen` to `finalBlock`.
 * Example: seen in block 7 with hash a, final block 7 has hash b → REORGED, so that the watch forgets it.
 */
export function reorganised(
  seen: readonly RawObservation[],
  final: readonly RawObservation[],
  finalBlock: number,
): { readonly key: string; readonly rejection: Rejection }[] {
  const kept = new Set(final.map(observationKey));
  const gone = seen.filter((observation) => {
    const isDecided = observation.blockNumber !== undefined && observation.blockNumber <= finalBlock;
    return isDecided && !kept.has(observationKey(observation));
  });
  return gone.map((observation) => ({
    key: observationKey(observation),
    rejection: {
      reason: 'REORGED',
      limit: `block ${observation.blockNumber} of the final chain`,
      actual: String(observation.blockHash),
    },
  }));
}
