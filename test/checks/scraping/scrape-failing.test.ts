import { describe, expect, it } from '@jest/globals';
import { classOf } from '../../../src/backends/prometheus-operator/running/scrape-errors.ts';
import { report } from '../../../src/judge/report.ts';
import { clusterChecks } from '../../../src/registry.ts';
import { plain } from '../../../src/render/text/style.ts';
import { reportText } from '../../../src/render/text/report.ts';
import { analysis, endpoints, mayDiscover, pod, prometheus, service, serviceMonitor, workload } from '../../worlds.ts';
import { instance, observed, POOL, target, unreachable } from '../observed.ts';
import { table } from '../table.ts';

const base = [prometheus('monitoring/k8s'), ...mayDiscover, serviceMonitor('shop/web'), service('shop/web')];
const behind = endpoints('shop/web', [['10.0.0.1']]);
const objects = [...base, behind];
const REFUSED = 'Get "http://10.0.0.1:8080/metrics": dial tcp 10.0.0.1:8080: connect: connection refused';
const PLAIN = 'Get "https://10.0.0.1:8080/metrics": http: server gave HTTP response to HTTPS client';

/** As Prometheus 3.13.1 words it for a text that ends in a backslash. */
const BACKSLASH = String.raw`expected equal, got "\",status=\"0" ("QSTRING") while parsing: "kuberhealthy_check{check=\"dns\",error=\"no such path C:\\\",namespace=\"probes\",status=\"0"`;

const two = endpoints('shop/web', [['10.0.0.1', 'shop/web-1']], {
  notReadyAddresses: [{ ip: '10.0.0.2', targetRef: { kind: 'Pod', namespace: 'shop', name: 'web-2' } }],
});
const CRASHING = {
  conditions: [{ type: 'Ready', status: 'False' }],
  containerStatuses: [{ name: 'web', restartCount: 7, state: { waiting: { reason: 'CrashLoopBackOff' } } }],
};

table('scrape-failing', [
  {
    it: 'tells the error, what it means and what mends it',
    objects,
    live: observed(instance({ targets: [target(REFUSED)] })),
    expect: {
      severity: 'error',
      about: 'ServiceMonitor shop/web',
      evidence: { sort: 'refused', targets: 1, monitors: 1 },
    },
  },
  {
    it: 'names the check whose text breaks the page off, and the setting',
    objects: [
      prometheus('monitoring/k8s'),
      ...mayDiscover,
      workload('shop/kuberhealthy', 'kuberhealthy/kuberhealthy:v3.0.13', { app: 'web' }),
      serviceMonitor('shop/web'),
      service('shop/web', { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] }),
      behind,
    ],
    live: observed(instance({ targets: [target(BACKSLASH)] })),
    expect: { evidence: { sort: 'not-metrics', text: { says: expect.stringContaining('check dns') } } },
  },
  {
    it: 'mends a scheme by itself',
    objects,
    live: observed(instance({ targets: [target(PLAIN)] })),
    expect: {
      fix: { kind: 'patch', fields: [{ path: ['spec', 'endpoints', '0', 'scheme'], was: null, becomes: 'http' }] },
    },
  },
  {
    it: 'only warns of pods that are not ready',
    objects: [...base, endpoints('shop/web', [], { notReadyAddresses: [{ ip: '10.0.0.1' }] })],
    live: observed(instance({ targets: [target(REFUSED)] })),
    expect: { severity: 'warning' },
  },
  {
    it: 'says two sorts of error as two',
    objects,
    live: observed(
      instance({
        targets: [target(REFUSED), target('server returned HTTP status 404 Not Found', POOL, '10.0.0.2:8080')],
      }),
    ),
    expect: { times: 2 },
  },
  {
    it: 'looks at the one pod of two that fails, and its port',
    objects: [...base, two, pod('shop/web-1'), pod('shop/web-2', '10.0.0.2', { status: CRASHING })],
    live: observed(instance({ targets: [target('', POOL, '10.0.0.1:8080'), target(PLAIN, POOL, '10.0.0.2:8080')] })),
    expect: {
      severity: 'warning',
      evidence: {
        up: 1,
        targets: 1,
        pods: [
          {
            address: '10.0.0.2:8080',
            pod: 'shop/web-2',
            state:
              'Running, not ready, container web: CrashLoopBackOff, restarted 7 times, port 8080 is http of container web',
          },
        ],
      },
      fix: { kind: 'advise' },
    },
  },
  {
    it: 'says that a pod may not be seen',
    objects: [
      ...base,
      endpoints('shop/web', [
        ['10.0.0.1', 'shop/web-1'],
        ['10.0.0.2', 'shop/web-2'],
      ]),
    ],
    sight: { hidden: ['Pod'] },
    live: observed(instance({ targets: [target('', POOL, '10.0.0.1:8080'), target(REFUSED, POOL, '10.0.0.2:8080')] })),
    expect: {
      severity: 'error',
      evidence: { up: 1, pods: [{ address: '10.0.0.2:8080', pod: 'shop/web-2', state: null }] },
    },
  },
  {
    it: 'says that no container declares the port, and that a pod is gone',
    objects: [
      ...base,
      endpoints('shop/web', [
        ['10.0.0.1', 'shop/web-1'],
        ['10.0.0.2', 'shop/web-2'],
      ]),
      pod('shop/web-1', '10.0.0.1', { spec: { containers: [{ name: 'web', ports: [] }] } }),
    ],
    live: observed(
      instance({ targets: [target(REFUSED, POOL, '10.0.0.1:8080'), target(REFUSED, POOL, '10.0.0.2:8080')] }),
    ),
    expect: {
      evidence: {
        up: 0,
        pods: [
          { address: '10.0.0.1:8080', pod: 'shop/web-1', state: 'Running, ready, no container declares port 8080' },
          { address: '10.0.0.2:8080', pod: 'shop/web-2', state: 'it is gone' },
        ],
      },
    },
  },
  {
    it: 'is one finding about the stack where three monitors share it',
    objects,
    live: observed(
      instance({
        targets: [REFUSED, REFUSED, REFUSED].map((error, i) =>
          target(error, i === 0 ? POOL : `serviceMonitor/shop/m${i}/0`, `10.0.0.${i}:1`),
        ),
      }),
    ),
    expect: {
      about: 'Prometheus monitoring/k8s',
      evidence: { monitors: 3, targets: 3 },
    },
  },
  { it: 'is silent where all are up', objects, live: observed(instance({ targets: [target()] })), expect: 'nothing' },
  {
    it: 'leaves Content-Type and limits to their own checks',
    objects,
    live: observed(
      instance({ targets: [target('received unsupported Content-Type "text/html"'), target('sample limit exceeded')] }),
    ),
    expect: 'nothing',
  },
  { it: 'is silent where nobody was asked', objects, expect: 'nothing' },
  { it: 'is silent where nobody could be asked', objects, live: unreachable(), expect: 'nothing' },
]);

describe('the table of errors', () => {
  it.each([
    ['context deadline exceeded', 'timeout'],
    [
      'Get "https://a": tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'certificate',
    ],
    ['server returned HTTP status 401 Unauthorized', 'unauthorized'],
    ['server returned HTTP status 403 Forbidden', 'unauthorized'],
    ['server returned HTTP status 404 Not Found', 'not-found'],
    ['server returned HTTP status 503 Service Unavailable', 'http-status'],
    ['Get "http://a": EOF', 'cut-off'],
    ['unexpected EOF', 'cut-off'],
    ['read tcp 10.0.0.1:1->10.0.0.2:2: read: connection reset by peer', 'cut-off'],
    ['dial tcp 10.0.0.1:80: connect: no route to host', 'no-route'],
    ['expected equal, got "<" ("INVALID") while parsing: "<"', 'not-metrics'],
    ['Get "http://a": net/http: invalid header field value for "Authorization"', 'credential'],
    ['something new', 'other'],
  ])('knows %s', (error, id) => {
    expect(classOf(error).id).toBe(id);
  });
});

describe('a report', () => {
  const three = ['a', 'b', 'c'].map((name) => serviceMonitor(`shop/${name}`));
  const shared = observed(
    instance({
      targets: ['a', 'b', 'c'].map((name, i) => target(REFUSED, `serviceMonitor/shop/${name}/0`, `10.0.0.${i}:1`)),
    }),
  );
  const world = [prometheus('monitoring/k8s'), ...mayDiscover, ...three, service('shop/web'), behind];

  it('says once what three monitors share, with one fix for the stack', () => {
    const told = report(analysis(world, {}, shared), clusterChecks, { only: ['scrape-failing'] });
    const { findings } = told;
    const text = reportText(told, plain);
    expect(text.match(/^error {4}scrape-failing$/gm)).toHaveLength(1);
    expect(text.match(/^ {2}Fix: /gm)).toHaveLength(1);
    expect(findings.map(({ object, summary }) => `${object.kind}: ${summary}`)).toEqual([
      'Prometheus: 3 targets of 3 monitors of Prometheus monitoring/k8s are down with one error.',
    ]);
  });

  it('says which checks nobody could be asked for, and that nothing hangs on them', () => {
    const { unknown } = report(analysis(world, {}, unreachable()), clusterChecks);
    const notRun = unknown.find(({ check }) => check === 'scrape-failing');
    expect(notRun).toMatchObject({ touches: false, gap: { reason: 'unreachable' } });
    expect(notRun?.gap.sentence).toContain('You may not get pods/proxy');
    expect(unknown.filter(({ touches }) => touches)).toEqual([]);
  });

  it('has nothing to say of that where it was asked', () => {
    const { unknown } = report(analysis(world, {}, shared), clusterChecks);
    expect(unknown.filter(({ check }) => check === 'scrape-failing')).toEqual([]);
  });
});
