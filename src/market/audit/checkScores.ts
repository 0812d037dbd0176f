/**
 * Scores, against the journal and against themselves: every one was told, is what its snapshot says, and is
 * explained to the last millionth, or by the members of its basket; and what a product is priced by is the
 * newest of its own.
 */
import { atLeastOf, leastScoreOf } from '../../domain/basket/hazard.ts';
import { SCORE_UNIT } from '../../domain/risk/score.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { JournalDocument } from '../../store/documents/ledger.ts';
import type { BasketScoreDocument, ModelScoreDocument, ScoreDocument } from '../../store/documents/risk.ts';
import { sha256 } from '../../store/sha256.ts';
import { snapshotHashOf } from '../risk/scoreSnapshot.ts';
import type { Findings } from './findings.ts';

/** The scores of one product so far: their number and a hash over all of them in order. */
interface Chain {
  number: number;
  value: number;
  hash: string;
}

const NOTHING: Chain = { number: 0, value: 0, hash: '' };

const link = ({ hash }: Chain, number: number, value: number, snapshotHash: string): Chain => ({
  ...{ number, value },
  hash: sha256(`${hash}/${number}/${value}/${snapshotHash}`),
});

/** What the journal says of scores. */
export interface ScoresTally {
  add(document: JournalDocument): void;
  /** Compares; returns how many scores there are. */
  compare(view: Database, findings: Findings): Promise<number>;
}

/** Collects from the journal as it is walked: one line a product, however long its history. */
export function tallyScores(): ScoresTally {
  const told = new Map<string, Chain>();
  return {
    add({ events }) {
      for (const { type, node, changes } of events) {
        if (type !== 'product.scored') continue;
        const { number, value, snapshotHash } = changes;
        const before = told.get(node) ?? NOTHING;
        told.set(node, link(before, Number(number), Number(value), String(snapshotHash)));
      }
    },
    async compare(view, findings) {
      const found = new Map<string, Chain>();
      let count = 0;
      for await (const row of readRows(view, 'scores', { sort: { productId: 1, _id: 1 } })) {
        count += 1;
        findings.look<ScoreDocument>('scores', row, (score) => {
          checkScore(findings, score);
          const { productId, number, value, snapshotHash } = score;
          found.set(productId, link(found.get(productId) ?? NOTHING, number, value, snapshotHash));
        });
      }
      for (const id of new Set([...told.keys(), ...found.keys()]))
        findings.compare('scores', id, 'history', told.get(id)?.hash, found.get(id)?.hash);
      await compareProducts(view, findings, told);
      return count;
    },
  };
}

function checkScore(findings: Findings, score: ScoreDocument): void {
  findings.compare('scores', score._id, 'snapshotHash', snapshotHashOf(score), score.snapshotHash);
  if (score.kind === 'BASKET') checkMembers(findings, score);
  else checkFactors(findings, score);
}

function checkMembers(findings: Findings, score: BasketScoreDocument): void {
  const { _id, k, members, boundWad, hazardTable, value } = score;
  const hazards = members.map(({ hazardWad }) => hazardWad);
  findings.compare('scores', _id, 'boundWad', atLeastOf(k, hazards), boundWad);
  findings.compare('scores', _id, 'value', leastScoreOf(hazardTable, boundWad), value);
}

function checkFactors(findings: Findings, score: ModelScoreDocument): void {
  const { _id, factors, rounding, held, value, target } = score;
  const sum = factors.reduce((total, { contribution }) => total + contribution, rounding);
  findings.compare('scores', _id, 'target', sum, BigInt(target) * SCORE_UNIT);
  findings.compare('scores', _id, 'value', sum + held, BigInt(value) * SCORE_UNIT);
  for (const { factor, pointsBps, weightBps, contribution } of factors)
    findings.compare('scores', _id, `factors.${factor}`, pointsBps * weightBps, contribution);
}

async function compareProducts(view: Database, findings: Findings, told: Map<string, Chain>): Promise<void> {
  for await (const row of readRows(view, 'products', { sort: { _id: 1 } })) {
    findings.look('products', row, ({ _id, score, scored }) => {
      const last = told.get(_id);
      findings.compare('products', _id, 'scored.number', last?.number, scored?.number);
      if (last !== undefined) findings.compare('products', _id, 'score', last.value, score);
    });
  }
}
