/** Proposes changes. Role GOVERNOR or OWNER. */
import { inputError } from '../errors.ts';
import type { MutationResolvers, ProposedChangeInput } from '../generated/schema.generated.ts';
import { poolOrderOf } from './createPool.ts';
import { productOrderOf } from './createProduct.ts';
import { declarationOf } from './declareFork.ts';
import { assetOrderOf } from './registerAsset.ts';
import { riskModelOf, statementOf } from './riskChanges.ts';
import { send } from './send.ts';

export const propose: MutationResolvers['propose'] = async (_parent, { input, dryRun }, context) => {
  const chainId = context.services.settings.chainIds[0] ?? 1;
  const changes = input.changes.map(changeOf);
  const { answer, ...rest } = await send(
    context,
    'propose',
    { reason: input.reason, chainId, changes },
    { dryRun },
  );
  const proposal = answer === null || dryRun ? null : await context.loaders.proposal.load(answer.proposalId);
  return { proposal, ...rest };
};

/** The one change that a member of the list names, as its command takes it. */
export function changeOf(change: ProposedChangeInput, index: number): { kind: string; input: object } {
  const given = Object.entries(change).filter(([, value]) => value != null);
  const [only] = given;
  if (only === undefined || given.length > 1)
    throw inputError(`input.changes.${index}`, 'names exactly one change');
  const [kind, plain] = only;
  const { registerAsset, createPool, createProduct, declareFork, adoptRiskModel, scoreProduct } = change;
  if (registerAsset != null) return { kind, input: assetOrderOf(registerAsset) };
  if (createPool != null) return { kind, input: poolOrderOf(createPool) };
  if (createProduct != null) return { kind, input: productOrderOf(createProduct) };
  if (declareFork != null) return { kind, input: declarationOf(declareFork) };
  if (adoptRiskModel != null) return { kind, input: riskModelOf(adoptRiskModel) };
  if (scoreProduct != null) return { kind, input: statementOf(scoreProduct) };
  if (change.resume != null) return { kind, input: { nodeId: change.resume.nodeId ?? null } };
  return { kind, input: { ...(plain as object) } };
}
