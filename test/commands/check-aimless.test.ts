/** A question about one monitor that selects nothing among the files: it is not fine, it was not checked. */
import { describe, expect, it } from '@jest/globals';
import { inFolder, run, write } from './ask.ts';
import { stringify } from 'yaml';
import { prometheus, rawOf, service, serviceMonitor } from '../worlds.ts';

const OBJECTS = [
  prometheus('monitoring/k8s'),
  service('shop/web'),
  serviceMonitor('monitoring/web'),
  serviceMonitor('shop/good'),
];
const SAID =
  'not checked: what ServiceMonitor monitoring/web scrapes (no Service that it selects in namespace monitoring is among the files)';

const asked = async (...argv: readonly string[]): Promise<string> =>
  await inFolder(async (folder) => {
    const file = write(folder, 'all.yaml', OBJECTS.map((object) => stringify(rawOf(object))).join('---\n'));
    const { out, code } = await run(['check', ...argv, '--from', file]);
    expect(code).toBe(0);
    return out.replaceAll(/\s+/g, ' ');
  });

describe('check of one monitor from files', () => {
  it('says that what it selects is not among the files', async () => {
    expect(await asked('servicemonitor/web', '-n', 'monitoring')).toContain(SAID);
  });

  it('does not say it of one that selects something, nor among many', async () => {
    expect(await asked('servicemonitor/good', '-n', 'shop')).not.toContain('not checked: what');
    expect(await asked()).not.toContain(SAID);
  });
});
