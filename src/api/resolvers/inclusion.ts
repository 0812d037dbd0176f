/** Sealed snapshots, and the proofs that one's own is counted in them. */
import { canonical } from '../../domain/shared/canonical.ts';
import type { SignedProof } from '../../domain/solvency/sealed.ts';
import { rootOfTrees } from '../../domain/solvency/sealed.ts';
import { sha256 } from '../../store/sha256.ts';
import type { ApiContext } from '../context.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { snapshotPath } from '../http/solvencyRoutes.ts';
import { must } from '../loaders/loaders.ts';
import type { InclusionProofModel } from '../render/models.ts';
import { money } from '../render/money.ts';
import { isOwnAccount } from './access.ts';

/** The proof of a node that belongs to an account; null to everybody else. */
export async function inclusionProofOf(
  context: ApiContext,
  { nodeId, accountId }: { nodeId: string; accountId: string },
  snapshotId: string | null | undefined,
): Promise<InclusionProofModel | null> {
  if (!isOwnAccount(context, accountId)) return null;
  const { queries } = context.services.market;
  const snapshot = await queries.solvencySnapshot(snapshotId ?? null);
  if (snapshot === null) return null;
  const proofs = await queries.inclusionProofs(snapshot._id, nodeId);
  return proofs.length === 0 ? null : { snapshot, proofs };
}

/** The root that a way leads to: a proof is given for trees of its head alone. */
function rootOf({ head, tree, assetId }: SignedProof) {
  const root = head.trees.find((found) => found.tree === tree && found.assetId === assetId);
  if (root === undefined) throw new Error(`${tree} ${assetId} is no tree of its head`);
  return root;
}

export const inclusionResolvers: Resolvers = {
  SolvencySnapshot: {
    id: ({ _id }) => _id,
    asOfSequence: ({ head }) => head.sequence,
    journalHead: ({ head }) => head.journalHash,
    at: ({ head }) => head.at,
    root: ({ head }) => rootOfTrees(head.trees, sha256),
    trees: ({ head }) => [...head.trees],
    url: ({ _id }, _arguments, { services }) => `${services.settings.publicUrl}${snapshotPath(_id)}`,
  },
  SolvencyTree: {
    asset: ({ assetId }, _arguments, { loaders }) => must(loaders.asset, assetId),
    leaves: ({ count }) => count,
    sum: ({ sum, assetId }) => money(sum, assetId),
  },
  InclusionProof: {
    paths: ({ proofs }) => [...proofs],
    file: ({ proofs }) => canonical(proofs),
  },
  InclusionPath: {
    leaf: ({ leaf, assetId }) => ({ ...leaf, assetId }),
    index: ({ proof }) => proof.index,
    path: ({ proof, assetId }) => proof.siblings.map((node) => ({ ...node, assetId })),
    root: rootOf,
  },
  InclusionLeaf: { amount: ({ amount, assetId }) => money(amount, assetId) },
  InclusionNode: { sum: ({ sum, assetId }) => money(sum, assetId) },
};
