/** `promwire generate` with promwire.yaml: a folder for each cluster. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { wantedBy, wantedFor } from '../../app/config/applications.ts';
import type { ChosenApplication, Wanted } from '../../app/config/applications.ts';
import { leftFolders } from '../../app/config/output.ts';
import { chooseCluster } from '../../app/config/choose.ts';
import type { ChosenCluster } from '../../app/config/choose.ts';
import { readConfig } from '../../app/config/read.ts';
import type { ConfigFile } from '../../app/config/read.ts';
import { withoutOurs, writeFolder } from '../../app/generate-folder.ts';
import type { MadeFor } from '../../app/generate-folder.ts';
import { profileById } from '../../app/profile.ts';
import { readProfile } from '../../app/profile-file/read.ts';
import { DAEMONS, GRAFANA } from '../../app/propose.ts';
import { analysisOf } from '../../app/read.ts';
import { applicationNamed } from '../../app/subject.ts';
import type { Application } from '../../app/subject.ts';
import { PromwireError } from '../../errors.ts';
import type { Outcome } from '../../errors.ts';
import type { Kube } from '../../io/kube/connect/open.ts';
import { gapText } from '../../kube/gap-text.ts';
import { command, nameWord } from '../../kube/shell.ts';
import type { Snapshot } from '../../model/index.ts';
import { keptNotes, keptText } from '../../render/text/kept-folder.ts';
import { visible } from '../../render/visible.ts';
import { readNamed, toRead } from './config.ts';
import type { Invocation } from './define-command.ts';
import { failure } from './failure.ts';
import { FLAGS } from './flag-table.ts';
import { madeIn } from './generated.ts';
import type { Asking } from './proposal.ts';
import { openCluster, readWithProgress } from './source.ts';
import { newNotes } from './told-once.ts';
import { within } from './within.ts';

type Asked = Invocation<'generate'>;
type Read = Asked & { readonly flags: { readonly captured: readonly string[] } };

/** Objects that name no namespace have to name one: that of kubectl apply without any. */
const USUAL = 'default';

/** Each cluster that promwire.yaml names applications for, or the one of --cluster. */
export async function generateClusters(invocation: Asked, path: string): Promise<readonly Outcome[]> {
  mustBeOfAll(invocation);
  const file = await readConfig(path);
  const { cluster } = invocation.flags;
  // A name that there is not has an error of its own.
  if (cluster !== undefined) await chooseCluster(file, cluster);
  const all = wantedBy(file, cluster);
  const live = (['context', 'kubeconfig'] as const).find((key) => invocation.flags[key] !== undefined);
  if (live !== undefined && all.length > 1)
    throw new PromwireError(
      'usage',
      `--${live} for ${all.length} clusters: each would be generated from that one`,
      `Choose with --cluster: ${all.map(({ cluster: { name } }) => name).join(', ')}.`,
    );
  for (const folder of await leftFolders(file))
    invocation.terminal.err(
      `note: ${visible(folder)} is of no cluster of ${visible(path)} any more: remove it unless it is wanted\n`,
    );
  if (all.length === 0) {
    const { id } = profileById(undefined);
    const whose = `${path} names no applications${cluster === undefined ? '' : ` for cluster ${cluster}`}`;
    invocation.terminal.err(
      `note: ${visible(`${whose}, so nothing is generated`)}; add applications: to the cluster, such as - profile: ${id}, or name one: ${command`promwire generate ${nameWord(id)}`}\n`,
    );
    return ['ok'];
  }
  const outcomes: Outcome[] = [];
  for (const each of all) {
    try {
      outcomes.push(await generateOne(invocation, file, await wantedFor(file, each)));
    } catch (error) {
      // One that cannot be generated stops no other.
      if (!(error instanceof PromwireError) || all.length === 1 || invocation.signal.aborted) throw error;
      const { terminal, flags } = invocation;
      const { text, outcome } = failure(error, terminal.errStyle, flags.verbose);
      terminal.err(text);
      outcomes.push(outcome);
    }
  }
  return outcomes;
}

async function generateOne(invocation: Asked, file: ConfigFile, wanted: Wanted): Promise<Outcome> {
  const { applications, cluster } = wanted;
  const made = applications.length === 0 ? [] : await madeFor(invocation, await chooseCluster(file, cluster), wanted);
  if (!made) return 'findings';
  invocation.signal.throwIfAborted();
  return await writtenFor(invocation, wanted, made);
}

const OF_ONE = [
  'variant',
  'stack',
  'namespace',
  'port',
  'path',
  'metrics',
  'settings',
  'threshold',
  'alert',
  'alertLabels',
  'output',
] as const;

/** Throws PromwireError 'usage' for flags that are about one application. */
function mustBeOfAll({ flags }: Asked): void {
  const given = OF_ONE.find((key) => (Array.isArray(flags[key]) ? flags[key].length > 0 : flags[key] !== undefined));
  if (flags.check && flags.force)
    throw new PromwireError(
      'usage',
      '--check with --force: one writes nothing, the other more',
      'Leave one of them out.',
    );
  if (given === undefined) return;
  throw new PromwireError(
    'usage',
    `--${FLAGS[given].name} is about one application, and promwire.yaml says what is generated`,
    `Write it there, or name an application: ${command`promwire generate ${nameWord(profileById(undefined).id)}`}. --no-config takes no promwire.yaml.`,
  );
}

/** What is made for the applications of a cluster; undefined: one cannot be wired in, which is printed. */
async function madeFor(
  { flags, ...context }: Asked,
  cluster: ChosenCluster,
  wanted: Wanted,
): Promise<readonly MadeFor[] | undefined> {
  const read = toRead(
    { ...context, flags: { ...flags, from: [], captured: [], defaultNamespace: undefined } },
    cluster,
    'generated from',
  );
  const { from, defaultNamespace = USUAL } = read.flags;
  if (from.length > 0) {
    const asked = within({ ...read, flags: { ...read.flags, defaultNamespace } }, 'the files were read');
    const snapshot = await readNamed(asked, cluster);
    mustBeRendered(cluster, snapshot);
    return await all(asked, wanted, snapshot);
  }
  const asked = within(read);
  const kube = await openCluster(asked);
  try {
    return await all(
      asked,
      wanted,
      await readWithProgress(kube, asked, { extra: [...GRAFANA, ...DAEMONS], whole: true }),
      kube,
    );
  } finally {
    kube.close();
  }
}

/** Where a tool is missing other files would be made than where it is not. Throws PromwireError 'forbidden'. */
function mustBeRendered({ config, name }: ChosenCluster, { gaps }: Snapshot): void {
  const lost = gaps.find(({ origin }) => origin?.source === 'file' && origin.file === config);
  if (lost) throw new PromwireError('forbidden', gapText(lost), `Nothing was written for cluster ${name}.`);
}

async function all(
  { terminal, signal, env, sent, flags: { from, captured } }: Read,
  { applications }: Wanted,
  snapshot: Snapshot,
  kube?: Kube,
): Promise<readonly MadeFor[] | undefined> {
  const analysis = analysisOf(withoutOurs(snapshot));
  const files = [...from, ...captured];
  const made: MadeFor[] = [];
  const notes = newNotes();
  try {
    for (const application of applications) {
      // Between them the process hears of signals and deadlines.
      await nextTurn();
      signal.throwIfAborted();
      const { object, profile, profileFile, namespace } = application;
      const about = notes.about(terminal, object ?? profileFile ?? profileById(profile).id, namespace);
      try {
        const asking = { terminal: about, signal, env, sent, ...(await askedBy(application)) };
        const one = await madeIn(kube, analysis, asking, { files });
        if (one) made.push({ ...one, at: application.at });
      } catch (error) {
        throw error instanceof PromwireError ? placed(application, error) : error;
      }
    }
  } finally {
    notes.tell(terminal);
  }
  return made.length < applications.length ? undefined : made;
}

/** What flags and words would ask for one. */
async function askedBy(application: ChosenApplication): Promise<Pick<Asking, 'flags' | 'subject'>> {
  const { variant, stack, port, path, metrics, settings, thresholds = {}, alerts = {}, alertLabels } = application;
  const subject = await subjectOf(application);
  const namespace =
    application.namespace ?? (subject.kind === 'file' ? subject.described.file.detect.namespace : undefined);
  const pairs = (map: Readonly<Record<string, string | number | boolean>>): readonly string[] =>
    Object.entries(map).map(([name, value]) => `${name}=${String(value)}`);
  return {
    subject,
    flags: {
      variant,
      stack,
      namespace,
      settings,
      threshold: pairs(thresholds),
      alert: pairs(alerts),
      alertLabels,
      ...(subject.kind === 'object' ? { port: port === undefined ? undefined : String(port), path, metrics } : {}),
    },
  };
}

async function subjectOf({ profile, profileFile, object }: ChosenApplication): Promise<Application> {
  if (profileFile !== undefined) return { kind: 'file', described: await readProfile(profileFile) };
  return object === undefined ? { kind: 'profile', profile: profileById(profile) } : applicationNamed(object);
}

/** What promwire.yaml has in place of flags. */
const FIELDS: Readonly<Record<string, string>> = {
  '--from': 'sources',
  '-n': 'namespace',
  '--namespace': 'namespace',
  '--stack': 'stack',
  '--variant': 'variant',
  '--port': 'port',
  '--path': 'path',
  '--metrics': 'metrics',
  '--settings': 'settings',
  '--threshold': 'thresholds',
  '--alert': 'alerts',
  '--alert-labels': 'alertLabels',
};

/** The same error with its place in promwire.yaml. */
function placed({ at }: ChosenApplication, { code, message, hint, cause }: PromwireError): PromwireError {
  const flags = [...new Set(hint.match(/(?<![\w-])(?:--[a-z-]+|-n)\b/g))];
  const fields = flags.flatMap((flag) => (FIELDS[flag] === undefined ? [] : `${FIELDS[flag]} for ${flag}`));
  const there = fields.length === 0 ? '' : ` In promwire.yaml it is ${fields.join(', ')}.`;
  return new PromwireError(code, `${at}: ${message}`, `${hint}${there}`, { cause });
}

async function writtenFor({ flags, terminal }: Asked, wanted: Wanted, made: readonly MadeFor[]): Promise<Outcome> {
  const { check, force, verbose } = flags;
  const kept = await writeFolder(wanted, made, { force, dryRun: check });
  terminal.out(keptText(kept, { dryRun: check, verbose }));
  for (const note of keptNotes(kept, { dryRun: check, folder: folderIn(wanted) })) terminal.err(`${note}\n`);
  const isChanged = kept.written.length + kept.removed.length > 0;
  return kept.edited.length > 0 || (check && isChanged) ? 'findings' : 'ok';
}

function folderIn({ root, below }: Wanted): string {
  return below === '' || root === '.' ? below || root : `${root}/${below}`;
}
