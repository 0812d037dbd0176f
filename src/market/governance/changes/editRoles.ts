/** Grants a role to a wallet, or takes it away. */
import { z } from 'zod';
import { ROLE_HOLDERS_MAX } from '../../../domain/shared/limits.ts';
import { refuse } from '../../../domain/shared/refusals.ts';
import type { AccountDocument, Role } from '../../../store/documents/parties.ts';
import { accountIdOf } from '../../account/registerAccount.ts';
import { addressInput, roleInput } from '../../inputs.ts';
import type { Draft } from '../../sequencer/draft.ts';
import { need } from '../../sequencer/world.ts';
import type { Applied, ChangeContext, ChangeKind } from '../change.ts';

const input = z.strictObject({ address: addressInput, role: roleInput });
type Input = z.infer<typeof input>;

/** Makes the account where there is none yet. */
export const grantRole: ChangeKind<Input> = {
  kind: 'grantRole',
  input,
  needs: ({ address }) => [need('accounts', accountIdOf(address))],
  apply(draft, { address, role }, context) {
    const account = draft.get('accounts', accountIdOf(address));
    if (account?.roles.includes(role)) return unchanged('The account has the role already.');
    const used = context.holdersOf(role).length;
    if (used >= ROLE_HOLDERS_MAX) return refuse('LIMIT_REACHED', { limit: ROLE_HOLDERS_MAX, used }, 'role');
    const before = account ?? {
      ...{ _id: accountIdOf(address), version: 0, address, roles: [], createdAt: draft.at },
    };
    return withRoles(draft, before, [...before.roles, role], context);
  },
};

/** The account stays, with what it holds. */
export const revokeRole: ChangeKind<Input> = {
  kind: 'revokeRole',
  input,
  needs: ({ address }) => [need('accounts', accountIdOf(address))],
  apply(draft, { address, role }, context) {
    const account = draft.get('accounts', accountIdOf(address));
    if (account === null || !account.roles.includes(role)) return unchanged('No such account has the role.');
    const left = account.roles.filter((other) => other !== role);
    return withRoles(draft, account, left, context);
  },
};

const unchanged = (message: string) =>
  refuse('CONFIG_INVALID', { problems: [{ path: 'role', message }] }, 'role');

function withRoles(
  draft: Draft,
  account: AccountDocument,
  roles: Role[],
  { proposalId }: ChangeContext,
): Applied {
  draft.put('accounts', { ...account, roles });
  draft.emit({ type: 'account.edited', node: account._id, also: [proposalId], changes: { roles } });
  const [before, after] = [account.roles, roles].map((held) => held.join(' ') || 'none');
  return { refused: false, subject: account.address, before: before ?? null, after: after ?? null };
}
