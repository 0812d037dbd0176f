/** Examples that stand beside fields of types, where nobody runs them one by one. */
import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { exampleOf, ownFields, schema } from './apiSchema.ts';

test('every example beside a field fits the schema', () => {
  const examples = ownFields.flatMap(({ owner, field }) => {
    const example = exampleOf(field.description);
    return example === null ? [] : [{ name: `${owner}.${field.name}`, example }];
  });
  expect(examples.length).toBeGreaterThan(10);
  const unfit = examples.flatMap(({ name, example }) =>
    validate(schema, parse(example)).map(({ message }) => `${name}: ${message}`),
  );
  expect(unfit).toEqual([]);
});
