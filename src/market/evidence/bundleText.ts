/** Puts an evidence bundle together, closing by closing, as one canonical text in pieces. */
import { createHash } from 'node:crypto';
import { BUNDLE_FORMAT, type EvidenceCorrection, type EvidenceResult } from '../../domain/evidence/bundle.ts';
import { stateText } from '../../domain/evidence/closing.ts';
import { canonical } from '../../domain/shared/canonical.ts';
import type { RuleEvent } from '../../domain/trigger/events.ts';
import { judgeSlots } from '../../domain/trigger/judgeSlots.ts';
import { initialRuleState } from '../../domain/trigger/state.ts';
import type { Database } from '../../store/database.ts';
import type { FeedDocument, FeedProductDocument } from '../../store/documents/cover.ts';
import { type ChainLink, loadChain, readClosings } from '../../store/evidence/chain.ts';
import { loadSnapshot } from '../../store/evidence/snapshots.ts';
import { parseRuleState } from './parseStates.ts';

/** What a bundle is about. */
export interface BundleSubject {
  feed: Pick<FeedDocument, '_id' | 'name'>;
  product: FeedProductDocument;
  result: EvidenceResult;
  /**
   * Of a result that a challenge changed: what was wrong, and the feed's evidence hash when that was shown.
   */
  corrected?: { correction: EvidenceCorrection; evidenceHash: string };
}

/** What is remembered before the first closing of a bundle, as canonical texts. */
export interface BundleStart {
  links: ChainLink[];
  foldState: string;
  ruleState: string;
}

/**
 * Where the evidence of a result begins: the newest closing before the breach that names the states before
 * it. Null where slots were closed without evidence.
 */
export async function loadStart(
  database: Database,
  { feed, product, result, corrected }: BundleSubject,
): Promise<BundleStart | null> {
  const { _id: productId, rule, firstSlot } = product;
  const ruleStateOf = (link: ChainLink | undefined) =>
    link?.checkpoint?.ruleStates.find((state) => state.productId === productId)?.ruleState;
  const end = corrected?.evidenceHash ?? result.evidenceHash;
  const links = await loadChain(database, feed._id, end, (link) => {
    const after = link.after ?? Number.NEGATIVE_INFINITY;
    const isKnown = ruleStateOf(link) !== undefined || firstSlot > after;
    return link.checkpoint !== null && after < result.breachStart && isKnown;
  });
  const first = links?.[0];
  if (links === null || !first?.checkpoint) return null;
  const named = ruleStateOf(first);
  return {
    links,
    foldState: await loadSnapshot(database, first.checkpoint.foldState),
    ruleState:
      named === undefined
        ? stateText(initialRuleState(rule, firstSlot))
        : await loadSnapshot(database, named),
  };
}

/** The text of a bundle. Its members stand in the order of their names, so the hash comes last. */
export async function* bundleText(
  database: Database,
  subject: BundleSubject,
  start: BundleStart,
): AsyncGenerator<string> {
  const hash = createHash('sha256');
  for await (const piece of membersOf(database, subject, start)) {
    hash.update(piece);
    yield piece;
  }
  yield `,"sha256":"${hash.update('}').digest('hex')}"}`;
}

async function* membersOf(
  database: Database,
  { feed, product, result, corrected }: BundleSubject,
  { links, foldState, ruleState }: BundleStart,
): AsyncGenerator<string> {
  const first = links[0];
  const { after = null, previous = '' } = first ?? {};
  const states = `"foldState":${foldState},"ruleState":${ruleState}`;
  yield `{"checkpoint":{"evidenceHash":"${previous}",${states},"watermark":${after}},"closings":[`;
  const events: RuleEvent[] = [];
  let state = parseRuleState(ruleState);
  for await (const closing of readClosings(database, feed._id, links)) {
    const { readings, throughSlot, hash } = closing;
    const judged = judgeSlots(product.rule, state, readings, throughSlot);
    ({ state } = judged);
    events.push(...judged.events);
    yield `${hash === first?._id ? '' : ','}${canonical(closing)}`;
  }
  const registrations = [...new Set(links.map(({ registration }) => registration))];
  const texts = await Promise.all(registrations.map((hash) => loadSnapshot(database, hash)));
  const names = `"feedId":${canonical(feed._id)},"name":${canonical(feed.name)}`;
  yield `],"correction":${canonical(corrected?.correction ?? null)},"events":${canonical(events)}`;
  yield `,"feed":{${names},"registrations":[${texts.join(',')}]}`;
  yield `,"format":"${BUNDLE_FORMAT}","incident":${canonical(result)}`;
  yield `,"product":${canonical(termsOf(product))}`;
}

function termsOf({
  _id: productId,
  name,
  subject,
  rule,
  ruleHash,
  sentence,
  firstSlot,
}: FeedProductDocument) {
  return { productId, name, subject, rule, ruleHash, sentence, firstSlot };
}
