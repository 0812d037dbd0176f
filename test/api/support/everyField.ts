/** A selection of everything that a type offers: its own fields in full, other nouns by their id. */
import {
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/** Levels of selection below the noun. */
const LEVELS = 5;

export function everyFieldOf(schema: GraphQLSchema, typeName: string, levels = LEVELS): string {
  const type = schema.getType(typeName) as GraphQLObjectType;
  const fields = Object.values(type.getFields()).map((field) => {
    const inner = getNamedType(field.type);
    if (!isCompositeType(inner)) return field.name;
    if (levels === 0) return '';
    if (isInterfaceType(inner)) return `${field.name} { __typename }`;
    if (!isObjectType(inner)) return '';
    const isNoun = inner.getInterfaces().some(({ name }) => name === 'Node');
    const selection = isNoun ? '{ id }' : everyFieldOf(schema, inner.name, levels - 1);
    return selection === '{  }' ? '' : `${field.name} ${selection}`;
  });
  return `{ ${fields.filter((field) => field !== '').join(' ')} }`;
}
