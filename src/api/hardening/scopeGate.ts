/** A key may do what its scopes allow, and nothing else: looked at before anything of an operation runs. */
import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';
import { missingScope, type Scope } from '../auth/scopes.ts';
import { requestError } from '../errors.ts';
import type { CostInput } from './cost.ts';

/** Throws FORBIDDEN with the first scope that is missing. A session (`scopes` null) passes. */
export function enterScopeGate(input: CostInput, scopes: readonly Scope[] | null): void {
  if (scopes === null) return;
  const root = input.schema.getRootType(input.operation.operation)?.name ?? '';
  for (const { name } of rootFields(input, input.operation.selectionSet)) {
    const isOfGraphql = name.value.startsWith('__');
    const missing = isOfGraphql ? null : missingScope(`${root}.${name.value}`, scopes);
    if (missing !== null) throw requestError('FORBIDDEN', { scope: missing });
  }
}

/** The fields of the operation itself, whichever fragments they stand in. */
function rootFields(input: CostInput, { selections }: SelectionSetNode): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return rootFields(input, selection.selectionSet);
    const name = selection.name.value;
    const fragment = input.document.definitions.find(
      (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION ? rootFields(input, fragment.selectionSet) : [];
  });
}
