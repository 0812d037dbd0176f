import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Source } from '../../../oracles/adapter.ts';
import { SAMPLER_FIELDS } from '../../../oracles/evm/config.ts';
import { openSampler } from '../../../oracles/evm/sampler.ts';
import { callNodeStrictly } from '../../../src/cli/chain/rpc.ts';
import { GENESIS, type LocalChain, startLocalChain } from './localChain.ts';

let chain: LocalChain;
const servers: Server[] = [];
beforeAll(async () => {
  chain = await startLocalChain();
  for (let block = 1; block <= 8; block += 1) await chain.block(12);
});
afterAll(async () => {
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
  await chain.close();
});

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** A second provider: the same node, but for the answers that `change` makes otherwise. */
async function startWitness(change: (call: Call, result: unknown) => unknown): Promise<string> {
  const server = createServer(async (request, response) => {
    const calls = [JSON.parse(await text(request))].flat() as Call[];
    const results = await callNodeStrictly(
      chain.anvil.url,
      calls.map(({ method, params = [] }) => ({ method, params })),
    );
    const answers = calls.map((call, index) => ({
      jsonrpc: '2.0',
      id: call.id,
      result: change(call, results[index]),
    }));
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answers));
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/secret-key`;
}

/** Says the number of each block. */
function openNumbers(witnessUrl: string): Source {
  const { url: rpcUrl, chainId } = chain.anvil;
  return openSampler({
    config: z.strictObject(SAMPLER_FIELDS).parse({ rpcUrl, witnessUrl, chainId, startBlock: 1 }),
    context: { sourceId: 'n', operators: ['ada'], now: () => GENESIS, signal: new AbortController().signal },
    memory: z.null(),
    start: null,
    check: async () => {},
    look: async (_client, { number }) => number,
    tell: (number) => ({ told: { value: BigInt(number), decimals: 0 }, memory: null }),
  });
}

const isAsked = ({ method, params }: Call, at: string) =>
  method === 'eth_getBlockByNumber' && params[0] === at;

test('two providers that agree are read as one', async () => {
  const { observations } = await openNumbers(await startWitness((_call, result) => result)).poll({
    cursor: null,
  });
  expect(observations).toHaveLength(6);
});

test('a provider that names another final block is a split chain: both blocks are named, no provider is', async () => {
  const forged = `0x${'ab'.repeat(32)}`;
  const witness = await startWitness((call, result) =>
    isAsked(call, 'finalized') ? { ...(result as object), hash: forged } : result,
  );
  const { hash } = await chain.client.getBlock({ blockNumber: 6n });
  const failure = await openNumbers(witness)
    .poll({ cursor: null })
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'CHAIN_SPLIT',
    retryable: false,
    message: `Two providers disagree about final block 6: ${hash} and ${forged}.`,
  });
});

test('what only one provider calls final is not final', async () => {
  const fourth = await callNodeStrictly(chain.anvil.url, [
    { method: 'eth_getBlockByNumber', params: ['0x4', false] },
  ]);
  const witness = await startWitness((call, result) => (isAsked(call, 'finalized') ? fourth[0] : result));
  const { observations, watch, readThrough } = await openNumbers(witness).poll({ cursor: null });
  expect(observations.map(({ blockNumber }) => blockNumber)).toEqual([1, 2, 3, 4]);
  expect(watch.map(({ blockNumber }) => blockNumber)).toEqual([5, 6, 7, 8]);
  expect(readThrough?.block).toBe(4);
});

test('a provider that lags with another history is found out at the height that both call final', async () => {
  const witness = await startWitness((call, result) =>
    isAsked(call, 'finalized') ? { ...(result as object), number: '0x4' } : result,
  );
  await expect(openNumbers(witness).poll({ cursor: null })).rejects.toMatchObject({
    code: 'CHAIN_SPLIT',
    message: expect.stringContaining('final block 4'),
  });
});

test('a provider of another chain is a wrong configuration', async () => {
  const witness = await startWitness(({ method }, result) => (method === 'eth_chainId' ? '0x1' : result));
  await expect(openNumbers(witness).poll({ cursor: null })).rejects.toMatchObject({
    code: 'CONFIG',
    message: expect.stringContaining('The witness is on chain 1'),
  });
});

test('a provider that does not answer is a failure like any other', async () => {
  const failure = await openNumbers('http://127.0.0.1:1/secret-key')
    .poll({ cursor: null })
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'UNREACHABLE', retryable: true });
  expect((failure as Error).message).not.toContain('secret-key');
});
