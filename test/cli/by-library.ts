/**
 * What each command does, through the library: the one table of command -> calls. Nothing here prints or reads files that
 * the library does not read; of the command line only the parsing of flags is used.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { FlagKey } from '../../src/commands/kit/flag-table.ts';
import { pairs } from '../../src/commands/kit/flags.ts';
import type { Flags } from '../../src/commands/kit/flags.ts';
import { settingsOf } from '../../src/commands/kit/settings.ts';
import type { COMMANDS, CommandName } from '../../src/commands/kit/table.ts';
import * as promwire from '../../src/index.ts';
import type { Manifest, Outcome, ProfileVariant, Proposal } from '../../src/index.ts';
import * as render from '../../src/render/index.ts';

export interface Answered {
  readonly stdout: string;
  readonly outcomes: readonly Outcome[];
}
interface Asked<K extends FlagKey> {
  readonly flags: Flags<K>;
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}
type FlagsOf<N extends CommandName> = (typeof COMMANDS)[N]['flags'][number];
type Table = { readonly [N in CommandName]: (asked: Asked<FlagsOf<N>>) => Promise<Answered> };

const PRINTED = 'promwire.dev/v1alpha1';
const { plain } = render;

/** A result in the form that -o asks for. */
const inForm = (form: string | undefined, json: () => object, text: () => string): string => {
  if (form === 'json') return `${JSON.stringify(json(), null, 2)}\n`;
  return form === 'yaml' ? render.toYaml(json()) : text();
};
const asManifests = (form: string | undefined, manifests: readonly Manifest[], variant?: ProfileVariant): string =>
  form === 'json'
    ? `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }, null, 2)}\n`
    : render.toYamlStream(manifests, variant && render.ruleComments(variant.rules));

/** Of commands for one cluster, and of those for several, of which one is asked here. */
type ClusterFlags = Flags<'kubeconfig'> & Partial<Flags<'context' | 'contexts'>>;

const onCluster = async <T>(
  {
    flags: { kubeconfig, contexts: [first] = [], context = first },
    env,
  }: { readonly flags: ClusterFlags; readonly env: Asked<FlagKey>['env'] },
  work: (kube: promwire.Kube) => Promise<T>,
): Promise<T> => {
  const kube = await promwire.openKube({
    env,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  });
  try {
    return await work(kube);
  } finally {
    kube.close();
  }
};

type PlanFlags = Flags<'stack' | 'variant' | 'namespace' | 'settings' | 'threshold' | 'alert' | 'alertLabels'>;

const choicesOf = async ({ flags, words: [id] }: { readonly flags: PlanFlags; readonly words: readonly string[] }) => {
  const { stack, variant, namespace } = flags;
  return { profile: promwire.profileById(id), stack, variant, namespace, settings: await settingsOf(flags) };
};

const proposeOn = async (
  kube: promwire.Kube,
  asked: { readonly flags: PlanFlags; readonly words: readonly string[] },
  dashboardsByApi = false,
): Promise<Proposal> => {
  const { namespace } = asked.flags;
  const snapshot = await promwire.readCluster(kube, { namespace, extra: promwire.GRAFANA, whole: true });
  const options = { correct: true, dashboardsByApi };
  return await promwire.propose(promwire.analysisOf(snapshot), await choicesOf(asked), options);
};

/** The variant of the flags, with their settings. */
const variantOf = async (
  { flags, words: [id] }: { readonly flags: Omit<PlanFlags, 'stack' | 'namespace'>; readonly words: readonly string[] },
  shipped = promwire.variantById(promwire.profileById(id), flags.variant),
): Promise<ProfileVariant> => {
  const settings = await settingsOf(flags);
  return settings ? promwire.tuned(promwire.profileById(id), shipped, settings).variant : shipped;
};

const refuse = (message: string): promwire.PromwireError => new promwire.PromwireError('usage', message, '');
const grafanaOf = async (url: string | undefined, env: Asked<FlagKey>['env']) => {
  if (url === undefined) throw refuse('--grafana-url is missing');
  return await promwire.openGrafana({ url, env });
};

const DEFAULT_WAIT_MS = 300_000;

/** How fields of a cluster are changed. */
const written = (dryRun: boolean, yes: boolean, say: (text: string) => void) => ({
  dryRun,
  words: { forbidden: '' },
  confirm: async () => {
    await Promise.resolve();
    if (!yes) throw refuse('there is no terminal to ask on, so nothing was written');
  },
  onEvent: (event: promwire.SetupEvent) =>
    say(render.setupText(event, { plan: { settings: [], blocked: [], advice: [] }, notes: [] }, plain, true).out ?? ''),
});

const fixedOn = async (
  kube: promwire.Kube,
  flags: Asked<FlagsOf<'fix'>>['flags'],
  words: readonly string[],
): Promise<Answered> => {
  const { namespace, stack, dryRun, yes, output, failOn, timeout: timeoutMs = DEFAULT_WAIT_MS } = flags;
  const asked = { subjects: promwire.subjectsOf(words), namespace, stack };
  const planned = await promwire.planFixes(kube, asked);
  let stdout = render.fixNotes({ fixes: [], left: planned.left }, plain);
  stdout += render.waysText([...planned.fixes, ...planned.left], plain);
  stdout += render.sourcesText(planned.sources, false, plain);
  const done = await promwire.carryOutFixes(kube, planned.changes, planned.analysis, {
    ...written(dryRun, yes, (text) => (stdout += text)),
    timeoutMs,
    signal: new AbortController().signal,
  });
  if (dryRun && planned.changes.length > 0) stdout += render.dryRunText(done.differences);
  const after = done.written > 0 ? await promwire.checkCluster(kube, asked) : planned.after;
  const reasons = promwire.leftReasons(after, planned.left);
  const left = render.whatIsLeft(after, reasons, plain, dryRun && planned.changes.length > 0);
  if (left !== undefined) stdout += `${left}\n\n${render.checkText(after, plain, {})}`;
  else if (planned.changes.length === 0) stdout += render.checkText(after, plain, {});
  return {
    stdout: inForm(
      output,
      () => render.fixJson({ ...planned, left: [...planned.left, ...reasons], after }, [], done.written > 0, done),
      () => stdout,
    ),
    outcomes: [
      ...done.verifications.map((each) => promwire.verificationOutcome(each, false)),
      ...promwire.checkOutcomes(after, failOn),
    ],
  };
};

export const BY_LIBRARY: Table = {
  check: async ({ flags, words, env }) => {
    const { namespace, stack, only, skip, from, captured, readSecrets } = flags;
    const subjects = promwire.subjectsOf(words);
    const options = { subjects, namespace, stack, only, skip };
    const report =
      from.length > 0
        ? await promwire.check(await promwire.readFiles(from, { captured, namespace }), options)
        : await onCluster(
            { flags, env },
            async (kube) => await promwire.checkCluster(kube, { ...options, readSecrets }),
          );
    const single = subjects.some(({ kind }) => !['everything', 'profile'].includes(kind));
    const byName =
      subjects.length > 0 &&
      subjects.every(
        (each) =>
          each.kind === 'object' && !/^(?:Prometheus(?:Agent)?|ThanosRuler|Alertmanager)$/.test(each.object.kind),
      );
    const forms: Readonly<Record<string, () => Promise<string> | string>> = {
      sarif: () => `${JSON.stringify(render.reportSarif(report, promwire.causes(), promwire.VERSION), null, 2)}\n`,
      html: () => render.reportHtml(report, { of: flags.from.join(', ') }),
      junit: () => render.reportJunit(report),
      github: () => render.reportGithub(report),
      prometheus: async () => await render.reportMetrics(report),
    };
    const { reportOutput: form = 'text' } = flags;
    const stdout =
      (await forms[form]?.()) ??
      inForm(
        form,
        () => render.reportJson(report, flags),
        () => render.checkText(report, plain, { ...flags, single, byName }),
      );
    return { stdout, outcomes: promwire.checkOutcomes(report, flags.failOn) };
  },

  compare: async ({ flags, words }) => {
    const { captured, assumedNamespace: namespace, failOnNew, comparisonOutput: form } = flags;
    const { signal } = new AbortController();
    const [base, head] = [
      await promwire.sourceOf(words[0] ?? '', signal),
      await promwire.sourceOf(words[1] ?? '', signal),
    ];
    const comparison = await promwire.compareSources(base, head, { captured, namespace, signal });
    const text = () => render.comparisonText(comparison, plain);
    return {
      stdout:
        form === 'markdown'
          ? render.comparisonMarkdown(comparison)
          : inForm(form, () => render.comparisonJson(comparison), text),
      outcomes: promwire.comparisonOutcomes(comparison, failOnNew ?? 'new'),
    };
  },

  init: async ({ words: [folder = '.'] }) => {
    await promwire.beginConfig(folder, undefined, new AbortController().signal);
    return { stdout: `wrote ${folder === '.' ? '' : `${folder}/`}promwire.yaml\n`, outcomes: ['ok'] };
  },

  fix: async ({ flags, words, env }) => {
    if (flags.from.length === 0)
      return await onCluster({ flags, env }, async (kube) => await fixedOn(kube, flags, words));
    const { from, namespace, defaultNamespace, stack, write, output, failOn } = flags;
    const subjects = promwire.subjectsOf(words);
    const fixed = await promwire.fixFiles(from, { subjects, namespace, defaultNamespace, stack });
    const diffs = fixed.files.map(({ file, was, becomes }) => ({ file, diff: render.unifiedDiff(file, was, becomes) }));
    const written = write ? await promwire.writeEdited(fixed.files) : undefined;
    const stdout = inForm(
      output,
      () => render.fixJson(fixed, diffs, write),
      () =>
        !written
          ? diffs.map(({ diff }) => diff).join('')
          : written.length === 0
            ? ''
            : render.writtenText({ written, unchanged: [] }),
    );
    const open = fixed.files.length > 0 && !write ? (['findings'] as const) : [];
    return { stdout, outcomes: [...open, ...promwire.checkOutcomes(fixed.after, failOn)] };
  },

  undo: async (asked) =>
    await onCluster(asked, async (kube) => {
      const { namespace, dryRun, yes, output, timeout: timeoutMs = DEFAULT_WAIT_MS } = asked.flags;
      const signal = new AbortController().signal;
      const found = await promwire.planUndo(kube, { subjects: promwire.subjectsOf(asked.words), namespace, signal });
      let stdout = render.fixNotes({ fixes: [], left: found.left }, plain);
      const done = await promwire.carryOutFixes(kube, found.changes, undefined, {
        ...written(dryRun, yes, (text) => (stdout += text)),
        timeoutMs,
        signal,
      });
      if (dryRun && found.changes.length > 0) stdout += render.dryRunText(done.differences);
      const json = () => render.undoJson(found.changes, found, done.written > 0);
      return { stdout: inForm(output, json, () => stdout), outcomes: ['ok'] };
    }),

  explain: async ({ words }) => {
    const text = words.join(' ');
    const found = promwire.causes().some(({ id }) => id === text) ? [] : promwire.causesOfMessage(text);
    const page = (): string =>
      words.length === 0 ? render.causesText(promwire.causes(), plain) : render.pageText(promwire.explain(text), plain);
    const stdout = found.length > 0 ? render.messageText(found, promwire.causes(), plain) : page();
    return await Promise.resolve({ stdout, outcomes: ['ok'] });
  },

  setup: async (asked) =>
    await onCluster(asked, async (kube) => {
      const { flags, env } = asked;
      const proposal = await proposeOn(kube, asked, flags.grafanaUrl !== undefined);
      const before = promwire.reportBefore(proposal);
      const title = `${proposal.variant.title} in namespace ${proposal.app.namespace}`;
      let stdout = `${title}\n\n${render.reportText(before, plain, { single: true, verbose: flags.verbose })}\n`;
      const { dryRun, takeBack, timeout: timeoutMs = DEFAULT_WAIT_MS, grafanaUrl, folder, overwrite } = flags;
      const done = await promwire.setup(kube, proposal, {
        dryRun,
        takeBack,
        timeoutMs,
        grafana:
          grafanaUrl === undefined
            ? undefined
            : { open: async () => await grafanaOf(grafanaUrl, env), folder, overwrite },
        confirm: async () => {
          await Promise.resolve();
          if (!flags.yes) throw refuse('there is no terminal to ask on, so nothing was written');
        },
        onEvent: (event) => (stdout += render.setupText(event, proposal, plain, asked.flags.verbose).out ?? ''),
      });
      if (dryRun) stdout += render.dryRunText(done.differences);
      return {
        stdout: inForm(
          flags.output,
          () => render.setupJson(before, proposal, done),
          () => stdout,
        ),
        outcomes: done.outcomes,
      };
    }),

  generate: async (asked) => {
    const { flags, words, env } = asked;
    const { from, namespace, out, monitorLabels, ruleLabels, dashboardLabels, monitorNamespace } = flags;
    const profile = promwire.profileById(words[0]);
    const known = { monitorLabels, ruleLabels, dashboardLabels, monitorNamespace };
    const computed = async (snapshot: promwire.Snapshot) =>
      await promwire.generate(promwire.analysisOf(snapshot), await choicesOf(asked));
    const generated = Object.values(known).some((labels) => labels !== undefined)
      ? await promwire.generateFor(profile, { ...(await choicesOf(asked)), ...known })
      : from.length > 0
        ? await computed(await promwire.readFiles(from, { namespace }))
        : await onCluster({ flags, env }, async (kube) =>
            computed(await promwire.readCluster(kube, { namespace, extra: promwire.GRAFANA, whole: true })),
          );
    const stdout =
      out === undefined
        ? asManifests(flags.output, generated.manifests, generated.variant)
        : render.writtenText(await promwire.writeGenerated(out, profile, generated));
    return { stdout, outcomes: ['ok'] };
  },

  policy: async ({ flags, env }) => {
    const { from, out, output, namespaces, ...options } = flags;
    const snapshot =
      from.length > 0
        ? await promwire.readFiles(from)
        : await onCluster({ flags, env }, async (kube) => promwire.readCluster(kube, { only: promwire.policyReads() }));
    const made = promwire.policies(promwire.analysisOf(snapshot), { ...options, namespaces });
    const { manifests, left } = made;
    const outcomes = left.some(({ unknown }) => unknown) ? (['unknown'] as const) : (['ok'] as const);
    if (manifests.length === 0 && outcomes[0] === 'ok') throw refuse('there is nothing to make a policy of');
    const stdout =
      out === undefined
        ? output === 'json'
          ? asManifests(output, manifests)
          : render.toYamlStream(manifests, render.originComments(made.origins))
        : render.writtenText(await promwire.writePolicies(out, made, flags));
    return { stdout, outcomes };
  },

  diff: async (asked) =>
    await onCluster(asked, async (kube) => {
      const { plan } = await proposeOn(kube, asked);
      const { differences, outcomes } = await promwire.diff(kube, { plan });
      const stdout = inForm(
        asked.flags.output,
        () => render.diffJson(plan, differences),
        () => render.planText(plan, differences, plain, asked.flags.verbose),
      );
      return { stdout, outcomes };
    }),

  verify: async (asked) =>
    await onCluster(asked, async (kube) => {
      const { strict, timeout: timeoutMs = DEFAULT_WAIT_MS, pageOutput: form } = asked.flags;
      const proposal = await proposeOn(kube, asked);
      const verifications = await promwire.verify(kube, proposal, { strict, timeoutMs });
      const reach = await promwire.alertReach(kube, proposal);
      const text = (): string =>
        render.verificationText(verifications, plain) + (reach ? render.alertReachText(reach, plain) : '');
      const stdout = inForm(
        form === 'html' ? 'text' : form,
        () => render.verificationJson(proposal.plan, verifications, reach),
        text,
      );
      return { stdout, outcomes: verifications.map((each) => promwire.verificationOutcome(each, strict)) };
    }),

  uninstall: async (asked) =>
    await onCluster(asked, async (kube) => {
      const { flags, words, env } = asked;
      const { namespace, grafanaUrl } = flags;
      const profile = promwire.profileById(words[0]);
      const removal = await promwire.planRemoval(kube, profile.id, { namespace });
      const opened = grafanaUrl === undefined ? undefined : await grafanaOf(grafanaUrl, env);
      try {
        const planned = opened && (await promwire.planDashboardRemoval(opened.grafana, profile, { namespace }));
        const count = removal.remove.length + removal.restore.length + (planned?.removal.remove.length ?? 0);
        if (count > 0 && !flags.dryRun) {
          if (!flags.yes) throw refuse('there is no terminal to ask on, so nothing was changed');
          await promwire.remove(kube, removal);
          if (opened && planned) await promwire.removeDashboards(opened.grafana, planned);
        }
        const stdout = inForm(
          flags.output,
          () => render.removalJson(removal, planned?.removal),
          () => render.removalText(removal, plain, planned?.removal, profile.id),
        );
        return { stdout, outcomes: ['ok'] };
      } finally {
        opened?.close();
      }
    }),

  'dashboard preview': async (asked) => {
    const { flags, words, env } = asked;
    const profile = promwire.profileById(words[0]);
    const values = Object.fromEntries(pairs(flags.set, /^(\w+)=(.*)$/, refuse));
    const shown = async (variant: ProfileVariant, ask: promwire.Ask, notScraped?: string): Promise<Answered> => {
      const options = { dashboard: flags.dashboard, values, rangeMs: flags.range, notScraped };
      const { now, blind } = await promwire.previewDashboard(profile, variant, ask, options);
      const stdout = inForm(
        flags.output,
        () => ({ apiVersion: PRINTED, kind: 'DashboardPreview', ...now }),
        () => render.previewText(now, plain),
      );
      return { stdout, outcomes: [blind ? 'unknown' : promwire.previewOutcome(now)] };
    };
    if (flags.prometheusUrl === undefined)
      return await onCluster(asked, async (kube) => {
        const proposal = await proposeOn(kube, asked);
        return await shown(
          proposal.variant,
          await promwire.askInCluster(kube, proposal),
          promwire.whyNotScraped(proposal),
        );
      });
    const direct = promwire.directPrometheus({ url: flags.prometheusUrl, env });
    try {
      const ask = promwire.askDirect(direct);
      const shipped =
        flags.variant === undefined
          ? await promwire.variantScraped(profile, ask)
          : promwire.variantById(profile, flags.variant);
      return await shown(await variantOf(asked, shipped), ask);
    } finally {
      direct.close();
    }
  },

  'dashboard export': async (asked) => {
    const { variant, dashboard, out, for: purpose } = asked.flags;
    const profile = promwire.profileById(asked.words[0]);
    const shipped = variant === undefined ? profile.variants : [promwire.variantById(profile, variant)];
    const variants = await Promise.all(shipped.map(async (each) => await variantOf(asked, each)));
    const specs = variants.flatMap((each) => promwire.chosenDashboards(each, dashboard));
    const [only, other] = specs;
    if (out !== undefined)
      return {
        stdout: render.writtenText(await promwire.exportDashboards(out, specs, purpose)),
        outcomes: ['ok'],
      };
    if (!only || other) throw refuse('several');
    return { stdout: promwire.dashboardText(only, purpose), outcomes: ['ok'] };
  },

  'dashboard import': async (asked) => {
    const { flags, env } = asked;
    const { dryRun, overwrite, folder = promwire.profileById(asked.words[0]).title, dashboard } = flags;
    const { grafana, close } = await grafanaOf(flags.grafanaUrl, env);
    try {
      const specs = promwire.chosenDashboards(await variantOf(asked), dashboard);
      const done = await promwire.importDashboards(grafana, specs, { folder, overwrite, dryRun });
      const stdout = inForm(
        flags.output,
        () => ({ apiVersion: PRINTED, kind: 'DashboardImport', ...done }),
        () => render.importText(done, dryRun),
      );
      return { stdout, outcomes: promwire.importOutcomes(done) };
    } finally {
      close();
    }
  },

  'profile init': async ({ flags, words }) => {
    const [word = ''] = words;
    const [subject] = promwire.subjectsOf(words);
    if (subject?.kind !== 'object') throw refuse(`profile init ${word}`);
    const { from, namespace, port, path, metrics, stack } = flags;
    const page = metrics === undefined ? undefined : promwire.readPage(metrics);
    const signal = new AbortController().signal;
    const analysis = promwire.analysisOf(await promwire.readFiles(from, { namespace }));
    const options = { namespace, port, path, page, signal };
    const choices = {
      application: await promwire.namedApplication(undefined, analysis, subject.object, options),
      stack,
      namespace,
    };
    const proposal = await promwire.propose(analysis, choices, { correct: true });
    const file = promwire.fileOf(proposal, choices);
    if (!file) throw refuse(`profile init ${word}`);
    return { stdout: promwire.profileText(file, word, proposal.app.namespace), outcomes: ['ok'] };
  },
  settings: async (asked) => {
    const profile = promwire.profileById(asked.words[0]);
    const { fromCluster, namespace } = asked.flags;
    const kept = fromCluster
      ? await onCluster(asked, async (kube) => await promwire.keptInCluster(kube, profile, { namespace }))
      : undefined;
    return { stdout: promwire.settingsFile(profile, kept?.written), outcomes: ['ok'] };
  },

  snapshot: async (asked) => {
    const { namespace, from, out, live, readSecrets, stack } = asked.flags;
    const snapshot =
      from.length > 0
        ? await promwire.readFiles(from, { namespace })
        : await onCluster(asked, async (kube) => {
            const subjects = promwire.subjectsOf(asked.words);
            const read = await promwire.readCluster(kube, { namespace, extra: promwire.GRAFANA, subjects });
            return live ? await promwire.observe(kube, read, { subjects, namespace, readSecrets, stack }) : read;
          });
    const text = render.writeSnapshot(snapshot);
    if (out === undefined) return { stdout: text, outcomes: ['ok'] };
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, 'snapshot.yaml'), text);
    return { stdout: render.writtenText({ written: [join(out, 'snapshot.yaml')], unchanged: [] }), outcomes: ['ok'] };
  },

  rbac: async ({ flags, words }) =>
    await Promise.resolve({
      stdout: asManifests(flags.output, promwire.rightsOf(words.join(' '), flags).manifests),
      outcomes: ['ok'],
    }),

  completion: async ({ words: [shell = ''] }) =>
    await Promise.resolve({ stdout: render.isShell(shell) ? render.completionScript(shell) : '', outcomes: ['ok'] }),

  // The tools of the server call the functions of check, explain, compare, verify and fix, each when it is asked.
  mcp: async ({ flags: { root } }) => {
    const missing = root.find((folder) => !existsSync(folder));
    if (missing !== undefined) throw refuse(`--root ${missing}: not found`);
    return await Promise.resolve({ stdout: '', outcomes: ['ok'] });
  },

  demo: async ({ flags, words }) => {
    const done = await promwire.demo(flags.out ?? 'promwire-demo', promwire.profileById(words[0]));
    const stdout = inForm(
      flags.output,
      () => render.demoJson(done),
      () => render.demoText(done, plain),
    );
    return { stdout, outcomes: ['ok'] };
  },

  version: async ({ flags }) => {
    const runtime = { node: process.versions.node, platform: `${process.platform}-${process.arch}` };
    const stdout = inForm(
      flags.output,
      () => render.versionJson(runtime),
      () => render.versionText(runtime, plain),
    );
    return await Promise.resolve({ stdout, outcomes: ['ok'] });
  },
};
