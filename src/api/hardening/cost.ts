/**
 * What an operation costs before it runs: about one for each object that it may touch. Lists multiply what is
 * inside them by the rows asked for, so two levels of a hundred rows cost ten thousand, however short the
 * document is.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { PAGE_SIZE_MAX } from '../../domain/shared/limits.ts';

/** Rows taken for a list that has no `first`: products of a pool, decisions of a policy. */
const LIST_ROWS = 5;
/** Rows of a connection when nothing else is said: the schema's default. */
const PAGE_ROWS = 20;

/** Fields that do more than read a row. */
const FIELD_COSTS: Record<string, number> = {
  totalCount: 20,
  actions: 20,
  quote: 20,
  // Each item is priced five times more.
  sensitivity: 20,
  simulatePayout: 200,
  whatIf: 200,
  solvency: 50,
  inclusionProof: 20,
  rejections: 50,
  stressRatio: 20,
  cadenceSeconds: 20,
  missedRounds: 50,
  createSignInMessage: 50,
  // A signature check takes 2 ms of CPU, as much as some hundred objects.
  signIn: 200,
  refreshSession: 50,
  revokeSession: 50,
};
/** A simulation of ruin keeps a processor busy for about a second. */
const RUIN_COST = 2_000;
const MUTATION_COST = 10;
const SUBSCRIPTION_COST = 50;

export interface CostInput {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Record<string, unknown>;
}

/** The cost of an operation, at least 1. It stops counting once `limit` is passed. */
export function costOf({ schema, document, operation, variables }: CostInput, limit: number): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  let total = 1;

  function visit(selections: SelectionSetNode, typeName: string, rows: number): void {
    for (const selection of selections.selections) {
      if (total > limit) return;
      if (selection.kind === Kind.FIELD) visitField(selection, typeName, rows);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet, selection.typeCondition?.name.value ?? typeName, rows);
      } else {
        const fragment = fragments.get(selection.name.value);
        if (fragment !== undefined) visit(fragment.selectionSet, fragment.typeCondition.name.value, rows);
      }
    }
  }

  function visitField(field: FieldNode, typeName: string, rows: number): void {
    const name = field.name.value;
    const definition = fieldOf(schema, typeName, name);
    if (definition === null) return;
    const base = FIELD_COSTS[name] ?? (isCompositeType(getNamedType(definition.type)) ? 1 : 0);
    const inside = rows * rowsOf(field, definition, variables);
    total += rows * (base + (asksForRuin(field, variables) ? RUIN_COST : 0));
    if (field.selectionSet) visit(field.selectionSet, getNamedType(definition.type).name, inside);
  }

  if (operation.operation === 'mutation') total += MUTATION_COST * operation.selectionSet.selections.length;
  if (operation.operation === 'subscription') total += SUBSCRIPTION_COST;
  visit(operation.selectionSet, rootNameOf(schema, operation), 1);
  return Math.ceil(total);
}

/** Whether a `whatIf` has `ruin`, in its input or beside it. */
function asksForRuin(field: FieldNode, variables: Record<string, unknown>): boolean {
  if (field.name.value !== 'whatIf') return false;
  return (field.arguments ?? []).some(({ name, value }) => {
    const sent: unknown = valueFromASTUntyped(value, variables);
    const ruin = name.value === 'ruin' ? sent : (sent as { ruin?: unknown } | null)?.ruin;
    return ruin != null;
  });
}

interface FieldShape {
  type: GraphQLOutputType;
  isPage: boolean;
}

function fieldOf(schema: GraphQLSchema, typeName: string, fieldName: string): FieldShape | null {
  const type = schema.getType(typeName);
  if (!isObjectType(type) && !isAbstractType(type)) return null;
  const field = 'getFields' in type ? type.getFields()[fieldName] : undefined;
  if (field === undefined) return null;
  return { type: field.type, isPage: field.args.some(({ name }) => name === 'first') };
}

function rowsOf(field: FieldNode, { type, isPage }: FieldShape, variables: Record<string, unknown>): number {
  if (isPage) return Math.min(numberOf(field, 'first', variables) ?? PAGE_ROWS, PAGE_SIZE_MAX);
  if (!isListType(type)) return 1;
  const ids = field.arguments?.find(({ name }) => name.value === 'ids')?.value;
  if (ids?.kind === Kind.LIST) return ids.values.length;
  if (ids?.kind === Kind.VARIABLE) return listLength(variables[ids.name.value]);
  // `edges` and `nodes` are the rows of their page, which the page has multiplied already.
  return field.name.value === 'edges' || field.name.value === 'nodes' ? 1 : LIST_ROWS;
}

function isListType(type: GraphQLOutputType): boolean {
  return type instanceof GraphQLNonNull ? isListType(type.ofType) : type instanceof GraphQLList;
}

function numberOf(field: FieldNode, name: string, variables: Record<string, unknown>): number | null {
  const value = field.arguments?.find((argument) => argument.name.value === name)?.value;
  if (value?.kind === Kind.INT) return Math.max(1, Number(value.value));
  if (value?.kind !== Kind.VARIABLE) return null;
  const sent = variables[value.name.value];
  return typeof sent === 'number' ? Math.max(1, sent) : null;
}

function listLength(value: unknown): number {
  return Array.isArray(value) ? Math.max(1, value.length) : 1;
}

function rootNameOf(schema: GraphQLSchema, operation: OperationDefinitionNode): string {
  return schema.getRootType(operation.operation)?.name ?? '';
}
