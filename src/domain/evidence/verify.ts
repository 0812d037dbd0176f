/** Checks an evidence bundle: every hash, every verdict, every reading and the result are reached again. */
import { incidentIdOf } from '../incident/incidentId.ts';
import { canonical } from '../shared/canonical.ts';
import type { RuleEvent } from '../trigger/events.ts';
import { ruleFault } from '../trigger/rule.ts';
import { triggerSentence } from '../trigger/sentence.ts';
import { initialRuleState } from '../trigger/state.ts';
import type { EvidenceBundle, EvidenceClosing, EvidenceCorrection } from './bundle.ts';
import {
  chainText,
  contentsText,
  type FeedRegistration,
  registrationText,
  type Sha256,
  stateText,
} from './closing.ts';
import { type Difference, firstDifference } from './difference.ts';
import { evaluateClosing, resultOf, type Standing, termsOf } from './evaluate.ts';
import { judgedAgain, recordName, recordText, voteOf } from './record.ts';
import { correctedRecord, correctedVotes, reevaluated } from './reevaluate.ts';

/** Thrown to the top with the first difference that a check meets. */
class Differs extends Error {
  readonly difference: Difference;

  constructor(difference: Difference) {
    super(difference.path);
    this.difference = difference;
  }
}

/**
 * The first thing that is not what it must be, by path, or null when everything is.
 * Example: one digit of a price changed → `closings.3.observations.1.vote.value`.
 */
export function verifyBundle(bundle: EvidenceBundle, sha256: Sha256): Difference | null {
  try {
    checkProduct(bundle, sha256);
    checkStart(bundle, sha256);
    checkResult(bundle, checkClosings(bundle, sha256));
    if (bundle.correction !== null) checkCorrection(bundle, bundle.correction, sha256);
    const { sha256: own, ...rest } = bundle;
    compare('sha256', sha256(canonical(rest)), own);
    return null;
  } catch (error) {
    if (error instanceof Differs) return error.difference;
    throw error;
  }
}

function compare(path: string, expected: unknown, found: unknown): void {
  const difference = firstDifference(path, expected, found);
  if (difference !== null) throw new Differs(difference);
}

function checkProduct({ product, incident }: EvidenceBundle, sha256: Sha256): void {
  const { productId, rule, ruleHash, sentence, subject } = product;
  compare('product.ruleHash', sha256(canonical(rule)), ruleHash);
  const fault = ruleFault(rule);
  if (fault !== null) compare(`product.rule.${fault.field}`, fault.problem, rule[fault.field]);
  compare('product.sentence', triggerSentence(rule, subject), sentence);
  compare('incident.incidentId', incidentIdOf(productId, incident.confirmedAt), incident.incidentId);
}

/** The states before the first closing are those that it names, or those of a product that was new then. */
function checkStart({ checkpoint, closings, product }: EvidenceBundle, sha256: Sha256): void {
  const { foldState, ruleState, watermark } = checkpoint;
  const named = closings[0]?.checkpoint;
  if (!named) throw new Differs(missing('closings.0.checkpoint', 'the names of the states before it'));
  compare('checkpoint.foldState', named.foldState, sha256(stateText(foldState)));
  compare('checkpoint.watermark', foldState.through, watermark);
  const own = named.ruleStates.find(({ productId }) => productId === product.productId);
  if (own !== undefined) {
    compare('checkpoint.ruleState', own.ruleState, sha256(stateText(ruleState)));
    return;
  }
  compare('checkpoint.ruleState', initialRuleState(product.rule, product.firstSlot), ruleState);
  if (watermark !== null && product.firstSlot <= watermark)
    throw new Differs(missing('closings.0.checkpoint.ruleStates', product.productId));
}

function checkClosings(bundle: EvidenceBundle, sha256: Sha256): RuleEvent[] {
  const { checkpoint, closings, feed, product } = bundle;
  const known = new Map(feed.registrations.map((entry) => [sha256(registrationText(entry)), entry]));
  const corrected = new Set(bundle.correction?.records.map(({ record }) => record));
  const events: RuleEvent[] = [];
  const used = new Set<string>();
  let standing: Standing = checkpoint;
  let previous = checkpoint.evidenceHash;
  let closed = checkpoint.watermark ?? Number.NEGATIVE_INFINITY;
  closings.forEach((closing, index) => {
    const path = `closings.${index}`;
    const registration = known.get(closing.registration);
    if (registration === undefined) throw new Differs(missing(`${path}.registration`, 'a registration'));
    used.add(closing.registration);
    compare(`${path}.previous`, previous, closing.previous);
    checkRecords(path, closing, registration, closed, corrected);
    const checked = guarded(path, () => checkFold(path, product.rule, standing, closing, sha256));
    events.push(...checked.events);
    ({ standing } = checked);
    checkChain(path, closing, sha256);
    previous = closing.hash;
    closed = closing.throughSlot;
  });
  compare('feed.registrations.length', used.size, feed.registrations.length);
  return events;
}

function checkRecords(
  path: string,
  { observations, throughSlot }: EvidenceClosing,
  registration: FeedRegistration,
  after: number,
  corrected: ReadonlySet<string>,
): void {
  observations.forEach((record, index) => {
    const place = `${path}.observations.${index}`;
    const terms = termsOf(registration, record.source);
    if (terms === null) throw new Differs(missing(`${place}.source`, 'a source of the registration'));
    // What a challenge showed to be judged wrongly is judged with the corrections.
    const again = () => (corrected.has(recordName(record)) ? record : judgedAgain(record, terms));
    compare(place, guarded(place, again), record);
    if (record.observedAt > throughSlot || record.observedAt <= after) {
      throw new Differs({
        path: `${place}.observedAt`,
        expected: 'a time of the slots that are closed',
        found: `${record.observedAt}`,
      });
    }
    const before = observations[index - 1];
    if (before !== undefined && recordName(before) >= recordName(record))
      throw new Differs(missing(`${place}.key`, 'one record of each, in the order of their keys'));
  });
}

function checkFold(
  path: string,
  rule: EvidenceBundle['product']['rule'],
  before: Standing,
  closing: EvidenceClosing,
  sha256: Sha256,
): { standing: Standing; events: RuleEvent[] } {
  const votes = closing.observations.filter(({ accepted }) => accepted).map(voteOf);
  const { after, folded, events } = evaluateClosing(rule, before, closing, votes);
  compare(`${path}.readings`, folded.readings, closing.readings);
  compare(`${path}.missed`, folded.missed, closing.missed);
  compare(`${path}.verdicts`, folded.verdicts, closing.verdicts);
  compare(`${path}.foldState`, sha256(stateText(after.foldState)), closing.foldState);
  return { standing: after, events };
}

function checkChain(path: string, closing: EvidenceClosing, sha256: Sha256): void {
  const { previous, throughSlot, readings, observations, hash } = closing;
  const hashes = observations.map((record) => sha256(recordText(record)));
  const contents = sha256(contentsText(closing, hashes));
  compare(`${path}.hash`, sha256(chainText(previous, throughSlot, readings, contents)), hash);
}

function checkResult({ closings, correction, events, incident }: EvidenceBundle, found: RuleEvent[]): void {
  compare('events', found, events);
  const { incidentId: _id, evidenceHash, ...figures } = incident;
  const result = resultOf(found, incident.confirmedAt);
  if (result === null) throw new Differs(missing('incident.confirmedAt', 'a breach that was settled'));
  compare('incident', result, figures);
  if (correction === null) compare('incident.evidenceHash', closings.at(-1)?.hash, evidenceHash);
  else if (!closings.some(({ hash }) => hash === evidenceHash))
    throw new Differs(missing('incident.evidenceHash', 'the hash of a closing'));
}

/** A corrected record is judged as it says, and the result follows from the votes with the corrections. */
function checkCorrection(
  { closings, checkpoint, feed, product, incident }: EvidenceBundle,
  { records, result }: EvidenceCorrection,
  sha256: Sha256,
): void {
  const known = new Map(feed.registrations.map((entry) => [sha256(registrationText(entry)), entry]));
  const corrections = new Map(records.map((entry) => [entry.record, entry]));
  const found = new Set<string>();
  const events: RuleEvent[] = [];
  let standing: Standing = checkpoint;
  for (const closing of closings) {
    const registration = known.get(closing.registration);
    for (const record of closing.observations) {
      const correction = corrections.get(recordName(record));
      if (correction === undefined) continue;
      found.add(correction.record);
      const terms = registration && termsOf(registration, record.source);
      const path = `correction.records.${records.indexOf(correction)}`;
      const { rule, actual } = correction;
      const judged = terms && guarded(path, () => correctedRecord(record, rule, terms, actual));
      compare(`${path}.judged`, judged, correction.judged);
    }
    const votes = correctedVotes(closing, corrections);
    const evaluated = guarded('correction', () => evaluateClosing(product.rule, standing, closing, votes));
    events.push(...evaluated.events);
    standing = evaluated.after;
  }
  compare('correction.records.length', found.size, records.length);
  const reached = reevaluated(product.rule, standing.ruleState, events, incident);
  const figures = reached.kind === 'SETTLED' ? reached.figures : null;
  if (reached.kind === 'OPEN') throw new Differs(missing('correction.result', 'slots until it is known'));
  const named = { incidentId: incident.incidentId, evidenceHash: closings.at(-1)?.hash };
  compare('correction.result', figures && { ...figures, ...named }, result);
}

/** What a rule refuses to judge is a difference where it stands, not a fault of the check. */
function guarded<Value>(path: string, body: () => Value): Value {
  try {
    return body();
  } catch (error) {
    if (error instanceof RangeError)
      throw new Differs({ path, expected: 'what the rules can judge', found: error.message });
    throw error;
  }
}

function missing(path: string, expected: string): Difference {
  return { path, expected, found: 'something else' };
}
