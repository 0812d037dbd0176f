/** Observations of a range of blocks. */
import type { Address } from 'viem';
import type { RawObservation } from '../adapter.ts';
import { PROXY_ABI } from './abi.ts';
import type { ChainlinkConfig } from './config.ts';
import { type NodeClient, readSubmissions, type Submission } from './node.ts';
import { findPhaseSpans, fullRoundId, type Phase, readPhase } from './phases.ts';

interface BlockRange {
  readonly from: number;
  readonly to: number;
  /** Phase of the proxy just before `from`, or null when it is not known. */
  readonly phaseId: number | null;
}

/** Reads ranges and remembers what never changes: the aggregator of each phase that is final. */
export function openRangeReader(client: NodeClient, config: ChainlinkConfig, sourceId: string) {
  const phases = new Map<number, Phase>();
  const operators = new Map(config.oracles.map(({ key, operator }) => [key, operator]));

  const phaseOf = async (phaseId: number, block: number, finalized: boolean): Promise<Phase> => {
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

  return async (range: BlockRange, finalized: boolean) => {
    const spans = await findPhaseSpans(client, config.proxy, range);
    const observations: RawObservation[] = [];
    for (const span of spans) {
      const phase = await phaseOf(span.phaseId, span.to, finalized);
      for (let from = span.from; from <= span.to; from += config.logBlocks) {
        const to = Math.min(from + config.logBlocks - 1, span.to);
        const submissions = await readSubmissions(client, phase.aggregator, from, to);
        observations.push(...submissions.map((submission) => observe(submission, phase, finalized)));
      }
    }
    const phaseId = spans.at(-1)?.phaseId ?? range.phaseId;
    const { sequencerUptimeFeed } = config;
    if (sequencerUptimeFeed === undefined) return { observations, phaseId };
    return { observations: await withSequencer(client, sequencerUptimeFeed, observations), phaseId };
  };
}

/** Adds the state of the chain's sequencer in the block of each observation: answer 0 is up, 1 is down. */
async function withSequencer(
  client: NodeClient,
  address: Address,
  observations: readonly RawObservation[],
): Promise<RawObservation[]> {
  const states = new Map<number | undefined, { up: boolean; since: number }>();
  for (const { blockNumber } of observations) {
    if (blockNumber === undefined || states.has(blockNumber)) continue;
    const [, answer, startedAt] = await client.readContract({
      address,
      abi: PROXY_ABI,
      functionName: 'latestRoundData',
      blockNumber: BigInt(blockNumber),
    });
    // A feed that never reported says 0 for its start: then nobody knows that the sequencer is up.
    states.set(blockNumber, { up: answer === 0n && startedAt !== 0n, since: Number(startedAt) });
  }
  return observations.map((observation) => ({
    ...observation,
    sequencer: states.get(observation.blockNumber),
  }));
}
