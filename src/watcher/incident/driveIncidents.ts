/** Takes a product's incidents as far as they go: opened, settled, assessed, allocated, paid, closed. */
import { INCIDENT_COMMANDS_MAX } from '../../domain/shared/limits.ts';
import { sealBundle } from '../../market/evidence/sealBundle.ts';
import type { LossSurroundings } from '../../market/incident/lossEvent.ts';
import { decodeDocument } from '../../store/codec.ts';
import type { Database } from '../../store/database.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { IncidentDocument, IncidentStatus } from '../../store/documents/incidents.ts';
import { EvidenceMissing } from '../../store/evidence/snapshots.ts';
import { loadByIds } from '../../store/load.ts';
import type { Step } from '../context.ts';
import { send } from '../send.ts';
import { type DueCommand, dueOpening, dueStep } from './nextCommand.ts';

/** A product with its incidents that are not paid yet. */
interface ProductIncidents {
  product: ProductDocument;
  incidents: IncidentDocument[];
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
  let current: ProductIncidents = { product, incidents: [] };
  if (product.verdicts.length + product.openIncidentIds.length === 0) return current;
  // One whose command was not done waits for the next step; the others go on.
  const stuck = new Set<unknown>();
  for (let count = 0; count < INCIDENT_COMMANDS_MAX; count += 1) {
    current = await loadIncidents(step.database, product._id);
    const due = await nextDue(step, current, stuck);
    if (due === null) break;
    const isDone = await send(step, due.command, await withEvidence(step, current, due));
    if (!isDone) stuck.add(subjectOf(due));
  }
  return current;
}

/**
 * What settles an incident names the bundle of its evidence, which is written before. Evidence that is lost
 * never holds up a payment: the incident is then settled without, and the fault is reported.
 */
async function withEvidence(
  step: Step,
  { product, incidents }: ProductIncidents,
  { command, input }: DueCommand,
): Promise<DueCommand['input']> {
  if (command !== 'settleIncident') return input;
  const incident = incidents.find(({ _id }) => _id === input.incidentId);
  try {
    return {
      ...input,
      evidence: incident === undefined ? null : await seal(step.database, product, incident),
    };
  } catch (error) {
    if (!(error instanceof EvidenceMissing)) throw error;
    step.report.errors.push({ about: `the evidence of ${incident?._id}`, error });
    return { ...input, evidence: null };
  }
}

async function seal(database: Database, product: ProductDocument, { _id: incidentId }: IncidentDocument) {
  const verdict = product.verdicts.find((found) => found.incidentId === incidentId);
  // A basket has no readings of its own: its incident names those that caused it, each with its own bundle.
  if (product.feedId === null) return null;
  const [feed] = await loadByIds(database, 'feeds', [product.feedId]);
  if (verdict === undefined || verdict.settled === null || feed === undefined) return null;
  const { breachStart, confirmedAt, evidenceHash, settled } = verdict;
  const { settlesAt, valueWad: settlementValue, ratioWad: payoutRatio } = settled;
  if (settlementValue === null) return null;
  const result = { ...{ incidentId, breachStart, confirmedAt, settlesAt }, settlementValue, payoutRatio };
  return sealBundle(database, { feed, product, result: { ...result, evidenceHash } });
}

async function loadIncidents(database: Database, productId: string): Promise<ProductIncidents> {
  const [product] = await loadByIds(database, 'products', [productId]);
  if (product === undefined) throw new Error(`the product ${productId} is gone`);
  return { product, incidents: await loadByIds(database, 'incidents', product.openIncidentIds) };
}

async function nextDue(
  step: Step,
  { product, incidents }: ProductIncidents,
  stuck: ReadonlySet<unknown>,
): Promise<DueCommand | null> {
  const opening = dueOpening(product);
  if (opening !== null && !stuck.has(subjectOf(opening))) return opening;
  const open = incidents.filter(({ _id }) => !stuck.has(_id));
  const surroundings = await surroundingsOf(step.database, open);
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

/** Only an incident that is ready to be allocated looks at others. */
async function surroundingsOf(
  database: Database,
  open: readonly IncidentDocument[],
): Promise<LossSurroundings> {
  if (!open.some(({ status }) => status === 'FINAL')) return { incidents: [], pools: [] };
  const found = await database
    .collection('incidents')
    .find({ status: { $in: [...UNALLOCATED] } })
    .toArray();
  const incidents = found.map((document) => decodeDocument<IncidentDocument>(document));
  const poolIds = new Set(incidents.flatMap(({ pools }) => pools.map(({ poolId }) => poolId)));
  return { incidents, pools: await loadByIds(database, 'pools', [...poolIds]) };
}
