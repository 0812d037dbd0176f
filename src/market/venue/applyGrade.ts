/** What a venue's new grade changes: for the command, and for a proposal that governors have approved. */
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import { VENUE_GRADE_DEFAULT, type VenueGrade } from '../../domain/venue/grade.ts';
import { transitionVenue } from '../../domain/venue/states.ts';
import type { Draft } from '../sequencer/draft.ts';

export interface Grading {
  venueId: string;
  grade: VenueGrade;
  reason: string;
  /** The account or the proposal that grades it. */
  by: string;
}

/**
 * Grades a venue: a first grade above D makes it ACTIVE, D takes it back to PENDING, and one that is
 * suspended stays so until it has paid. The document must have been named as a need.
 */
export function applyGrade(draft: Draft, { venueId, grade, reason, by }: Grading): Refusal | null {
  const venue = draft.get('venues', venueId);
  if (venue === null) return refuse('NOT_FOUND', { id: venueId }, 'venueId');
  const event = grade === VENUE_GRADE_DEFAULT ? 'DOWNGRADED' : 'GRADED';
  const status = transitionVenue(venue.status, event) ?? venue.status;
  draft.put('venues', { ...venue, grade, status });
  draft.emit({
    type: 'venue.graded',
    node: venueId,
    also: [venue.accountId],
    changes: { grade, before: venue.grade, status, reason, by },
  });
  return null;
}
