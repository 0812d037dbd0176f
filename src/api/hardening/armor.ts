/** Limits on the shape of a document, checked while it is parsed and validated, before anything runs. */
import { EnvelopArmorPlugin } from '@escape.tech/graphql-armor';
import type { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import {
  QUERY_ALIASES_MAX,
  QUERY_DEPTH_MAX,
  QUERY_DIRECTIVES_MAX,
  QUERY_TOKENS_MAX,
} from '../../domain/shared/limits.ts';
import { REQUEST_ERRORS } from '../errors.ts';

const { message, status } = REQUEST_ERRORS.QUERY_TOO_COMPLEX;

/**
 * Depth, aliases, directives and tokens. Cost is judged by our own rule (cost.ts): the package's does not see
 * page sizes that come as variables. Field suggestions would tell a stranger the schema that introspection
 * hides.
 */
export function useArmor({ sandbox }: { sandbox: boolean }): Plugin {
  const shared = {
    exposeLimits: false,
    errorMessage: message,
    onReject: [(_context: unknown, error: GraphQLError) => markTooComplex(error)],
  };
  return EnvelopArmorPlugin({
    maxTokens: { n: QUERY_TOKENS_MAX, ...shared },
    maxDepth: { n: QUERY_DEPTH_MAX, flattenFragments: true, ignoreIntrospection: sandbox, ...shared },
    maxAliases: { n: QUERY_ALIASES_MAX, ...shared },
    maxDirectives: { n: QUERY_DIRECTIVES_MAX, ...shared },
    costLimit: { enabled: false },
    blockFieldSuggestion: { enabled: !sandbox },
  }) as Plugin;
}

function markTooComplex(error: GraphQLError): void {
  error.message = message;
  Object.assign(error.extensions, { code: 'QUERY_TOO_COMPLEX', http: { status } });
}
