import type { AlertRoute, Gap, Ref, Routing } from '../../model/index.ts';

/** Where an alert ends up. */
export type End =
  | { readonly kind: 'receiver'; readonly name: string; readonly integrations: readonly string[] }
  /** Nobody is told there. */
  | {
      readonly kind: 'nowhere';
      readonly why: string;
      readonly receiver?: string;
      /** The Alertmanager, where it is scaled to 0. */
      readonly asleep?: Ref;
    }
  | { readonly kind: 'unknown'; readonly why: string; readonly gaps: readonly Gap[] };

/** What is at the end of these routes, the outermost first. */
export function endOf(path: readonly AlertRoute[], receivers: Routing['receivers']): End {
  const { unread, unreadWhy } = path.at(-1) ?? {};
  if (unread !== undefined) {
    const secret = unread.startsWith('Secret ');
    const why = secret
      ? `The routes of ${unread} decide; ${unreadWhy ?? 'it was not read'}.`
      : `${unread} is to give the outermost route, and was not found.`;
    const [namespace = ''] = (unread.split(' ')[1] ?? '').split('/');
    const reads = secret
      ? { group: '', kind: 'Secret', namespace }
      : { group: 'monitoring.coreos.com', kind: 'AlertmanagerConfig', namespace };
    return { kind: 'unknown', why, gaps: [{ reason: 'not-read', reads, sentence: why }] };
  }
  const name = path.findLast(({ receiver }) => receiver !== undefined)?.receiver;
  if (name === undefined) return { kind: 'nowhere', why: 'The route names no receiver.' };
  const integrations = Object.hasOwn(receivers, name) ? (receivers[name] ?? []) : [];
  return integrations.length > 0
    ? { kind: 'receiver', name, integrations }
    : {
        kind: 'nowhere',
        why: Object.hasOwn(receivers, name)
          ? `Receiver "${name}" notifies nobody: it has no integration.`
          : `Receiver "${name}" is not defined.`,
        receiver: name,
      };
}
