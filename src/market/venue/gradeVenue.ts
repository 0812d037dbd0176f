/** Grades a venue: what it may draw, and what must stand behind it, follow from that. */
import { z } from 'zod';
import type { Command } from '../command.ts';
import { idInput, referenceInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { applyGrade } from './applyGrade.ts';

const input = z.strictObject({
  venueId: idInput,
  grade: z.enum(['A', 'B', 'C', 'D']),
  reason: referenceInput,
});
type Input = z.infer<typeof input>;

export const gradeVenue: Command<Input, { venueId: string }> = {
  name: 'gradeVenue',
  input,
  sender: ['GOVERNOR', 'OWNER'],
  money: false,
  needs: ({ venueId }) => [need('venues', venueId)],
  decide(world, { venueId, grade, reason }, { at, principal }) {
    const draft = openDraft(world, at);
    return applyGrade(draft, { venueId, grade, reason, by: principal.id }) ?? draft.done({ venueId });
  },
};
