/** Takes a product's incidents as far as they go: opened, settled, assessed, allocated, paid, closed. */
import { INCIDENT_COMMANDS_MAX } from '../../domain/shared/limits.ts';
import { openFork } from '../../market/feed/fork.ts';
import type { LossSurroundings } from '../../market/incident/lossEvent.ts';
import { surroundingsOf as lossSurroundings } from '../../market/incident/lossPools.ts';
import { balanceId, capitalOf } from '../../market/ledger/accounts.ts';
import { restsOn } from '../../market/product/restsOn.ts';
import { otherVaultIds } from '../../market/vault/otherAssets.ts';
import { decodeDocument } from '../../store/codec.ts';
import type { Database } from '../../store/database.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { IncidentDocument, IncidentStatus } from '../../store/documents/incidents.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { loadByIds } from '../../store/load.ts';
import type { Step } from '../context.ts';
import { send } from '../send.ts';
import { findOut } from './findOut.ts';
import { type DueCommand, dueOpening, dueStep, type SplitFeed } from './nextCommand.ts';
import { sealEvidence } from './sealEvidence.ts';

/** A product with its incidents that are not paid yet. */
interface ProductIncidents {
  product: ProductDocument;
  incidents: IncidentDocument[];
  /** A feed that it rests on and that is suspended for a split chain, or null. */
  split: SplitFeed | null;
}

/** What may still join a loss event. */
const UNALLOCATED: readonly IncidentStatus[] = [
  'CONFIRMED',
  'SETTLING',
  'CHALLENGE',
  'DELAYED',
  'FORK_HELD',
  'ASSESSING',
  'FINAL',
];

/** Sends one due command after the other, each read from the documents that the one before left. */
export async function driveIncidents(step: Step, product: ProductDocument): Promise<ProductIncidents> {
  let current: ProductIncidents = { product, incidents: [], split: null };
  if (product.verdicts.length + product.openIncidentIds.length === 0) return current;
  // One whose command was not done waits for the next step; the others go on.
  const stuck = new Set<unknown>();
  for (let count = 0; count < INCIDENT_COMMANDS_MAX; count += 1) {
    current = await loadIncidents(step.database, product._id);
    const due = await nextDue(step, current, stuck);
    if (due === null) break;
    const input = await complete(step, current, due);
    const isDone = input !== null && (await send(step, due.command, input));
    if (!isDone) stuck.add(subjectOf(due));
  }
  return current;
}

/** The whole input of a command that rests on evidence; null while that evidence is not complete. */
async function complete(
  step: Step,
  { product, incidents }: ProductIncidents,
  { command, input }: DueCommand,
): Promise<DueCommand['input'] | null> {
  const incident = incidents.find(({ _id }) => _id === input.incidentId);
  if (incident === undefined) return input;
  if (command === 'settleIncident') {
    return { ...input, evidence: await sealEvidence(step, product, incident) };
  }
  const challenge = incident.challenges.find(({ challengeId }) => challengeId === input.challengeId);
  if (command !== 'reevaluateIncident' || challenge === undefined) return input;
  const finding = await findOut(step, product, incident, challenge);
  return finding && { ...input, finding };
}

async function loadIncidents(database: Database, productId: string): Promise<ProductIncidents> {
  const [product] = await loadByIds(database, 'products', [productId]);
  if (product === undefined) throw new Error(`the product ${productId} is gone`);
  const feedIds = [...new Set(restsOn(product).map(({ feedId }) => feedId))];
  const [incidents, feeds] = await Promise.all([
    loadByIds(database, 'incidents', product.openIncidentIds),
    loadByIds(database, 'feeds', feedIds),
  ]);
  const [split = null] = feeds.flatMap((feed): SplitFeed[] => {
    const fork = openFork(feed);
    return fork === null ? [] : [{ feedId: feed._id, since: fork.since }];
  });
  return { product, incidents, split };
}

async function nextDue(
  step: Step,
  { product, incidents, split }: ProductIncidents,
  stuck: ReadonlySet<unknown>,
): Promise<DueCommand | null> {
  const opening = dueOpening(product);
  if (opening !== null && !stuck.has(subjectOf(opening))) return opening;
  const open = incidents.filter(({ _id }) => !stuck.has(_id));
  const [losses, soldFirst] = await Promise.all([
    surroundingsOf(step.database, open),
    soldFirstOf(step.database, open),
  ]);
  const surroundings = { ...losses, split, soldFirst };
  for (const incident of open) {
    const due = dueStep(incident, product, surroundings, step.at);
    if (due !== null) return due;
  }
  return null;
}

/** The incident that a command is about, or the product whose incident it opens. */
function subjectOf({ input }: DueCommand): unknown {
  return input.incidentId ?? input.productId;
}

const isFinal = ({ status }: IncidentDocument): boolean => status === 'FINAL';

/** The assets of incidents that are ready to be allocated, with a vault behind them that holds another. */
async function soldFirstOf(
  database: Database,
  open: readonly IncidentDocument[],
): Promise<ReadonlySet<string>> {
  const assetIds = [...new Set(open.filter(isFinal).map(({ assetId }) => assetId))];
  const assets = await loadByIds(database, 'assets', assetIds);
  return new Set(assets.filter((asset) => otherVaultIds(asset).length > 0).map(({ _id }) => _id));
}

/** Only an incident that is ready to be allocated looks at others. */
async function surroundingsOf(
  database: Database,
  open: readonly IncidentDocument[],
): Promise<LossSurroundings> {
  if (!open.some(isFinal)) return { incidents: [], pools: [], reaching: new Set() };
  const found = await database
    .collection('incidents')
    .find({ status: { $in: [...UNALLOCATED] } })
    .toArray();
  const incidents = found.map((document) => decodeDocument<IncidentDocument>(document));
  const earmarked = { 'earmarks.0': { $exists: true } };
  const pools = (await database.collection('pools').find(earmarked).toArray()).map((document) =>
    decodeDocument<PoolDocument>(document),
  );
  const idOf = ({ _id, assetId }: PoolDocument) => balanceId(capitalOf(_id), assetId);
  const balances = await loadByIds(database, 'balances', pools.map(idOf));
  const capital = new Map(balances.map(({ _id, amount }) => [_id, amount]));
  return lossSurroundings(incidents, pools, (pool) => capital.get(idOf(pool)) ?? 0n);
}
