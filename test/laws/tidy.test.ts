import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/market/commands.ts';
import {
  isDocumented,
  isExported,
  lineOf,
  pathsUnder,
  placeOf,
  type Source,
  sourcesUnder,
  textOf,
  walk,
} from './support/sources.ts';

const FILE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 70;
const LINE_LENGTH_MAX = 110;
/** A text in quotation marks that the formatter leaves whole. */
const TEXT_LENGTH_MAX = 130;

const written = sourcesUnder('src', 'oracles', 'scripts', 'test');
const product = written.filter(({ path }) => !path.startsWith('test/'));
const tests = written.filter(({ path }) => path.startsWith('test/'));

/** Lines of some files that match, with their places. */
function linesWith(sources: readonly Source[], pattern: RegExp): string[] {
  return sources.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
  );
}

describe('files', () => {
  test(`have at most ${FILE_LINES_MAX} lines`, () => {
    const long = [...product, ...tests].filter(({ text }) => text.split('\n').length > FILE_LINES_MAX + 1);
    expect(long.map(({ path }) => path).filter((path) => !LONG_STORIES.includes(path))).toEqual([]);
  });

  test(`have lines of at most ${LINE_LENGTH_MAX} characters, but for texts that cannot be cut`, () => {
    const long = product.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => {
        const isComment = /^\s*(\/\/|\*|\/\*)/.test(line);
        const most = /['"`]/.test(line) && !isComment ? TEXT_LENGTH_MAX : LINE_LENGTH_MAX;
        return line.length > most ? [`${path}:${index + 1} ${line.length}`] : [];
      }),
    );
    expect(long).toEqual([]);
  });

  test('begin by saying what they are for', () => {
    const silent = product.filter(({ path, text, tree }) => {
      if (/^\/\*\*/.test(text)) return false;
      // A file with one thing in it says so there.
      const exported = tree.statements.filter(isExported);
      const documented = exported.filter(isDocumented);
      return documented.length === 0 && !path.endsWith('.generated.ts');
    });
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  test('have plain names: folders in lower case, files in camel case', () => {
    const odd = product.filter(({ path }) => !/^([a-z][a-z0-9-]*\/)*[a-z][a-zA-Z0-9]*\.ts$/.test(path));
    expect(odd.map(({ path }) => path)).toEqual([]);
  });
});

describe('functions', () => {
  test(`have at most ${FUNCTION_LINES_MAX} lines`, () => {
    const long = product.flatMap((source) => {
      const places: string[] = [];
      walk(source.tree, (node) => {
        if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return;
        const last = source.tree.getLineAndCharacterOfPosition(node.getEnd()).line + 1;
        const lines = last - lineOf(source, node) + 1;
        if (lines > FUNCTION_LINES_MAX) places.push(`${placeOf(source, node)} ${lines}`);
      });
      return places;
    });
    expect(long).toEqual([]);
  });

  test('and constants that the rules and the marketplace give to others are documented', () => {
    const silent = product
      .filter(({ path }) => /^src\/(domain|market)\//.test(path))
      .flatMap((source) =>
        source.tree.statements
          .filter((node) => ts.isFunctionDeclaration(node) || ts.isVariableStatement(node))
          .filter((node) => isExported(node) && !isDocumented(node) && !isMainOf(source, node))
          .map((node) => placeOf(source, node)),
      );
    expect(silent).toEqual([]);
  });
});

describe('commands', () => {
  test.each([...COMMANDS.keys()])('%s stands in a file of its name', (name) => {
    const file = sourcesUnder('src/market').find(({ path }) => posix.basename(path) === `${name}.ts`);
    expect(file?.tree.statements.some((node) => exportsConst(node, name))).toBe(true);
    expect(file?.text).toContain(`name: '${name}'`);
  });

  test('are all in the list', () => {
    const named = sourcesUnder('src/market').flatMap(({ text }) =>
      [...text.matchAll(/^export const (\w+): Command</gm)].map(([, name]) => name),
    );
    expect(named.sort()).toEqual([...COMMANDS.keys()].sort());
  });
});

describe('the code', () => {
  test('is finished', () => {
    const unfinished = /\b(TODO|FIXME|XXX|HACK)\b|not (yet )?implemented|\bplaceholder\b|\bstub(s|bed)?\b/i;
    expect(
      linesWith([...product, ...tests.filter(({ path }) => !path.startsWith('test/laws/'))], unfinished),
    ).toEqual([]);
  });

  test('keeps its types: no any, no silenced compiler', () => {
    const untyped: string[] = [];
    for (const source of [...product, ...tests]) {
      walk(source.tree, (node) => {
        if (node.kind === ts.SyntaxKind.AnyKeyword && !isAnyCommand(source, node))
          untyped.push(placeOf(source, node));
      });
    }
    expect(untyped).toEqual([]);
    const silenced = new RegExp('@ts-' + '(ignore|expect-error|nocheck)');
    expect(linesWith([...product, ...tests], silenced)).toEqual([]);
  });

  test('uses functions and plain data: no decorators, enums or namespaces', () => {
    const fancy: string[] = [];
    for (const source of product) {
      walk(source.tree, (node) => {
        if (ts.isDecorator(node) || ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node))
          fancy.push(placeOf(source, node));
      });
    }
    expect(fancy).toEqual([]);
  });

  test("stands alone: it names no machine and nobody's folders", () => {
    const folder = /(^|[\s'"`(=])(\/(work|root|home|Users|tmp)\/)/;
    const texts = [...pathsUnder('src', 'oracles', 'schema', 'scripts', 'test', 'docs'), ...TOP_LEVEL]
      .filter((path) => /\.(ts|graphql|md|json|ya?ml|sh)$|^[^.]*$/.test(path))
      .map((path) => ({ path, text: textOf(path) }));
    const wrong = texts.flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) => (folder.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
    );
    expect(wrong.filter((line) => !line.startsWith('test/laws/'))).toEqual([]);
  });
});

describe('tests', () => {
  test('all run: none is left out and none runs alone', () => {
    const partial = /\b(test|it|describe)(\.\w+)*\.(only|skip|todo|fails)\b/;
    expect(linesWith(tests, partial)).toEqual([]);
  });

  test('wait for something, never for a while', () => {
    const naps = /\b(sleep|delay)\(\s*\d|setTimeout\(\s*(resolve|done)\b/;
    expect(linesWith(tests, naps).filter((line) => !line.startsWith('test/laws/'))).toEqual([]);
  });

  test('stand in the room of what they test, and are named by it', () => {
    const rooms = [
      'actuary',
      'api',
      'cli',
      'domain',
      'market',
      'oracles',
      'store',
      'verification',
      'watcher',
      'webhooks',
    ];
    const known = [...rooms, 'attacks', 'bench', 'faults', 'laws', 'model', 'setup', 'support'];
    const strays = tests.filter(({ path }) => {
      const [, room = ''] = path.split('/');
      return !known.includes(room) && !/^test\/\w+\.test\.ts$/.test(path);
    });
    expect(strays.map(({ path }) => path)).toEqual([]);
  });
});

/** Tests whose length is the number of their cases, and the one list of all limits. */
const LONG_STORIES = [
  'src/domain/shared/limits.ts',
  'test/domain/trigger/advance.test.ts',
  'test/market/audit/tampered.test.ts',
];

const TOP_LEVEL = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'package.json',
  'docker-compose.yml',
  'Dockerfile',
];

/** The comment at the top of a file speaks for the one thing that it is named after. */
function isMainOf({ path, text }: Source, node: ts.Node): boolean {
  const name = posix.basename(path, '.ts');
  if (!text.startsWith('/**')) return false;
  if (ts.isFunctionDeclaration(node)) return node.name?.text === name;
  return exportsConst(node, name);
}

function exportsConst(node: ts.Node, name: string): boolean {
  return (
    ts.isVariableStatement(node) &&
    isExported(node) &&
    node.declarationList.declarations.some((one) => ts.isIdentifier(one.name) && one.name.text === name)
  );
}

/** The list of commands is heterogeneous; each checks its own input with its own schema. */
function isAnyCommand({ path }: Source, node: ts.Node): boolean {
  const isCommand = ts.isTypeReferenceNode(node.parent) && node.parent.typeName.getText() === 'Command';
  return isCommand && ['src/market/commands.ts', 'src/market/sequencer/decideBatch.ts'].includes(path);
}
