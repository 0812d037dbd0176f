/** What the people of a story do, each with their own token, through the API alone. */
import { type GraphqlClient, graphqlClient, type RefusalData } from '../graphql.ts';
import type { House } from '../house.ts';
import type { PersonaName } from '../personas.ts';

export interface Api {
  /** Sends a mutation as a persona and answers what was selected of its payload. Throws when refused. */
  act<Payload>(who: PersonaName, mutation: string, input: object, selection: string): Promise<Payload>;
  /** Asks as a persona, or as nobody. */
  ask<Data>(who: PersonaName | null, query: string, variables?: Record<string, unknown>): Promise<Data>;
}

/** The API of a house that is open. */
export function openApi({ service, tokens }: Pick<House, 'service' | 'tokens'>): Api {
  const client: GraphqlClient = graphqlClient(`${service.url}/graphql`);
  return {
    async act<Payload>(who: PersonaName, mutation: string, input: object, selection: string) {
      const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
      const selected = `${selection} errors { code message remedy path }`;
      const document = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${selected} } }`;
      type Answer = Record<string, Payload & { errors: RefusalData[] }>;
      const answer = (await client.run<Answer>(tokens[who], document, { input }))[mutation];
      if (answer === undefined || answer.errors.length > 0) {
        throw new Error(`${mutation} of ${who} was refused: ${JSON.stringify(answer?.errors)}`);
      }
      return answer;
    },
    ask: (who, query, variables) => client.run(who === null ? null : tokens[who], query, variables),
  };
}

/** An amount of money as the API gives it, when its smallest units are asked for. */
export interface Sum {
  amount: string;
}

/** Adds amounts up. */
export const total = (amounts: readonly Sum[]): bigint =>
  amounts.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
