/**
 * Chainlink's own contracts, compiled when they are needed.
 *
 * The sources stay in their package and are read at run time; the result is kept in the cache folder of
 * `node_modules`, under the versions it was made from.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Abi, Hex } from 'viem';

export interface CompiledContract {
  readonly abi: Abi;
  readonly bytecode: Hex;
}

export interface FeedContracts {
  readonly aggregator: CompiledContract;
  readonly proxy: CompiledContract;
}

const AGGREGATOR_SOURCE = 'src/v0.6/FluxAggregator.sol';
const PROXY_SOURCE = 'src/v0.6/EACAggregatorProxy.sol';
const SETTINGS = {
  optimizer: { enabled: true, runs: 200 },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
};

const requireHere = createRequire(import.meta.url);

/**
 * FluxAggregator and EACAggregatorProxy of `@chainlink/contracts`; about a second the first time.
 * `cacheFolder` is by default the one that tools keep in `node_modules`.
 */
export async function compileFeedContracts(cacheFolder?: string): Promise<FeedContracts> {
  const contractsPackage = requireHere.resolve('@chainlink/contracts/package.json');
  const compilerPackage = requireHere.resolve('solc-0.6.6/package.json');
  const versions = [contractsPackage, compilerPackage].map((file) => readVersion(file));
  const name = createHash('sha256')
    .update(JSON.stringify([versions, SETTINGS]))
    .digest('hex')
    .slice(0, 16);
  const modules = dirname(dirname(dirname(contractsPackage)));
  const file = join(cacheFolder ?? join(modules, '.cache', 'bulwark'), `feed-contracts-${name}.json`);
  const cached = await readCached(file);
  if (cached !== null) return cached;
  const compiled = compile(dirname(contractsPackage));
  await writeCached(file, compiled);
  return compiled;
}

interface CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Record<string, Record<string, { abi: Abi; evm: { bytecode: { object: string } } }>>;
}

interface Compiler {
  compile(input: string, options: { import(path: string): { contents: string } }): string;
}

function compile(folder: string): FeedContracts {
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  const sources = Object.fromEntries(
    [AGGREGATOR_SOURCE, PROXY_SOURCE].map((path) => [path, { content: read(path) }]),
  );
  const input = JSON.stringify({ language: 'Solidity', sources, settings: SETTINGS });
  const text = loadCompiler().compile(input, { import: (path) => ({ contents: read(path) }) });
  const output = JSON.parse(text) as CompilerOutput;
  const failure = output.errors?.find(({ severity }) => severity === 'error');
  if (failure !== undefined)
    throw new Error(`The feed contracts do not compile: ${failure.formattedMessage}`);
  const pick = (path: string, name: string): CompiledContract => {
    const contract = output.contracts?.[path]?.[name];
    if (contract === undefined) throw new Error(`The compiler left ${name} out.`);
    return { abi: contract.abi, bytecode: `0x${contract.evm.bytecode.object}` };
  };
  return {
    aggregator: pick(AGGREGATOR_SOURCE, 'FluxAggregator'),
    proxy: pick(PROXY_SOURCE, 'EACAggregatorProxy'),
  };
}

/** This compiler sets a handler that ends the process on any unhandled rejection; it is taken off again. */
function loadCompiler(): Compiler {
  const before = new Set(process.listeners('unhandledRejection'));
  const compiler = requireHere('solc-0.6.6') as Compiler;
  for (const listener of process.listeners('unhandledRejection')) {
    if (!before.has(listener)) process.off('unhandledRejection', listener);
  }
  return compiler;
}

function readVersion(packageFile: string): string {
  return (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version;
}

async function readCached(file: string): Promise<FeedContracts | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as FeedContracts;
  } catch {
    return null;
  }
}

/** Written aside and renamed, so that a reader never sees half. A folder that cannot be written is fine. */
async function writeCached(file: string, compiled: FeedContracts): Promise<void> {
  const aside = `${file}.${process.pid}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(aside, JSON.stringify(compiled));
    await rename(aside, file);
  } catch {
    // Compiling again next time costs a second.
  }
}
