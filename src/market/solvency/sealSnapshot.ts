/**
 * Names a snapshot and the pieces of its trees in the journal by their hashes: neither they nor what came
 * before can be changed any more.
 */
import { z } from 'zod';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const input = z.strictObject({
  snapshotId: idInput,
  sequence: z.int().min(0),
  journalHash: hash,
  sha256: hash,
  pieces: hash,
});
type Input = z.infer<typeof input>;
interface Answer {
  snapshotId: string;
}

export const sealSnapshot: Command<Input, Answer> = {
  name: 'sealSnapshot',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ snapshotId }) => snapshotId,
  needs: () => [],
  decide(world, { snapshotId, sequence, journalHash, sha256, pieces }, { at }) {
    const draft = openDraft(world, at);
    const changes = { sequence, journalHash, sha256, pieces };
    draft.emit({ type: 'snapshot.sealed', node: snapshotId, changes });
    return draft.done({ snapshotId });
  },
};
