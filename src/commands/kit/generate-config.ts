/** Whether promwire.yaml says what is generated. */
import { configPath } from './config.ts';
import type { Invocation } from './define-command.ts';
import { FLAGS } from './flag-table.ts';

const NO_CLUSTER = ['monitorLabels', 'ruleLabels', 'dashboardLabels', 'monitorNamespace'] as const;

/** The promwire.yaml that counts; undefined: an application, a source or a folder is given, or there is none. */
export async function configOf(invocation: Invocation<'generate'>): Promise<string | undefined> {
  const { flags, subject } = invocation;
  const named =
    subject.kind === 'profile'
      ? subject.unnamed
        ? undefined
        : subject.profile.id
      : subject.kind === 'file'
        ? '--profile'
        : subject.object.word;
  const byFlags = NO_CLUSTER.find((key) => flags[key] !== undefined);
  const instead =
    named ??
    (flags.from.length > 0
      ? '--from'
      : byFlags
        ? `--${FLAGS[byFlags].name}`
        : flags.out === undefined
          ? undefined
          : '--out');
  return await configPath(invocation, { instead, says: 'generated' });
}
