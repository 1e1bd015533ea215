import { defineClusterCheck } from '../check.ts';
import { absentSelector, allocators } from '../../backends/readers/opentelemetry.ts';
import { READERS, SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';

const KINDS = ['ServiceMonitor', 'PodMonitor'];

/** A target allocator is to read monitors, and selects none: an absent selector is not an empty one. */
export const allocatorSelectsNothing = defineClusterCheck({
  id: 'allocator-selects-nothing',
  title: 'A target allocator selects no monitor',
  kinds: ['OpenTelemetryCollector', 'TargetAllocator'],
  reads: [...SELECTION, ...READERS],
  find: ({ world }) =>
    allocators(world).flatMap((object) => {
      const absent = KINDS.flatMap((kind) => {
        const field = absentSelector(object, kind);
        return field ? [{ kind, field: field.join('.') }] : [];
      });
      const missed = absent.filter(({ kind }) => world.all('monitoring.coreos.com', kind).length > 0);
      // One kind without a selector may be wanted so; no kind at all is not.
      const all = absent.length === KINDS.length;
      if (!all && missed.length === 0) return [];
      const shown = all ? absent : missed;
      return [{ about: refOf(object), evidence: { all, absent: shown } }];
    }),
  explain: ({ all, absent }, about) => ({
    severity: all ? 'error' : 'warning',
    summary: `The target allocator of ${title(about)} selects no ${absent.map(({ kind }) => kind).join(' and no ')}.`,
    because: [
      ...absent.map(({ field }) => `${field}: not set, which selects nothing ({} would select everything)`),
      'prometheusCR.enabled alone reads no monitor.',
    ],
    remedy: `Set ${absent.map(({ field }) => `${field}: {}`).join(' and ')}, or the labels that the monitors have.`,
    fix: {
      kind: 'patch',
      object: about,
      fields: absent.map(({ field }) => ({ path: field.split('.'), was: null, becomes: {} })),
      risk: 'The collectors then scrape every monitor of the namespaces that the allocator looks into.',
    },
  }),
});
