/**
 * Finishes every answer: each error gets its code, the request's id and its HTTP status; what is not ours to
 * tell is masked and logged; the headers that resolvers asked for are set.
 */
import { type ExecutionResult, GraphQLError } from 'graphql';
import { isAsyncIterable, mapAsyncIterator, type Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import { isRequestErrorCode, REQUEST_ERRORS, type RequestErrorCode, requestError } from '../errors.ts';
import type { ApiMetrics } from '../metrics.ts';
import type { ServerContext } from './serverContext.ts';

export function useAnswer(log: Logger, metrics: ApiMetrics): Plugin<object, ServerContext> {
  function finished(result: ExecutionResult, requestId: string): ExecutionResult {
    if (result.errors === undefined || result.errors.length === 0) return result;
    const errors = result.errors.map((error) => finishedError(error, requestId));
    return { ...result, errors };
  }

  function finishedError(error: GraphQLError, requestId: string): GraphQLError {
    const told = tellable(error);
    if (told === null) log.error({ requestId, path: error.path, err: causeOf(error) }, 'an operation failed');
    const { message, extensions } = told ?? requestError('INTERNAL');
    const { source, positions, nodes, path } = error;
    metrics.requestErrors.inc({ code: String(extensions.code) });
    return new GraphQLError(message, {
      nodes: nodes ?? null,
      source: source ?? null,
      positions: positions ?? null,
      path: path ?? null,
      extensions: { ...extensions, requestId },
    });
  }

  return {
    onResultProcess({ result, setResult, serverContext }) {
      const { requestId } = serverContext.facts;
      if (isAsyncIterable<ExecutionResult>(result))
        setResult(mapAsyncIterator(result, (one) => finished(one, requestId)));
      else if (Array.isArray(result)) setResult(result.map((one) => finished(one, requestId)));
      else setResult(finished(result as ExecutionResult, requestId));
    },
    onResponse({ response, serverContext }) {
      const { notes } = serverContext;
      for (const [name, value] of Object.entries(notes.headers)) response.headers.set(name, value);
      if (notes.replayed) response.headers.set('Idempotency-Replayed', 'true');
    },
  };
}

interface HttpHints {
  status?: number;
  headers?: Record<string, string>;
}

/** The error as the client may read it, or null when it tells too much and has to be masked. */
function tellable(error: GraphQLError): Pick<GraphQLError, 'message' | 'extensions'> | null {
  const cause = causeOf(error);
  if (!(cause instanceof GraphQLError)) return null;
  const { code, http, ...rest } = cause.extensions as { code?: unknown; http?: HttpHints };
  if (code === 'INTERNAL') return null;
  if (isRequestErrorCode(code)) return told(cause, code, http, rest);
  if (http?.status !== undefined && http.status >= 500) return null;
  return told(cause, http?.status === 403 ? 'FORBIDDEN' : 'INPUT_INVALID', http, {});
}

/** Packages mark some errors as fit for status 200; ours always say their status. */
function told(cause: GraphQLError, code: RequestErrorCode, http: HttpHints | undefined, data: object) {
  const { status, remedy } = REQUEST_ERRORS[code];
  const hints = { status: http?.status ?? status, headers: http?.headers ?? {} };
  return { message: cause.message, extensions: { code, remedy, ...data, http: hints } };
}

/** What was thrown first. */
function causeOf(error: GraphQLError): unknown {
  const { originalError } = error;
  if (originalError === undefined || originalError === null) return error;
  return originalError instanceof GraphQLError ? causeOf(originalError) : originalError;
}
