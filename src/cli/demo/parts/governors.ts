/** Three who govern together: what is theirs to decide goes by proposal, signed by two, after two days. */
import { HOUR_SECONDS } from '../../../domain/shared/units.ts';
import { type PersonaName, personaAddress, personaWallet } from '../personas.ts';
import type { Api } from './api.ts';

export const GOVERNORS = ['gina', 'hugo', 'ines'] as const satisfies readonly PersonaName[];
export const APPROVALS = 2;
export const TIMELOCK_SECONDS = 48 * HOUR_SECONDS;

const PROPOSAL =
  'proposal { id status executableAt typedData approvals { have need } changes { kind after } }';

interface ProposalData {
  id: string;
  status: string;
  executableAt: string;
  typedData: TypedData;
  approvals: { have: number; need: number };
  changes: { kind: string; after: string | null }[];
}
type TypedData = Parameters<ReturnType<typeof personaWallet>['signTypedData']>[0];
type Payload = { proposal: ProposalData };

/** The owner, who governs alone until then, proposes that three do: the last thing that is done by one. */
export async function handOver(api: Api): Promise<void> {
  const changes = [
    ...GOVERNORS.map((name) => ({ grantRole: { address: personaAddress(name), role: 'GOVERNOR' } })),
    { setParameter: { name: 'approvalsNeeded', value: `${APPROVALS}` } },
    { setParameter: { name: 'timelockSeconds', value: `${TIMELOCK_SECONDS}` } },
  ];
  const input = { reason: 'Three govern from now on', changes };
  await api.act<Payload>('owner', 'propose', input, PROPOSAL);
}

/** One governor proposes, and as many as are needed sign what the proposal publishes. Its id. */
export async function proposeTogether(api: Api, reason: string, changes: object[]): Promise<string> {
  const [first] = GOVERNORS;
  const { proposal } = await api.act<Payload>(first, 'propose', { reason, changes }, PROPOSAL);
  for (const name of GOVERNORS.slice(0, APPROVALS)) {
    const signature = await personaWallet(name).signTypedData(withoutDomain(proposal.typedData));
    await api.act<Payload>(name, 'approveProposal', { proposalId: proposal.id, signature }, PROPOSAL);
  }
  return proposal.id;
}

/** Anybody executes what was approved and has waited. What its changes made. */
export async function execute(api: Api, proposalId: string): Promise<ProposalData['changes']> {
  const { proposal } = await api.act<Payload>('ines', 'executeProposal', { proposalId }, PROPOSAL);
  if (proposal.status !== 'EXECUTED') throw new Error(`${proposalId} is ${proposal.status}`);
  return proposal.changes;
}

/** As `eth_signTypedData_v4` takes it, less the type of the domain, which the wallet adds by itself. */
function withoutDomain(typed: TypedData): TypedData {
  const { EIP712Domain: _domain, ...types } = typed.types as Record<string, never>;
  return { ...typed, types } as TypedData;
}
