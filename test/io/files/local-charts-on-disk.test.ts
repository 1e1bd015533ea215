import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { templated } from '../../../src/io/files/local-charts/template.ts';
import { inFolder, write } from '../../commands/ask.ts';
import { APIS } from '../../repository.ts';

const path = process.env['PATH'];
afterEach(() => {
  process.env['PATH'] = path ?? delimiter;
});

/** What the stand-in for helm makes of a chart that was arranged; it prints its words and what it is given. */
async function made(
  arrange: (chart: string, folder: string) => void,
): Promise<{ readonly said: string; readonly lines: readonly string[] }> {
  return await inFolder(async (folder) => {
    const repository = join(folder, 'repository');
    const chart = join(repository, 'charts/web');
    mkdirSync(join(chart, 'templates'), { recursive: true });
    mkdirSync(join(repository, '.git'));
    write(folder, 'outside.yaml', 'secret: word\n');
    write(repository, 'inside.yaml', 'a: 1\n');
    mkdirSync(join(folder, 'bin'));
    chmodSync(write(folder, 'bin/helm', '#!/bin/sh\necho "$@"; cat\n'), 0o755);
    process.env['PATH'] = `${join(folder, 'bin')}${delimiter}/usr/bin${delimiter}/bin`;
    arrange(chart, folder);
    const lines: string[] = [];
    const ran = await templated(
      { folder: chart, release: 'web', values: [], given: '{"a":1}' },
      { signal: new AbortController().signal, onRun: (line) => lines.push(line) },
    );
    const said = ran.kind === 'ended' ? ran.text : ran.kind === 'failed' ? ran.said : ran.kind;
    return { said: said.replaceAll(folder, ''), lines: lines.map((line) => line.replaceAll(folder, '')) };
  });
}

describe('helm on this machine', () => {
  it('is given the values on its standard input, and its line tells none of them', async () => {
    const { said, lines } = await made((chart) =>
      symlinkSync('../../../inside.yaml', join(chart, 'templates/in.yaml')),
    );
    expect(said).toBe(`template web /repository/charts/web --values - ${APIS} --skip-tests\n{"a":1}`);
    expect(lines).toEqual([`helm template web /repository/charts/web --values - ${APIS} --skip-tests`]);
  });

  it('is told of a newer cluster where a chart asks for one that it does not know', async () => {
    const { said } = await made((_chart, folder) => {
      const refusal = 'Error: chart requires kubeVersion: >=1.29.0-0 which is incompatible with Kubernetes v1.20.0';
      write(
        folder,
        'bin/helm',
        `#!/bin/sh\ncase "$*" in *--kube-version*) echo "$@";; *) echo '${refusal}' >&2; exit 1;; esac\n`,
      );
    });
    expect(said).toContain('--skip-tests --kube-version 1.36.0');
  });

  it.each<readonly [string, (chart: string, folder: string) => void, string]>([
    [
      'a link out of the repository',
      (chart, folder) => symlinkSync(join(folder, 'outside.yaml'), join(chart, 'templates/a.yaml')),
      '/repository/charts/web/templates/a.yaml leads out of the repository',
    ],
    [
      'a link to a folder out of the repository',
      (chart, folder) => symlinkSync(folder, join(chart, 'files')),
      '/repository/charts/web/files leads out of the repository',
    ],
    [
      'a link to nothing',
      (chart) => symlinkSync('gone', join(chart, 'a')),
      'its folder: there is no such file or folder',
    ],
    [
      'a pipe',
      (chart) => execFileSync('mkfifo', [join(chart, 'values.yaml')]),
      '/repository/charts/web/values.yaml is no file',
    ],
  ])('is not run for a chart with %s', async (_, arrange, why) => {
    expect(await made(arrange)).toEqual({ said: why, lines: [] });
  });

  it('may end before it has read its values', async () => {
    const { said } = await made((_, folder) =>
      writeFileSync(join(folder, 'bin/helm'), '#!/bin/sh\necho no >&2; exit 1\n'),
    );
    expect(said).toBe('no');
  });
});
