/**
 * Declares which of two final blocks counts, after the chain of a feed had split: the feed goes on, on that
 * branch alone, and results that were held have a challenge window again.
 */
import { z } from 'zod';
import { type Problem, refuse } from '../../domain/shared/refusals.ts';
import type { ChainFork } from '../../store/documents/cover.ts';
import type { Command } from '../command.ts';
import { directRefusal } from '../governance/directly.ts';
import { blockHashInput, idInput, referenceInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { goOn } from './fork.ts';

const input = z.strictObject({
  feedId: idInput,
  chainId: z.int().positive(),
  block: z.int().nonnegative(),
  canonicalHash: blockHashInput,
  reason: referenceInput,
});
type Input = z.infer<typeof input>;

export const declareFork: Command<Input, { feedId: string }> = {
  name: 'declareFork',
  input,
  sender: ['GOVERNOR'],
  money: false,
  needs: ({ feedId }) => [need('feeds', feedId)],
  decide(world, declaration, { at, principal }) {
    const { feedId, canonicalHash, reason } = declaration;
    const draft = openDraft(world, at);
    const feed = draft.get('feeds', feedId);
    const direct = feed?.sandbox ? null : directRefusal(draft, principal);
    if (direct !== null) return direct;
    if (feed === null) return refuse('NOT_FOUND', { id: feedId }, 'feedId');
    const { fork, status } = feed;
    if (fork === null || fork.ruling !== null) {
      const why = 'No split of a chain that it reads waits for a declaration.';
      return refuse('STATUS_FORBIDS', { status, reason: why, allowedActions: [] }, 'feedId');
    }
    const problems = problemsOf(fork, declaration);
    if (problems.length > 0) return refuse('CONFIG_INVALID', { problems });
    const { chainId, block } = fork;
    const ruling = { canonicalHash, reason, declaredBy: principal.id, declaredAt: at };
    goOn(draft, feed, { ...fork, ruling });
    draft.emit({
      type: 'feed.fork_declared',
      node: feedId,
      also: [...feed.productIds],
      changes: { chainId, block, canonicalHash, reason, by: principal.id },
    });
    return draft.done({ feedId });
  },
};

/** Only what a source has seen can be declared: nobody sends the feed to a chain of their own. */
function problemsOf(fork: ChainFork, { chainId, block, canonicalHash }: Input): Problem[] {
  const problems: Problem[] = [];
  if (chainId !== fork.chainId) problems.push({ path: 'chainId', message: `Chain ${fork.chainId} split.` });
  if (block !== fork.block) problems.push({ path: 'block', message: `The split is at block ${fork.block}.` });
  if (!fork.hashes.includes(canonicalHash)) {
    const message = `The hashes that were seen are ${fork.hashes.join(' and ')}.`;
    problems.push({ path: 'canonicalHash', message });
  }
  return problems;
}
