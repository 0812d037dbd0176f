/** The solvency report. */
import type { AssetReport } from '../../domain/solvency/report.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money, rateOrNull } from '../render/money.ts';
import { findNode } from './node.ts';

/** Lines with the asset of their amounts. */
const inAsset = <Line>(lines: readonly Line[], { assetId }: { assetId: string }) =>
  lines.map((line) => ({ ...line, assetId }));

const sum = (name: 'held' | 'activeCover' | 'requirement' | 'resources' | 'recoveryClaims') => {
  return (report: AssetReport) => money(report[name], report.assetId);
};

export const solvencyResolvers: Resolvers = {
  Query: {
    solvency(_parent, { at }, { services }) {
      const { queries } = services.market;
      return at === null || at === undefined ? queries.solvency() : queries.sealedReport(at);
    },
  },
  Solvency: {
    asOfSequence: ({ head }) => head.sequence,
    journalHash: ({ head }) => head.journalHash,
    at: ({ head }) => head.at,
    assets: ({ report }) => [...report.assets],
    openIncidents: ({ report }, _arguments, { loaders }) =>
      Promise.all(report.openIncidents.map(({ incidentId }) => must(loaders.incident, incidentId))),
    draws: ({ report }) => [...report.draws],
    snapshot: ({ head }, _arguments, { services }) => services.market.queries.sealedBy(head.sequence),
    sha256: ({ head }) => head.report,
  },
  SolvencyAsset: {
    asset: ({ assetId }, _arguments, { loaders }) => must(loaders.asset, assetId),
    held: sum('held'),
    liabilities: (report) => inAsset(report.liabilities, report),
    layers: (report) => inAsset(report.layers, report),
    activeCover: sum('activeCover'),
    requirement: sum('requirement'),
    resources: sum('resources'),
    ratio: ({ ratioWad }) => rateOrNull(ratioWad),
    pools: (report) => inAsset(report.pools, report),
    largestExposures: (report) => inAsset(report.largestExposures, report),
    recoveryClaims: sum('recoveryClaims'),
    commitments: (report) => ({ ...report.commitments, assetId: report.assetId }),
    stress: (report) => inAsset(report.stress, report),
    stressRatio: ({ stressRatioWad }) => rateOrNull(stressRatioWad),
  },
  SolvencyLiability: { amount: ({ amount, assetId }) => money(amount, assetId) },
  SolvencyLayer: { amount: ({ amount, assetId }) => money(amount, assetId) },
  SolvencyPool: {
    pool: ({ poolId }, _arguments, { loaders }) => must(loaders.pool, poolId),
    capital: ({ capital, assetId }) => money(capital, assetId),
    earmarked: ({ earmarked, assetId }) => money(earmarked, assetId),
    activeCover: ({ activeCover, assetId }) => money(activeCover, assetId),
    requirement: ({ requirement, assetId }) => money(requirement, assetId),
    resources: ({ resources, assetId }) => money(resources, assetId),
    adequacy: ({ adequacyWad }) => rateOrNull(adequacyWad),
  },
  SolvencyExposure: {
    cover: ({ cover, assetId }) => money(cover, assetId),
    worstPayout: ({ worstPayout, assetId }) => money(worstPayout, assetId),
  },
  SolvencyCommitments: {
    uncalled: ({ uncalled, assetId }) => money(uncalled, assetId),
    called: ({ called, assetId }) => money(called, assetId),
    overdue: ({ overdue, assetId }) => money(overdue, assetId),
  },
  SolvencyStress: {
    loss: ({ loss, assetId }) => money(loss, assetId),
    lossByLayer: (stress) => inAsset(stress.lossByLayer, stress),
    haircut: ({ haircut, assetId }) => money(haircut, assetId),
  },
  SolvencyStressLayer: { amount: ({ amount, assetId }) => money(amount, assetId) },
  SolvencyDraw: {
    node: ({ nodeId }, _arguments, context) => findNode(context, nodeId),
    entries: ({ entries }) => [...entries],
  },
};
