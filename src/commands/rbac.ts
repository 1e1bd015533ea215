import { leastRights, rightsManifests } from '../plan/least-rights.ts';
import type { Need } from '../plan/least-rights.ts';
import { PromwireError } from '../errors.ts';
import { generatedSecret } from '../io/kube/read-generated.ts';
import { GRAFANA } from '../app/propose.ts';
import { allReads } from '../app/read.ts';
import { defineCommand } from './kit/define-command.ts';
import type { Flags } from './kit/flags.ts';
import { printManifests } from './kit/output.ts';

const NEEDS: Readonly<Record<string, readonly Need[]>> = {
  check: ['list', 'referenced', 'ask-prometheus'],
  snapshot: ['list', 'referenced'],
  generate: ['list', 'referenced'],
  diff: ['list', 'referenced', 'write'],
  setup: ['list', 'referenced', 'ask-prometheus', 'dashboards', 'write'],
  verify: ['list', 'referenced', 'ask-prometheus', 'dashboards'],
  uninstall: ['delete'],
  'dashboard preview': ['list', 'referenced', 'ask-prometheus'],
  'dashboard import': ['admin-secret'],
};

/** `promwire rbac COMMAND`: the least Role for a command, and what to ask of those who may see more. */
export const rbac = defineCommand('rbac', async ({ flags, subject: words, terminal }) => {
  const { namespace, output } = flags;
  const command = words.join(' ');
  const needs = Object.hasOwn(NEEDS, command) ? NEEDS[command] : undefined;
  if (!needs) {
    throw new PromwireError(
      'usage',
      command === '' ? 'rbac of which command?' : `rbac ${command}: not known`,
      `One of: ${Object.keys(NEEDS).join(', ')}.`,
    );
  }
  const generated = generatedSecrets(flags, command);
  const reads = needs.includes('list') ? allReads(command === 'check' ? [] : GRAFANA) : [];
  const manifests = rightsManifests(command, leastRights(reads, needs, generated), namespace).filter(
    (manifest) => (manifest['rules'] as readonly unknown[]).length > 0,
  );
  await printManifests(terminal, output, manifests);
  if (needs.includes('admin-secret'))
    terminal.err(
      `note: promwire ${command} reads nothing of a cluster but the Secret of --grafana-admin-secret. Without NS/NAME it ` +
        'also lists Deployments and StatefulSets of all namespaces, to see which Secret Grafana names: a right to add.\n',
    );
  if (namespace !== undefined && output !== 'json' && manifests.length > 1)
    terminal.err(forThePlatform(namespace, needs.includes('ask-prometheus')));
  if (generated?.length === 0 && namespace !== undefined)
    terminal.err(
      'note: get on secrets is for every Secret of those namespaces. With --stack NS/NAME it is for the one of that ' +
        'Prometheus.\n',
    );
  return ['ok'];
});

/** Names of the Secrets that --read-secrets reads: those of --stack, [] where any may be one; undefined: none is read. */
function generatedSecrets(
  { stack, readSecrets }: Flags<'stack' | 'readSecrets'>,
  command: string,
): readonly string[] | undefined {
  if (!readSecrets) {
    if (stack === undefined) return undefined;
    throw new PromwireError('usage', 'rbac --stack: what for?', 'It names the Secret of --read-secrets.');
  }
  if (command !== 'check')
    throw new PromwireError('usage', `rbac ${command} --read-secrets: only check has that flag`, 'Leave it out.');
  if (stack === undefined) return [];
  const name = stack.slice(stack.indexOf('/') + 1);
  if (!/^[a-z0-9][-.a-z0-9]*$/.test(name))
    throw new PromwireError('usage', `--stack ${stack}: not NS/NAME`, 'Write it like monitoring/k8s.');
  return ['Prometheus', 'PrometheusAgent'].flatMap((kind) => generatedSecret(kind, name) ?? []);
}

/** A text to send to whoever may see the whole cluster. */
function forThePlatform(namespace: string, asks: boolean): string {
  return [
    '',
    `The second object is a ClusterRole: which stacks select namespace ${namespace} stands outside of it.`,
    ...(asks
      ? [
          `The third one is to be bound in the namespaces where a Prometheus runs (kubectl create rolebinding -n …): what`,
          'it does is asked of its pods. Without it those checks are not made.',
        ]
      : []),
    'If you cannot have them, send this:',
    '',
    `  We want to know why our monitors in namespace ${namespace} are not taken up, and may not read the Prometheus objects.`,
    '  Please run this read-only command and send us its output; it holds no Secret and no credential:',
    '',
    '    npx promwire snapshot > stacks.yaml',
    '',
    '  or, without promwire:',
    '',
    '    kubectl get prometheuses,prometheusagents,thanosrulers,namespaces -A -o yaml > stacks.yaml',
    '',
    `Then: promwire check -n ${namespace} --captured stacks.yaml`,
    '',
  ].join('\n');
}
