/**
 * A guardian stops sales and exits of a pool, sales of a product or on a feed, or both everywhere. Observing,
 * deciding and paying go on, and what is paused goes on by itself.
 */
import { z } from 'zod';
import { EVERYTHING, pauseLeft, withPause } from '../../domain/governance/pause.ts';
import { PAUSED_NODES_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { Command } from '../command.ts';
import { idInput, referenceInput, secondsInput } from '../inputs.ts';
import { GOVERNANCE_ID } from '../parameters.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need, type World } from '../sequencer/world.ts';

/** Null pauses everything. */
const input = z.strictObject({ nodeId: idInput.nullable(), untilAt: secondsInput, reason: referenceInput });
type Input = z.infer<typeof input>;
interface Answer {
  nodeId: string | null;
  until: UnixSeconds;
  remainingSeconds: number;
}

const COLLECTIONS = { pool: 'pools', prd: 'products', feed: 'feeds' } as const;

/** The collection of what may be paused, by the prefix of its id. */
export function pausableOf(nodeId: string): (typeof COLLECTIONS)[keyof typeof COLLECTIONS] | null {
  const prefix = nodeId.slice(0, nodeId.indexOf('_'));
  return prefix in COLLECTIONS ? COLLECTIONS[prefix as keyof typeof COLLECTIONS] : null;
}

const isThere = (world: Pick<World, 'get'>, nodeId: string): boolean => {
  const collection = pausableOf(nodeId);
  return collection !== null && world.get(collection, nodeId) !== null;
};

export const pause: Command<Input, Answer> = {
  name: 'pause',
  input,
  sender: ['GUARDIAN'],
  money: false,
  needs({ nodeId }) {
    const collection = nodeId === null ? null : pausableOf(nodeId);
    return nodeId === null || collection === null ? [] : [need(collection, nodeId)];
  },
  decide(world, { nodeId, untilAt, reason }, { at, principal }) {
    const draft = openDraft(world, at);
    if (nodeId !== null && !isThere(world, nodeId)) return refuse('NOT_FOUND', { id: nodeId }, 'nodeId');
    const node = nodeId ?? EVERYTHING;
    const governance = draft.get('governance', GOVERNANCE_ID);
    const { pauses = {} } = governance ?? {};
    const from = Math.max(at, ...(pauses[node] ?? []).map(({ until }) => until));
    const left = pauseLeft(pauses, node, at);
    const seconds = untilAt - from;
    if (seconds < 1) {
      const range = { minimumSeconds: from - at + 1, maximumSeconds: from - at + left };
      return refuse('TERM_OUT_OF_RANGE', { ...range, sentSeconds: untilAt - at }, 'untilAt');
    }
    if (seconds > left) return refuse('DELAY_SPENT', { remainingSeconds: left }, 'untilAt');
    const next = withPause(pauses, node, untilAt, at);
    const used = Object.keys(next).length;
    if (used > PAUSED_NODES_MAX) return refuse('LIMIT_REACHED', { limit: PAUSED_NODES_MAX, used }, 'nodeId');
    const before = governance ?? { _id: GOVERNANCE_ID, version: 0, parameterVersion: 1, values: {} };
    draft.put('governance', { ...before, pauses: next });
    const changes = { nodeId, until: untilAt, reason, by: principal.id };
    draft.emit({ type: 'market.paused', node: node, changes });
    return draft.done({ nodeId, until: untilAt, remainingSeconds: left - seconds });
  },
};
