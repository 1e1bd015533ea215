import { scrapeKey } from '../../backends/prometheus-operator/discovery/wire.ts';
import { defineCheck } from '../check.ts';
import { hasStray } from './stray-endpoints.ts';
import { insideRemedy, oursOf, through } from './twice.ts';
import { COMPARED, ofOneService } from './twice-waiting.ts';
import type { Twice } from './twice.ts';
import type { Found } from '../../world/context.ts';
import { groupBy } from '../../kube/group.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { compareRefs, keyOf, refOf, sameRef, title } from '../../kube/refs.ts';

/** One address and path is scraped twice by one stack: by two monitors, two endpoints or two Services. */
export const duplicateScrape = defineCheck({
  id: 'duplicate-scrape',
  title: 'The same target is scraped twice by one stack',
  stage: 'targets',
  kinds: ['ServiceMonitor', 'PodMonitor'],
  reads: [...SELECTION, ...DISCOVERY],
  find: ({ object, stack }, context): Found<Twice> => {
    if (!context.selected(object, stack)) return [];
    const monitor = context.monitor(object);
    const wires = context.wires(object, stack);
    const hidden = wires.flatMap((wire) => wire.unknown ?? []);
    const own = refOf(object);
    if (hidden.length > 0) {
      // Files hold no addresses; a list that was refused may hold pods that have finished.
      const files = context.world.snapshot.source === 'files';
      const same = monitor && files ? ofOneService(context, monitor, stack) : [];
      return same.length > 0 ? same : { unknown: hidden };
    }
    if (!monitor) return [];
    const scraped = groupBy(
      wires.flatMap((wire) => wire.targets.map((at) => ({ at, target: scrapeKey(at, monitor, wire.endpoint) }))),
      ({ target }) => target,
    );
    const shared = [...scraped].flatMap(([target, mine]) => {
      const at = mine.at(-1)?.at;
      if (!at) return [];
      const others = context.scrapes(stack).of(target, at).slice(0, COMPARED);
      const inside = mine.length > 1 && !hasStray(object) ? [own] : [];
      const all = [...inside, ...others.filter((other) => !sameRef(other, own))];
      return all.map((other) => ({ target, at, monitor: other }));
    });
    return [...groupBy(shared, ({ monitor }) => keyOf(monitor)).values()].flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const targets = [...new Set(group.map(({ target }) => target))].sort();
      // Seen from either of the two it is one finding, about the first of them.
      const [monitor = own, other = own] = [own, first.monitor].toSorted(compareRefs);
      return [
        {
          monitor: { ...monitor },
          other: title(other),
          inside: sameRef(first.monitor, own),
          ...oursOf(context, stack, [own, first.monitor]),
          targets: targets.slice(0, 5),
          count: targets.length,
          ...(sameRef(first.monitor, own)
            ? through(
                context.world,
                wires,
                group.map(({ at }) => at),
              )
            : {}),
        },
      ];
    });
  },
  about: ({ monitor }) => monitor,
  explain: (
    { monitor, other, inside, targets, count, ours, setup = 'promwire setup', services, through: ways, apart },
    { stack },
  ) => {
    const what = services
      ? `the targets of ${count} port${count === 1 ? '' : 's'}`
      : `${count} target${count === 1 ? '' : 's'}`;
    const step = ours === undefined ? `Remove ${title(monitor)} or ${other}.` : setup;
    return {
      severity: 'warning',
      summary: inside
        ? `${title(stack.ref)} scrapes ${what} twice through ${title(monitor)} alone.`
        : `${title(stack.ref)} scrapes ${what} of ${title(monitor)} a second time through ${other}.`,
      because: [
        `scraped twice: ${targets.join(', ')}`,
        ...(ways ? [`found through Services ${ways.join(' and ')}`] : []),
        'Sums and counts over these series are doubled.',
      ],
      remedy: inside
        ? insideRemedy(monitor, ways, apart)
        : ours === undefined
          ? 'Remove one of the two, or narrow its selector or port.'
          : `Run ${setup}: it removes ${ours}, which it made, where the other one does the same.`,
      fix: {
        kind: 'advise',
        steps: [inside ? insideRemedy(monitor, ways, apart) : step],
        whyNotAutomatic: 'Dashboards and alerts may rest on the labels of either.',
      },
    };
  },
});
