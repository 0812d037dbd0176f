/**
 * Finds out what a challenge comes to: is the record judged wrongly, and does the result differ without that?
 * From stored evidence by the rules that decided, so that everybody finds the same; only a block is asked for
 * again.
 */
import type { EvidenceClosing, EvidenceResult } from '../../domain/evidence/bundle.ts';
import type { FeedRegistration } from '../../domain/evidence/closing.ts';
import { evaluateClosing, type Figures, type Standing, termsOf } from '../../domain/evidence/evaluate.ts';
import { recordName } from '../../domain/evidence/record.ts';
import {
  correctedRecord,
  correctedVotes,
  type RecordCorrection,
  type Reevaluation,
  reevaluated,
  sameFigures,
} from '../../domain/evidence/reevaluate.ts';
import type { RuleEvent } from '../../domain/trigger/events.ts';
import { type BundleSubject, loadStart } from '../../market/evidence/bundleText.ts';
import { parseFoldState, parseRuleState } from '../../market/evidence/parseStates.ts';
import { type SealedBundle, sealBundle } from '../../market/evidence/sealBundle.ts';
import { firstResultOf } from '../../market/incident/firstResult.ts';
import type { FeedDocument, FeedProductDocument, ProductDocument } from '../../store/documents/cover.ts';
import type { IncidentChallenge, IncidentDocument, IncidentResult } from '../../store/documents/incidents.ts';
import { readClosings } from '../../store/evidence/chain.ts';
import { EvidenceMissing, loadSnapshot } from '../../store/evidence/snapshots.ts';
import { loadByIds } from '../../store/load.ts';
import type { Step } from '../context.ts';
import { askAgain } from './askAgain.ts';

/** The input of the command that decides the challenge. */
type Finding =
  | { kind: 'UNCHANGED' | 'UNDECIDED' }
  | { kind: 'CHANGED'; result: IncidentResult | null; evidence: SealedBundle };

/** How far new slots must have been closed before a breach that is still open is looked at again. */
const LOOK_AGAIN_SECONDS = 600;

interface Case {
  step: Step;
  feed: FeedDocument;
  product: FeedProductDocument;
  incident: IncidentDocument;
  /** Challenges that changed it before, and the one that is to be decided. */
  challenges: readonly IncidentChallenge[];
}

/**
 * Null while more has to be known: a source that cannot be asked is waited for until payment is due, a breach
 * that the corrected evidence leaves open until its slots are closed.
 */
export async function findOut(
  step: Step,
  product: ProductDocument,
  incident: IncidentDocument,
  challenge: IncidentChallenge,
): Promise<Finding | null> {
  const [feed] = product.feedId === null ? [] : await loadByIds(step.database, 'feeds', [product.feedId]);
  if (product.feedId === null || feed === undefined) return { kind: 'UNDECIDED' };
  const { reevaluated: looked } = step.memory;
  const next = (looked.get(challenge.challengeId) ?? Number.NEGATIVE_INFINITY) + LOOK_AGAIN_SECONDS;
  if ((feed.watermark ?? 0) < next) return null;
  const challenges = incident.challenges.filter(
    (one) => one.status === 'CHANGED' || one.challengeId === challenge.challengeId,
  );
  const isDue = incident.payableAt !== null && step.at >= incident.payableAt;
  const found = await evaluate({ step, feed, product, incident, challenges });
  if (found === 'UNKNOWN') return isDue ? { kind: 'UNDECIDED' } : null;
  if (found === 'MISSING') return { kind: 'UNDECIDED' };
  const own = found.corrections.find(({ record }) => `${feed._id}/${record}` === challenge.observationId);
  if (own?.rule !== challenge.rule) return { kind: 'UNCHANGED' };
  if (found.reached.kind === 'OPEN') {
    looked.set(challenge.challengeId, feed.watermark ?? 0);
    return null;
  }
  const figures = found.reached.kind === 'SETTLED' ? found.reached.figures : null;
  if (figures !== null && sameFigures(figures, figuresOf(incident))) return { kind: 'UNCHANGED' };
  const result = figures && { ...figures, evidenceHash: feed.evidenceHash, incidentId: incident._id };
  const evidence = await sealBundle(step.database, {
    ...found.subject,
    corrected: {
      correction: { records: found.corrections, result },
      evidenceHash: feed.evidenceHash,
    },
  });
  // Larger than a bundle may be: nobody could check it.
  if (evidence === null) return { kind: 'UNDECIDED' };
  return { kind: 'CHANGED', result: result && documentOf(result), evidence };
}

interface Evaluated {
  subject: BundleSubject;
  corrections: RecordCorrection[];
  reached: Reevaluation;
}

/** The result with all corrections that hold. */
async function evaluate(of: Case): Promise<Evaluated | 'UNKNOWN' | 'MISSING'> {
  const { step, feed, product, incident } = of;
  const first = resultOf(incident._id, firstResultOf(incident));
  const subject: BundleSubject = { feed, product, result: first };
  try {
    const corrected = { correction: { records: [], result: null }, evidenceHash: feed.evidenceHash };
    const start = await loadStart(step.database, { ...subject, corrected });
    if (start === null) return 'MISSING';
    const corrections = new Map<string, RecordCorrection>();
    const events: RuleEvent[] = [];
    let standing: Standing = {
      foldState: parseFoldState(start.foldState),
      ruleState: parseRuleState(start.ruleState),
    };
    for await (const closing of readClosings(step.database, feed._id, start.links)) {
      if ((await correct(of, closing, corrections)) === 'UNKNOWN') return 'UNKNOWN';
      const votes = correctedVotes(closing, corrections);
      const evaluated = evaluateClosing(product.rule, standing, closing, votes);
      events.push(...evaluated.events);
      standing = evaluated.after;
    }
    const reached = reevaluated(product.rule, standing.ruleState, events, first);
    return { subject, corrections: [...corrections.values()], reached };
  } catch (error) {
    if (!(error instanceof EvidenceMissing)) throw error;
    step.report.errors.push({ about: `the evidence of ${incident._id}`, error });
    return 'MISSING';
  }
}

/** Adds what holds of the challenged records of a closing. */
async function correct(
  { step, feed, challenges }: Case,
  closing: EvidenceClosing,
  corrections: Map<string, RecordCorrection>,
): Promise<'UNKNOWN' | undefined> {
  for (const observation of closing.observations) {
    const record = recordName(observation);
    for (const { observationId, rule } of challenges) {
      if (observationId !== `${feed._id}/${record}` || corrections.has(record)) continue;
      const said = await askAgain(step, feed, observation, rule);
      if (said === 'UNKNOWN') return 'UNKNOWN';
      const text = await loadSnapshot(step.database, closing.registration);
      const terms = termsOf(JSON.parse(text) as FeedRegistration, observation.source);
      const judged = terms && correctedRecord(observation, rule, terms, said.actual);
      if (judged !== null) corrections.set(record, { record, rule, actual: said.actual, judged });
    }
  }
  return undefined;
}

function figuresOf(incident: IncidentDocument): Figures {
  const { breachStart, confirmedAt, settlesAt, settlementValueWad, payoutRatioWad } = incident;
  if (settlesAt === null || settlementValueWad === null || payoutRatioWad === null)
    throw new Error(`${incident._id} has no result`);
  const [settlementValue, payoutRatio] = [settlementValueWad, payoutRatioWad];
  return { breachStart, confirmedAt, settlesAt, settlementValue, payoutRatio };
}

function resultOf(incidentId: string, result: IncidentResult): EvidenceResult {
  const { settlementValueWad: settlementValue, payoutRatioWad: payoutRatio, ...rest } = result;
  return { incidentId, ...rest, settlementValue, payoutRatio };
}

function documentOf({
  incidentId: _id,
  settlementValue,
  payoutRatio,
  ...rest
}: EvidenceResult): IncidentResult {
  return { ...rest, settlementValueWad: settlementValue, payoutRatioWad: payoutRatio };
}
