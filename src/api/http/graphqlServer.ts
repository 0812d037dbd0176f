/** The GraphQL endpoint: yoga with everything that keeps it narrow. */
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { GraphQLError, NoSchemaIntrospectionCustomRule } from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import { BODY_BYTES_MAX } from '../../domain/shared/limits.ts';
import type { Callers } from '../auth/caller.ts';
import type { ApiContext, ApiServices } from '../context.ts';
import { requestError } from '../errors.ts';
import { useArmor } from '../hardening/armor.ts';
import { useGates } from '../hardening/useGates.ts';
import { createLoaderFactory } from '../loaders/loaders.ts';
import { buildApiSchema } from '../schema/schema.ts';
import { graphiqlOptions } from './graphiql.ts';
import type { ServerContext } from './serverContext.ts';
import { useAnswer } from './useAnswer.ts';
import { useMeasure } from './useMeasure.ts';

export const GRAPHQL_PATH = '/graphql';

export function createGraphqlServer(
  services: ApiServices,
  callers: Callers,
): YogaServerInstance<ServerContext, ApiContext> {
  const { sandbox } = services.settings;
  const loadersOf = createLoaderFactory(services.market.queries);
  return createYoga<ServerContext, ApiContext>({
    schema: buildApiSchema({ sandbox }),
    graphqlEndpoint: GRAPHQL_PATH,
    landingPage: false,
    batching: false,
    multipart: false,
    cors: false,
    // Errors are logged with their request's id where they are finished.
    logging: false,
    maxRequestBodySize: BODY_BYTES_MAX,
    maskedErrors: { maskError },
    graphiql: sandbox && ((request) => graphiqlOptions(new URL(request.url).searchParams.get('token'))),
    renderGraphiQL,
    async context({ facts, notes, bearer }) {
      return { services, facts, notes, ...(await callers.callerOf(bearer)), loaders: loadersOf() };
    },
    plugins: [
      useCSRFPrevention({ requestHeaders: ['x-graphql-yoga-csrf'] }),
      useArmor({ sandbox }),
      !sandbox && useNoIntrospection(),
      useGates(),
      useMeasure(services.metrics),
      useAnswer(services.log, services.metrics),
    ],
  });
}

/** Whatever is not an error of ours stays inside; it is logged where the answer is finished. */
function maskError(error: unknown): Error {
  if (error instanceof GraphQLError && error.originalError instanceof GraphQLError) return error;
  if (error instanceof GraphQLError && !error.originalError) return error;
  const masked = requestError('INTERNAL');
  const { nodes, path } = error instanceof GraphQLError ? error : { nodes: null, path: null };
  const originalError = error instanceof GraphQLError ? error.originalError : error;
  return new GraphQLError(masked.message, {
    nodes: nodes ?? null,
    path: path ?? null,
    extensions: masked.extensions,
    originalError: originalError instanceof Error ? originalError : new Error(String(originalError)),
  });
}

function useNoIntrospection(): Plugin {
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(NoSchemaIntrospectionCustomRule);
    },
  };
}
