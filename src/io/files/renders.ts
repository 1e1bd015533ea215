/** What the documents of a rendered chart tell of each other: the release, the chart's version, whose chart it is. */
import { objectsAt, stringAt } from '../../kube/json.ts';
import { groupBy } from '../../kube/group.ts';
import { chartOf, releaseOf } from '../../kube/chart-of.ts';
import { POD_TEMPLATES } from '../../kube/pod-templates.ts';
import { only } from './chart-namespaces.ts';
import type { KubeObject, Render } from '../../model/index.ts';

const WORKLOADS: ReadonlySet<string> = new Set(POD_TEMPLATES.map(({ kind }) => kind));

/**
 * Objects with what is known of their render. A chart may name its release on some of its objects only, and put its monitors
 * into another namespace than that of the release, which is where its workloads are.
 */
export function withRenders(objects: readonly KubeObject[]): readonly KubeObject[] {
  const roots = groupBy(objects, (object) => folderOf(object, 1));
  const charts = groupBy(objects, (object) => folderOf(object, Infinity));
  const ofRoot = new Map([...roots].map(([folder, members]) => [folder, releaseIn(members)]));
  const ofChart = new Map([...charts].map(([folder, members]) => [folder, isOfBitnami(members)]));
  return objects.map((object) => {
    const root = folderOf(object, 1);
    if (root === '') return object;
    const bitnami = ofChart.get(folderOf(object, Infinity)) === true;
    return { ...object, render: { ...ofRoot.get(root), ...object.render, ...(bitnami ? { bitnami } : {}) } };
  });
}

/** The file of an object and the folders of its chart, the outermost first: "all.yaml\0web/charts/db". */
function folderOf({ origin, template = '' }: KubeObject, depth: number): string {
  const chart = template.split('/templates/')[0]?.split('/charts/').slice(0, depth).join('/charts/') ?? '';
  return chart === '' || origin.source !== 'file' ? '' : `${origin.file}\0${chart}`;
}

function releaseIn(members: readonly KubeObject[]): Render {
  const own = members.filter((member) => chartOf(member)?.within.length === 0);
  const homes = (isOf: (kind: string) => boolean): string | undefined =>
    oneName(
      members.flatMap(({ kind, homeless, metadata }) => (isOf(kind) && !homeless ? (metadata.namespace ?? []) : [])),
    );
  const name = oneName(own.map(releaseOf)) ?? oneName(members.map(releaseOf));
  const namespace = homes((kind) => WORKLOADS.has(kind)) ?? homes((kind) => kind === 'ServiceAccount');
  const version = oneName(own.map((member) => chartOf(member)?.version ?? ''));
  return {
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(version === undefined ? {} : { version }),
  };
}

/** Bitnami's images are in repositories of its own (bitnami, bitnamilegacy, bitnamisecure). */
function isOfBitnami(members: readonly KubeObject[]): boolean {
  return members.some(({ kind, body }) => {
    const { path = [] } = POD_TEMPLATES.find((each) => each.kind === kind) ?? {};
    const containers = path.length === 0 ? [] : objectsAt(body, ...path, 'spec', 'containers');
    return containers.some((container) => /(?:^|\/)bitnami[a-z]*\//.test(stringAt(container, 'image') ?? ''));
  });
}

/** The one name among them; '' is none. */
function oneName(names: readonly string[]): string | undefined {
  return only(names.filter((name) => name !== ''));
}
