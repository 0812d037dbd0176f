/** Observations of a range of blocks. */
import type { RawObservation } from '../adapter.ts';
import type { NodeClient } from '../evm/client.ts';
import { withSequencer } from '../evm/sequencer.ts';
import type { BlockSpan, WalkResult } from '../evm/walk.ts';
import type { ChainlinkConfig } from './config.ts';
import { findPhaseSpans, fullRoundId, type Phase, readPhase } from './phases.ts';
import { readSubmissions, type Submission } from './submissions.ts';

/** Reads ranges and remembers what never changes: the aggregator of each phase that is final. */
export function openRangeReader(config: ChainlinkConfig, sourceId: string) {
  const phases = new Map<number, Phase>();
  const operators = new Map(config.oracles.map(({ key, operator }) => [key, operator]));

  const phaseOf = async (
    client: NodeClient,
    phaseId: number,
    block: number,
    finalized: boolean,
  ): Promise<Phase> => {
    const known = phases.get(phaseId);
    if (known !== undefined) return known;
    const phase = await readPhase(client, config.proxy, phaseId, block);
    if (finalized) phases.set(phaseId, phase);
    return phase;
  };
  const observe = (submission: Submission, phase: Phase, finalized: boolean): RawObservation => ({
    source: sourceId,
    // A key that nobody registered speaks under its own address, so that it is kept and rejected by name.
    operator: operators.get(submission.oracle) ?? submission.oracle,
    round: fullRoundId(phase.id, submission.round),
    value: submission.value,
    decimals: phase.decimals,
    observedAt: submission.block.timestamp,
    blockNumber: submission.block.number,
    blockHash: submission.block.hash,
    finalized,
    bounds: phase.bounds,
  });

  /** `phaseId` is the phase of the proxy just before the span, or null when it is not known. */
  return async (
    client: NodeClient,
    { from: first, to: last, finalized }: BlockSpan,
    phaseId: number | null,
  ): Promise<WalkResult<number | null>> => {
    const spans = await findPhaseSpans(client, config.proxy, { from: first, to: last, phaseId });
    const observations: RawObservation[] = [];
    for (const span of spans) {
      const phase = await phaseOf(client, span.phaseId, span.to, finalized);
      for (let from = span.from; from <= span.to; from += config.logBlocks) {
        const to = Math.min(from + config.logBlocks - 1, span.to);
        const submissions = await readSubmissions(client, phase.aggregator, from, to);
        observations.push(...submissions.map((submission) => observe(submission, phase, finalized)));
      }
    }
    return {
      observations: await withSequencer(client, config.sequencerUptimeFeed, observations),
      memory: spans.at(-1)?.phaseId ?? phaseId,
    };
  };
}
