import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { namespace, operator, prometheus, rawOf, serviceMonitor } from '../worlds.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';
import type { Answer } from './ask.ts';
import { APIS } from '../repository.ts';

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
const captured = [
  namespace('shop'),
  operator(),
  prometheus('monitoring/k8s', {
    serviceMonitorNamespaceSelector: {},
    serviceMonitorSelector: { matchLabels: { release: 'kps' } },
  }),
];
const { metadata, ...monitor } = rawOf(serviceMonitor('shop/web'));
/** As helm prints it: the namespace is left to the apply. */
const RENDERED = `---\n# Source: web/templates/monitor.yaml\n${stringify({ ...monitor, metadata: { ...(metadata as object), namespace: undefined } })}`;
const TEMPLATE = '{{- if .Values.on }}\napiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\n{{- end }}\n';

interface Given {
  readonly sources: readonly object[];
  readonly argv?: readonly string[];
  /** The script in place of helm; absent: there is none. */
  readonly helm?: string;
  readonly files?: Readonly<Record<string, string>>;
}

const path = process.env['PATH'];
afterEach(() => {
  process.env['PATH'] = path ?? delimiter;
});

/** `promwire check` of a repository with a chart; what is said is about paths in it. `said`: what the stand-ins wrote down. */
async function checked({ sources, argv = [], helm, files = {} }: Given): Promise<Answer & { readonly noted: string }> {
  return await inFolder(async (folder) => {
    const all = {
      'captured.yaml': yamlOf(captured),
      'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'charts/web/templates/monitor.yaml': TEMPLATE,
      'values.yaml': 'on: true\n',
      ...files,
    };
    for (const [name, text] of Object.entries(all)) write(folder, name, text);
    mkdirSync(join(folder, 'bin'));
    const noted = join(folder, 'noted');
    if (helm !== undefined)
      chmodSync(
        write(folder, 'bin/helm', `#!/bin/sh\necho "$@" https_proxy=$https_proxy >> ${noted}\n${helm}\n`),
        0o755,
      );
    write(folder, 'rendered', RENDERED);
    process.env['PATH'] = `${join(folder, 'bin')}${delimiter}/usr/bin${delimiter}/bin`;
    const clusters = [{ name: 'prod', captured: ['captured.yaml'], sources }];
    const config = write(
      folder,
      'promwire.yaml',
      stringify({ apiVersion: 'promwire.dev/v1alpha1', kind: 'Config', clusters }),
    );
    const here = (text: string): string => text.replaceAll(`${folder}/`, '');
    const said = await run(['check', '--config', config, ...argv]);
    return {
      ...said,
      out: here(said.out),
      err: here(said.err),
      noted: existsSync(noted) ? here(readFileSync(noted, 'utf8')) : '',
    };
  });
}

/** The stand-in prints what the chart of this test makes. */
const PRINTS = 'cat "$(dirname "$0")/../rendered"';
const CHART = { chart: 'charts/web', release: 'web', namespace: 'shop', values: ['values.yaml'] };

describe('a chart among the sources', () => {
  it('is rendered by helm without a network, and what it makes stands at its template', async () => {
    const { code, out, noted } = await checked({ sources: [CHART], helm: PRINTS });
    expect(noted).toBe(
      `template web charts/web --namespace shop --values values.yaml ${APIS} --skip-tests https_proxy=http://127.0.0.1:9\n`,
    );
    expect([code, flat(out)]).toEqual([
      1,
      expect.stringContaining(
        'label-mismatch charts/web/templates/monitor.yaml:3 Prometheus monitoring/k8s does not select ServiceMonitor shop/web',
      ),
    ]);
  });

  it('is rendered once, and not read beside it, also where a folder holds it', async () => {
    const { err, noted } = await checked({ sources: [{ path: '.' }, CHART], helm: PRINTS, argv: ['-v'] });
    expect(noted.split('\n')).toHaveLength(2);
    expect(flat(err)).toContain('run: helm template web charts/web');
    expect(err).not.toContain('templates of');
  });

  it('may be a path that has a Chart.yaml', async () => {
    const { code, noted } = await checked({ sources: [{ path: 'charts/web' }], helm: PRINTS });
    expect([code, noted]).toEqual([1, expect.stringContaining('template web charts/web --api-versions')]);
  });

  it('is unknown where helm is missing, with the line that renders it elsewhere', async () => {
    const { code, out } = await checked({ sources: [CHART] });
    expect([code, flat(out)]).toEqual([
      3,
      expect.stringContaining(
        `promwire.yaml:8: this source was not rendered, so what it makes is not known: helm is not on PATH. Where it is, this prints what a file among the sources can hold: helm template web charts/web --namespace shop --values values.yaml ${APIS} --skip-tests`,
      ),
    ]);
  });

  it('is told once with others for which helm is missing, with the places of all', async () => {
    const charts = ['one', 'two', 'three', 'four', 'five'].map((release) => ({ ...CHART, release }));
    const { code, out } = await checked({ sources: [...charts] });
    const told = flat(out);
    expect(code).toBe(3);
    expect(told).toMatch(
      /promwire\.yaml:\d+, promwire\.yaml:\d+, promwire\.yaml:\d+ and 1 more \(-v names them\): this source was not rendered, so what it makes is not known: helm is not on PATH\. /,
    );
    expect(told.match(/this source was not rendered/g)).toHaveLength(2);
  });

  it('is unknown where helm refuses it, in its words', async () => {
    const { code, out } = await checked({
      sources: [CHART],
      helm: 'echo "Error: found in Chart.yaml, but missing in charts/ directory: redis (dependencies)" >&2; exit 1',
    });
    expect([code, flat(out)]).toEqual([
      3,
      expect.stringContaining(
        'missing in charts/ directory: redis (dependencies). To fetch what it depends on: helm dependency build charts/web',
      ),
    ]);
  });
});

describe('a command among the sources', () => {
  const command = ['sh', '-c', 'echo ran > ran; cat rendered; echo secret-word >&2'];

  it('is not run where the user does not say so: a repository may name any', async () => {
    const { code, out, noted } = await checked({ sources: [{ command: ['helm', 'anything'] }], helm: PRINTS });
    expect(noted).toBe('');
    expect([code, flat(out)]).toEqual([
      3,
      expect.stringContaining(
        'helm anything is not run: a repository of another may name any command. Where you trust it, add --run-commands.',
      ),
    ]);
  });

  it('is run in the folder of the file, without a shell of ours', async () => {
    const { code, out, err } = await checked({ sources: [{ command }], argv: ['--run-commands', '-v'] });
    expect([code, flat(out)]).toEqual([1, expect.stringContaining('ServiceMonitor web: label-mismatch')]);
    expect(flat(err)).toContain("run: sh -c 'echo ran > ran; cat rendered; echo secret-word >&2'");
    const literal = await checked({
      sources: [{ command: ['echo', '$(touch', 'x)', ';', 'a: 1'] }],
      argv: ['--run-commands'],
    });
    expect(literal.code).toBe(0);
  });

  it('is unknown where it fails, and where it is not there', async () => {
    const failing = await checked({
      sources: [{ command: ['sh', '-c', 'echo no >&2; exit 3'] }],
      argv: ['--run-commands'],
    });
    expect([failing.code, flat(failing.out)]).toEqual([3, expect.stringContaining('failed: no.')]);
    const missing = await checked({ sources: [{ command: ['no-such-program'] }], argv: ['--run-commands'] });
    expect([missing.code, flat(missing.out)]).toEqual([3, expect.stringContaining('no-such-program is not on PATH')]);
  });
});
