import { buildSchema, getNullableType, isInputObjectType, isListType, isObjectType } from 'graphql';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readSdl } from '../../src/api/schema/sdl.ts';
import { EMPTY_FEED_STATE } from '../../src/domain/feed/fold.ts';
import * as limits from '../../src/domain/shared/limits.ts';
import { COMMANDS } from '../../src/market/commands.ts';
import { unbounded } from './support/bounds.ts';
import { placeOf, sourcesUnder, textOf, walk } from './support/sources.ts';

/** Bounded by more than a length: shown below by sending too much. */
const JUDGED = ['registerFeed.sources[].config', 'editFeed.sources[].config', 'advanceFeed.foldState'];

describe('law 8: what comes in has a limit', () => {
  test.each([...COMMANDS.values()].map((command) => [command.name, command] as const))(
    'every text and list of %s',
    (name, { input }) => {
      expect(unbounded(input, name, JUDGED)).toEqual([]);
    },
  );

  test('the configuration of a source is refused when it is too long', () => {
    const sourceOf = (length: number) => ({
      sourceId: 'a',
      family: 'replay',
      config: { file: 'x'.repeat(length) },
      heartbeatSeconds: 60,
      operators: ['a'],
    });
    const feedOf = (length: number) => ({
      name: 'a',
      decimals: 8,
      quorum: 1,
      maxGapSeconds: 60,
      finalitySeconds: 0,
      sources: [sourceOf(length)],
      sandbox: false,
    });
    const { input } = COMMANDS.get('registerFeed') ?? {};
    const overhead = JSON.stringify({ file: '' }).length;
    const longest = limits.SOURCE_CONFIG_LENGTH_MAX - overhead;
    expect(input?.safeParse(feedOf(longest)).success).toBe(true);
    expect(input?.safeParse(feedOf(longest + 1)).success).toBe(false);
  });

  test('what forming readings remembers is refused when it has more voices than a feed', () => {
    const voice = { key: '', source: '', operator: '', round: '0', value: 1n, observedAt: 0, freshUntil: 0 };
    const closingOf = (voices: number) => ({
      feedId: 'feed_a',
      throughSlot: 60,
      readings: [],
      foldState: { ...EMPTY_FEED_STATE, voices: Array.from({ length: voices }, () => voice) },
    });
    const { input } = COMMANDS.get('advanceFeed') ?? {};
    expect(input?.safeParse(closingOf(limits.FEED_VOICES_MAX)).success).toBe(true);
    expect(input?.safeParse(closingOf(limits.FEED_VOICES_MAX + 1)).success).toBe(false);
  });

  test('the search for what has no end finds it', () => {
    const endless = z.strictObject({
      text: z.string(),
      pattern: z.string().regex(/^[a-z]+$/),
      list: z.array(z.int()).nullable(),
      inside: z.array(z.strictObject({ open: z.string() })).max(3),
      record: z.record(z.string(), z.int()),
      good: z.string().max(5),
      fixed: z.string().regex(/^[a-z]{1,4}$/),
    });
    expect(unbounded(endless, 'x', [])).toEqual([
      'x.text',
      'x.pattern',
      'x.list',
      'x.inside[].open',
      'x.record',
    ]);
  });
});

/** Every list that a client can send, with the limit that holds it and the file that refuses a longer one. */
const SENT_LISTS: Record<string, { limit: keyof typeof limits; file: string }> = {
  'Query.nodes(ids)': { limit: 'FILTER_IDS_MAX', file: 'src/api/resolvers/node.ts' },
  'Query.quote(items)': { limit: 'QUOTE_ITEMS_MAX', file: 'src/api/resolvers/quote.ts' },
  'SimulatePayoutInput.series': { limit: 'SIMULATION_ROWS_MAX', file: 'src/api/resolvers/quote.ts' },
  'AccountFilter.ids': { limit: 'FILTER_IDS_MAX', file: 'src/api/resolvers/account.ts' },
  'EventFilter.nodeIds': { limit: 'FILTER_IDS_MAX', file: 'src/api/resolvers/events.ts' },
  'EventFilter.types': { limit: 'FILTER_IDS_MAX', file: 'src/api/resolvers/events.ts' },
  'ProposeInput.changes': { limit: 'PROPOSAL_CHANGES_MAX', file: 'src/market/governance/propose.ts' },
  'AdoptRiskModelInput.factors': {
    limit: 'RISK_FACTORS_MAX',
    file: 'src/market/governance/changes/adoptRiskModel.ts',
  },
  'RiskModelFactorInput.table': {
    limit: 'RISK_TABLE_POINTS_MAX',
    file: 'src/market/governance/changes/adoptRiskModel.ts',
  },
  'ScoreProductInput.inputs': { limit: 'RISK_FACTORS_MAX', file: 'src/market/risk/riskInput.ts' },
  'SetLayerOrderInput.order': {
    limit: 'LAYER_ORDER_MAX',
    file: 'src/market/governance/changes/setLayerOrder.ts',
  },
  'WhatIfInput.changes': { limit: 'PROPOSAL_CHANGES_MAX', file: 'src/market/governance/propose.ts' },
  'WhatIfInput.productIds': { limit: 'FILTER_IDS_MAX', file: 'src/api/resolvers/whatIf.ts' },
  'BuyPoliciesInput.items': { limit: 'QUOTE_ITEMS_MAX', file: 'src/market/policy/buyPolicies.ts' },
  'CreateProductInput.inputs': { limit: 'RISK_FACTORS_MAX', file: 'src/market/risk/riskInput.ts' },
  'CreateProductInput.pools': { limit: 'PRODUCT_POOLS_MAX', file: 'src/market/product/productInput.ts' },
  'BasketInput.productIds': { limit: 'BASKET_MEMBERS_MAX', file: 'src/market/product/productInput.ts' },
  'PayoutShapeInput.tiers': { limit: 'TIERS_MAX', file: 'src/market/product/ruleInput.ts' },
  'CreateApiKeyInput.scopes': { limit: 'API_KEY_SCOPES_MAX', file: 'src/api/mutations/createApiKey.ts' },
  'SubmitObservationsInput.observations': {
    limit: 'SUBMIT_OBSERVATIONS_MAX',
    file: 'src/api/observations/receiveReports.ts',
  },
  'CreateWebhookInput.types': { limit: 'FILTER_IDS_MAX', file: 'src/market/webhook/webhookInput.ts' },
  'CreateWebhookInput.nodeIds': { limit: 'FILTER_IDS_MAX', file: 'src/market/webhook/webhookInput.ts' },
  'EditWebhookInput.types': { limit: 'FILTER_IDS_MAX', file: 'src/market/webhook/webhookInput.ts' },
  'EditWebhookInput.nodeIds': { limit: 'FILTER_IDS_MAX', file: 'src/market/webhook/webhookInput.ts' },
  'RegisterVenueInput.keys': { limit: 'VENUE_KEYS_MAX', file: 'src/market/venue/registration.ts' },
  'RegisterVenueInput.markets': { limit: 'VENUE_MARKETS_MAX', file: 'src/market/venue/registration.ts' },
  'EditVenueInput.keys': { limit: 'VENUE_KEYS_MAX', file: 'src/market/venue/registration.ts' },
  'EditVenueInput.markets': { limit: 'VENUE_MARKETS_MAX', file: 'src/market/venue/registration.ts' },
  'SubmitMarketStateInput.holdings': { limit: 'HOLDINGS_MAX', file: 'src/market/venue/stateInput.ts' },
  'SubmitLiquidationsInput.liquidations': {
    limit: 'SUBMIT_LIQUIDATIONS_MAX',
    file: 'src/market/venue/liquidationInput.ts',
  },
  'EditFeedInput.sources': { limit: 'FEED_SOURCES_MAX', file: 'src/market/feed/editFeed.ts' },
  'RegisterFeedInput.sources': { limit: 'FEED_SOURCES_MAX', file: 'src/market/feed/registerFeed.ts' },
  'FeedSourceInput.operators': { limit: 'FEED_OPERATORS_MAX', file: 'src/market/feed/registration.ts' },
};

describe('law 8: the API', () => {
  test('bounds every list that it takes', () => {
    expect(sentLists()).toEqual(Object.keys(SENT_LISTS).sort());
    for (const [path, { limit, file }] of Object.entries(SENT_LISTS)) {
      expect(textOf(file), `${path} in ${file}`).toMatch(new RegExp(`(length > |max\\()${limit}\\b`));
    }
  });

  test('gives at most a hundred rows a page, and refuses to give more', () => {
    expect(limits.PAGE_SIZE_MAX).toBeLessThanOrEqual(100);
    for (const { path, text } of sourcesUnder('src/api/resolvers')) {
      if (/\bfirst\b.*\bafter\b/.test(text))
        expect(text, path).toMatch(/pageSize|pageOf|eventPage|\.\.\.page/);
    }
  });
});

describe('law 8: limits stand in one file', () => {
  test('each is a whole amount above zero', () => {
    for (const [name, value] of Object.entries(limits)) {
      const values = typeof value === 'object' ? Object.values(value) : [value];
      for (const one of values) {
        if (typeof one === 'bigint') expect(one > 0n, name).toBe(true);
        else expect(Number.isSafeInteger(one) && one > 0, name).toBe(true);
      }
    }
  });

  test('no other file outside the rules makes one up', () => {
    // Facts of a format: half the order of a curve, and the digits that a stored number has.
    const facts = ['src/api/auth/signInMessage.ts S_MAX', 'src/store/codec.ts COEFFICIENT_MAX'];
    const wrong = sourcesUnder('src', 'oracles')
      .filter(({ path }) => !path.startsWith('src/domain/'))
      .flatMap((source) => {
        const places: string[] = [];
        walk(source.tree, (node) => {
          if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name)) return;
          const isFact = facts.includes(`${source.path} ${node.name.text}`);
          if (/_(MAX|LIMITS?)$/.test(node.name.text) && !isFact)
            places.push(`${placeOf(source, node)} ${node.name.text}`);
        });
        return places;
      });
    expect(wrong).toEqual([]);
  });
});

function sentLists(): string[] {
  const schema = buildSchema(readSdl({ sandbox: true }));
  const found: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isInputObjectType(type)) {
      for (const { name, type: of } of Object.values(type.getFields()))
        if (isListType(getNullableType(of))) found.push(`${type.name}.${name}`);
    }
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields()))
        for (const { name, type: of } of field.args)
          if (isListType(getNullableType(of))) found.push(`${type.name}.${field.name}(${name})`);
    }
  }
  return found.sort();
}
