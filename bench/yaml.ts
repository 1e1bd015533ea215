import process from 'node:process';
import { LineCounter, parseAllDocuments, Parser } from 'yaml';
import { readBlockYaml } from '../src/io/files/block-yaml.ts';
import { readDocuments, split } from '../src/io/files/documents.ts';
import { kubectlDump, renderedCharts } from './manifests.ts';

/**
 * Reading YAML: ours (docs/adr/0015) against the package yaml alone, in seconds of CPU. The
 * fast reader stays while it is above three times the package's speed on both worlds.
 */
const AIM = 3;
const WORLDS: readonly (readonly [string, readonly string[]])[] = [
  ['kubectl get -o yaml, 20 MB in one file', [kubectlDump(20e6)]],
  ['rendered charts, 22 MB in 117 files', renderedCharts(117, 22e6)],
];
const OURS = {
  schema: 'failsafe',
  version: '1.1',
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** Ways to read a text; the first is promwire's, the second the package as promwire falls back to it. */
const READERS: readonly (readonly [string, (text: string) => unknown])[] = [
  ['promwire', readDocuments],
  ['yaml, as promwire calls it', (text) => parseAllDocuments(text, { ...OURS, lineCounter: new LineCounter() })],
  [
    'yaml, as it comes, to values',
    (text) => [...parseAllDocuments(text)].map((document) => document.toJS() as unknown),
  ],
  ['yaml, tokens only', (text) => [...new Parser().parse(text)].length],
];

/** CPU time of a run: of the best of three, unless one takes long. */
function seconds(run: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let runs = 0; runs < 3; runs++) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    const time = (user + system) / 1e6;
    best = Math.min(best, time);
    if (time > 2) break;
  }
  return best;
}

for (const [name, texts] of WORLDS) {
  const chunks = texts.flatMap(split);
  const left = chunks.filter(({ text }) => readBlockYaml(text) === undefined).length;
  console.log(`${name}: ${chunks.length} documents, ${left} of them left to the full parser`);
  const times = READERS.map(([reader, read]) => {
    const time = seconds(() => texts.forEach(read));
    console.log(`  ${reader.padEnd(32)} ${time.toFixed(2)} s`);
    return time;
  });
  const ratio = (times[1] ?? 0) / (times[0] ?? 1);
  console.log(`  ${ratio.toFixed(1)} times the speed of yaml (aim: more than ${AIM})`);
  if (ratio <= AIM) process.exitCode = 1;
}
