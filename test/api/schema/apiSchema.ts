/** The schema as the lints look at it. */
import {
  buildSchema,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { readSdl } from '../../../src/api/schema/sdl.ts';

export const schema = buildSchema(readSdl({ sandbox: true }));

export const queryFields = Object.values((schema.getQueryType() as GraphQLObjectType).getFields());
export const mutationFields = Object.values((schema.getMutationType() as GraphQLObjectType).getFields());

/** Every type that we wrote. */
export const ownTypes: GraphQLNamedType[] = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
);

/** Every field of every object, interface and input type of ours. */
export const ownFields: { owner: string; field: GraphQLField<unknown, unknown> }[] = ownTypes.flatMap(
  (type) =>
    isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
      ? Object.values(type.getFields()).map((field) => ({
          owner: type.name,
          field: field as GraphQLField<unknown, unknown>,
        }))
      : [],
);

/** The runnable example in a description, or null. */
export function exampleOf(description: string | null | undefined): string | null {
  return /```graphql\n([\s\S]*?)```/.exec(description ?? '')?.[1] ?? null;
}

/** The types that have an id and are found by it. */
export const nouns = (schema.getType('Node') ? schema.getPossibleTypes(nodeInterface()) : []).map(
  ({ name }) => name,
);

function nodeInterface() {
  const node = schema.getType('Node');
  if (!isInterfaceType(node)) throw new Error('the schema has no Node');
  return node;
}
