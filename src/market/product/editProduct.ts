/** Changes what may change of a product: how large its subject is. Terms and rule never do. */
import { z } from 'zod';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { sizeProblems, subjectSizeInput } from './subjectSize.ts';
import { subjectIdOf } from './subjects.ts';

const input = z.strictObject({ productId: idInput, subjectSize: subjectSizeInput });
type Input = z.infer<typeof input>;

export const editProduct: Command<Input, { productId: string }> = {
  name: 'editProduct',
  input,
  sender: ['OWNER'],
  money: false,
  naturalKey: ({ productId, subjectSize: { asOf, amount } }) => `${productId}:${asOf}:${amount}`,
  needs({ productId }, _context, world) {
    const product = world.peek('products', productId);
    const own = need('products', productId);
    return product === undefined || product === null
      ? [own]
      : [own, need('subjects', subjectIdOf(product.subject, product.sandbox))];
  },
  decide(world, { productId, subjectSize }, { at }) {
    const draft = openDraft(world, at);
    const product = draft.get('products', productId);
    if (product === null) return refuse('NOT_FOUND', { id: productId }, 'productId');
    if (product.feedId === null) {
      const message = 'The size of a subject is stated on a product of its own, not on a basket.';
      return refuse('CONFIG_INVALID', { problems: [{ path: 'productId', message }] });
    }
    const problems = sizeProblems(subjectSize, at);
    if (problems.length > 0) return refuse('CONFIG_INVALID', { problems });
    const subject = draft.must('subjects', subjectIdOf(product.subject, product.sandbox));
    const newestAt = subject.size?.asOf ?? 0;
    if (subjectSize.asOf <= newestAt) return refuse('STALE', { newestAt }, 'subjectSize.asOf');
    draft.put('subjects', { ...subject, size: subjectSize });
    const { amount, asOf } = subjectSize;
    draft.emit({
      type: 'product.edited',
      node: productId,
      changes: { subjectSize: `${amount}`, subjectSizeAsOf: asOf },
    });
    return draft.done({ productId });
  },
};
