/** What `-o json` prints, one type for each kind. From them and their comments the schemas are made: only add fields. */
import type { AlertReach } from './alerting.ts';
import type { Comparison } from './comparison.ts';
import type { AlertTrail, MetricTrail, PanelAnswer, Paths } from './answers.ts';
import type { PatchField } from './field.ts';
import type { Fix, Severity, Suppressed } from './finding.ts';
import type { LeftAlone, PricedWay } from './fix.ts';
import type { DashboardRemoval, ImportResult } from './dashboard-import.ts';
import type { GeneratedJobs, Verdict } from './judgement.ts';
import type { ChartValue, JsonObject, Manifest, Ref } from './kube.ts';
import type { BrokenAt } from './monitor.ts';
import type { Advice, Blocked, Difference, SettingChange } from './plan.ts';
import type { DashboardNow } from './preview.ts';
import type { Removal } from './removal.ts';
import type { Gap } from './gap.ts';
import type { Verification } from './verification.ts';

interface OfKind<K extends string> {
  readonly apiVersion: 'promwire.dev/v1alpha1';
  readonly kind: K;
}

/** What could not be seen, as data and (`detail`) in words. */
export interface PrintedGap extends Omit<Gap, 'sentence' | 'origin'> {
  readonly detail: string;
  readonly origin?: PrintedOrigin;
}

/** Where an object was read, or the place of the field at fault. `line`, `column` and `document` count from 1. */
export type PrintedOrigin =
  | { readonly source: 'cluster' }
  | {
      readonly source: 'file';
      readonly file: string;
      readonly document: number;
      readonly line: number;
      readonly column?: number;
      /** It is the place of a value of a chart, by its path; `template` makes something of it. */
      readonly value?: ChartValue;
    };

/** promwire check: what has no effect, and why. */
export interface PrintedReport extends OfKind<'Report'> {
  readonly stacks: readonly PrintedStack[];
  /** What else reads monitors here, by what it was recognised; it is not judged. */
  readonly readers?: readonly { readonly title: string; readonly mark: string }[];
  /** Pairs of object and stack. With --verdicts problems, only those that are not selected and effective. */
  readonly verdicts: readonly PrintedVerdict[];
  readonly wires: readonly PrintedWire[];
  readonly findings: readonly PrintedFinding[];
  /** What could not be answered. */
  readonly unknown: readonly PrintedUnknown[];
  /** Findings left out: the annotation promwire.dev/ignore of the object names the check, or promwire.yaml excuses it. */
  readonly suppressed: readonly Suppressed[];
  readonly summary: Summary;
  /** Of check service/NAME and pod/NAME: who could scrape it. */
  readonly paths?: readonly Paths[];
  /** Of check metric/NAME. */
  readonly metrics?: readonly MetricTrail[];
  /** Of check alert/NAME. */
  readonly alerts?: readonly AlertTrail[];
  /** Of check configmap/NAME and grafanadashboard/NAME: dashboards of which no panel lacks its series. */
  readonly panels?: readonly PanelAnswer[];
}

export interface PrintedStack extends Ref {
  readonly backend: string;
  readonly version?: string;
  /** What is the matter with the stack itself, whatever it takes: "is paused". */
  readonly troubles?: readonly string[];
}

export interface PrintedVerdict {
  readonly object: Ref;
  readonly stack: Ref;
  readonly verdict: Verdict;
  /** Something comes of it; false also where no target of a selected monitor can be scraped. */
  readonly effective: boolean;
  /** `binding`: the operator's own word on the object. */
  readonly by: 'selectors' | 'binding';
  /** Ids of the causes, the first blocking one first. */
  readonly checks: readonly string[];
  /** With --read-secrets: jobs of the object that the generated configuration has, and that it lacks. */
  readonly generated?: GeneratedJobs;
}

/** One endpoint of a monitor, followed to its targets. */
export interface PrintedWire {
  readonly monitor: Ref;
  readonly stack: Ref;
  /** Index of the endpoint in the monitor. */
  readonly endpoint: number;
  readonly service?: Ref;
  readonly port?: string;
  /** Number of targets. */
  readonly found: number;
  readonly brokenAt?: BrokenAt;
  /** Not all of it could be seen. */
  readonly unknown?: true;
}

export interface PrintedFinding {
  /** promwire explain ID describes it. */
  readonly check: string;
  readonly severity: Severity;
  readonly object: Ref;
  readonly stack?: Ref;
  readonly summary: string;
  readonly because: readonly string[];
  readonly remedy: string;
  /** Lines to paste, which do what the remedy says. */
  readonly commands?: readonly string[];
  /** Other ways to the same end, each with what it costs. */
  readonly instead?: readonly { readonly text: string; readonly command?: string }[];
  /** Data of the check. */
  readonly evidence: JsonObject;
  readonly fix?: Fix;
  /**
   * The field of the object that is at fault, by path ("spec", "endpoints", "0", "port"). It goes on in the text of a
   * dashboard ("data", "web.json", "panels", "0").
   */
  readonly field?: readonly string[];
  readonly origin?: PrintedOrigin;
}

export interface PrintedUnknown extends PrintedGap {
  /** Absent: what is unknown is a verdict. */
  readonly check?: string;
  /** The answer depends on it; else it is a check that was not made. */
  readonly touches: boolean;
}

export interface Summary {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  /** Those that touch the question. */
  readonly unknown: number;
  /** Pairs of object and stack that were looked at. */
  readonly pairs: number;
  /** Questions that are answered with "nobody" or "nowhere"; absent: none. */
  readonly answers?: number;
  /** Questions whose answer is not known; absent: none. */
  readonly openAnswers?: number;
}

/** promwire setup: what was wrong, what was changed, and whether it works now. */
export interface PrintedSetup extends OfKind<'Setup'> {
  /** As it was before. */
  readonly report: PrintedReport;
  /** What is set otherwise in the alerts than an earlier run, or than they are shipped. */
  readonly settings: readonly SettingChange[];
  readonly changes: readonly Difference[];
  readonly blocked: readonly Blocked[];
  readonly advice: readonly Advice[];
  readonly notes: readonly string[];
  readonly verifications: readonly Verification[];
  /** Whom the alerts reach; absent where nothing was verified, or the plan has no alerts. */
  readonly reach?: AlertReach;
  /** With --grafana-url: what was done through the API of that Grafana. */
  readonly dashboards?: ImportResult;
}

/** promwire diff: what setup would change. */
export interface PrintedDiff extends OfKind<'Diff'> {
  /** What is set otherwise in the alerts than an earlier run, or than they are shipped. */
  readonly settings: readonly SettingChange[];
  readonly changes: readonly Difference[];
  readonly blocked: readonly Blocked[];
  readonly advice: readonly Advice[];
}

/** promwire compare: what HEAD loses and gains against BASE. */
export interface PrintedComparison extends OfKind<'Comparison'>, Comparison {
  readonly summary: ComparisonSummary;
}

export interface ComparisonSummary {
  /** Objects that lose what took them, each once, by their kinds. */
  readonly lost: Readonly<Record<string, number>>;
  /** Alerts, jobs and the like that objects lose which are taken as before, by what they are. */
  readonly partsLost: Readonly<Record<string, number>>;
  readonly gained: Readonly<Record<string, number>>;
  readonly targetsLost: number;
  readonly targetsGained: number;
  /** Causes that are in HEAD only, and are not the reason of a loss. */
  readonly errors: number;
  readonly warnings: number;
  readonly unknown: number;
}

/** promwire fix: what was changed, or would be, and what is still wrong. */
export interface PrintedFix extends OfKind<'Fix'> {
  /** Files that change, each with its unified diff. */
  readonly files: readonly { readonly file: string; readonly diff: string }[];
  /** The files, or the objects of the cluster, were written; else they are as before. */
  readonly written: boolean;
  readonly fixed: readonly {
    readonly object: Ref;
    /** `becomes: null` removes a field. */
    readonly fields: readonly PatchField[];
    /** The causes that go with it. */
    readonly checks: readonly string[];
    /** Objects that are made for it. */
    readonly makes?: readonly Manifest[];
    /** Other ways, each with its price: --how takes one. */
    readonly ways?: readonly PricedWay[];
  }[];
  /** What could be fixed and is not, with the reason. */
  readonly left: readonly LeftAlone[];
  /** What the sources of objects of other owners take. A command names the files as they are below --out, else below DIR. */
  readonly sources: readonly {
    readonly owner: string;
    readonly objects: readonly Ref[];
    readonly files: readonly { readonly file: string; readonly text: string }[];
    readonly how: string;
    readonly commands: readonly string[];
  }[];
  /** Of a cluster: whether what was fixed works now. */
  readonly verifications?: readonly Verification[];
  /** Written, and no running stack could be asked about it: what the report says of it is what was planned. */
  readonly unasked?: readonly Ref[];
  /** It ended early: what was not written is in `left`, and the report is of what was before. */
  readonly cutOff?: true;
  /** What check finds: of files, when they are as they become; of a cluster, now (with --dry-run, nothing is fixed). */
  readonly report: PrintedReport;
}

/** promwire undo: what fix changed in a cluster, and is taken back. */
export interface PrintedUndo extends OfKind<'Undo'> {
  readonly undone: readonly {
    readonly object: Ref;
    /** `becomes: null` removes a field. */
    readonly fields: readonly PatchField[];
    /** Fix made it, and it is taken away. */
    readonly removed?: true;
  }[];
  /** They were written; else they are as before. */
  readonly written: boolean;
  /** Objects, or fields of them, that stay as they are, with the reason. */
  readonly left: readonly LeftAlone[];
  /** What could not be looked at. */
  readonly unseen: readonly string[];
  /** It ended early: what was not written is in `left`. */
  readonly cutOff?: true;
}

/** promwire verify: whether what setup makes works. */
export interface PrintedVerification extends OfKind<'Verification'> {
  readonly verifications: readonly Verification[];
  /** Whom the alerts reach; absent where the rules are not there, or the time was over. */
  readonly reach?: AlertReach;
  /** Parts that setup cannot make, so that nothing of them is verified. */
  readonly blocked: readonly Blocked[];
  /** What could not be seen, so that not everything is verified. */
  readonly unknown: readonly PrintedGap[];
}

/** promwire uninstall: what is taken back. */
export interface PrintedUninstall extends OfKind<'Uninstall'>, Removal {
  /** With --grafana-url: dashboards in that Grafana. */
  readonly grafana?: DashboardRemoval;
}

/** promwire dashboard import. */
export interface PrintedDashboardImport extends OfKind<'DashboardImport'>, ImportResult {}

/** promwire dashboard preview: what the panels show now. */
export interface PrintedDashboardPreview extends OfKind<'DashboardPreview'>, DashboardNow {}

/** promwire demo. */
export interface PrintedDemo extends OfKind<'Demo'> {
  readonly report: PrintedReport;
  readonly plan: {
    /** Number of changes. */
    readonly changes: number;
    readonly blocked: readonly Blocked[];
    readonly advice: readonly Advice[];
  };
  /** The files that were written, in order. */
  readonly files: readonly string[];
}

/** promwire generate and promwire rbac: objects for kubectl. */
export interface PrintedList {
  readonly apiVersion: 'v1';
  readonly kind: 'List';
  readonly items: readonly Manifest[];
}
