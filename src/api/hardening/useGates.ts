/** What every operation passes after it was validated and before it runs. */
import { type ExecutionArgs, GraphQLError, getOperationAST, getVariableValues } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { ApiContext } from '../context.ts';
import { requestError } from '../errors.ts';
import { enterMoneyGate } from './moneyGate.ts';
import { enterScopeGate } from './scopeGate.ts';

/** Scopes, cost, rate and idempotency key, in this order. */
export function useGates(): Plugin<ApiContext> {
  return {
    onExecute: ({ args }) => enter(args),
    onSubscribe: ({ args }) => enter(args),
  };
}

function enter({ schema, document, operationName, variableValues, contextValue }: ExecutionArgs): void {
  const operation = getOperationAST(document, operationName);
  if (operation === null || operation === undefined) {
    throw requestError('INPUT_INVALID', {}, 'operationName does not name one operation of the document.');
  }
  const definitions = operation.variableDefinitions ?? [];
  const { errors, coerced } = getVariableValues(schema, definitions, { ...variableValues });
  if (errors !== undefined) throw invalidVariables(errors);
  const input = { schema, document, operation, variables: coerced };
  const context = contextValue as ApiContext;
  enterScopeGate(input, context.scopes);
  context.services.gate.enter(input, context);
  enterMoneyGate(input, context.facts.idempotencyKey);
}

/** How graphql says which part of a variable is wrong, and why. */
const PLACE = /^Variable "\$([^"]*)" got invalid value [\s\S]*?(?: at "([^"]*)")?; ([\s\S]*)$/;

function invalidVariables(errors: readonly GraphQLError[]): GraphQLError {
  const problems = errors.map(({ message }) => {
    const [, variable, place, why] = PLACE.exec(message) ?? [];
    return { path: place ?? variable ?? 'variables', message: why ?? message };
  });
  const [first] = problems;
  const { message, extensions } = requestError(
    'INPUT_INVALID',
    { problems },
    `${first?.path}: ${first?.message}`,
  );
  return new GraphQLError(message, { nodes: errors[0]?.nodes ?? null, extensions });
}
