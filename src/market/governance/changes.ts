/** The explicit list of what a proposal may do. A new kind is a file in `changes/` and a line here. */
import { z } from 'zod';
import { registerAsset } from '../asset/registerAsset.ts';
import { gradeDistributor } from '../distribution/gradeDistributor.ts';
import { declareFork } from '../feed/declareFork.ts';
import { createPool } from '../pool/createPool.ts';
import { createProduct } from '../product/createProduct.ts';
import { gradeVenue } from '../venue/gradeVenue.ts';
import type { ChangeKind } from './change.ts';
import { acceptCommitment } from './changes/acceptCommitment.ts';
import { activateFeed } from './changes/activateFeed.ts';
import { adoptRiskModel } from './changes/adoptRiskModel.ts';
import { byCommand } from './changes/byCommand.ts';
import { classifyPool } from './changes/classifyPool.ts';
import { grantRole, revokeRole } from './changes/editRoles.ts';
import { lendTreasury } from './changes/lendTreasury.ts';
import { releaseTreasury } from './changes/releaseTreasury.ts';
import { resume } from './changes/resume.ts';
import { scoreProduct } from './changes/scoreProduct.ts';
import { setLayerOrder } from './changes/setLayerOrder.ts';
import { setParameter } from './changes/setParameter.ts';

/** Each kind checks its own input with its own schema. */
type AnyKind = ChangeKind<Record<string, unknown>>;

const LIST: readonly AnyKind[] = [
  setParameter,
  setLayerOrder,
  grantRole,
  revokeRole,
  activateFeed,
  byCommand(registerAsset, ({ symbol }) => symbol),
  byCommand(createPool, ({ name }) => name),
  byCommand(createProduct, ({ name }) => name),
  byCommand(declareFork, ({ feedId }) => feedId),
  byCommand(gradeVenue, ({ venueId }) => venueId),
  byCommand(gradeDistributor, ({ distributorId }) => distributorId),
  releaseTreasury,
  lendTreasury,
  acceptCommitment,
  classifyPool,
  adoptRiskModel,
  scoreProduct,
  resume,
];

const KINDS: ReadonlyMap<string, AnyKind> = new Map(LIST.map((entry) => [entry.kind, entry]));

/** The kind of a change that was checked. */
export function kindOf(kind: string): AnyKind {
  const found = KINDS.get(kind);
  if (found === undefined) throw new Error(`there is no change of kind ${kind}`);
  return found;
}

const shapeOf = ({ kind, input }: AnyKind) => z.strictObject({ kind: z.literal(kind), input });
type Shape = ReturnType<typeof shapeOf>;

/** One change of a proposal, of any kind. */
export const changeInput = z.discriminatedUnion('kind', LIST.map(shapeOf) as [Shape, ...Shape[]]);
