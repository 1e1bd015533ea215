import { posix } from 'node:path';

/**
 * The rooms of src/, from the ground up: a room imports only from the rooms that its row names, all of which are in rows
 * above it. `packages` are npm packages and modules of Node (a prefix is enough: "node:"). docs/adr/0012-layering.md.
 */
interface Room {
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
}

const room = (rooms: string, packages = ''): Room => ({
  rooms: rooms.split(' ').filter((name) => name !== ''),
  packages: packages.split(' ').filter((name) => name !== ''),
});

export const ROOMS: Readonly<Record<string, Room>> = {
  model: room(''),
  errors: room('model'),
  outcomes: room('model errors'),
  version: room(''),
  sent: room('', 'node:buffer'),
  generated: room('model'),
  kube: room('model'),
  lang: room('model kube', 're2js node:crypto'),
  profiles: room('model kube lang'),
  io: room('model kube generated errors sent lang profiles', 'node: yaml ajv @kubernetes/client-node ws socks'),
  world: room('model kube lang'),
  backends: room('model generated kube lang world', '@grafana/schema'),
  checks: room('model kube lang world backends'),
  // What runs in a browser: no other room imports it, and scripts/browser.mjs makes a text of it.
  browser: room('', 'minisearch'),
  render: room('model errors outcomes version generated kube', 'prom-client diff'),
  judge: room('model errors kube lang world backends checks'),
  plan: room('model errors kube lang world backends checks judge'),
  compare: room('model kube world backends judge'),
  verify: room('model kube lang world backends judge plan'),
  registry: room('model profiles backends checks'),
  app: room(
    'model errors sent outcomes version generated kube lang profiles io world backends checks render judge compare plan verify registry',
    'node:timers',
  ),
  commands: room(
    'model errors sent outcomes version generated kube lang profiles io world backends checks render judge compare plan verify registry app',
    'node: @modelcontextprotocol/server',
  ),
  index: room(
    'model errors sent outcomes version generated kube lang profiles io world backends checks render judge compare plan verify registry app',
  ),
  cli: room('errors sent version kube render commands', 'node:'),
};

/** One import that the table does not allow, as a sentence. */
export type Violation = string;

const IMPORT = /(?:\bfrom\s+|\bimport\(\s*|\bimport\s+)'([^']+)'/g;

const roomOf = (path: string): string => (path.split('/')[1] ?? '').replace(/\.ts$/, '');

/** Every import of `files` (path from the root of the repository -> text) that breaks the table. */
export function violations(files: ReadonlyMap<string, string>): readonly Violation[] {
  return [...files].flatMap(([path, text]) => {
    const own = roomOf(path);
    const may = ROOMS[own];
    if (may === undefined) return [`${path} is in no room of the table in test/layering.ts.`];
    return [...text.matchAll(IMPORT)].flatMap(([, name = '']) => {
      if (!name.startsWith('.')) {
        const allowed = may.packages.some(
          (prefix) => name === prefix || name.startsWith(`${prefix}${prefix.endsWith(':') ? '' : '/'}`),
        );
        return allowed
          ? []
          : [`${path} imports ${name}; src/${own} may import ${may.packages.join(', ') || 'no package'}.`];
      }
      const other = roomOf(posix.join(posix.dirname(path), name));
      if (other === own || may.rooms.includes(other)) return [];
      return [`${path} imports ${other}; src/${own} may import ${may.rooms.join(', ') || 'no other room'}.`];
    });
  });
}

/** Files that import one another in a circle, types included: each group once, sorted. */
export function circles(files: ReadonlyMap<string, string>): readonly (readonly string[])[] {
  const next = new Map(
    [...files].map(([path, text]) => [
      path,
      [...text.matchAll(IMPORT)].flatMap(([, name = '']) => {
        const target = posix.join(posix.dirname(path), name);
        return name.startsWith('.') && files.has(target) ? [target] : [];
      }),
    ]),
  );
  // Tarjan's strongly connected components.
  const found: string[][] = [];
  const seen = new Map<string, { readonly index: number; low: number }>();
  const stack: string[] = [];
  const visit = (path: string): { readonly index: number; low: number } => {
    const node = { index: seen.size, low: seen.size };
    seen.set(path, node);
    stack.push(path);
    for (const target of next.get(path) ?? []) {
      const known = seen.get(target);
      if (known === undefined) node.low = Math.min(node.low, visit(target).low);
      else if (stack.includes(target)) node.low = Math.min(node.low, known.index);
    }
    if (node.low === node.index) {
      const group = stack.splice(stack.indexOf(path));
      if (group.length > 1) found.push(group.toSorted());
    }
    return node;
  };
  for (const path of next.keys()) if (!seen.has(path)) visit(path);
  return found;
}
