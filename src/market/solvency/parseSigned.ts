/** Reads signed reports: their shape, so that whatever is wrong is named by its path. */
import { z } from 'zod';
import type { Difference } from '../../domain/evidence/difference.ts';
import { LAYER_KINDS, LIABILITY_KINDS } from '../../domain/solvency/report.ts';
import { SOLVENCY_FORMAT } from '../../domain/solvency/sealed.ts';

/** As the canonical text writes a bigint. */
export const amount = z
  .string()
  .regex(/^(0|-?[1-9]\d{0,40})n$/, 'is not an integer')
  .transform((text) => BigInt(text.slice(0, -1)));
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'is not a hash');
const count = z.int().min(0);
const id = z.string();

const layer = z.enum(LAYER_KINDS);
const wad = amount.nullable();

const head = z.strictObject({
  sequence: count,
  journalHash: hash,
  at: count,
  report: hash,
  trees: z.array(z.strictObject({ tree: z.enum(['OWED', 'COVER']), assetId: id, count, sum: amount, hash })),
});

const asset = z.strictObject({
  assetId: id,
  held: amount,
  liabilities: z.array(z.strictObject({ kind: z.enum(LIABILITY_KINDS), nodeId: id.nullable(), amount })),
  layers: z.array(z.strictObject({ layer, nodeId: id, amount })),
  activeCover: amount,
  requirement: amount,
  resources: amount,
  ratioWad: wad,
  pools: z.array(
    z.strictObject({
      poolId: id,
      status: z.string(),
      capital: amount,
      earmarked: amount,
      activeCover: amount,
      requirement: amount,
      resources: amount,
      adequacyWad: wad,
    }),
  ),
  largestExposures: z.array(z.strictObject({ group: z.string(), cover: amount, worstPayout: amount })),
  recoveryClaims: amount,
  commitments: z.strictObject({ uncalled: amount, called: amount, overdue: amount }),
  stress: z.array(
    z.strictObject({
      scenario: z.string(),
      loss: amount,
      lossByLayer: z.array(z.strictObject({ layer, amount })),
      haircut: amount,
    }),
  ),
  stressRatioWad: wad,
});

const entry = z.strictObject({ account: z.string(), assetId: id, amount });
const report = z.strictObject({
  sequence: count,
  journalHash: hash,
  at: count,
  assets: z.array(asset),
  openIncidents: z.array(z.strictObject({ incidentId: id, status: z.string() })),
  draws: z.array(
    z.strictObject({
      sequence: count,
      index: count,
      type: z.string(),
      nodeId: id,
      at: count,
      entries: z.array(entry),
    }),
  ),
});

/** Who signed a head: of a report, or of a proof. */
export const signedHead = {
  head,
  signer: z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'is not an address'),
  signature: z.string().regex(/^0x[0-9a-fA-F]{130}$/, 'is not a signature'),
};

const signed = z.strictObject({ format: z.literal(SOLVENCY_FORMAT), report, ...signedHead });

export type SignedFile = z.output<typeof signed>;

/** A report, or the first thing that keeps the text from being one. */
export function parseSigned(text: string): SignedFile | Difference {
  return parseFile(text, signed);
}

/** A document of some shape out of a text. */
export function parseFile<Shape>(text: string, shape: z.ZodType<Shape>): Shape | Difference {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { path: '', expected: 'JSON', found: (error as Error).message };
  }
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return { path: issue?.path.join('.') ?? '', expected: issue?.message ?? 'another', found: '' };
}
