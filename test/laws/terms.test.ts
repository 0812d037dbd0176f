import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { EMPTY_FEED_STATE } from '../../src/domain/feed/fold.ts';
import { canonical } from '../../src/domain/shared/canonical.ts';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { BreachRule } from '../../src/domain/trigger/rule.ts';
import { initialRuleState } from '../../src/domain/trigger/state.ts';
import type { Context } from '../../src/market/command.ts';
import { sellPolicy } from '../../src/market/policy/sellPolicy.ts';
import { openDraft } from '../../src/market/sequencer/draft.ts';
import { WorkingSet } from '../../src/market/sequencer/world.ts';
import type { FeedDocument, FeedProductDocument, ProductDocument } from '../../src/store/documents/cover.ts';
import { sha256 } from '../../src/store/sha256.ts';
import { placeOf, sourcesUnder, walk } from './support/sources.ts';

const AT = 1_700_000_000;

const RULE: BreachRule = {
  strike: (95n * WAD) / 100n,
  recovery: (97n * WAD) / 100n,
  watch: (99n * WAD) / 100n,
  holdSeconds: 4 * HOUR_SECONDS,
  windowSeconds: HOUR_SECONDS,
  recoveryHoldSeconds: 1_800,
  maxGapSeconds: 1_800,
  lookbackSeconds: 3 * DAY_SECONDS,
  slotSeconds: 60,
  settlementSeconds: DAY_SECONDS,
  settlementMaxSeconds: 7 * DAY_SECONDS,
  payout: { kind: 'BINARY' },
};

const product: FeedProductDocument = {
  _id: 'prd_1',
  version: 1,
  name: 'USDC depeg',
  subject: 'USDC',
  peril: 'DEPEG',
  group: 'USDC',
  assetId: 'ast_1',
  feedId: 'feed_1',
  rule: RULE,
  ruleHash: sha256(canonical(RULE)),
  sentence: 'Pays when the price is low.',
  deductibleBps: 100,
  waitingSeconds: 3 * DAY_SECONDS,
  challengeSeconds: 7_200,
  minCover: 1n,
  termSecondsMax: 365 * DAY_SECONDS,
  score: 30,
  scored: null,
  minRateWad: 0n,
  poolIds: [],
  minimumCollusion: 2,
  sandbox: false,
  parameterVersion: 7,
  salesLevelWad: null,
  lowAt: null,
  phase: 'CALM',
  phaseSince: AT,
  firstSlot: initialRuleState(RULE, AT).nextSlot,
  ruleState: initialRuleState(RULE, AT),
  basketIds: [],
  verdicts: [],
  openIncidentIds: [],
  alerts: [],
  createdAt: AT,
};

const source = {
  ...{ sourceId: 'one', family: 'chainlink', heartbeatSeconds: 60, marginSeconds: 60, operators: ['ada'] },
  config: { chainId: 8_453 },
};
const feed: FeedDocument = {
  _id: 'feed_1',
  version: 1,
  name: 'USDC/USD',
  purpose: 'TRIGGER',
  decimals: 8,
  quorum: 1,
  repeatSeconds: 600,
  maxGapSeconds: 1_800,
  finalitySeconds: 900,
  sources: [source, { ...source, sourceId: 'two', config: { chainId: 1 } }, { ...source, config: {} }],
  status: 'LIVE',
  fork: null,
  sandbox: false,
  productIds: [product._id],
  managerId: 'acc_1',
  costOfCorruption: 0n,
  activeCover: [],
  watermark: null,
  lastReading: null,
  foldState: EMPTY_FEED_STATE,
  evidenceHash: '',
  createdAt: AT,
};

/** Sells a policy of a product that no pool backs: only its terms are looked at. */
function termsSold(of: ProductDocument, on: FeedDocument = feed) {
  const world = new WorkingSet();
  world.load('feeds', on._id, on);
  const draft = openDraft(world, AT);
  const term = { coverFrom: AT, coverUntil: AT + 30 * DAY_SECONDS, coveredSeconds: 30 * DAY_SECONDS };
  const priced = {
    refused: false as const,
    product: of,
    coverAmount: 1_000n,
    term,
    premium: 0n,
    parts: [],
    distribution: null,
    order: null,
    quoteFile: null,
  };
  const context: Pick<Context, 'principal' | 'at' | 'id'> = {
    principal: { id: 'acc_1', roles: [], system: false },
    at: AT,
    id: () => 'pol_1',
  };
  sellPolicy(draft, priced, context as Context);
  return draft.must('policies', 'pol_1').terms;
}

describe('law 9: terms are frozen into the policy', () => {
  test('all that decides and pays is in them, under one hash', () => {
    const { hash, ...terms } = termsSold(product);
    expect(terms).toEqual({
      sentence: product.sentence,
      rule: product.rule,
      ruleHash: product.ruleHash,
      forkRule: 'CANONICAL',
      chainIds: [1, 8_453],
      deductibleBps: 100,
      waitingSeconds: 3 * DAY_SECONDS,
      parameterVersion: 7,
    });
    expect(hash).toBe(sha256(canonical(terms)));
  });

  test('the chains are those that the feed is read from at the sale, also for a product that was sold before', () => {
    const moved = { ...feed, sources: [{ ...source, config: { chainId: 10 } }] };
    expect([feed, moved, feed].map((on) => termsSold(product, on).chainIds)).toEqual([
      [1, 8_453],
      [10],
      [1, 8_453],
    ]);
  });

  test('another rule, deductible or parameter version is another hash', () => {
    const strict = { ...product, rule: { ...RULE, strike: WAD / 2n } };
    const hashes = [
      product,
      strict,
      { ...product, deductibleBps: 0 },
      { ...product, parameterVersion: 8 },
    ].map((one) => termsSold(one).hash);
    expect(new Set(hashes).size).toBe(4);
  });

  test.each([
    [
      'products',
      [
        'phase',
        'phaseSince',
        'ruleState',
        'verdicts',
        'openIncidentIds',
        'basketIds',
        'basketState',
        'alerts',
        // What is sold from then on costs: no policy looks at it again.
        ...['score', 'scored'],
        // When nothing is sold: nobody's cover looks at it.
        'lowAt',
      ],
    ],
    [
      'policies',
      [
        ...['coverRemaining', 'segments', 'decisions', 'end', 'endedAt', 'open', 'pending', 'accountId'],
        // What the holder asks for, by an edit, a split or a renewal: never the terms.
        ...['coverAmount', 'coverCut', 'coverUntil', 'premium', 'boughtAt', 'coverFrom', 'autoRenew'],
      ],
    ],
  ])('no command changes of %s what a holder relies on', (collection, changeable) => {
    const wrong: string[] = [];
    for (const source of sourcesUnder('src/market')) {
      walk(source.tree, (node) => {
        for (const name of changedBy(node, collection)) {
          if (!changeable.includes(name)) wrong.push(`${placeOf(source, node)} ${name}`);
        }
      });
    }
    expect(wrong).toEqual([]);
    expect(changeable).not.toContain('terms');
  });
});

/** The members that a `put` of a collection sets anew; what is spread is taken over as it is. */
function changedBy(node: ts.Node, collection: string): string[] {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  if (node.expression.name.text !== 'put') return [];
  const [name, document] = node.arguments;
  if (name === undefined || document === undefined || !ts.isStringLiteral(name)) return [];
  return name.text === collection ? membersOf(document) : [];
}

function membersOf(document: ts.Expression): string[] {
  if (ts.isConditionalExpression(document))
    return [...membersOf(document.whenTrue), ...membersOf(document.whenFalse)];
  if (ts.isParenthesizedExpression(document)) return membersOf(document.expression);
  // A helper of the same file that makes the next document out of the one before.
  if (ts.isCallExpression(document)) return returnedBy(document);
  if (!ts.isObjectLiteralExpression(document)) return [];
  return document.properties.flatMap((member) => {
    if (ts.isSpreadAssignment(member)) return membersOf(member.expression);
    return member.name === undefined ? [] : [member.name.getText()];
  });
}

function returnedBy(call: ts.CallExpression): string[] {
  const members: string[] = [];
  walk(call.getSourceFile(), (node) => {
    if (!ts.isFunctionDeclaration(node) || node.name?.text !== call.expression.getText()) return;
    walk(node, (inside) => {
      if (ts.isReturnStatement(inside) && inside.expression !== undefined)
        members.push(...membersOf(inside.expression));
    });
  });
  return members;
}
