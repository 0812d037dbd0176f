/** Which pause stands. The document of what governs belongs to every world, so no command names it. */
import { type Pause, pauseOf } from '../../domain/governance/pause.ts';
import { instantText } from '../../domain/policy/instant.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { GovernanceDocument } from '../../store/documents/governance.ts';
import { GOVERNANCE_ID } from '../parameters.ts';

interface Books {
  get(collection: 'governance', id: string): GovernanceDocument | null;
}

/** The pause of everything, or of one of these nodes; null when none stands. */
export function standingPause(books: Books, nodeIds: readonly string[], at: UnixSeconds): Pause | null {
  const { pauses } = books.get('governance', GOVERNANCE_ID) ?? {};
  return pauses === undefined ? null : pauseOf(pauses, nodeIds, at);
}

/** When a pause is over, for whoever has to wait. */
export const pauseEnds = ({ until }: Pause): string =>
  `A guardian has paused it: until ${instantText(until)}, unless governors resume it before.`;
