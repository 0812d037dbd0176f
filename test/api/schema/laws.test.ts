import {
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { MONEY_MUTATIONS } from '../../../src/api/hardening/moneyGate.ts';
import { GRAPHIQL_DOCUMENTS } from '../../../src/api/http/graphiql.ts';
import { PAGE_SIZE_MAX } from '../../../src/domain/shared/limits.ts';
import { exampleOf, mutationFields, nouns, ownFields, ownTypes, queryFields, schema } from './apiSchema.ts';

const COMPUTED_READS = [
  'viewer',
  'quote',
  'simulatePayout',
  'whatIf',
  'solvency',
  'governance',
  'node',
  'nodes',
  'events',
];
const VERBS = [
  'register',
  'create',
  'buy',
  'edit',
  'cancel',
  'transfer',
  'place',
  'fill',
  'deposit',
  'request',
  'take',
  'submit',
  'contribute',
  'challenge',
  'delay',
  'raise',
  'declare',
  'propose',
  'approve',
  'execute',
  'pause',
  'revoke',
  'send',
  'credit',
  'debit',
  'sign',
  'refresh',
  'redeliver',
  'advance',
];
/** Their effect is no `decide`. */
const WITHOUT_DRY_RUN = [
  ...['createSignInMessage', 'signIn', 'refreshSession', 'revokeSession', 'advanceClock'],
  ...['createApiKey', 'revokeApiKey', 'submitObservations'],
];
const STATEFUL = [
  ...['Product', 'Pool', 'Policy', 'Withdrawal', 'Order', 'Trade', 'Feed'],
  ...['Incident', 'Venue', 'Liquidation', 'Proposal', 'Commitment'],
];
const DERIVED = ['Product', 'PolicyMonitor', 'Feed', 'Incident'];

const fieldsOf = (name: string) => (schema.getType(name) as GraphQLObjectType).getFields();
const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
const plural = (name: string) => (name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`);

describe('law 1: nouns are queries', () => {
  test('every noun has exactly its singular and its plural', () => {
    const expected = nouns.flatMap((noun) => [lowerFirst(noun), plural(lowerFirst(noun))]);
    expect(queryFields.map(({ name }) => name).sort()).toEqual([...expected, ...COMPUTED_READS].sort());
  });

  test.each(nouns)('%s: one by id, pages by filter, orderBy, first and after', (noun) => {
    const one = queryFields.find(({ name }) => name === lowerFirst(noun));
    expect(one?.args.map(({ name, type }) => `${name}: ${type}`)).toEqual(['id: ID!']);
    expect(String(one?.type)).toBe(noun);
    const many = queryFields.find(({ name }) => name === plural(lowerFirst(noun)));
    expect(many?.args.map(({ name }) => name)).toEqual(['filter', 'orderBy', 'first', 'after']);
    expect(String(many?.type)).toBe(`${noun}Connection!`);
  });

  test('every list with pages is a connection, and has no offset', () => {
    for (const { owner, field } of ownFields) {
      const paged = field.args?.some(({ name }) => name === 'first') ?? false;
      const isConnection = getNamedType(field.type).name.endsWith('Connection');
      expect(paged, `${owner}.${field.name}`).toBe(isConnection);
      expect(
        field.args?.some(({ name }) => ['offset', 'skip', 'page', 'last', 'before'].includes(name)) ?? false,
      ).toBe(false);
    }
  });

  test('a connection has edges with cursors, nodes, a page and, where it is priced, a total that may be null', () => {
    for (const { name } of ownTypes.filter((type) => type.name.endsWith('Connection'))) {
      const noun = name.slice(0, -'Connection'.length);
      const fields = fieldsOf(name);
      expect(String(fields.edges?.type)).toBe(`[${noun}Edge!]!`);
      expect(String(fields.nodes?.type)).toBe(`[${noun}!]!`);
      expect(String(fields.pageInfo?.type)).toBe('PageInfo!');
      if (fields.totalCount) expect(String(fields.totalCount.type)).toBe('Int');
      expect(String(fieldsOf(`${noun}Edge`).cursor?.type)).toBe('Cursor!');
    }
  });

  test('a page has 20 rows unless asked, and at most a hundred', () => {
    for (const { field } of ownFields) {
      const first = field.args?.find(({ name }) => name === 'first');
      if (first) expect([String(first.type), first.defaultValue]).toEqual(['Int!', 20]);
    }
    expect(PAGE_SIZE_MAX).toBe(100);
  });
});

describe('law 2: verbs are mutations', () => {
  test.each(mutationFields.map(({ name }) => name))('%s begins with a verb of the list', (name) => {
    expect(VERBS).toContain(/^[a-z]+/.exec(name)?.[0]);
  });
});

describe('law 3: one input, one payload', () => {
  test.each(mutationFields.map((field) => [field.name, field] as const))('%s', (name, field) => {
    const upper = name.charAt(0).toUpperCase() + name.slice(1);
    expect(field.args[0]?.name).toBe('input');
    expect(String(field.args[0]?.type)).toBe(`${upper}Input!`);
    expect(String(field.type)).toBe(`${upper}Payload!`);
    const { errors, replayed, ...rest } = fieldsOf(`${upper}Payload`);
    expect(String(errors?.type)).toBe('[Refusal!]!');
    expect(String(replayed?.type)).toBe('Boolean!');
    // A refusal means that nothing was changed, so everything else may be null.
    expect(Object.values(rest).length).toBeGreaterThan(0);
    for (const { type } of Object.values(rest)) expect(String(type).endsWith('!')).toBe(false);
  });
});

describe('law 4: dry runs', () => {
  test.each(mutationFields.map((field) => [field.name, field] as const))('%s', (name, field) => {
    const dryRun = field.args.find((argument) => argument.name === 'dryRun');
    if (WITHOUT_DRY_RUN.includes(name)) expect(dryRun).toBeUndefined();
    else expect([String(dryRun?.type), dryRun?.defaultValue]).toEqual(['Boolean!', false]);
  });

  test('there is no preview, estimate or can', () => {
    for (const { name } of [...queryFields, ...mutationFields])
      expect(name).not.toMatch(/^(preview|estimate|can[A-Z]|get|my)/);
  });
});

describe('law 5: money mutations', () => {
  test('those that the schema marks with $ are those that need a key', () => {
    const marked = mutationFields
      .filter(({ description }) => description?.startsWith('$ '))
      .map(({ name }) => name);
    expect(marked.sort()).toEqual([...MONEY_MUTATIONS].sort());
  });
});

describe('law 6: money, rates and times', () => {
  test('nothing is a Float', () => {
    for (const { field } of ownFields) {
      expect(getNamedType(field.type).name).not.toBe('Float');
      for (const argument of field.args ?? []) expect(getNamedType(argument.type).name).not.toBe('Float');
    }
  });

  test('an Int is a number of seconds, a count, a code or a version, never money', () => {
    const allowed =
      /Seconds$|SecondsMax$|Count$|^(count|first|k|decimals|chainIds?|quorum|score|value|queuePosition|limit|used|number|previous|target|modelVersion|parameterVersion|affectedPolicies|approvalsNeeded|have|need|policiesDepending|scanned|eligible|paid|seconds|accepted|rejected|missedRounds|attempts|statusCode|minimum|minimumCollusion|collusionThreshold|collusionThresholdAtBest|years|paths|seed)$|Bps$/;
    for (const { owner, field } of ownFields) {
      if (getNamedType(field.type).name !== 'Int') continue;
      const exact = ['IncidentPayouts.paid', 'Score.value', 'PastScore.value', 'QuotedScore.value'].includes(
        `${owner}.${field.name}`,
      );
      if (['paid', 'value'].includes(field.name)) expect(exact, `${owner}.${field.name}`).toBe(true);
      expect(field.name, `${owner}.${field.name}`).toMatch(allowed);
    }
  });

  test('an amount goes in as Amount and never comes out as one', () => {
    for (const type of ownTypes) {
      if (isInputObjectType(type)) continue;
      if (!isObjectType(type)) continue;
      for (const field of Object.values(type.getFields()))
        expect(getNamedType(field.type).name).not.toBe('Amount');
    }
  });

  test('a Money comes with its asset, as exact digits and as a decimal', () => {
    const { amount, decimal, asset } = fieldsOf('Money');
    expect([amount, decimal, asset].map((field) => String(field?.type))).toEqual([
      'Integer!',
      'String!',
      'Asset!',
    ]);
    const { wad, percent } = fieldsOf('Rate');
    expect([wad, percent].map((field) => String(field?.type))).toEqual(['Wad!', 'String!']);
  });

  test('instants end in At, From, Until or Start, or are called at, asOf, since, until, from or eventTime', () => {
    for (const { owner, field } of ownFields) {
      if (getNamedType(field.type).name !== 'DateTime') continue;
      expect(field.name, `${owner}.${field.name}`).toMatch(
        /(At|From|Until|Start|Since)$|^(at|asOf|since|until|from|now|eventTime)$/,
      );
    }
  });

  test('no input takes a status, a role or a balance', () => {
    for (const type of ownTypes) {
      if (!isInputObjectType(type) || type.name.endsWith('Filter')) continue;
      const names = Object.keys((type as GraphQLInputObjectType).getFields());
      expect(
        names.filter(
          (name) =>
            ['status', 'role', 'roles', 'balance', 'version', 'shares'].includes(name) &&
            !['RequestWithdrawalInput', 'TransferPositionInput', 'RoleChangeInput'].includes(type.name),
        ),
      ).toEqual([]);
    }
  });
});

describe('law 7: states', () => {
  test.each(STATEFUL)('%s says its status, why, what can be done and what happened', (noun) => {
    const { status, statusReason, actions, history } = fieldsOf(noun);
    expect(isEnumType(getNamedType(status?.type as never))).toBe(true);
    expect(String(statusReason?.type)).toBe('String!');
    expect(String(actions?.type)).toBe('[Action!]!');
    expect(String(history?.type)).toBe('EventConnection!');
  });

  test.each(DERIVED)('%s says what it rests on', (name) => {
    expect(String(fieldsOf(name).asOf?.type)).toBe('AsOf!');
  });
});

test('law 8: one Event for history, query and subscription', () => {
  const subscription = schema.getSubscriptionType()?.getFields() ?? {};
  expect(Object.keys(subscription)).toEqual(['events']);
  expect(String(subscription.events?.type)).toBe('Event!');
  expect(queryFields.find(({ name }) => name === 'events')?.type.toString()).toBe('EventConnection!');
});

describe('law 10: descriptions', () => {
  test('every type, field, argument, input and value is described', () => {
    const bare: string[] = [];
    const say = (path: string, description: string | null | undefined) => {
      if (!description || description.trim().length < 5) bare.push(path);
    };
    for (const type of ownTypes) {
      say(type.name, type.description);
      if (isEnumType(type))
        for (const value of type.getValues()) say(`${type.name}.${value.name}`, value.description);
    }
    for (const { owner, field } of ownFields) {
      say(`${owner}.${field.name}`, field.description);
      for (const argument of field.args ?? [])
        say(`${owner}.${field.name}(${argument.name})`, argument.description);
    }
    expect(bare).toEqual([]);
  });

  const operations = [
    ...queryFields,
    ...mutationFields,
    ...Object.values(schema.getSubscriptionType()?.getFields() ?? {}),
  ];
  test.each(operations.map((field) => [field.name, field.description] as const))(
    'the example of %s fits the schema',
    (name, description) => {
      const example = exampleOf(description);
      expect(example).toContain(name);
      expect(validate(schema, parse(example ?? ''))).toEqual([]);
    },
  );

  test.each(mutationFields.map((field) => [field.name, field.description ?? ''] as const))(
    '%s names who may call it and its refusals',
    (_name, description) => {
      expect(description).toMatch(/Refusals:\s/);
      expect(description).toMatch(
        /Role [A-Z]+|Anyone|Needs a session|session|owner\s+may|Whoever holds|signed in/,
      );
    },
  );

  test.each(GRAPHIQL_DOCUMENTS)('a saved tab of GraphiQL fits the schema', (document) => {
    expect(validate(schema, parse(document))).toEqual([]);
  });
});
