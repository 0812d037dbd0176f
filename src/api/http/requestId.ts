/** The id of a request stands in the header of its answer from the start. */
import type { Response } from 'express';

export const REQUEST_ID_HEADER = 'X-Request-Id';

/** The id that the request was given. */
export function requestIdOf(response: Response): string {
  return String(response.get(REQUEST_ID_HEADER));
}
