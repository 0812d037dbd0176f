import type { RequestFacts, ResponseNotes } from '../context.ts';

/** What express hands to the GraphQL server with a request. */
export interface ServerContext {
  facts: RequestFacts;
  notes: ResponseNotes;
  /**
   * The token of `Authorization: Bearer`, `null` without the header, `''` when the header is anything else.
   */
  bearer: string | null;
}
