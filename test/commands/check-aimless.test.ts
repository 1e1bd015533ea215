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

const BESIDE = [
  prometheus('monitoring/k8s'),
  service('shop/web'),
  serviceMonitor('shop/other', { selector: { matchLabels: { app: 'other' } } }),
];
const TOLD =
  'No Service that ServiceMonitor shop/other selects in namespace shop is among the files, though others are.';

const asked = async (...argv: readonly string[]): Promise<string> => await askedOf(OBJECTS, argv);

const askedOf = async (objects: typeof OBJECTS, argv: readonly string[]): Promise<string> =>
  await inFolder(async (folder) => {
    const file = write(folder, 'all.yaml', objects.map((object) => stringify(rawOf(object))).join('---\n'));
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

  it('is not among the fine ones where other Services of its namespace are among the files', async () => {
    expect(await askedOf(BESIDE, [])).toContain('not checked: what ServiceMonitor shop/other scrapes');
    expect(await askedOf(BESIDE, ['-o', 'junit'])).toContain(
      `name="ServiceMonitor/shop/other"><skipped message="${TOLD}"/>`,
    );
    expect(await askedOf(BESIDE, ['-o', 'junit'])).toContain('tests="1" failures="0" errors="0" skipped="1"');
    const page = await askedOf(BESIDE, ['-o', 'html']);
    expect(page).toContain('<b>0</b> fine');
    expect(page).toContain(`<li>${TOLD}</li>`);
  });

  it('keeps its answer of a monitor alone', async () => {
    expect(
      await askedOf(
        [BESIDE[0], BESIDE[2]].flatMap((each) => each ?? []),
        [],
      ),
    ).not.toContain('not checked: what');
  });
});
