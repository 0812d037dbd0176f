/**
 * Law 5: a mutation that moves money needs a key, and one request holds at most one. A dry run needs none.
 */
import {
  type DocumentNode,
  type FieldNode,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { IDEMPOTENCY_KEY_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { inputError, requestError } from '../errors.ts';
import type { CostInput } from './cost.ts';

/** The mutations that the schema marks with $. */
export const MONEY_MUTATIONS: ReadonlySet<string> = new Set([
  'creditAccount',
  'debitAccount',
  'buyPolicies',
  'depositCapital',
  'requestWithdrawal',
  'cancelPolicy',
  'editPolicy',
  'transferPolicy',
  'cancelWithdrawal',
  'placeOrder',
  'fillOrder',
  'takeAuction',
  'cancelOrder',
  'transferPosition',
  'contributeToReserve',
  'createCommitment',
  'cancelCommitment',
  'challengeIncident',
  'createTestFunds',
]);

/**
 * Throws INPUT_INVALID for two money mutations in one request, IDEMPOTENCY_KEY_MISSING for one without a key.
 */
export function enterMoneyGate(input: CostInput, idempotencyKey: string | null): void {
  if (input.operation.operation !== 'mutation') return;
  const moving = moneyFields(input).filter((field) => !isDryRun(input, field));
  if (moving.length > 1) {
    throw inputError(moving[1]?.alias?.value ?? 'mutation', 'is a second money mutation; send one a request');
  }
  if (moving.length === 0) return;
  if (idempotencyKey === null || idempotencyKey.length === 0) throw requestError('IDEMPOTENCY_KEY_MISSING');
  if (idempotencyKey.length > IDEMPOTENCY_KEY_LENGTH_MAX) {
    throw inputError('Idempotency-Key', `is 1 to ${IDEMPOTENCY_KEY_LENGTH_MAX} characters`);
  }
}

function moneyFields({ document, operation, variables }: CostInput): FieldNode[] {
  const found: FieldNode[] = [];
  collect(operation.selectionSet, document, variables, found);
  return found;
}

function collect(
  { selections }: SelectionSetNode,
  document: DocumentNode,
  variables: Record<string, unknown>,
  found: FieldNode[],
): void {
  for (const selection of selections) {
    if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.if === true) continue;
    if (getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if === false) continue;
    if (selection.kind === Kind.FIELD) {
      if (MONEY_MUTATIONS.has(selection.name.value)) found.push(selection);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(selection.selectionSet, document, variables, found);
    } else {
      const name = selection.name.value;
      const fragment = document.definitions.find(
        (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name,
      );
      if (fragment?.kind === Kind.FRAGMENT_DEFINITION)
        collect(fragment.selectionSet, document, variables, found);
    }
  }
}

function isDryRun({ schema, variables }: CostInput, field: FieldNode): boolean {
  const definition = schema.getMutationType()?.getFields()[field.name.value];
  if (definition === undefined) return false;
  const dryRun = field.arguments?.filter(({ name }) => name.value === 'dryRun') ?? [];
  if (dryRun.length === 0) return false;
  const only = { ...definition, args: definition.args.filter(({ name }) => name === 'dryRun') };
  return getArgumentValues(only, { ...field, arguments: dryRun }, variables).dryRun === true;
}
