import type { Json, JsonObject, Manifest } from '../../model/index.ts';
import { BARE, isName } from '../../kube/shell.ts';

/**
 * kubectl commands, one a line, that make these Roles and bindings; [] where a role cannot be said in one command
 * (rules with different verbs) or a name would have to be quoted.
 */
export function rightsCommands(manifests: readonly Manifest[]): readonly string[] {
  const commands = manifests.map((manifest) => {
    const { name, namespace } = manifest.metadata;
    const at = namespace === undefined ? [] : ['-n', namespace];
    const what = manifest.kind.toLowerCase();
    const rest = what.endsWith('binding') ? bound(manifest) : granted(manifest);
    const names = [name, ...(namespace === undefined ? [] : [namespace]), ...namesOf(manifest)];
    return rest && names.every(isName) ? ['kubectl', ...at, 'create', what, name, ...rest] : undefined;
  });
  const whole = commands.every((words) => words?.every((word) => BARE.test(word)));
  return whole ? commands.flatMap((words) => words?.join(' ') ?? []) : [];
}

function granted({ rules }: Manifest): readonly string[] | undefined {
  const entries = objects(rules);
  const verbs = new Set(entries.map(({ verbs: all }) => texts(all).join()));
  const [verb] = verbs;
  if (verb === undefined || verbs.size > 1 || entries.some((rule) => 'nonResourceURLs' in rule)) return undefined;
  const resources = entries.flatMap((rule) =>
    texts(rule['apiGroups']).flatMap((group) =>
      texts(rule['resources']).map((resource) => (group === '' ? resource : `${resource}.${group}`)),
    ),
  );
  return [`--verb=${verb}`, `--resource=${resources.join()}`];
}

function bound({ roleRef, subjects }: Manifest): readonly string[] {
  const { kind = '', name = '' } = (roleRef ?? {}) as Readonly<Record<string, string>>;
  const accounts = objects(subjects).map(
    ({ namespace, name: account }) => `--serviceaccount=${namespace as string}:${account as string}`,
  );
  return [`--${kind.toLowerCase()}=${name}`, ...accounts];
}

/** What a binding names. */
function namesOf({ roleRef, subjects }: Manifest): readonly string[] {
  return [roleRef, ...objects(subjects)].flatMap((each) =>
    Object.values((each ?? {}) as JsonObject).filter((text): text is string => typeof text === 'string'),
  );
}

function objects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonObject[]) : [];
}

function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
