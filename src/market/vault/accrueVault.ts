/** Hands a vault's income on to its shares up to now: sent hourly, so that no command finds it far behind. */
import { z } from 'zod';
import { reachOf } from '../../domain/policy/earning.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { accrueVault as accrueTo } from './accrue.ts';
import { vaultNeeds } from './vaultNeeds.ts';

const input = z.strictObject({ reserveId: idInput, tick: secondsInput });
type Input = z.infer<typeof input>;

export const accrueVault: Command<Input, { accruedTo: number }> = {
  name: 'accrueVault',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ reserveId, tick }) => `${reserveId}:${tick}`,
  needs: ({ reserveId }, { at }, world) =>
    vaultNeeds(world, reserveId, reachOf(world.peek('vaults', reserveId)?.earning, at)),
  decide(world, { reserveId }, { at }) {
    const vault = world.get('vaults', reserveId);
    if (vault === null) return refuse('NOT_FOUND', { id: reserveId }, 'reserveId');
    const draft = openDraft(world, reachOf(vault.earning, at));
    const { earning } = accrueTo(draft, reserveId);
    return draft.done({ accruedTo: earning.accruedTo });
  },
};
