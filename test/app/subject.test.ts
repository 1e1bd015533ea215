import { describe, expect, it } from '@jest/globals';
import { applicationNamed, subjectsOf } from '../../src/app/subject.ts';

const MONITOR = { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', name: 'web' };

describe('what a question is about', () => {
  it.each([
    ['', [{ kind: 'everything' }]],
    ['kuberhealthy', [{ kind: 'profile', id: 'kuberhealthy' }]],
    ['smon/web', [{ kind: 'object', object: { ...MONITOR, word: 'smon/web' } }]],
    [
      'ServiceMonitor.monitoring.coreos.com/web',
      [{ kind: 'object', object: { ...MONITOR, word: 'ServiceMonitor.monitoring.coreos.com/web' } }],
    ],
    ['metric/up', [{ kind: 'metric', name: 'up' }]],
    ['alert/a/b', [{ kind: 'alert', name: 'a/b' }]],
    ['./deploy', [{ kind: 'file', path: './deploy' }]],
    ['deploy/web.yaml', [{ kind: 'file', path: 'deploy/web.yaml' }]],
    // A file's name is a possible name of a ConfigMap.
    [
      'cm/dashboard.json',
      [
        {
          kind: 'object',
          object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'dashboard.json', word: 'cm/dashboard.json' },
        },
      ],
    ],
    [
      'kuberhealthy metric/up',
      [
        { kind: 'profile', id: 'kuberhealthy' },
        { kind: 'metric', name: 'up' },
      ],
    ],
  ])('%j', (words, subjects) => {
    expect(subjectsOf(words.split(' ').filter((word) => word !== ''))).toEqual(subjects);
  });

  it.each([
    ['servicemonitor web', 'servicemonitor web: not KIND/NAME', 'Did you mean servicemonitor/web?'],
    ['servicemonitr/web', 'servicemonitr/web: neither a profile nor KIND/NAME', 'Did you mean servicemonitor/web?'],
    ['web', 'web: neither a profile nor KIND/NAME', 'service/web'],
    ['metric/rate(up)', 'metric/rate(up): not the name of a metric', 'without labels'],
  ])('%j is refused: %s', (words, message, hint) => {
    expect(() => subjectsOf(words.split(' '))).toThrow(
      expect.objectContaining({ code: 'usage', message, hint: expect.stringContaining(hint) }),
    );
  });

  it('is a path that was meant for --from, where there is one', () => {
    const hintOf = (isPath: boolean): unknown =>
      expect.objectContaining({
        message: 'deploy: neither a profile nor KIND/NAME',
        hint: isPath ? expect.stringMatching(/^Did you mean --from deploy\?/) : expect.not.stringContaining('--from'),
      });
    expect(() => subjectsOf(['deploy'], () => true)).toThrow(hintOf(true));
    expect(() => subjectsOf(['deploy'])).toThrow(hintOf(false));
  });

  it('is no application where it is a monitor, which is not told as a slip', () => {
    expect(() => applicationNamed('servicemonitor/hand')).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/^It is named by/) }),
    );
    expect(() => applicationNamed('servce/hand')).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/^Did you mean service\/hand/) }),
    );
  });

  it('is told as an object where no profile is called so', () => {
    const named = (word: string) => (): unknown => applicationNamed(word, { by: 'diff', namespace: 'shop' });
    const hint = 'Did you mean promwire diff service/web -n shop? Known: kuberhealthy.';
    expect(named('web')).toThrow(expect.objectContaining({ message: 'no profile is called web', hint }));
    for (const word of ['kuberhealty', 'service'])
      expect(named(word)).toThrow(expect.objectContaining({ hint: 'Known: kuberhealthy.' }));
    expect(() => subjectsOf(['shop/web'])).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/^Did you mean service\/web -n shop\?/) }),
    );
  });

  it('is no alert without a name', () => {
    expect(() => subjectsOf(['alert/'])).toThrow('no name of an alert');
  });
});
