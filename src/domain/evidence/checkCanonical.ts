/** One document has one text: spaces, other escapes or a member twice would be another. */
import { canonical } from '../shared/canonical.ts';
import type { Difference } from './difference.ts';

/** The first character at which a text is not the canonical one of a document, or null. */
export function checkCanonical(text: string, document: unknown): Difference | null {
  const own = canonical(document);
  if (own === text) return null;
  let same = 0;
  while (same < own.length && own[same] === text[same]) same += 1;
  return {
    path: `character ${same}`,
    expected: own.slice(same, same + 20),
    found: text.slice(same, same + 20),
  };
}
