/** The parts of EACAggregatorProxy and FluxAggregator (`@chainlink/contracts` 0.8.0, v0.6) that are read. */
import { parseAbi } from 'viem';

export const PROXY_ABI = parseAbi([
  'function phaseId() view returns (uint16)',
  'function phaseAggregators(uint16) view returns (address)',
  'function description() view returns (string)',
]);

export const AGGREGATOR_ABI = parseAbi([
  'function decimals() view returns (uint8)',
  'function minSubmissionValue() view returns (int256)',
  'function maxSubmissionValue() view returns (int256)',
]);

/** One oracle's own answer: the observation. `AnswerUpdated` is the contract's median, nobody's word. */
export const SUBMISSION_RECEIVED = parseAbi([
  'event SubmissionReceived(int256 indexed submission, uint32 indexed round, address indexed oracle)',
])[0];
