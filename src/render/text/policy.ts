/** What admission policies will do, for a person. */
import { groupBy } from '../../kube/group.ts';
import { title } from '../../kube/refs.ts';
import type { Ref } from '../../model/index.ts';

const NAMED = 4;

/** `kinds`: those that have a policy, and the stacks that decide; `stack`: one was chosen, and is read by the policy itself. */
export function policyText(
  kinds: readonly { readonly kind: string; readonly stacks: readonly Ref[] }[],
  {
    action = 'warn',
    namespaces,
    stack,
    addLabels,
    form,
  }: {
    readonly action?: 'warn' | 'audit' | 'deny' | undefined;
    readonly namespaces: readonly string[];
    readonly stack: boolean;
    readonly addLabels: boolean;
    readonly form?: 'kubernetes' | 'kyverno' | undefined;
  },
): string {
  const where = namespaces.length === 0 ? 'all namespaces' : `namespace ${namespaces.join(', ')}`;
  const isKyverno = form === 'kyverno';
  const then = {
    warn: 'lets in an object that none of these takes, and warns',
    audit: 'lets in an object that none of these takes, and reports it',
    deny: 'refuses an object that none of these takes',
  }[action];
  const rows = [...groupBy(kinds, ({ stacks }) => namesOf(stacks))].map(
    ([names, members]) => `  ${members.map(({ kind }) => kind).join(', ')}: for ${names}\n`,
  );
  const seen = {
    warn: 'kubectl apply prints: Warning: … No Prometheus takes ServiceMonitor shop/web …, and what to set.\n',
    audit: 'It is in the audit log of the API server; kubectl prints nothing.\n',
    deny: 'kubectl apply fails with: … No Prometheus takes ServiceMonitor shop/web …, and what to set.\n',
  }[action];
  return [
    `In ${where} ${isKyverno ? 'Kyverno' : 'the API server'} ${then}:\n`,
    ...rows,
    ...(isKyverno ? [] : [seen]),
    ...(addLabels ? ['Labels that are missing are added first, so most are then taken.\n'] : []),
    stack && !isKyverno
      ? 'The policy reads the selectors itself, so it follows them.\n'
      : 'The selectors are those of now: print it again when one changes.\n',
  ].join('');
}

function namesOf(stacks: readonly Ref[]): string {
  const names = [...new Set(stacks.map(title))];
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return `${names.slice(0, NAMED).join(', ')}${more}`;
}
