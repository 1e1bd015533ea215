// npm run new:check -- ID --stage STAGE [--title TEXT]: writes every file that a new check needs, as stubs. The tests of
// the house are red until each stub is filled in: they name what is left.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from './dependencies.mjs';

/** Folder of src/checks -> heading of docs/checks/README.md, the stage of the check, and how it is defined. */
const STAGES = {
  selection: { heading: 'Is the object taken up?', stage: 'selection', define: 'defineCheck' },
  admission: { heading: 'Is it accepted?', stage: 'admission', define: 'defineCheck' },
  stacks: { stage: 'effect', define: 'defineStackCheck' },
  targets: { stage: 'targets', define: 'defineCheck' },
  scraping: { stage: 'targets', define: 'defineCheck', live: true },
  rules: { stage: 'targets', define: 'defineCheck' },
  cluster: { define: 'defineClusterCheck' },
  dashboards: { define: 'defineClusterCheck' },
};

/** Marks what a person has to write; the tests of the house refuse a file that contains it. */
export const STUB = ['TO BE', 'WRITTEN'].join(' ');

const camel = (id) => id.replaceAll(/-([a-z0-9])/g, (_all, letter) => letter.toUpperCase());

/** What a kind of check is asked of, what it finds first, and what its words are about. */
const SHAPES = {
  defineCheck: {
    refs: ['refOf', 'title'],
    find: '({ object }) => [{ name: object.metadata.name }]',
    explain: '({ name }, { object })',
    about: 'refOf(object)',
    because: '`name: ${name}`',
  },
  defineStackCheck: {
    refs: ['title'],
    find: '(stack) => [{ name: stack.ref.name }]',
    explain: '({ name }, stack)',
    about: 'stack.ref',
    because: '`name: ${name}`',
  },
  defineClusterCheck: {
    refs: ['title'],
    find: '() => []',
    explain: '(_evidence, about)',
    about: 'about',
    because: '',
  },
};

const source = (id, title, { stage, define, live }) => {
  const { refs, find, explain, about, because } = SHAPES[define];
  const lines = [
    `import { ${define} } from '../check.ts';`,
    "import { SELECTION } from '../../world/reads.ts';",
    `import { ${refs.join(', ')} } from '../../kube/refs.ts';`,
    '',
    `/** ${STUB}: what holds, and the file and line of the real project that shows it. */`,
    `export const ${camel(id)} = ${define}({`,
    `  id: '${id}',`,
    `  title: '${title.replaceAll("'", String.raw`\'`)}',`,
    ...(stage === undefined ? [] : [`  stage: '${stage}',`]),
    "  kinds: ['ServiceMonitor'],",
    '  // From these come the lists that are made and the rights that are printed.',
    '  reads: SELECTION,',
    ...(live ? ['  live: true,'] : []),
    `  find: ${find},`,
    `  explain: ${explain} => ({`,
    `    summary: \`\${title(${about})}: ${STUB}: the fact and its consequence.\`,`,
    `    because: [${because}],`,
    `    remedy: '${STUB}: the action.',`,
    '    // labels | patch | create | values | operator-args | …; advise says why it is not automatic.',
    `    fix: { kind: 'advise', steps: ['${STUB}'], whyNotAutomatic: '${STUB}' },`,
    '  }),',
    '});',
    '',
  ];
  return lines.join('\n');
};

const table = (id) =>
  `import { prometheus, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

// At least one row in which it is found, one in which it stays silent, and one in which it must say "unknown".
table('${id}', [
  {
    it: '${STUB}',
    objects: [prometheus('monitoring/k8s'), serviceMonitor('shop/web')],
    expect: 'nothing',
  },
]);
`;

const page = (id, title) =>
  [
    `# ${id}: ${title}`,
    ...[
      'Symptom',
      'Why nothing happens',
      'Evidence',
      'Fix',
      'When it is fine',
      'Folk cures that do not help',
      'See also',
    ].map((heading) => `## ${heading}\n\n${STUB}`),
  ].join('\n\n') + '\n';

/** The import in its place by path, and the check at the end of the array: move it to where a maintainer would test it. */
const indexed = (text, id, folder) => {
  const line = `import { ${camel(id)} } from './${id}.ts';`;
  const imports = text.split('\n').filter((each) => each.startsWith('import { ') && each.includes("from './"));
  const after = imports.findLast((each) => each.split("'")[1] < `./${id}.ts`);
  const withImport =
    after === undefined ? text.replace(imports[0], `${line}\n${imports[0]}`) : text.replace(after, `${after}\n${line}`);
  const start = withImport.indexOf(`export const ${folder}`);
  const end = withImport.indexOf('\n]', start);
  return `${withImport.slice(0, end)}\n  ${camel(id)},${withImport.slice(end)}`;
};

/** A row after the last one of the table that holds the folder's other checks. */
const listed = (text, id, title, neighbours) => {
  const rows = text.split('\n');
  const at = rows.findLastIndex((row) => neighbours.some((other) => row.startsWith(`| [${other}](`)));
  rows.splice(at + 1, 0, `| [${id}](${id}.md) | ${title} |`);
  return rows.join('\n');
};

/** Where it is proven, in order. */
const proven = (text, id) => {
  const rows = text.split('\n');
  const line = `  '${id}': 'causes-${STUB}.test.ts',`;
  const first = rows.findIndex((row) => /^ {2}'[a-z]/.test(row));
  const before = rows.findLastIndex((row) => /^ {2}'[a-z]/.test(row) && row < line);
  rows.splice(before < 0 ? first : before + 1, 0, line);
  return rows.join('\n');
};

/**
 * Every file of a new check: path -> text. `read` gives the present text of a path. Throws an Error with one sentence
 * where the id or the folder cannot be used.
 */
export const newCheck = (id, folder, title, read) => {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(id))
    throw new Error(`"${id}" is not an id: use the defect in kebab-case, such as label-mismatch`);
  const stage = STAGES[folder];
  if (!stage)
    throw new Error(`"${folder}" is not a folder of src/checks: use one of ${Object.keys(STAGES).join(', ')}`);
  const index = read(`src/checks/${folder}/index.ts`);
  const neighbours = [...index.matchAll(/from '\.\/([a-z0-9-]+)\.ts'/g)].map(([, name]) => name);
  return new Map([
    [`src/checks/${folder}/${id}.ts`, source(id, title, stage)],
    [`src/checks/${folder}/index.ts`, indexed(index, id, folder)],
    [`test/checks/${folder}/${id}.test.ts`, table(id)],
    [`docs/checks/${id}.md`, page(id, title)],
    ['docs/checks/README.md', listed(read('docs/checks/README.md'), id, title, neighbours)],
    ['test/e2e/proofs.ts', proven(read('test/e2e/proofs.ts'), id)],
  ]);
};

const main = async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { stage: { type: 'string' }, title: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const [id, ...more] = positionals;
  if (values.help || id === undefined || more.length > 0 || values.stage === undefined)
    throw new Error(
      `usage: npm run new:check -- ID --stage STAGE [--title TEXT]\n  STAGE: ${Object.keys(STAGES).join(', ')}\n  example: npm run new:check -- port-not-named --stage targets --title "The port of the Service has no name"`,
    );
  if (existsSync(join(root, 'docs', 'checks', `${id}.md`))) throw new Error(`there is a check ${id} already`);
  const files = newCheck(id, values.stage, values.title ?? STUB, (path) => readFileSync(join(root, path), 'utf8'));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  // The page of `promwire explain`; imported here, when the new page is there.
  const { pagesModule } = await import('./pages.mjs');
  writeFileSync(join(root, 'src', 'generated', 'pages.ts'), pagesModule());
  process.stdout.write([...files.keys()].map((path) => `  ${path}\n`).join(''));
  process.stdout.write(
    `\nNext: fill in each "${STUB}", move the check to its place in src/checks/${values.stage}/index.ts, then\n` +
      `  npm run format && npm run generate && npm test -- test/checks/${values.stage}/${id} test/house test/docs\n`,
  );
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await main();
  } catch (error) {
    if (error.constructor !== Error && error.code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw error;
    process.stderr.write(`promwire: ${error.message}\n`);
    process.exitCode = 2;
  }
}
