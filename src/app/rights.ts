/** The least rights of a command, as objects for kubectl. */
import { PromwireError } from '../errors.ts';
import { generatedSecret } from '../io/kube/read-generated.ts';
import { findResource } from '../io/resources.ts';
import type { Manifest, Reads } from '../model/index.ts';
import { leastRights, rightsManifests } from '../plan/least-rights.ts';
import type { Need } from '../plan/least-rights.ts';
import { forGitReads } from './for-git.ts';
import { policyReads } from './policy.ts';
import { DAEMONS, GRAFANA } from './propose.ts';
import { allReads } from './read.ts';

const NEEDS: Readonly<Record<string, readonly Need[]>> = {
  check: ['list', 'referenced', 'ask-prometheus'],
  snapshot: ['list', 'referenced'],
  generate: ['list', 'referenced', 'ask-application'],
  policy: ['list'],
  diff: ['list', 'referenced', 'ask-application', 'write'],
  fix: ['list', 'referenced', 'ask-prometheus', 'fix'],
  undo: ['undo'],
  setup: ['list', 'referenced', 'ask-prometheus', 'ask-application', 'dashboards', 'write'],
  verify: ['list', 'referenced', 'ask-prometheus', 'ask-application', 'dashboards'],
  uninstall: ['delete'],
  settings: ['list'],
  'profile init': ['list', 'referenced', 'ask-application'],
  'dashboard preview': ['list', 'referenced', 'ask-prometheus'],
  'dashboard import': ['admin-secret'],
};

/** Where settings of alerts are kept. */
const KEPT: readonly Reads[] = [{ group: 'monitoring.coreos.com', kind: 'PrometheusRule', scope: 'cluster' }];

export interface RightsOptions {
  /** What can be given in this namespace is a Role there. */
  readonly namespace?: string | undefined;
  /** Of `snapshot`: it also asks the running stacks. */
  readonly live?: boolean;
  /** Of `snapshot`: it captures what decides, for Git. */
  readonly forGit?: boolean;
  /** Of `check` and `snapshot`: it also reads the Secret with the generated configuration. */
  readonly readSecrets?: boolean;
  /** "NS/NAME" or "NAME" of the only stack whose Secret is read. */
  readonly stack?: string | undefined;
}

export interface CommandRights {
  /** Roles without a rule are left out. */
  readonly manifests: readonly Manifest[];
  /** It asks the pods of Prometheus, wherever they run. */
  readonly asksPrometheus: boolean;
  /** It reads the Secret with Grafana's login. */
  readonly readsLogin: boolean;
  /** The names of the Secrets that it reads are not known, so it may read all of those namespaces. */
  readonly anySecret: boolean;
}

/** The least rights that `command` ("setup", "dashboard preview") needs. Throws PromwireError 'usage'. */
export function rightsOf(command: string, options: RightsOptions = {}): CommandRights {
  const known = Object.hasOwn(NEEDS, command) ? NEEDS[command] : undefined;
  if (!known) {
    throw new PromwireError(
      'usage',
      command === '' ? 'rbac of which command?' : `rbac ${command}: not known`,
      `One of: ${Object.keys(NEEDS).join(', ')}.`,
    );
  }
  const { live = false, forGit = false } = options;
  const [stray] = command === 'snapshot' ? [] : [...(live ? ['--live'] : []), ...(forGit ? ['--for-git'] : [])];
  if (stray !== undefined)
    throw new PromwireError('usage', `rbac ${command} ${stray}: only snapshot has that flag`, 'Leave it out.');
  const needs: readonly Need[] = live ? [...known, 'ask-prometheus'] : known;
  const generated = generatedSecrets(command, options);
  const narrow =
    command === 'settings' ? KEPT : command === 'policy' ? policyReads() : forGit ? forGitReads() : undefined;
  const extra =
    command === 'check' || command === 'fix'
      ? []
      : needs.includes('ask-application')
        ? [...GRAFANA, ...DAEMONS]
        : GRAFANA;
  const reads = narrow ?? (needs.includes('list') ? allReads(extra) : []);
  const all = rightsManifests(command, leastRights(reads, findResource, needs, generated), options.namespace);
  return {
    manifests: all.filter((manifest) => (manifest['rules'] as readonly unknown[]).length > 0),
    asksPrometheus: needs.includes('ask-prometheus'),
    readsLogin: needs.includes('admin-secret'),
    anySecret: generated?.length === 0,
  };
}

/** Names of the Secrets that are read: those of one stack, [] where any may be one; undefined: none is read. */
function generatedSecrets(
  command: string,
  { live = false, stack, readSecrets = false }: RightsOptions,
): readonly string[] | undefined {
  if (!readSecrets) {
    if (stack === undefined) return undefined;
    throw new PromwireError('usage', 'rbac --stack: what for?', 'It names the Secret of --read-secrets.');
  }
  if (command !== 'check' && !live)
    throw new PromwireError(
      'usage',
      `rbac ${command} --read-secrets: only check and snapshot --live have that flag`,
      'Leave it out.',
    );
  if (stack === undefined) return [];
  const name = stack.slice(stack.indexOf('/') + 1);
  if (!/^[a-z0-9][-.a-z0-9]*$/.test(name))
    throw new PromwireError('usage', `--stack ${stack}: not NS/NAME`, 'Write it like monitoring/k8s.');
  const generated = ['Prometheus', 'PrometheusAgent'].flatMap((kind) => generatedSecret(kind, name) ?? []);
  return [...generated, `alertmanager-${name}`];
}
