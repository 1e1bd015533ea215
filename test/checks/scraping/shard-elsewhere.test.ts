import { mayDiscover, prometheus, serviceMonitor } from '../../worlds.ts';
import { instance, observed, target } from '../observed.ts';
import { table } from '../table.ts';

const of = (shards: number) => [prometheus('monitoring/k8s', { shards }), ...mayDiscover, serviceMonitor('shop/web')];
const first = instance({ targets: [target()] });
const second = (...lastErrors: readonly string[]) =>
  instance({
    targets: lastErrors.map((error) => target(error, undefined, '10.0.0.2:8080')),
    shard: 1,
    name: 'prometheus-k8s-shard-1-0',
  });

table('shard-elsewhere', [
  {
    it: 'says which shard has the targets',
    objects: of(2),
    live: observed(first, second()),
    expect: { severity: 'info' },
  },
  { it: 'is silent where every shard has some', objects: of(2), live: observed(first, second('')), expect: 'nothing' },
  { it: 'is silent with one shard', objects: of(1), live: observed(first), expect: 'nothing' },
  {
    it: 'is silent where there is no target at all',
    objects: of(2),
    live: observed(second(), instance({ targets: [] })),
    expect: 'nothing',
  },
  { it: 'is silent where one shard alone was asked', objects: of(2), live: observed(first), expect: 'nothing' },
]);
