/** What helm made, told from what is written in files. */
import { defined } from '../../../kube/json.ts';
import type { Collection } from '../collection.ts';
import type { Rendering } from './made.ts';
import type { KubeObject, Render } from '../../../model/index.ts';

/** What is told of it besides. */
export type Marks = Pick<Render, 'adrift' | 'number'>;

/** Marks all that was read behind these numbers of objects and documents: it is in that namespace, and as it will be. */
export function markRendered(
  into: Collection,
  [objects, sources]: readonly [objects: number, sources: number],
  { release, namespace }: Rendering,
  more: Marks = {},
  cluster?: string,
): void {
  const home = namespace === undefined ? {} : { home: namespace };
  const clusters = cluster === undefined ? {} : { clusters: [cluster] };
  const render = release === undefined ? {} : { render: { name: release, ...defined({ namespace }), ...more } };
  into.objects.push(
    ...into.objects
      .splice(objects)
      .map((one) => ({ ...one, ...home, ...clusters, rendered: true as const, object: { ...one.object, ...render } })),
  );
  const within = namespace === undefined ? {} : { namespace };
  into.sources.push(...into.sources.splice(sources).map((one) => ({ ...within, ...one, rendered: true as const })));
}

/** What helm calls the namespace of a release where nothing says one. */
const NOWHERE = 'default';

/** Takes from objects and documents the namespace that helm made up: nothing says where they will be. */
export function leaveHome(into: Collection): void {
  const left = ({ namespace, ...metadata }: KubeObject['metadata']): KubeObject['metadata'] =>
    namespace === undefined || namespace === NOWHERE ? metadata : { ...metadata, namespace };
  into.objects.push(
    ...into.objects
      .splice(0)
      .map((one) => ({ ...one, object: { ...one.object, metadata: left(one.object.metadata) } })),
  );
}
