import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { importsOf, isExported, placeOf, sourcesUnder } from './support/sources.ts';

const ROOMS = [
  'domain',
  'store',
  'market',
  'watcher',
  'webhooks',
  'api',
  'cli',
  'root',
  'oracles',
  'actuary',
] as const;
type Room = (typeof ROOMS)[number];

/** Law 1: what each room may import of the house. The root is the composition: configuration and `main.ts`. */
const ARROWS: Record<Room, readonly Room[]> = {
  domain: ['domain'],
  store: ['store', 'domain'],
  market: ['market', 'store', 'domain'],
  watcher: ['watcher', 'market', 'store', 'domain'],
  webhooks: ['webhooks', 'market', 'store', 'domain'],
  api: ['api', 'market', 'store', 'domain'],
  cli: ROOMS,
  root: ['root', 'api', 'watcher', 'webhooks', 'market', 'store', 'domain', 'oracles'],
  oracles: ['oracles', 'domain'],
  // It reads the rules and decides nothing by them: the command line sees it, and the root the one door below.
  actuary: ['actuary', 'domain'],
};
/**
 * The watcher calls what an integrator wrote, so it sees the one interface of it; webhooks reach the same web;
 * the root hands simulations of ruin to whom it makes the queries with.
 */
const SEEN: Partial<Record<Room, string>> = {
  watcher: 'oracles/adapter.ts',
  webhooks: 'oracles/web/publicAddress.ts',
  root: 'src/actuary/ruinSimulator.ts',
};

/** Packages that stand in one room only. */
const PACKAGE_ROOMS: readonly [RegExp, Room][] = [
  [/^(mongoose|mongodb|mongodb-memory-server-core)(\/|$)/, 'store'],
  [/^(express|graphql|graphql-.*|@graphql-.*|@escape\.tech\/.*|helmet|dataloader)(\/|$)/, 'api'],
];

const sources = sourcesUnder('src', 'oracles');
const imports = sources.flatMap((source) => importsOf(source).map((found) => ({ source, ...found })));

function roomOf(path: string): Room {
  if (path.startsWith('oracles/')) return 'oracles';
  const [, room = ''] = path.split('/');
  return ROOMS.find((name) => name === room) ?? 'root';
}

describe('the arrows of the house', () => {
  test('point from outside to inside only', () => {
    const wrong = imports.filter(({ source, file }) => {
      if (file === null) return false;
      if (!/^(src|oracles)\//.test(file)) return true;
      if (file === SEEN[roomOf(source.path)]) return false;
      return !ARROWS[roomOf(source.path)].includes(roomOf(file));
    });
    expect(wrong.map(({ source, line, specifier }) => `${source.path}:${line} ${specifier}`)).toEqual([]);
  });

  test('leave the rules alone: the domain imports no package and nothing of Node', () => {
    const wrong = imports.filter(({ source, file }) => roomOf(source.path) === 'domain' && file === null);
    expect(wrong.map(({ source, line, specifier }) => `${source.path}:${line} ${specifier}`)).toEqual([]);
  });

  test('let a feed family see its interface, the rules, viem, zod, Node and how chains and documents are read, and no other family', () => {
    const allowed = /^(viem|zod|ipaddr\.js|jsonpointer|lossless-json)(\/|$)|^node:/;
    const wrong = imports.filter(({ source, file, specifier }) => {
      if (roomOf(source.path) !== 'oracles') return false;
      if (file === null) return !allowed.test(specifier);
      const [, family = ''] = source.path.split('/');
      const isOwn = [`oracles/${family}/`, 'oracles/evm/', 'oracles/web/'].some((folder) =>
        file.startsWith(folder),
      );
      const isShared = posix.dirname(file) === 'oracles';
      return file.startsWith('oracles/') && !isOwn && !isShared && source.path !== 'oracles/registry.ts';
    });
    expect(wrong.map(({ source, line, specifier }) => `${source.path}:${line} ${specifier}`)).toEqual([]);
  });

  test.each(PACKAGE_ROOMS)('%s stays in its room, %s', (packages, room) => {
    const wrong = imports.filter(
      ({ source, specifier }) => packages.test(specifier) && roomOf(source.path) !== room,
    );
    expect(wrong.map(({ source, line, specifier }) => `${source.path}:${line} ${specifier}`)).toEqual([]);
  });

  test('never lead in a circle', () => {
    expect(circles()).toEqual([]);
  });
});

describe('modules', () => {
  test('are named with their extension and what of Node they import with node:', () => {
    const bare =
      /^(assert|buffer|child_process|crypto|events|fs|http|net|os|path|stream|timers|url|util|zlib)\b/;
    const wrong = imports.filter(
      ({ specifier, file }) => bare.test(specifier) || (file !== null && posix.extname(file) !== '.ts'),
    );
    expect(wrong.map(({ source, line, specifier }) => `${source.path}:${line} ${specifier}`)).toEqual([]);
  });

  test('have no default export', () => {
    const wrong = sources.flatMap((source) =>
      source.tree.statements
        .filter((node) => ts.isExportAssignment(node) || hasModifier(node, ts.SyntaxKind.DefaultKeyword))
        .map((node) => placeOf(source, node)),
    );
    expect(wrong).toEqual([]);
  });

  test('hold something of their own: none only passes on what others export', () => {
    const barrels = sources.filter(({ tree }) =>
      tree.statements.every((node) => ts.isExportDeclaration(node) || ts.isImportDeclaration(node)),
    );
    expect(barrels.map(({ path }) => path)).toEqual([]);
  });

  test('do nothing when they are imported, but for the commands of the command line', () => {
    const isEntry = (path: string) => /^src\/cli\/[^/]+\.ts$/.test(path);
    const wrong = sources
      .filter(({ path }) => !isEntry(path))
      .flatMap((source) =>
        source.tree.statements.filter((node) => !isDeclaration(node)).map((node) => placeOf(source, node)),
      );
    expect(wrong).toEqual([]);
  });
});

function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === kind)
  );
}

function isDeclaration(node: ts.Statement): boolean {
  return (
    isExported(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isVariableStatement(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node)
  );
}

/** Circles among what is left at run time: imports of types alone are gone by then. */
function circles(): string[] {
  const next = new Map<string, string[]>();
  for (const { source, file, typeOnly } of imports) {
    if (file !== null && !typeOnly) next.set(source.path, [...(next.get(source.path) ?? []), file]);
  }
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    const seen = way.indexOf(path);
    if (seen >= 0) found.push([...way.slice(seen), path].join(' -> '));
    if (seen >= 0 || done.has(path)) return;
    for (const file of next.get(path) ?? []) visit(file, [...way, path]);
    done.add(path);
  };
  for (const { path } of sources) visit(path, []);
  return found;
}
