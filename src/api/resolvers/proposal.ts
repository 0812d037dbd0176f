/** Proposals, and what governs now. */
import { PARAMETER_NAMES, PARAMETERS, reachOf } from '../../domain/governance/parameters.ts';
import { shownStatus } from '../../domain/governance/states.ts';
import { canonical } from '../../domain/shared/canonical.ts';
import { typedDataOf } from '../../market/governance/approval.ts';
import { proposalTerms } from '../../market/governance/proposalTerms.ts';
import type { ProposalDocument } from '../../store/documents/governance.ts';
import type { ApiContext } from '../context.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { PROPOSAL_TEXTS } from '../render/statusTexts.ts';
import { proposalActions } from './actions.ts';
import { history } from './events.ts';
import { proposalFilter } from './filters.ts';
import { finderOf } from './node.ts';
import { connection, pageOf } from './page.ts';
import { EIP712_DOMAIN } from './typedData.ts';
import { whatIfOf } from './whatIf.ts';

const statusOf = ({ status, expiresAt }: ProposalDocument, { services }: ApiContext) =>
  shownStatus(status, expiresAt, services.market.clockNow());

export const proposalResolvers: Resolvers = {
  Query: {
    proposal: finderOf('prp'),
    proposals: (_parent, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.proposals, page, proposalFilter(filter, services.market.clockNow())),
    governance: (_parent, _arguments, { services }) => services.market.queries.governanceNow(),
  },
  ProposalConnection: connection,
  Proposal: {
    id: ({ _id }) => _id,
    proposer: async ({ proposerId }, _arguments, { loaders }) =>
      (await must(loaders.account, proposerId)).address,
    affectedPolicies: () => 0,
    whatIf: (proposal, { ruin }, context) =>
      statusOf(proposal, context) === 'OPEN'
        ? whatIfOf(context, { changes: proposal.changes, ruin: ruin ?? null })
        : null,
    async approvals({ approvals, changes }, _arguments, { services, loaders }) {
      const { parameters } = await services.market.queries.governanceNow();
      const signers: string[] = [];
      for (const { accountId, address } of approvals) {
        if ((await loaders.account.load(accountId))?.roles.includes('GOVERNOR')) signers.push(address);
      }
      return { have: signers.length, need: proposalTerms(parameters, changes).approvals, signers };
    },
    typedData(proposal) {
      const { types, ...data } = typedDataOf(proposal);
      return { ...data, types: { EIP712Domain: EIP712_DOMAIN, ...types } };
    },
    status: (proposal, _arguments, context) => statusOf(proposal, context),
    statusReason: (proposal, _arguments, context) => PROPOSAL_TEXTS[statusOf(proposal, context)],
    actions: (proposal, _arguments, context) => proposalActions(proposal, context),
    history,
  },
  ProposedChange: {
    input: ({ input }) => JSON.parse(canonical(input)),
  },
  Governance: {
    parameterVersion: ({ parameters }) => parameters.version,
    approvalsNeeded: ({ parameters }) => Number(parameters.values.approvalsNeeded),
    timelockSeconds: ({ parameters }) => Number(parameters.values.timelockSeconds),
    layerOrder: ({ parameters }) => [...parameters.waterfall.order],
    parameters: ({ parameters }) =>
      PARAMETER_NAMES.map((name) => {
        const { governs, unit, byDefault, least, most } = PARAMETERS[name];
        const value = parameters.values[name];
        const { minimum, maximum } = reachOf(name, value);
        const bounds = { minimum, maximum, lowerBound: least, upperBound: most };
        return { name, governs, unit, value, byDefault, ...bounds };
      }),
  },
};
