/**
 * Makes the account of a wallet on its first sign-in. The id follows from the address, so a repeat finds it.
 * Roles come from the configuration, until several govern: from then on a proposal alone grants one.
 */
import { z } from 'zod';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { isSingleOwner } from '../governance/directly.ts';
import { addressInput, roleInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';

const input = z.strictObject({
  address: addressInput,
  roles: z.array(roleInput).max(5),
});
type Input = z.infer<typeof input>;

/** The id of the account of an address. Example: `acc_00000000000000000000000000000000000000aa`. */
export const accountIdOf = (address: string): string => `acc_${address.slice(2).toLowerCase()}`;

export const registerAccount: Command<Input, { accountId: string }> = {
  name: 'registerAccount',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ address, roles }) => `${address.toLowerCase()}:${[...roles].sort().join('+')}`,
  needs: ({ address }) => [need('accounts', accountIdOf(address))],
  decide(world, { address, roles }, { at }) {
    const draft = openDraft(world, at);
    const accountId = accountIdOf(address);
    const before = draft.get('accounts', accountId);
    const held = [...(before?.roles ?? []), ...roles];
    const isNew = roles.some((role) => before?.roles.includes(role) !== true);
    const { parameters } = draft;
    if (isNew && !isSingleOwner(parameters)) {
      const missing = { have: 0, need: Number(parameters.values.approvalsNeeded), signers: [] };
      return refuse('APPROVALS_MISSING', missing, 'roles');
    }
    const next = before ?? { _id: accountId, version: 0, address, roles: [], createdAt: at };
    draft.put('accounts', { ...next, roles: [...new Set(held)] });
    draft.emit({
      type: before === null ? 'account.registered' : 'account.edited',
      node: accountId,
      changes: { roles },
    });
    return draft.done({ accountId });
  },
};
