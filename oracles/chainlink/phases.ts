/**
 * The phases of a proxy. Each names the aggregator that it reads; a round's id is `(phase << 64) | round`.
 * The contract tells nobody when it moves on, so the block of a move is searched for: a submission counts
 * only when its aggregator was the proxy's in that block, whenever it is read.
 */
import { type Address, zeroAddress } from 'viem';
import { SourceError } from '../adapter.ts';
import type { NodeClient } from '../evm/client.ts';
import { AGGREGATOR_ABI, PROXY_ABI } from './abi.ts';

export interface Phase {
  readonly id: number;
  readonly aggregator: Address;
  readonly decimals: number;
  readonly bounds: { readonly minimum: bigint; readonly maximum: bigint };
}

/** Blocks `from` to `to`, throughout which the proxy was in one phase. */
interface PhaseSpan {
  readonly phaseId: number;
  readonly from: number;
  readonly to: number;
}

const PHASE_SHIFT = 64n;

/** The round id that the proxy gives out. Example: phase 1, round 1 → `18446744073709551617`. */
export function fullRoundId(phaseId: number, round: number): string {
  return String((BigInt(phaseId) << PHASE_SHIFT) | BigInt(round));
}

/** The phase at the end of a block. */
async function readPhaseId(client: NodeClient, proxy: Address, block: number): Promise<number> {
  return client.readContract({
    address: proxy,
    abi: PROXY_ABI,
    functionName: 'phaseId',
    blockNumber: BigInt(block),
  });
}

/**
 * Cuts blocks `from` to `to` where the phase changes. `phaseId` is the phase at `from - 1`, or null when it
 * is not known. A block in which the proxy moves belongs to the new phase. One call when nothing changed.
 */
export async function findPhaseSpans(
  client: NodeClient,
  proxy: Address,
  range: { readonly from: number; readonly to: number; readonly phaseId: number | null },
): Promise<PhaseSpan[]> {
  const { from, to } = range;
  const last = await readPhaseId(client, proxy, to);
  let current = range.phaseId === last ? last : await readPhaseId(client, proxy, from);
  const spans: PhaseSpan[] = [];
  let start = from;
  while (current !== last) {
    // `low` is in the current phase, `high` beyond it.
    let low = start;
    let high = to;
    let next = last;
    while (high - low > 1) {
      const middle = low + Math.floor((high - low) / 2);
      const phaseId = await readPhaseId(client, proxy, middle);
      if (phaseId === current) low = middle;
      else [high, next] = [middle, phaseId];
    }
    spans.push({ phaseId: current, from: start, to: low });
    [start, current] = [high, next];
  }
  spans.push({ phaseId: last, from: start, to });
  return spans;
}

/** What a phase reads and the limits that its aggregator was built with: they never change. */
export async function readPhase(
  client: NodeClient,
  proxy: Address,
  id: number,
  block: number,
): Promise<Phase> {
  const blockNumber = BigInt(block);
  const aggregator = await client.readContract({
    address: proxy,
    abi: PROXY_ABI,
    functionName: 'phaseAggregators',
    args: [id],
    blockNumber,
  });
  if (aggregator === zeroAddress) throw new SourceError('BAD_ANSWER', `The proxy has no phase ${id}.`);
  const contract = { address: aggregator, abi: AGGREGATOR_ABI, blockNumber } as const;
  const [decimals, minimum, maximum] = await Promise.all([
    client.readContract({ ...contract, functionName: 'decimals' }),
    client.readContract({ ...contract, functionName: 'minSubmissionValue' }),
    client.readContract({ ...contract, functionName: 'maxSubmissionValue' }),
  ]);
  return { id, aggregator, decimals, bounds: { minimum, maximum } };
}
