/** What the words of each command may be. */
import { causeTitles } from '../../../generated/cause-titles.ts';
import type { Candidate, Completion } from '../../../model/index.ts';
import { PROFILE_NAMES } from '../../../profiles/names.ts';
import type { CommandSpec } from '../command.ts';
import { COMMANDS } from '../table.ts';
import type { Line } from './line.ts';
import { objectNames } from './names.ts';
import type { Place } from './names.ts';
import { SHELLS } from '../../../render/shell/scripts.ts';

/** In the order of their use. */
const APPLICATIONS = ['service', 'deployment', 'statefulset', 'daemonset', 'pod'];
const SUBJECTS = [
  ...['servicemonitor', 'podmonitor', 'prometheusrule', 'probe', 'scrapeconfig', 'alertmanagerconfig'],
  ...['prometheus', 'prometheusagent', 'thanosruler', 'alertmanager'],
  ...APPLICATIONS,
  ...['configmap', 'grafanadashboard', 'metric', 'alert'],
];

/** Commands that need rights in a cluster. */
const CLUSTER_COMMANDS = Object.entries<CommandSpec>(COMMANDS).flatMap(([value, { flags, summary }]) =>
  flags.includes('kubeconfig') ? [{ value, about: summary }] : [],
);

/** Every cause by its id, with its title. */
export function causes(): readonly Candidate[] {
  return Object.entries(causeTitles).map(([value, about]) => ({ value, about }));
}

export async function wordsOf(line: Line, place: Place): Promise<Completion> {
  const { spec, typed, words } = line;
  if (spec === undefined || spec.takes === 'nothing') return { candidates: [] };
  if (spec.takes === 'words') return ownWords(line);
  if (spec.takes !== 'subjects' && words.length > 0) return { candidates: [] };
  if (spec.takes === 'profile') return { candidates: profileWords };
  const kinds = spec.takes === 'subjects' ? SUBJECTS : APPLICATIONS;
  if (/^[^./~]+\//.test(typed)) return { candidates: await objectNames(line, place) };
  if (spec.takes === 'subjects' && /^[./~]/.test(typed)) return { candidates: [], paths: 'files' };
  return { candidates: [...profileWords, ...kinds.map((kind) => ({ value: `${kind}/` }))] };
}

function ownWords({ command, words }: Line): Completion {
  if (command === 'compare')
    return words.length > 1
      ? { candidates: [] }
      : { candidates: [{ value: 'live', about: 'the cluster in use' }], paths: 'files' };
  if (words.length > 0) return { candidates: [] };
  if (command === 'explain') return { candidates: causes() };
  if (command === 'completion') return { candidates: SHELLS.map((value) => ({ value })) };
  if (command === 'rbac') return { candidates: CLUSTER_COMMANDS };
  return command === 'init' ? { candidates: [], paths: 'folders' } : { candidates: [] };
}

const profileWords: readonly Candidate[] = PROFILE_NAMES.map(({ id, title }) => ({ value: id, about: title }));

export function variantWords(): readonly Candidate[] {
  return PROFILE_NAMES.flatMap(({ variants }) => variants.map((value) => ({ value })));
}

/** Profiles are loaded only here, which takes longer than all the rest. */
export async function thresholdWords(): Promise<readonly Candidate[]> {
  const { profiles } = await import('../../../profiles/index.ts');
  return profiles.flatMap(({ settings }) => settings.map(({ name, help }) => ({ value: `${name}=`, about: help })));
}
