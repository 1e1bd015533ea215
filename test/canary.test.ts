/**
 * Plants secrets in every place where clusters have them (canary-places.ts) and searches for them in what every command
 * makes of it, also where servers refuse and files are broken. A command, form or place that is added belongs here.
 */
import { join } from 'node:path';
import { readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { COMMANDS } from '../src/commands/kit/table.ts';
import { newPlans } from '../src/commands/mcp/plans.ts';
import type { Answer } from '../src/commands/mcp/tool.ts';
import { toolsFor } from '../src/commands/mcp/tools.ts';
import { demoCluster } from '../src/generated/demo-cluster.ts';
import { analyse } from '../src/judge/analysis.ts';
import { report } from '../src/judge/report.ts';
import { buildWorld } from '../src/world/world.ts';
import { readFiles, type FilePorts, type FileSnapshot } from '../src/io/files/index.ts';
import { toYamlStream } from '../src/render/yaml.ts';
import type { JsonObject, KubeObject, Report } from '../src/model/index.ts';
import { backends, checks, clusterChecks, profiles } from '../src/registry.ts';
import { reportJson } from '../src/render/report-json.ts';
import { writeSnapshot } from '../src/render/snapshot.ts';
import { plain } from '../src/render/text/style.ts';
import { newSent } from '../src/sent.ts';
import { reportText } from '../src/render/text/report.ts';
import { CANARY, objects, secret, url } from './canary-places.ts';
import { inFolder, run, write } from './commands/ask.ts';
import { clusterOf } from './commands/cluster.ts';
import { amongSecrets } from './commands/running.ts';
import { startGrafana } from './io/grafana/grafana-standin.ts';
import { kubeconfig, standIn } from './io/kube/api-stand-in.ts';
import type { Reply, Seen } from './io/kube/api-stand-in.ts';
import { startStandIn } from './io/prometheus/prometheus-standin.ts';

const PLANTED = new RegExp(`${CANARY}[\\w-]*`, 'g');
const found = (text: string): readonly string[] => [...new Set(text.match(PLANTED) ?? [])];
const YAML = toYamlStream(objects);

function ports(text: string): FilePorts {
  return {
    isFolder: () => Promise.resolve(false),
    list: () => Promise.resolve([]),
    read: () => Promise.resolve(new Uint8Array()),
    stdin: () => Promise.resolve(Buffer.from(text)),
  };
}
const read = async (text: string): Promise<FileSnapshot> => await readFiles(['-'], ports(text));

const reported = (snapshot: FileSnapshot): Report =>
  report(analyse(buildWorld(snapshot), { backends, checks, profiles }), clusterChecks);

/** What the library makes of it. */
const OUTPUTS: readonly (readonly [string, (snapshot: FileSnapshot) => string])[] = [
  ['the snapshot itself', (snapshot) => JSON.stringify(snapshot)],
  ['a snapshot file', writeSnapshot],
  ['a report', (snapshot) => JSON.stringify(reported(snapshot))],
  ['a printed report', (snapshot) => JSON.stringify(reportJson(reported(snapshot), { verdicts: 'all' }))],
  ['a report for people', (snapshot) => reportText(reported(snapshot), plain)],
];

const FORMS = ['text', 'html', 'json', 'yaml', 'sarif', 'junit', 'github', 'prometheus'].map((form) => ['-o', form]);
const CHECKS: readonly (readonly string[])[] = [
  ...FORMS,
  ['-v'],
  ['-v', '-o', 'json', '--verdicts', 'all'],
  ['servicemonitor/servicemonitor', '-n', 'app', '-v'],
  ['prometheusrule/prometheusrule', '-n', 'app', '-v'],
  ['alertmanagerconfig/alertmanagerconfig', '-n', 'app', '-v'],
  ['configmap/configmap', '-n', 'app'],
  ['service/service', '-n', 'app'],
  ['alert/A', '-v'],
  ['metric/up', '-v'],
].map((argv) => ['check', ...argv]);

/** Of files; `--from FILE` is put behind. */
const OF_FILES: readonly (readonly string[])[] = [
  ...CHECKS,
  ['snapshot'],
  ['snapshot', '--for-git'],
  ['generate', '--variant', 'v3'],
  ['generate', '--variant', 'v3', '-o', 'json'],
  ['fix'],
  ['fix', '-o', 'json'],
  ['policy', '--add-labels'],
  ['policy', '-o', 'json'],
  ['profile', 'init', 'service/web'],
  ['policy', '--form', 'kyverno', '--add-labels'],
];

/** Tools of the server for agents, of files and of the cluster. */
const TOOLS = (file: string): readonly (readonly [name: string, input: JsonObject])[] => [
  ...[{ from: [file] }, {}].flatMap((where): readonly (readonly [name: string, input: JsonObject])[] => [
    ['check', { ...where, limit: 1000, verdicts: 'all' }],
    ['check', { ...where, subject: ['service/service'], namespace: 'app' }],
    ['propose_fix', { ...where, limit: 1000 }],
  ]),
  ['compare', { base: file, head: 'live' }],
  ['verify', { timeout: '1s' }],
];

/** Of a file, against nothing and the other way round. */
const compares = (file: string): readonly (readonly string[])[] =>
  ['text', 'html', 'json', 'markdown'].flatMap((form) => [
    ['compare', file, '/dev/null', '-o', form],
    ['compare', '/dev/null', file, '-o', form],
  ]);

/** What makes a text that has it no YAML, in most places. */
const BREAKS = [': {{ "', '\n\t- ', '"', "'", '\n}', '\n- *x ', '\n@', ' !!int [', '\n\u0000', '\n%', ' &a &b '];

/** Of a cluster. */
const OF_CLUSTER: readonly (readonly string[])[] = [
  ...CHECKS,
  ['check', '--read-secrets', '-v'],
  ...['text', 'html', 'json', 'junit', 'github'].map((form) => ['check', '--all-contexts', '-v', '-o', form]),
  ['snapshot'],
  ['snapshot', '--for-git'],
  ['snapshot', '--out', 'OUT'],
  ['snapshot', '--all-contexts', '--out', 'OUT'],
  ['compare', '/dev/null', 'live', '-o', 'json'],
  ['compare', 'BEFORE', '--all-contexts', '-o', 'json'],
  ['compare', 'BEFORE', '--all-contexts', '-o', 'html'],
  ['compare', 'BEFORE', '--all-contexts', '-o', 'markdown'],
  ['snapshot', '--live'],
  ['snapshot', '--live', '--read-secrets', 'alert/A'],
  ['diff'],
  ['diff', '-o', 'json'],
  ['diff', '--all-contexts'],
  ['profile', 'init', 'service/web'],
  ['generate'],
  ['generate', '--out', 'OUT'],
  ['policy', '--add-labels'],
  ['policy', '--out', 'OUT'],
  ['setup', '--dry-run'],
  ['setup', '--dry-run', '-v'],
  ['setup', '--dry-run', '-o', 'json'],
  ['setup', '--yes', '--timeout', '1s'],
  ['verify', '--timeout', '1s'],
  ['verify', '--timeout', '1s', '-o', 'json'],
  ['verify', '--timeout', '1s', '-o', 'html'],
  ['verify', '--all-contexts', '--timeout', '1s', '-o', 'json'],
  ['verify', '--all-contexts', '--timeout', '1s', '-o', 'html'],
  ['fix', '--dry-run'],
  ['fix', '--dry-run', '-o', 'json'],
  ['fix', '--yes', '--timeout', '1s'],
  ['undo', '--dry-run'],
  ['undo', '--yes', '-o', 'json'],
  ['uninstall', '--dry-run'],
  ['uninstall', '--yes', '-o', 'json'],
  ['settings', '--from-cluster'],
  ['rbac', 'check', '--live', '--read-secrets'],
  ['dashboard', 'preview'],
  ['dashboard', 'preview', '-o', 'json'],
];
/** Of neither. */
const OF_NOTHING: readonly (readonly string[])[] = [
  ['explain'],
  ['explain', 'label-mismatch'],
  ['demo', '--out', 'OUT'],
  ['version'],
  ['version', '-o', 'json'],
  ['dashboard', 'export', '--variant', 'v3'],
  ['rbac', 'setup'],
  ['settings'],
  ['completion', 'bash'],
  ['init', 'OUT'],
];

const kube = (raw: object): KubeObject => {
  const { apiVersion, kind, metadata, ...body } = raw as Omit<KubeObject, 'metadata'> & { readonly metadata: object };
  return {
    ...{ apiVersion, kind, metadata: { labels: {}, annotations: {}, ...metadata } as KubeObject['metadata'] },
    ...{ body: body as unknown as KubeObject['body'], origin: { source: 'cluster' } },
  };
};
const cluster = [
  ...parseAllDocuments(demoCluster).flatMap((document) => {
    const object = document.toJS() as KubeObject | null;
    return object?.metadata === undefined ? [] : [kube(object)];
  }),
  ...objects.filter((object) => typeof (object as { readonly spec?: unknown }).spec !== 'string').map(kube),
];

const TOKEN = `${CANARY}-t0ken-9a8b7c6d5e4f`;
const RULES =
  '/etc/prometheus/rules/prometheus-k8s-rulefiles-0/app-prometheusrule-00000000-1111-2222-3333-444444444444.yaml';
const good = clusterOf(cluster, undefined, amongSecrets('serviceMonitor/app/servicemonitor/0', RULES));

type Server = (seen: Seen) => Reply;
/** What a refusal repeats: the credential, a URL of its own, a header. */
const words = ({ headers, url: asked }: Seen): string =>
  `${asked}: ${JSON.stringify(headers)} ${url('refused')} password=${secret('refused')} Bearer ${secret('refused-bearer')}`;
const refusing =
  (status: number, isRefused: (seen: Seen) => boolean): Server =>
  (seen) =>
    isRefused(seen)
      ? { status, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status, message: words(seen) } }
      : good(seen);
const plainly =
  (status: number): Server =>
  (seen) => ({ status, body: words(seen) });

/** How the cluster answers. */
const SERVERS: readonly (readonly [string, Server])[] = [
  ['a cluster that answers', good],
  ['one that refuses every write', refusing(422, ({ method }) => method === 'PATCH' || method === 'DELETE')],
  ['one that forbids every list', refusing(403, ({ url: asked }) => !asked.startsWith('/version'))],
  ['one whose pods are out of reach', refusing(503, ({ url: asked }) => asked.includes('/proxy/'))],
  ['one that answers 400 and the request', plainly(400)],
  ['one that answers 200 and the request', plainly(200)],
];

/** Runs a command; all that it printed and wrote. */
async function shown(argv: readonly string[], folder: string): Promise<string> {
  const out = join(folder, 'out');
  const words: Readonly<Record<string, string>> = { OUT: out, BEFORE: join(folder, 'before') };
  const answer = await run(argv.map((word) => words[word] ?? word));
  const written = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.startsWith('out/'));
  const texts = written.flatMap((name) => {
    try {
      return [readFileSync(join(folder, name), 'utf8')];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EISDIR') throw error;
      return [];
    }
  });
  rmSync(out, { recursive: true, force: true });
  return [answer.out, answer.err, ...texts].join('\n');
}

/** Every command with what it let out; [] is what is expected. */
async function leaks(
  commands: readonly (readonly string[])[],
  more: readonly string[],
  folder: string,
): Promise<readonly string[]> {
  const found_: string[] = [];
  for (const argv of commands) {
    const text = await shown([...argv, ...more], folder);
    for (const place of found(text)) found_.push(`${argv.join(' ')}: ${place}`);
  }
  return found_;
}

describe('no secret gets out', () => {
  it.each(OUTPUTS)('by %s', async (_name, output) => {
    const snapshot = await read(YAML);
    expect(snapshot.gaps).toEqual([]);
    expect(snapshot.objects).toHaveLength(objects.length - 1);
    expect(found(output(snapshot))).toEqual([]);
  });

  it('by a command over files', async () => {
    await inFolder(async (folder) => {
      const file = write(folder, 'cluster.yaml', YAML);
      expect(await leaks(OF_FILES, ['--from', file], folder)).toEqual([]);
      expect(await leaks(compares(file), [], folder)).toEqual([]);
      expect(await leaks(OF_NOTHING, [], folder)).toEqual([]);
    });
  }, 90_000);

  it('by a tool of the server for agents, whose answers are not empty', async () => {
    const api = await standIn(refusing(422, ({ method }) => method === 'PATCH'));
    try {
      await inFolder(async (made) => {
        const folder = realpathSync(made);
        const file = write(folder, 'cluster.yaml', YAML);
        const config = kubeconfig(`http://127.0.0.1:${api.port}`, { user: { token: TOKEN } });
        const tools = toolsFor({
          ...{ folders: [folder], kubeconfig: write(folder, 'kubeconfig', config), context: undefined },
          ...{ timeoutMs: 20_000, plans: newPlans(), env: {}, sent: newSent() },
        });
        const answers: Answer[] = [];
        for (const [name, input] of TOOLS(file)) {
          const tool = tools.find((each) => each.name === name);
          const call = { signal: new AbortController().signal, onProgress: (text: string) => answers.push({ text }) };
          answers.push((await tool?.call(input, call)) ?? { text: '' });
        }
        expect(answers.map(({ text }) => found(text))).toEqual(answers.map(() => []));
        expect(found(JSON.stringify(answers))).toEqual([]);
        expect(JSON.stringify(answers)).toContain('label-mismatch');
      });
    } finally {
      await api.stop();
    }
  }, 60_000);

  it.each(SERVERS)(
    'by a command over %s',
    async (_name, server) => {
      const api = await standIn(server);
      try {
        await inFolder(async (folder) => {
          write(folder, 'before/test.yaml', demoCluster);
          const config = kubeconfig(`http://127.0.0.1:${api.port}`, { user: { token: TOKEN } });
          expect(await leaks(OF_CLUSTER, ['--kubeconfig', write(folder, 'kubeconfig', config)], folder)).toEqual([]);
        });
      } finally {
        await api.stop();
      }
    },
    60_000,
  );

  it('by a command over a Prometheus or a Grafana that refuses, or that nobody listens at', async () => {
    const refused = (headers: object): string =>
      JSON.stringify({
        status: 'error',
        error: `${JSON.stringify(headers)} ${url('live')}`,
        message: JSON.stringify(headers),
      });
    const prometheus = await startStandIn(
      (request, response) => void response.writeHead(422).end(refused(request.headers)),
    );
    const grafana = await startGrafana({
      version: 12,
      instead: (_asked, response) => {
        response.writeHead(412, { 'content-type': 'application/json' }).end(refused(response.req.headers));
        return true;
      },
    });
    try {
      await inFolder(async (folder) => {
        const login = (address: string): string => address.replace('://', `://me:${TOKEN}@`);
        const token = write(folder, 'token', TOKEN);
        const preview = ['dashboard', 'preview', '--variant', 'v3'];
        const into = ['dashboard', 'import', '--variant', 'v3'];
        const at = ['http://127.0.0.1:9', 'http://127.0.0.1:9/?x=1'];
        const commands = [
          ...[prometheus.url, ...at].flatMap((address) => [
            [...preview, '--prometheus-url', login(address)],
            [...preview, '--prometheus-url', address, '--prometheus-token-file', token],
          ]),
          ...[grafana.url, ...at].flatMap((address) => [
            [...into, '--grafana-url', login(address)],
            [...into, '--grafana-url', address, '--grafana-token-file', token, '-o', 'json'],
            [...into, '--grafana-url', address, '--grafana-user', 'me', '--grafana-password-file', token],
          ]),
        ];
        expect(await leaks(commands, [], folder)).toEqual([]);
      });
    } finally {
      await Promise.all([prometheus.stop(), grafana.stop()]);
    }
  });

  it('by the gap of a document that cannot be read', async () => {
    const broken = objects.map((one) => `${JSON.stringify(one).slice(0, -1)}: x: {{ y }\n`).join('---\n');
    const tagged = `---\na: !!int ${secret('tag')}\n---\n? [${secret('key')}]\n: x\n---\na: *${secret('alias')}\n---\n[] ${secret('stray')}\n---\na: b\n${secret('no-key')}\n---\na: |${secret('header')}\n---\na: "\\${secret('escape')}"\n---\n}${secret('end')}\n`;
    const snapshot = await read(`---\n${broken}${tagged}`);
    expect(snapshot.gaps.length).toBeGreaterThanOrEqual(objects.length);
    expect(found(JSON.stringify(snapshot))).toEqual([]);
  });

  it('by YAML that breaks at any one of them, in any command', async () => {
    const documents: string[] = [];
    let i = 0;
    for (const one of objects.map((object) => toYamlStream([object])))
      for (const place of found(one)) {
        const [before = '', after = ''] = one.split(place);
        // Each place is broken in two ways, before and behind it; the next place in others.
        for (const wrong of [BREAKS[i++ % BREAKS.length], BREAKS[i++ % BREAKS.length]])
          for (const text of [`${before}${wrong}${place}${after}`, `${before}${place}${wrong}${after}`]) {
            const { gaps, ...rest } = await read(text);
            // In a quoted text nothing breaks: then it is another text, in which the secret may stand for nothing.
            if (gaps.length === 0) continue;
            const left = found(JSON.stringify({ gaps, ...rest })).filter((each) => each === place);
            expect({ place, wrong, left }).toEqual({ place, wrong, left: [] });
            documents.push(text);
          }
      }
    expect(documents.length).toBeGreaterThan(500);
    await inFolder(async (folder) => {
      // Files of their own: what breaks one leaves the others as they are.
      for (const [n, text] of documents.entries()) if (n % 16 === 0) write(folder, `${n}.yaml`, text);
      const broken = await shown(['check', '-v', '--from', folder], folder);
      expect(broken).toContain('could not be read');
      expect(await leaks(OF_FILES, ['--from', folder], folder)).toEqual([]);
      expect(await leaks(compares(folder), [], folder)).toEqual([]);
    });
  }, 120_000);

  it('by YAML or JSON of a flag that breaks at it', async () => {
    await inFolder(async (folder) => {
      const flags = ['--settings', '--kubeconfig', '--prometheus-token-file', '--prometheus-header', '--prometheus-ca'];
      for (const wrong of BREAKS) {
        const file = write(folder, 'broken', `a: 1\nb: ${wrong}${TOKEN}${wrong}\nc: [${TOKEN}: "\n${TOKEN}`);
        const commands = flags.map((flag) => [
          ...(flag === '--settings'
            ? ['generate', '--monitor-labels', 'a=b']
            : ['dashboard', 'preview', '--variant', 'v3']),
          ...(flag.startsWith('--prometheus') ? ['--prometheus-url', 'http://127.0.0.1:9'] : []),
          ...['--timeout', '2s'].slice(flag === '--settings' ? 2 : 0),
          flag,
          file,
        ]);
        expect(await leaks(commands, [], folder)).toEqual([]);
        for (const argv of commands)
          expect(await shown(argv, folder)).toMatch(/broken|127\.0\.0\.1:9|--prometheus-header/);
      }
    });
  }, 60_000);

  it('and would be noticed if it did, at so many places, by every command', () => {
    expect(found(YAML).length).toBeGreaterThanOrEqual(240);
    const ours = new Set(
      [...OF_FILES, ...OF_CLUSTER, ...OF_NOTHING, ['dashboard', 'import'], ['mcp']].map((argv) => argv.join(' ')),
    );
    const missing = Object.keys(COMMANDS).filter(
      (name) => ![...ours].some((line) => `${line} `.startsWith(`${name} `)),
    );
    expect(missing).toEqual([]);
  });
});
