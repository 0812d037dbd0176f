import { type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { costOf } from '../../../src/api/hardening/cost.ts';
import { QUERY_COST_MAX } from '../../../src/domain/shared/limits.ts';
import { schema } from '../schema/apiSchema.ts';

function cost(query: string, variables: Record<string, unknown> = {}, limit = QUERY_COST_MAX): number {
  const document = parse(query);
  const operation = document.definitions.find(
    ({ kind }) => kind === 'OperationDefinition',
  ) as OperationDefinitionNode;
  return costOf({ schema, document, operation, variables }, limit);
}

describe('the cost of an operation', () => {
  test('is about one for each object: a row costs what is asked of it', () => {
    expect(cost('{ __typename }')).toBe(1);
    expect(cost('{ pool(id: "a") { id name status } }')).toBe(2);
    expect(cost('{ pool(id: "a") { capital { amount } asset { symbol } } }')).toBe(4);
  });

  test('grows with the rows of a page, whether they are written, sent or left to the default', () => {
    const page = (first: string) => `query($n: Int!) { pools${first} { nodes { capital { amount } } } }`;
    expect(cost(page('(first: 100)'))).toBe(1 + 1 + 100 + 100);
    expect(cost(page('(first: $n)'), { n: 100 })).toBe(202);
    expect(cost(page(''))).toBe(42);
    expect(cost(page('(first: $n)'), { n: 1_000_000 })).toBe(202);
  });

  test('multiplies levels of pages', () => {
    const deep = '{ products(first: 50) { nodes { history(first: 50) { nodes { id } } } } }';
    expect(cost(deep)).toBeGreaterThan(2_500);
  });

  test('counts edges like nodes, and both when both are asked for', () => {
    expect(cost('{ pools(first: 10) { edges { node { id } } } }')).toBe(22);
    expect(cost('{ pools(first: 10) { nodes { id } edges { node { id } } } }')).toBe(32);
  });

  test('counts fragments where they are used, each time', () => {
    const fragment = 'fragment f on Pool { capital { amount } }';
    expect(cost(`{ a: pool(id: "a") { ...f } b: pool(id: "b") { ...f } } ${fragment}`)).toBe(5);
    expect(cost('{ node(id: "a") { ... on Pool { capital { amount } } } }')).toBe(3);
  });

  test('is high for what works hard', () => {
    expect(cost('{ pools(first: 1) { totalCount } }')).toBe(22);
    expect(cost('{ pools(first: 10) { nodes { actions { name } } } }')).toBe(1 + 1 + 10 + 200);
    expect(cost('mutation { signIn(input: { message: "", signature: "0x" }) { replayed } }')).toBeGreaterThan(
      200,
    );
  });

  test('of a simulation of ruin is that of a second of work, wherever it is asked for', () => {
    const written = (ruin: string) => `{ whatIf(input: { changes: []${ruin} }) { effects { at } } }`;
    const without = cost(written(''));
    expect(cost(written(', ruin: {}')) - without).toBe(2_000);
    expect(cost(written(', ruin: null')) - without).toBe(0);
    const sent = 'query($input: WhatIfInput!) { whatIf(input: $input) { effects { at } } }';
    expect(cost(sent, { input: { changes: [], ruin: { paths: 1_000 } } }) - without).toBe(2_000);
    const ofProposal =
      'query($ruin: WhatIfRuinInput) { proposal(id: "a") { whatIf(ruin: $ruin) { effects { at } } } }';
    expect(cost(ofProposal, { ruin: {} }) - cost(ofProposal)).toBe(2_000);
    const ofMany = '{ proposals(first: 3) { nodes { whatIf(ruin: {}) { effects { at } } } } }';
    expect(cost(ofMany)).toBeGreaterThan(QUERY_COST_MAX);
  });

  test('counts ids that are asked for at once', () => {
    const ids = Array.from({ length: 40 }, (_unused, index) => `pool_${index}`);
    expect(
      cost('query($ids: [ID!]!) { nodes(ids: $ids) { ... on Pool { capital { amount } } } }', { ids }),
    ).toBe(42);
  });

  test('stops counting soon after the limit, however large the document would be', () => {
    const doubling = Array.from(
      { length: 40 },
      (_unused, index) => `fragment f${index} on Pool { a: asset { id } ...f${index + 1} ...f${index + 1} }`,
    );
    const query = `{ pool(id: "a") { ...f0 } } ${doubling.join(' ')} fragment f40 on Pool { id }`;
    expect(cost(query)).toBeGreaterThan(QUERY_COST_MAX);
  });
});
