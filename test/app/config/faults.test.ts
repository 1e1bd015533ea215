import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { chooseCluster } from '../../../src/app/config/choose.ts';
import { readConfig } from '../../../src/app/config/read.ts';
import { PromwireError } from '../../../src/errors.ts';
import { inFolder, write } from '../../commands/ask.ts';
import { cluster, HEAD, MALFORMED, SOURCES } from './malformed.ts';

async function refusal(work: Promise<unknown>): Promise<PromwireError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof PromwireError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

const source = (text: string): string => cluster(`sources:\n  - ${text}`);
const SOURCES_OF: typeof MALFORMED = [
  ['a source of nothing', source('{}'), ':6:9: clusters.0.sources.0: it needs a path, a chart or a command'],
  [
    'a source of two',
    source('{ path: a, chart: b }'),
    ':6:20: clusters.0.sources.0.chart: a source is a path, a chart or a command; this one has a path',
  ],
  [
    'values of a path',
    source('{ path: a, values: [b] }'),
    ':6:20: clusters.0.sources.0.values: only a chart has it; this source is a path',
  ],
  [
    'a release with a capital',
    source('{ chart: a, release: Web }'),
    ':6:21: clusters.0.sources.0.release: at most 53 small letters',
  ],
  [
    'a release that is a flag',
    source('{ chart: a, release: --post-renderer=x }'),
    ':6:21: clusters.0.sources.0.release: at most 53',
  ],
  [
    'a namespace that is a flag',
    source('{ chart: a, namespace: --x }'),
    ':6:21: clusters.0.sources.0.namespace: a namespace',
  ],
  [
    'values from elsewhere',
    source('{ chart: a, values: ["https://x/y.yaml", ../../z] }'),
    ':6:50: clusters.0.sources.0.values.1: it leads out of the repository',
  ],
  ['a command of nothing', source('{ command: [] }'), ':6:11: clusters.0.sources.0.command: it needs a program'],
  ['a command line', source('{ command: make render }'), ':6:11: clusters.0.sources.0.command: must be array'],
];

const wanted = (entry: string): string => cluster(`${SOURCES}applications:\n  - ${entry}`);
const output = (text: string): string => cluster(`${SOURCES}applications: []\noutput: ${text}`);
const APPLICATIONS: typeof MALFORMED = [
  ['an application that is a text', wanted('kuberhealthy'), ':7:9: clusters.0.applications.0: must be object'],
  [
    'an application of nothing',
    wanted('{}'),
    ':7:9: clusters.0.applications.0: it needs a profile, a profileFile or an object',
  ],
  [
    'a misspelt field of one',
    wanted('{ profil: kuberhealthy }'),
    ':7:11: clusters.0.applications.0.profil: no such field; did you mean profile? | clusters.0.applications.0 has: profile, profileFile',
  ],
  [
    'an application named twice',
    wanted('{ profile: kuberhealthy, object: service/web }'),
    ':7:34: clusters.0.applications.0.object: an application is named once; this one has a profile',
  ],
  [
    'a misspelt profile',
    wanted('{ profile: kuberhealty }'),
    ':7:11: clusters.0.applications.0.profile: no such profile; did you mean kuberhealthy?',
  ],
  [
    'an unknown variant',
    wanted('{ profile: kuberhealthy, variant: v9 }'),
    ':7:34: clusters.0.applications.0.variant: kuberhealthy has no such variant; it is one of v3, v2',
  ],
  [
    'a port of a profile',
    wanted('{ profile: kuberhealthy, port: 80 }'),
    ':7:34: clusters.0.applications.0.port: only an application with object has it; this one has a profile',
  ],
  ['an object that is none', wanted('{ object: web }'), ':7:11: clusters.0.applications.0.object: web: not KIND/NAME'],
  [
    'an object without pods',
    wanted('{ object: configmap/web }'),
    ':7:11: clusters.0.applications.0.object: configmap/web: not an application',
  ],
  [
    'a namespace of one with a capital',
    wanted('{ profile: kuberhealthy, namespace: Shop }'),
    ':7:34: clusters.0.applications.0.namespace: a namespace is at most 63',
  ],
  [
    'a stack without a name',
    wanted('{ profile: kuberhealthy, stack: a/ }'),
    ':7:34: clusters.0.applications.0.stack: not',
  ],
  [
    'a path of metrics that is none',
    wanted('{ object: service/web, path: metrics }'),
    ':7:32: clusters.0.applications.0.path: not a path such as /metrics',
  ],
  [
    'a profile file from elsewhere',
    wanted('{ profileFile: ../../web.yaml }'),
    ':7:11: clusters.0.applications.0.profileFile: it leads out of the repository',
  ],
  [
    'a misspelt threshold',
    wanted('{ profile: kuberhealthy, thresholds: { objektive: 0.9 } }'),
    ':7:48: clusters.0.applications.0.thresholds.objektive: "objektive" is not a setting of this application. Did you mean objective?',
  ],
  [
    'a threshold that is not possible',
    wanted('{ profile: kuberhealthy, thresholds: { objective: 2 } }'),
    ':7:48: clusters.0.applications.0.thresholds.objective: objective: 2 is not possible. It takes a number between 0 and 1',
  ],
  [
    'an unknown alert',
    wanted('{ profile: kuberhealthy, alerts: { KuberhealthyCheckSlo: off } }'),
    ':7:44: clusters.0.applications.0.alerts.KuberhealthyCheckSlo: "KuberhealthyCheckSlo" is not an alert',
  ],
  [
    'a label that is none',
    wanted('{ profile: kuberhealthy, alertLabels: { "a b": c } }'),
    ':7:49: clusters.0.applications.0.alertLabels.a b: ',
  ],
  [
    'an application twice',
    wanted('{ profile: kuberhealthy }\n  - { profile: kuberhealthy, variant: v2 }'),
    ':8:9: clusters.0.applications.1: another entry is about the same application',
  ],
  ['an output that is a text', output('here'), ':7:5: clusters.0.output: must be object'],
  [
    'an output from elsewhere',
    output('{ folder: ../../x }'),
    ':7:15: clusters.0.output.folder: it leads out of the repository',
  ],
  [
    'an output at an absolute path',
    output('{ folder: /tmp }'),
    ':7:15: clusters.0.output.folder: not an absolute path',
  ],
  ['an output in .git', output('{ folder: .git/hooks }'), ':7:15: clusters.0.output.folder: not in .git'],
  ['argocd that is a word', output('{ argocd: v2 }'), ':7:15: clusters.0.output.argocd: must be boolean'],
  [
    'an output that is another one on a disk that ignores case',
    `${HEAD}clusters:\n  - { name: prod, context: a, applications: [] }\n  - { name: Prod, context: b, applications: [] }\n`,
    ':5:7: clusters.1.name: cluster prod is generated into that folder',
  ],
  [
    'one output of two clusters',
    `${HEAD}clusters:\n  - { name: a, context: a, applications: [], output: { folder: x } }\n  - { name: b, context: b, applications: [], output: { folder: ./x/y } }\n`,
    ':5:56: clusters.1.output.folder: cluster a is generated into that folder, or one in it or above it',
  ],
];

describe('a malformed promwire.yaml', () => {
  it.each([...MALFORMED, ...SOURCES_OF, ...APPLICATIONS])('has one error: %s', async (_what, text, said) => {
    await inFolder(async (folder) => {
      const path = write(folder, 'promwire.yaml', text);
      const { code, message, hint } = await refusal(readConfig(path));
      const [where = '', next = ''] = said.split(' | ');
      expect(code).toBe('usage');
      expect(message.startsWith(path)).toBe(true);
      expect(message).not.toContain('\n');
      expect(message.slice(path.length)).toContain(where);
      if (where.startsWith(':')) expect(message.slice(path.length).startsWith(where)).toBe(true);
      expect(hint).toContain(next);
      expect(hint).not.toBe('');
    });
  });

  it('names each of several mistakes, in the order of the file', async () => {
    await inFolder(async (folder) => {
      const path = write(folder, 'promwire.yaml', `${HEAD}clusters:\n  - { name: 1 }\n  - { nam: b }\n`);
      const { message } = await refusal(readConfig(path));
      expect(message.split('\n').map((line) => line.slice(path.length))).toEqual([
        ':4:7: clusters.0.name: must be string: put it in quotes, without which YAML reads it as a number',
        ":5:5: clusters.1: must have required property 'name'",
        ':5:7: clusters.1.nam: no such field; did you mean name?',
      ]);
    });
  });
});

describe('the paths of a cluster', () => {
  const chosen = async (folder: string, text: string, name?: string): ReturnType<typeof chooseCluster> =>
    await chooseCluster(await readConfig(write(folder, 'promwire.yaml', text)), name);

  it('must be there, those of that cluster alone', async () => {
    await inFolder(async (folder) => {
      write(folder, 'apps/web.yaml', '');
      const two = `${HEAD}clusters:\n  - { name: a, sources: [{ path: apps }] }\n  - { name: b, sources: [{ path: none }] }\n`;
      expect((await chosen(folder, two, 'a')).from.map((path) => path.endsWith('/apps'))).toEqual([true]);
      const { message } = await refusal(chosen(folder, two, 'b'));
      expect(message.slice(folder.length)).toBe(
        '/promwire.yaml:5:28: clusters.1.sources.0.path: none: there is no such file or folder',
      );
    });
  });

  it('may not lead out of the repository by a link, and may lead up in it', async () => {
    await inFolder(async (folder) => {
      for (const path of ['repository/.git', 'repository/ci', 'repository/apps', 'other'])
        mkdirSync(join(folder, path), { recursive: true });
      symlinkSync('../../other', join(folder, 'repository/ci/link'));
      const at = (path: string): string => cluster(`sources: [{ path: ${path} }]`);
      const repository = join(folder, 'repository/ci');
      expect((await chosen(repository, at('../apps'))).from).toHaveLength(1);
      const { message } = await refusal(chosen(repository, at('link')));
      expect(message).toContain('link: it leads out of the repository');
      expect((await refusal(chosen(repository, at('../../other')))).message).toContain(
        'it leads out of the repository',
      );
    });
  });

  it('are those of one cluster, which is chosen where there are several', async () => {
    await inFolder(async (folder) => {
      const two = `${HEAD}clusters:\n  - { name: prod, context: a }\n  - { name: test, context: b }\n`;
      expect((await chosen(folder, two, 'test')).context).toBe('b');
      const none = await refusal(chosen(folder, two));
      expect([none.message.slice(folder.length), none.hint]).toEqual([
        '/promwire.yaml has several clusters',
        'Choose one with --cluster: prod, test.',
      ]);
      expect((await refusal(chosen(folder, two, 'prd'))).hint).toBe(
        'Did you mean prod? Choose one with --cluster: prod, test.',
      );
    });
  });
});
