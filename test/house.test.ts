import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { allReads } from '../src/app/read.ts';
import { COMMANDS } from '../src/commands/kit/table.ts';
import { GRAFANA } from '../src/app/propose.ts';
import { checks, clusterChecks } from '../src/registry.ts';
import { PROOFS } from './e2e/proofs.ts';
import { STUB } from '../scripts/new-check.mjs';
import { circles, violations } from './layering.ts';

// The rules of the house that neither the compiler nor the linter sees. CONTRIBUTING.md says why they exist.
const root = join(import.meta.dirname, '..');
const MAX_LINES = 300;
const MAX_CHECK_LINES = 100;
const MAX_COMMAND_LINES = 70;
const PAGE_HEADINGS = [
  'Symptom',
  'Why nothing happens',
  'Evidence',
  'Fix',
  'When it is fine',
  'Folk cures that do not help',
  'See also',
];
/** Client libraries, and the module that hides each. A library may be replaced there and nowhere else. */
const HIDDEN_BY: readonly (readonly [string, RegExp])[] = [
  ['@kubernetes/client-node', /^src\/io\/kube\/connect\/[a-z-]+\.ts$/],
  // The dashboard renderer is two files: the dashboard, and one panel of it.
  ['@grafana/schema', /^src\/backends\/grafana\/model\/dashboard(-panel)?\.ts$/],
  ['ajv', /^src\/[a-z/-]+\.ts$/],
  ['prom-client', /^src\/[a-z/-]+\.ts$/],
  ['ws', /^src\/io\/kube\/forward\/websocket\.ts$/],
  ['@modelcontextprotocol/server', /^src\/commands\/mcp\/serve\.ts$/],
  ['socks', /^src\/io\/kube\/connect\/socks\.ts$/],
];

/** Words that are never the plain ones, and what to write instead (CONTRIBUTING.md). */
const PLAIN: readonly (readonly [word: RegExp, plain: string])[] = [
  [/\banew\b/i, 'again'],
  [/\bwhoever\b/i, 'the user, the owner'],
  [/\b(?:some|any)body\b/i, 'the user, another owner'],
  [/\bhangs? on\b/i, 'depends on'],
  [/\bspeaks? of\b/i, 'is about, names'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\bbeside [a-z]/i, 'next to, besides'],
];

/** The application that has a profile is named by its profile; elsewhere only as an example that a user can copy. */
const APPLICATION = /kuberhealthy/i;
const NAMES_APPLICATION: Readonly<Record<string, string>> = {
  'src/commands/kit/table.ts': 'examples of --help',
  'src/commands/kit/settings.ts': 'an example in a hint',
};

/** Arrows that still run up, to be cut: this list only shrinks. */
const RISING: readonly string[] = [];

/** Every file of the tree that is, or is about to be, committed. */
const tree = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)));
const under = (folder: string, end = ''): readonly string[] =>
  tree.filter((path) => path.startsWith(folder) && path.endsWith(end));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const lines = (path: string): number => read(path).trimEnd().split('\n').length;

const sources = under('src/', '.ts').filter((path) => !path.startsWith('src/generated/'));
const tests = under('test/', '.test.ts');
const isText = (path: string): boolean => !/\.(png|ico|gz|tgz|pem)$/.test(path) && path !== 'package-lock.json';

/** Package names a file imports, deep paths cut off. */
const packagesOf = (path: string): readonly string[] =>
  [...read(path).matchAll(/(?:from|import|import\()\s*'([^'.][^']*)'/g)].map(([, name = '']) =>
    name
      .split('/')
      .slice(0, name.startsWith('@') ? 2 : 1)
      .join('/'),
  );

describe('sizes', () => {
  it(`keeps a source file within ${MAX_LINES} lines`, () => {
    expect(sources.filter((path) => lines(path) > MAX_LINES)).toEqual([]);
  });

  it(`keeps a check within ${MAX_CHECK_LINES} lines`, () => {
    const parts = under('src/checks/', '.ts').filter((path) => path !== 'src/checks/check.ts');
    expect(parts.filter((path) => lines(path) > MAX_CHECK_LINES)).toEqual([]);
  });

  it(`keeps a command within ${MAX_COMMAND_LINES} lines: what it does is in app/, what it prints in render/`, () => {
    const commands = sources.filter((path) => /^src\/commands\/[^/]+\.ts$/.test(path));
    expect(commands.filter((path) => lines(path) > MAX_COMMAND_LINES)).toEqual([]);
  });

  it('has no drawer for what has no place', () => {
    const drawers = new Set(['utils', 'util', 'helpers', 'helper', 'managers', 'common', 'misc']);
    expect(tree.filter((path) => path.split('/').some((part) => drawers.has(part.replace(/\.[a-z.]+$/, ''))))).toEqual(
      [],
    );
  });
});

describe('checks', () => {
  /** A check is what is defined as one; other files in its folder are parts of checks. */
  const files = under('src/checks/', '.ts').filter(
    (path) => /\bdefine(?:Stack|Cluster)?Check(?:<[^(]*>)?\(/.test(read(path)) && path !== 'src/checks/check.ts',
  );
  const ids = files.map((path) => basename(path, '.ts'));
  const tableOf = (path: string): string => path.replace(/^src/, 'test').replace(/\.ts$/, '.test.ts');

  it('have a test table each', () => {
    expect(files.map(tableOf).filter((path) => !tree.includes(path))).toEqual([]);
  });

  it('have a page each, with its headings in order', () => {
    const headings = (page: string): readonly string[] =>
      [...page.matchAll(/^## (.+)$/gm)].map(([, title = '']) => title.trim());
    const wrong = ids.filter((id) => {
      const page = `docs/checks/${id}.md`;
      return (
        !tree.includes(page) ||
        headings(read(page))
          .filter((title) => PAGE_HEADINGS.includes(title))
          .join() !== PAGE_HEADINGS.join()
      );
    });
    expect(wrong).toEqual([]);
  });

  it('are each proven on the real control plane, or their page says why they cannot be staged there', () => {
    const staged = (id: string): boolean => {
      const file = `test/e2e/${PROOFS[id] ?? ''}`;
      return id in PROOFS && tree.includes(file) && new RegExp(`[' ]${id}'`).test(read(file));
    };
    const excused = (path: string): boolean =>
      new RegExp(String.raw`^Not staged on the test bed: .{10,}; ${tableOf(path)} stands in\.$`, 'm').test(
        read(`docs/checks/${basename(path, '.ts')}.md`),
      );
    expect(files.filter((path) => staged(basename(path, '.ts')) === excused(path))).toEqual([]);
    expect(Object.keys(PROOFS).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('are written out: no stub of npm run new:check is left', () => {
    const places = ['src/checks/', 'test/checks/', 'docs/checks/', 'test/e2e/'].flatMap((folder) => under(folder));
    expect(places.filter((path) => read(path).includes(STUB))).toEqual([]);
  });

  it('have no page or test of a check that is gone', () => {
    const pages = under('docs/checks/', '.md').map((path) => basename(path, '.md'));
    const tables = under('test/checks/', '.test.ts').map((path) => basename(path, '.test.ts'));
    expect([...pages, ...tables].filter((id) => !ids.includes(id) && id !== 'README')).toEqual([]);
  });

  it('are registered, once each, under the names of their files', () => {
    expect([...checks, ...clusterChecks].map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  });
});

describe('imports', () => {
  const texts = new Map(sources.concat(under('src/generated/', '.ts')).map((path) => [path, read(path)]));

  it('run from each room only to the rooms below it', () => {
    expect(violations(texts).filter((violation) => !RISING.some((known) => violation.startsWith(known)))).toEqual([]);
  });

  it('make no circle, not even of types', () => {
    expect(circles(texts).filter((group) => !group.includes('src/io/kube/connect/failure.ts'))).toEqual([]);
  });

  it.each(HIDDEN_BY)('%s is hidden by one module', (name, place) => {
    const importers = sources.filter((path) => packagesOf(path).includes(name));
    expect(importers.filter((path) => !place.test(path))).toEqual([]);
    expect(new Set(importers.map((path) => path.replace('-panel.ts', '.ts'))).size).toBeLessThanOrEqual(1);
  });

  it('keep no cache at the top level of a module (ADR 0017)', () => {
    const judging = sources.filter((path) => !/^src\/(?:io|app|commands|kube\/memo)/.test(path));
    expect(
      judging.filter((path) =>
        /^(?:export )?(?:const|let) \w+(?:: [^=]+)? = new (?:Weak)?(?:Map|Set)(?:<[^(]*>)?\(\)/m.test(read(path)),
      ),
    ).toEqual([]);
  });

  it('bundles everything: no package is needed at run time', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, unknown>;
    expect(['dependencies', 'peerDependencies', 'optionalDependencies'].filter((key) => key in manifest)).toEqual([]);
  });
});

describe('tests', () => {
  it('are all run', () => {
    const left = new RegExp(
      String.raw`\b(it|test|describe)(\.each\([^)]*\))?\.(` +
        ['on' + 'ly', 'sk' + 'ip', 'to' + 'do'].join('|') +
        String.raw`)\b|\bx(it|describe|test)\(`,
    );
    expect(tests.filter((path) => left.test(read(path)))).toEqual([]);
  });

  it('do not put a module in the place of ours', () => {
    expect(
      tests.filter((path) => read(path).includes('jest.' + 'mock(') || read(path).includes('unstable_' + 'mockModule')),
    ).toEqual([]);
  });
});

describe('words', () => {
  it('name no place of one machine', () => {
    const places = ['wo' + 'rk', 'fa' + 'rm', 'ro' + 'ot', 'tmp/te' + 'am'].map((name) => `/${name}/`);
    const seen = new RegExp(`(^|[^A-Za-z0-9_.})])(${places.join('|')})`, 'm');
    expect(tree.filter((path) => isText(path) && seen.test(read(path)))).toEqual([]);
  });

  it('are plain: fact, consequence, action', () => {
    const prose = ['src/', 'docs/', 'rules/', 'scripts/', 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']
      .flatMap((folder) => under(folder))
      .filter(isText);
    const found = prose.flatMap((path) =>
      read(path)
        .split('\n')
        .flatMap((line, at) =>
          PLAIN.flatMap(([word, plain]) => {
            const hit = word.exec(line);
            return hit ? [`${path}:${at + 1}: "${hit[0]}": write ${plain}`] : [];
          }),
        ),
    );
    expect(found).toEqual([]);
  });

  it('make a command with values by the template that quotes them (src/kube/shell.ts)', () => {
    const verbs = Object.keys(COMMANDS).map((name) => name.split(' ')[0] ?? '');
    const program = `(?:kubectl|helm|kustomize|argocd|flux|curl|yq|git) [a-z-]+|promwire (?:${verbs.join('|')})`;
    const unquoted = new RegExp(String.raw`\b(?:${program})\b[^\`";:,()]*\$\{`);
    const found = sources.flatMap((path) =>
      read(path)
        .split('\n')
        // What is inside of such a template is quoted.
        .map((line) => line.replaceAll(/command`[^`]*`/g, ''))
        .flatMap((line, at) => (unquoted.test(line) ? [`${path}:${at + 1}`] : [])),
    );
    expect(found).toEqual([]);
  });

  it('name an application only in its profile', () => {
    const named = sources.filter((path) => !path.startsWith('src/profiles/') && APPLICATION.test(read(path)));
    expect(named.toSorted()).toEqual(Object.keys(NAMES_APPLICATION).toSorted());
  });

  it('silence no rule without a reason', () => {
    const silenced = new RegExp(
      `(?:${['eslint', 'oxlint'].join('|')})-dis` + 'able(?!.* -- )|@ts-(?:ig' + 'nore|expect-error(?!.{10}))',
    );
    const typed = tree.filter((path) => /\.(ts|mjs)$/.test(path) && !path.startsWith('src/generated/'));
    expect(typed.filter((path) => silenced.test(read(path)))).toEqual([]);
  });
});

describe('documents', () => {
  const pages = tree.filter((path) => path.endsWith('.md') && !path.startsWith('test/'));

  /** GitHub's anchor of a heading. */
  const anchor = (title: string): string =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-');
  const anchors = (page: string): readonly string[] =>
    [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => anchor(title));

  it('link to what is there', () => {
    const broken = pages.flatMap((page) => {
      const prose = read(page)
        .replaceAll(/^(`{3,})[^]*?^\1$/gm, '')
        .replaceAll(/`[^`\n]*`/g, '');
      return [...prose.matchAll(/\]\(<?([^)>\s]+)>?[^)]*\)/g)].flatMap(([, link = '']) => {
        if (/^[a-z]+:/.test(link)) return [];
        const [path = '', fragment] = link.split('#');
        const target = path === '' ? page : normalize(join(dirname(page), path)).replace(/\/$/, '');
        const there = existsSync(join(root, target));
        const found =
          fragment === undefined || (there && target.endsWith('.md') && anchors(read(target)).includes(fragment));
        return there && found ? [] : [`${page}: ${link}`];
      });
    });
    expect(broken).toEqual([]);
  });

  it('name files that are there, where CONTRIBUTING tells where things are', () => {
    const [, after = ''] = read('CONTRIBUTING.md').split('## Where is it?');
    const rows = (after.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
    const paths = rows.flatMap((row) => [...row.matchAll(/`([\w/<>.-]+\/[\w<>.-]*)`/g)].map(([, path = '']) => path));
    expect(paths.length).toBeGreaterThan(30);
    expect(paths.filter((path) => !path.includes('<') && !existsSync(join(root, 'src', path)))).toEqual([]);
  });

  it('name every command', () => {
    const page = read('docs/use.md');
    const table = page.slice(page.indexOf('\n## Commands'), page.indexOf('\n## How Prometheus'));
    const words = [...new Set(Object.keys(COMMANDS).map((name) => name.split(' ')[0] ?? ''))];
    expect(words.filter((word) => !table.includes(`| \`${word}\``))).toEqual([]);
  });

  it('name every kind that is listed', () => {
    const [part = ''] = read('docs/access.md').split('\n**setup** writes');
    const kinds = [...new Set(allReads(GRAFANA).map(({ kind }) => kind))];
    expect(kinds.filter((kind) => !new RegExp(`\\b${kind}s?\\b`).test(part))).toEqual([]);
  });

  it('say what is unreleased first', () => {
    expect(/^## (.+)$/m.exec(read('CHANGELOG.md'))?.[1]).toBe('Unreleased');
  });

  it('say where recordings come from', () => {
    const folders = new Set(under('test/fixtures/', '.prom').map((path) => dirname(path)));
    const noted = (folder: string): boolean =>
      tree.includes(`${folder}/NOTICE`) || (folder !== 'test/fixtures' && noted(dirname(folder)));
    expect([...folders].filter((folder) => !noted(folder))).toEqual([]);
  });
});
