/** Sentences about events, with amounts in whole units of what the event is about. */
import type { ApiContext } from '../context.ts';
import { must } from '../loaders/loaders.ts';
import { reasonOf } from '../render/eventTexts.ts';
import { shownIn } from '../render/shownIn.ts';

interface Happened {
  type: string;
  node: string;
  changes: Record<string, unknown>;
}

/** What an event says. */
export async function sentenceOf(event: Happened, context: ApiContext): Promise<string> {
  const assetId = await assetIdOf(event, context);
  const asset = assetId === null ? null : await must(context.loaders.asset, assetId);
  return reasonOf(event, shownIn(asset));
}

/** The asset of what an event is about, or null where its amounts need none. */
async function assetIdOf({ node, changes }: Happened, { loaders }: ApiContext): Promise<string | null> {
  if (typeof changes.assetId === 'string') return changes.assetId;
  const prefix = node.slice(0, node.indexOf('_'));
  switch (prefix) {
    case 'pol':
      return (await loaders.policy.load(node))?.assetId ?? null;
    case 'pool':
      return (await loaders.pool.load(node))?.assetId ?? null;
    case 'inc':
      return (await loaders.incident.load(node))?.assetId ?? null;
    case 'ord':
      return (await loaders.order.load(node))?.assetId ?? null;
    case 'trd':
      return (await loaders.trade.load(node))?.assetId ?? null;
    case 'pos': {
      const poolId = (await loaders.position.load(node))?.poolId;
      return poolId === undefined ? null : ((await loaders.pool.load(poolId))?.assetId ?? null);
    }
    case 'wdr': {
      const poolId = (await loaders.withdrawal.load(node))?.poolId;
      return poolId === undefined ? null : ((await loaders.pool.load(poolId))?.assetId ?? null);
    }
    default:
      return null;
  }
}
