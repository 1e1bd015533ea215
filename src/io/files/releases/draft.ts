/** What a file tells of a chart that will be installed, before its values are looked up. */
import type { Json, JsonObject, Origin, Ref, ReleasePatch } from '../../../model/index.ts';
import type { Change } from '../kustomize/change.ts';

export type FileOrigin = Extract<Origin, { source: 'file' }>;

/** A document that has a say in which charts are installed, as it stands in its file. */
export interface Source {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: JsonObject;
  readonly origin: FileOrigin;
  /** The namespace that it is applied to, as far as it is known. */
  readonly namespace?: string;
  /** The folder that kustomize made it of. */
  readonly root?: string;
  /** helm made it, so that no tool that applies folders does anything to it. */
  readonly rendered?: true;
  /** The template of a chart that it was rendered from. */
  readonly template?: string;
  /** What is done to what a kustomization makes of charts. */
  readonly changes?: readonly Change[];
  /** Why what the tools make of it is not known. */
  readonly open?: string;
}

/** Where values come from. `at`: the way to them in the document of the draft. */
export type ValuesSource =
  | {
      readonly from: 'document';
      readonly name: string;
      readonly at: readonly string[];
      /** A map, or a text of YAML. */
      readonly values: Json;
      /** Of another document than that of the draft. */
      readonly origin?: FileOrigin;
    }
  | {
      readonly from: 'object';
      readonly kind: string;
      readonly namespace?: string;
      readonly name: string;
      readonly key: string;
      /** The folder that kustomize made it of, and what refers to it. */
      readonly root?: string;
      /** The path of the one value that the text becomes, as of `helm --set`; absent: the text holds values. */
      readonly target?: string;
      /** Where it is not there, it has no values. */
      readonly optional?: boolean;
    }
  /** `near`: the file that the path is looked for from, upwards; that of the draft by default. `root`: where it begins, if that is known. */
  | {
      readonly from: 'file';
      readonly path: string;
      readonly near?: string;
      readonly root?: string;
      readonly optional?: boolean;
    }
  | { readonly from: 'nowhere'; readonly name: string };

/** A release whose values are not looked up yet. */
export interface Draft {
  readonly by: Ref;
  readonly origin: FileOrigin;
  readonly chart: string;
  readonly version?: string;
  /** Address of its repository. */
  readonly repository?: string;
  readonly name?: string;
  readonly namespace?: string;
  /** The cluster of Argo CD that it is for, where it is told. */
  readonly cluster?: string;
  /** The Chart.yaml of the repository that it comes from. */
  readonly chartFile?: string;
  /** The key of a chart around it, under which its values are. */
  readonly under?: string;
  readonly sources: readonly ValuesSource[];
  /** Why what its chart makes is not known, whatever its values are. */
  readonly open?: string;
  /** What is done to the objects that the chart makes, where that is rendered. */
  readonly changes?: readonly Change[];
  /** The same, as far as it is told of what is not rendered. */
  readonly patches?: readonly ReleasePatch[];
}

/** The object that a document names. */
export function refOfSource({ apiVersion, kind, raw, namespace, origin }: Source): Ref {
  const metadata = raw['metadata'];
  const name = typeof metadata === 'object' && metadata !== null && 'name' in metadata ? metadata['name'] : undefined;
  return {
    apiVersion,
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name: typeof name === 'string' ? name : origin.file,
  };
}

/** The name of a chart without its repository: "oci://ghcr.io/x/charts/web" -> "web". */
export function chartName(chart: string): string {
  return chart.replace(/\/+$/, '').split('/').at(-1) ?? '';
}

/** A text that another tool fills in is not known: Flux' ${VARIABLE}, the braces and variables of Argo CD, and the braces of Helm. */
export function isKnownText(text: string | undefined): text is string {
  return text !== undefined && text !== '' && !/\$\{|\{\{|<path:|\$ARGOCD_/.test(text);
}

/** The same, as a field to spread. */
export function known<K extends string>(field: K, text: string | undefined): Partial<Readonly<Record<K, string>>> {
  return isKnownText(text) ? ({ [field]: text } as Readonly<Record<K, string>>) : {};
}
