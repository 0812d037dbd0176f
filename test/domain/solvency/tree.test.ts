import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AMOUNT_MAX } from '../../../src/domain/shared/limits.ts';
import { type Liability, leafNode, parentNode, rootOf } from '../../../src/domain/solvency/liability.ts';
import { type InclusionProof, proofFault } from '../../../src/domain/solvency/proof.ts';
import {
  inclusionProof,
  liabilityTree,
  PIECE_LEAVES,
  pieceProof,
  topsOf,
} from '../../../src/domain/solvency/tree.ts';
import vectors from '../../vectors/solvency/tree.json' with { type: 'json' };

const sha256 = (text: string) => hash('sha256', text, 'hex');

const owed = (id: string, amount: bigint, salt = `salt of ${id}`): Liability => ({ id, amount, salt });

const liabilities = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 12 }),
    amount: fc.oneof(fc.bigInt(0n, 9n), fc.bigInt(0n, 10n ** 30n)),
    salt: fc.string({ minLength: 1, maxLength: 12 }),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 24 },
);

function proofOf(list: readonly Liability[], id: string) {
  const tree = liabilityTree('ast_1', list, sha256);
  const proof = inclusionProof(tree, id);
  if (proof === null) throw new Error(`${id} is not in the tree`);
  return { root: tree.root, proof };
}

describe('liabilityTree', () => {
  test.each(vectors.rows)(
    'of $liabilities.length has the root that was worked apart',
    ({ liabilities: list, root }) => {
      const own = list.map(({ id, amount, salt }) => owed(id, BigInt(amount), salt));
      expect(liabilityTree('ast_1', own, sha256).root).toEqual({ ...root, sum: BigInt(root.sum) });
    },
  );

  test('owes the sum of its leaves, in whatever order they come', () => {
    fc.assert(
      fc.property(liabilities, (list) => {
        const { root } = liabilityTree('ast_1', list, sha256);
        expect(root.sum).toBe(list.reduce((sum, { amount }) => sum + amount, 0n));
        expect(liabilityTree('ast_1', [...list].reverse(), sha256).root).toEqual(root);
      }),
    );
  });

  test('counts nobody twice, and owes nobody less than nothing', () => {
    expect(() => liabilityTree('ast_1', [owed('a', 1n), owed('a', 2n)], sha256)).toThrow('twice');
    expect(() => liabilityTree('ast_1', [owed('a', -1n)], sha256)).toThrow('owed');
    expect(() => liabilityTree('ast_1', [owed('a', AMOUNT_MAX + 1n)], sha256)).toThrow('owed');
    expect(() => liabilityTree('ast_1', [owed('a', AMOUNT_MAX), owed('b', 1n)], sha256)).toThrow('sum');
  });

  test('has no proof of what it does not count', () => {
    expect(inclusionProof(liabilityTree('ast_1', [owed('a', 1n)], sha256), 'b')).toBeNull();
    expect(inclusionProof(liabilityTree('ast_1', [], sha256), 'a')).toBeNull();
  });
});

describe('every liability', () => {
  test('is proved to be counted, with at most one neighbour for each doubling', () => {
    fc.assert(
      fc.property(liabilities, (list) => {
        const tree = liabilityTree('ast_1', list, sha256);
        for (const liability of list) {
          const proof = inclusionProof(tree, liability.id);
          expect(proof && proofFault(tree.root, liability, proof, sha256)).toBeNull();
          expect(proof).not.toBeNull();
          expect(proof?.siblings.length).toBeLessThanOrEqual(Math.ceil(Math.log2(list.length)));
        }
      }),
    );
  });
});

/** Another text, amount or count than the one that is there. */
const otherText = (text: string) => `${text}x`;
const otherHash = (text: string) => `${text.startsWith('0') ? '1' : '0'}${text.slice(1)}`;

describe('tampering', () => {
  const picks = fc.record({ list: liabilities, pick: fc.nat(), step: fc.nat(), by: fc.bigInt(1n, 100n) });

  test('with what is owed is found: another id, amount or salt', () => {
    fc.assert(
      fc.property(picks, ({ list, pick, by }) => {
        const own = list[pick % list.length] ?? owed('', 0n);
        const { root, proof } = proofOf(list, own.id);
        const fault = (liability: Liability) => proofFault(root, liability, proof, sha256);
        expect(fault({ ...own, id: otherText(own.id) })).toBe('HASH');
        expect(fault({ ...own, salt: otherText(own.salt) })).toBe('HASH');
        expect(fault({ ...own, amount: own.amount + by })).toBe('SUM');
        expect(fault({ ...own, amount: -by })).toBe('AMOUNT');
      }),
    );
  });

  test('with a neighbour is found: its hash, its sum, its place, one more and one less', () => {
    fc.assert(
      fc.property(picks, ({ list, pick, step, by }) => {
        const own = list[pick % list.length] ?? owed('', 0n);
        const { root, proof } = proofOf(list, own.id);
        const fault = (change: Partial<InclusionProof>) =>
          proofFault(root, own, { ...proof, ...change }, sha256);
        const { siblings, index } = proof;
        const at = siblings.length === 0 ? 0 : step % siblings.length;
        const sibling = siblings[at];
        expect(fault({ siblings: [...siblings, { hash: root.hash, sum: 0n }] })).toBe('LENGTH');
        expect(fault({ index: list.length })).toBe('INDEX');
        expect(fault({ index: -1 })).toBe('INDEX');
        expect(fault({ index: index + 0.5 })).toBe('INDEX');
        for (let other = 0; other < list.length; other += 1)
          if (other !== index) expect(['LENGTH', 'HASH']).toContain(fault({ index: other }));
        if (sibling === undefined) return;
        const replaced = (change: Partial<typeof sibling>) =>
          fault({ siblings: siblings.with(at, { ...sibling, ...change }) });
        expect(replaced({ hash: otherHash(sibling.hash) })).toBe('HASH');
        expect(replaced({ sum: sibling.sum + by })).toBe('SUM');
        expect(replaced({ sum: -by })).toBe('AMOUNT');
        expect(fault({ siblings: siblings.toSpliced(at, 1) })).toBe('LENGTH');
      }),
    );
  });

  test('that moves an amount from one neighbour to another is found, though the sum is right', () => {
    const list = ['a', 'b', 'c', 'd', 'e'].map((id, index) => owed(id, BigInt(100 + index)));
    for (const own of list) {
      const { root, proof } = proofOf(list, own.id);
      const [first, second, ...rest] = proof.siblings;
      if (first === undefined || second === undefined) continue;
      const siblings = [{ ...first, sum: first.sum + 1n }, { ...second, sum: second.sum - 1n }, ...rest];
      expect(proofFault(root, own, { ...proof, siblings }, sha256)).toBe('HASH');
    }
  });

  test('with the root is found: its sum, its count, its asset, its hash', () => {
    fc.assert(
      fc.property(picks, ({ list, pick, by }) => {
        const own = list[pick % list.length] ?? owed('', 0n);
        const { root, proof } = proofOf(list, own.id);
        const fault = (change: Partial<typeof root>) =>
          proofFault({ ...root, ...change }, own, proof, sha256);
        expect(fault({ sum: root.sum + by })).toBe('SUM');
        expect(fault({ assetId: 'ast_2' })).toBe('HASH');
        expect(fault({ hash: otherHash(root.hash) })).toBe('HASH');
        expect(['HASH', 'LENGTH', 'INDEX']).toContain(fault({ count: root.count + Number(by) }));
        expect(['HASH', 'LENGTH', 'INDEX']).toContain(fault({ count: root.count - 1 }));
      }),
    );
  });

  test('by a prover who owes somebody less than nothing is found by the neighbour', () => {
    const own = owed('own', 100n);
    const hole = leafNode(owed('hole', -60n), sha256);
    const leaf = leafNode(own, sha256);
    const root = rootOf('ast_1', 2, parentNode(leaf, hole, sha256), sha256);
    expect(root.sum).toBe(40n);
    expect(proofFault(root, own, { index: 0, siblings: [hole] }, sha256)).toBe('AMOUNT');
  });

  test('by passing a node off as a leaf is found: they are not hashed alike', () => {
    const list = ['a', 'b', 'c', 'd'].map((id) => owed(id, 1n));
    const tree = liabilityTree('ast_1', list, sha256);
    const [left, right] = tree.levels[0] ?? [];
    if (left === undefined || right === undefined) throw new Error('no leaves');
    const posing: Liability = { id: left.hash, amount: 2n, salt: right.hash };
    const siblings = [tree.levels[1]?.[1] ?? left];
    const root = { ...tree.root, count: 2 };
    expect(proofFault(root, posing, { index: 0, siblings }, sha256)).toBe('HASH');
  });
});

test.each([1, 1_023, 1_024, 1_025, 2_049, 3_000])(
  'of %i leaves, a proof from one piece and the tops of all is the same as from the whole tree',
  (count) => {
    const liabilities = Array.from({ length: count }, (_, index) => ({
      id: `acc_${index}`,
      amount: BigInt(index),
      salt: `${index}`,
    }));
    const tree = liabilityTree('ast_1', liabilities, sha256);
    const ids = [...tree.indexById.keys()];
    for (const place of new Set([0, count >> 1, Math.min(1_024, count - 1), count - 1])) {
      const start = place - (place % PIECE_LEAVES);
      const piece = tree.levels[0]?.slice(start, start + PIECE_LEAVES) ?? [];
      const proof = pieceProof(place, count, piece, topsOf(tree), sha256);
      expect(proof).toEqual(inclusionProof(tree, ids[place] ?? ''));
    }
  },
);
