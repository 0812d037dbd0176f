import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { openDomain, type TypedSource } from './support/domainProgram.ts';
import { lineOf, placeOf, sourcesUnder, walk } from './support/sources.ts';

const { files, isBigint } = openDomain();

/** Law 4: the one file that divides amounts, and says which way. */
const ROUNDING = 'src/domain/shared/rounding.ts';
/** The middle of two prices in a search: whatever it rounds to, the search ends at the same price. */
const HALVING = 'src/domain/pricing/allocate.ts';
/** Counts that are bounded by the number of rows or slots in hand, or whole risk points: never an amount. */
const COUNTED = [
  'src/domain/trigger/slotRuns.ts',
  'src/domain/waterfall/largestRemainder.ts',
  'src/domain/risk/score.ts',
];

function found(where: readonly TypedSource[], is: (node: ts.Node) => boolean): string[] {
  return where.flatMap((file) => {
    const places: string[] = [];
    walk(file.tree, (node) => {
      if (is(node))
        places.push(`${file.path}:${lineOf({ ...file, text: '' }, node)} ${node.getText(file.tree)}`);
    });
    return places;
  });
}

const others = (...paths: string[]) => files.filter(({ path }) => !paths.includes(path));

describe('law 4: every division names its rounding', () => {
  test('amounts, rates and prices are divided by mulDivDown and mulDivUp alone', () => {
    const divides = [ts.SyntaxKind.SlashToken, ts.SyntaxKind.SlashEqualsToken];
    const wrong = found(others(ROUNDING), (node) => {
      if (!ts.isBinaryExpression(node) || !divides.includes(node.operatorToken.kind)) return false;
      return isBigint(node.left) || isBigint(node.right);
    });
    expect(wrong).toEqual([]);
  });

  test('and halved by no shift', () => {
    const wrong = found(others(HALVING), (node) => {
      if (!ts.isBinaryExpression(node)) return false;
      return node.operatorToken.kind === ts.SyntaxKind.GreaterThanGreaterThanToken && isBigint(node.left);
    });
    expect(wrong).toEqual([]);
  });

  test('each says in a comment whom the remainder favours', () => {
    const silent = sourcesUnder('src/domain', 'src/market', 'src/watcher', 'src/store', 'src/api')
      .filter(({ path }) => path !== ROUNDING)
      .flatMap((source) => {
        const lines = source.text.split('\n');
        return roundingCalls(source.tree)
          .filter((call) => !isExplained(lines, lineOf(source, call)))
          .map((call) => placeOf(source, call));
      });
    expect(silent).toEqual([]);
  });
});

describe('law 3: money is never a number', () => {
  test('no amount, rate or price becomes a number', () => {
    const wrong = found(others(...COUNTED), (node) => {
      if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return false;
      const [argument] = node.arguments;
      return (
        /^(Number|parseFloat)$/.test(node.expression.text) && argument !== undefined && isBigint(argument)
      );
    });
    expect(wrong).toEqual([]);
  });

  test('there is no float at all', () => {
    const wrong = found(files, (node) => {
      if (ts.isIdentifier(node))
        return ['parseFloat', 'toFixed', 'toPrecision', 'EPSILON'].includes(node.text);
      return ts.isNumericLiteral(node) && !Number.isInteger(Number(node.text));
    });
    expect(wrong).toEqual([]);
  });

  test('only the codec of the store knows how an amount is kept', () => {
    const wrong = sourcesUnder('src', 'oracles')
      .filter(({ path, text }) => text.includes('Decimal128') && !/^src\/store\/codec[^/]*\.ts$/.test(path))
      .flatMap((source) => {
        const places: string[] = [];
        walk(source.tree, (node) => {
          if (ts.isIdentifier(node) && node.text === 'Decimal128') places.push(placeOf(source, node));
        });
        return places;
      });
    expect(wrong).toEqual([]);
  });
});

describe('law 5: time and ids are arguments', () => {
  test('the rules know no clock, no chance and no process', () => {
    const outside = [
      'Date',
      'performance',
      'crypto',
      'randomUUID',
      'process',
      'globalThis',
      'fetch',
      'console',
    ];
    const waits = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Promise', 'require'];
    const wrong = found(files, (node) => {
      if (!ts.isIdentifier(node)) return false;
      if (node.text === 'random') return true;
      const isName = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
      return !isName && [...outside, ...waits].includes(node.text);
    });
    expect(wrong).toEqual([]);
  });

  test('in the marketplace the wall clock decides time-outs alone, and chance names quotes alone', () => {
    const clock = /\bDate\.now\(|\bnew Date\b|\bperformance\.now\(/;
    const chance = /\brandom(UUID|Bytes|Int)?\(/;
    const timeouts = ['commitWorks.ts', 'lease.ts', 'sequencer.ts'].map(
      (name) => `src/market/sequencer/${name}`,
    );
    // How soon a report is made anew: it says itself of which command it is.
    timeouts.push('src/market/solvency/currentReport.ts');
    const sources = sourcesUnder('src/market', 'src/watcher');
    const clocks = sources.filter(({ path, text }) => clock.test(text) && !timeouts.includes(path));
    const chances = sources.filter(({ path, text }) => chance.test(text) && !path.endsWith('/quoteToken.ts'));
    expect([...clocks, ...chances].map(({ path }) => path)).toEqual([]);
  });
});

function roundingCalls(tree: ts.SourceFile): ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  walk(tree, (node) => {
    if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return;
    if (/^mulDiv(Down|Up)$/.test(node.expression.text)) calls.push(node);
  });
  return calls;
}

/** The word stands on the line or in the comment above the lines that lead to it; one comment may speak for several. */
function isExplained(lines: readonly string[], line: number): boolean {
  for (let above = line; above > line - 14 && above > 0; above -= 1) {
    if (/(\/\/|\*).*\b(Up|Down|rounds? up|rounded (up|down))\b/.test(lines[above - 1] ?? '')) return true;
  }
  return false;
}
