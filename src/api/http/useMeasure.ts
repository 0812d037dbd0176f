/**
 * Measures operations by the name of their first field, which is one of the schema's and so never one of
 * many.
 */
import { type DocumentNode, getOperationAST, Kind } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { ApiMetrics } from '../metrics.ts';

export function useMeasure(metrics: ApiMetrics): Plugin {
  return {
    onExecute({ args: { document, operationName } }) {
      const started = performance.now();
      const operation = nameOf(document, operationName);
      return {
        onExecuteDone({ result }) {
          const failed = 'errors' in result && result.errors !== undefined && result.errors.length > 0;
          const labels = { operation, outcome: failed ? 'error' : 'ok' };
          metrics.requestSeconds.observe(labels, (performance.now() - started) / 1_000);
        },
      };
    },
  };
}

function nameOf(document: DocumentNode, operationName: string | null | undefined): string {
  const [first] = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  return first?.kind === Kind.FIELD ? first.name.value : 'fragment';
}
