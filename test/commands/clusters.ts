/** Several API servers behind one kubeconfig, for commands that ask many clusters. */
import type { Reply, Seen, StandIn } from '../io/kube/api-stand-in.ts';
import { standIn } from '../io/kube/api-stand-in.ts';
import { inFolder, run, write } from './ask.ts';
import type { Answer } from './ask.ts';

/** A context: how its server answers, or its address where there is none; the user's login. */
export interface OneContext {
  readonly answer?: (seen: Seen) => Reply;
  /** The server of an earlier context, by its name. */
  readonly sameAs?: string;
  readonly server?: string;
  readonly user?: object;
}

export interface ManyAnswer extends Answer {
  /** Paths that were asked, by context. */
  readonly asked: Readonly<Record<string, readonly string[]>>;
}

/** Runs a command with a kubeconfig of these contexts, in their order, and looks at its folder then; addresses in the answer are those of `http://NAME`. */
export async function onClusters(
  contexts: Readonly<Record<string, OneContext>>,
  argv: readonly string[] | ((folder: string) => readonly string[]),
  signal?: AbortSignal,
  look: (folder: string) => void = () => undefined,
): Promise<ManyAnswer> {
  const servers = new Map<string, StandIn>();
  try {
    for (const [name, { answer }] of Object.entries(contexts)) if (answer) servers.set(name, await standIn(answer));
    const addressOf = (name: string): string =>
      contexts[name]?.server ?? `http://127.0.0.1:${servers.get(contexts[name]?.sameAs ?? name)?.port ?? 1}`;
    return await inFolder(async (folder) => {
      const file = write(folder, 'kubeconfig', kubeconfigOf(contexts, addressOf));
      const words = typeof argv === 'function' ? argv(folder) : argv;
      const answer = await run([...words, '--kubeconfig', file], signal);
      look(folder);
      const named = (text: string): string =>
        [...servers].reduce(
          (all, [name, { port }]) =>
            /^[\w@.-]+$/.test(name) ? all.replaceAll(`http://127.0.0.1:${port}`, `http://${name}`) : all,
          text.replaceAll(`${folder}/`, ''),
        );
      const asked = Object.fromEntries([...servers].map(([name, { seen }]) => [name, seen.map(({ url }) => url)]));
      return { ...answer, out: named(answer.out), err: named(answer.err), asked };
    });
  } finally {
    for (const server of servers.values()) await server.stop();
  }
}

function kubeconfigOf(contexts: Readonly<Record<string, OneContext>>, addressOf: (name: string) => string): string {
  const names = Object.keys(contexts);
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': names[0],
    clusters: names.map((name) => ({ name, cluster: { server: addressOf(name) } })),
    users: names.map((name, i) => ({ name, user: contexts[name]?.user ?? { token: `hush-hush-${i}` } })),
    contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
  });
}
