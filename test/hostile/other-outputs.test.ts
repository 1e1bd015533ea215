/** Evil objects of a cluster in what the other commands print: plans, proofs, snapshots, manifests. */
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../src/model/index.ts';
import { project } from '../../src/io/projection/index.ts';
import { onCluster } from '../commands/cluster.ts';
import { healthy, KUBERHEALTHY_2, namespace, serviceMonitor } from '../worlds.ts';
import { around, EVIL, FAKED, HIDDEN, LOG_COMMAND, plant } from './evil.ts';

const world: readonly KubeObject[] = [
  ...healthy(),
  namespace('kh', { team: 'shop' }),
  ...KUBERHEALTHY_2,
  serviceMonitor(
    'kh/kuberhealthy',
    { selector: { matchLabels: { app: 'kuberhealthy' } } },
    { labels: { release: 'b' } },
  ),
];

const COMMANDS: readonly (readonly string[])[] = [
  ['check', '-v'],
  ['diff', '-v'],
  ['setup', '--dry-run'],
  ['uninstall', '--dry-run'],
  ['generate'],
  ['snapshot'],
];

describe('what other commands print of evil objects', () => {
  it.each(Object.entries(EVIL).filter(([name]) => name !== 'a long text'))('%s', async (_name, evil) => {
    for (const [i, argv] of COMMANDS.entries()) {
      const objects = plant(world, evil, { keys: false, every: 12, from: (i * 5) % 12 }).flatMap((raw) => {
        const object = project(raw, { source: 'cluster' });
        return 'invalid' in object ? [] : [object];
      });
      const { out, err, code } = await onCluster(objects, argv);
      expect([0, 1, 2, 3]).toContain(code);
      for (const text of [out, err]) {
        expect(around(text, HIDDEN)).toBeUndefined();
        expect(around(text, LOG_COMMAND)).toBeUndefined();
      }
      const isYaml = ['generate', 'snapshot'].includes(argv[0] ?? '');
      expect(isYaml ? parseAllDocuments(out).flatMap((each) => each.errors) : around(out, FAKED)).toEqual(
        isYaml ? [] : undefined,
      );
      expect(around(err, FAKED)).toBeUndefined();
    }
  });
});
