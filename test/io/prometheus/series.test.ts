import { afterEach, describe, expect, it } from '@jest/globals';
import { directPrometheus } from '../../../src/io/prometheus/direct.ts';
import { prometheusOver } from '../../../src/io/prometheus/index.ts';
import { askSeries } from '../../../src/io/prometheus/series.ts';
import type { AskedSeries, SeriesAnswers } from '../../../src/model/index.ts';
import { startStandIn, success } from './prometheus-standin.ts';
import type { StandIn } from './prometheus-standin.ts';

const open: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const signal = new AbortController().signal;
const of = (metric: string, ...labels: readonly [string, string][]): AskedSeries => ({
  metric,
  selector: `{${[['__name__', metric], ...labels].map(([name = '', value = '']) => `${name}="${value}"`).join(',')}}`,
  labels: labels.map(([name, value]) => ({ name, op: '=', value })),
});

interface Stores {
  readonly names: readonly string[];
  /** Selectors that have series now, or had in the last hour. */
  readonly now?: readonly string[];
  readonly lately?: readonly string[];
  readonly values?: Readonly<Record<string, readonly string[]>>;
  /** A selector that is refused. */
  readonly refuses?: string;
}

/** A Prometheus that answers queries of the form that is asked. */
async function prometheusWith({ names, now = [], lately = [], values = {}, refuses }: Stores): Promise<StandIn> {
  const standIn = await startStandIn((_request, response, url) => {
    const say = (data: unknown): void => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(success(data));
    };
    const label = /^\/api\/v1\/label\/(.+)\/values$/.exec(url.pathname)?.[1];
    if (label === '__name__') return say(names);
    if (label !== undefined) return say(values[`${url.searchParams.get('match[]') ?? ''} ${label}`] ?? []);
    if (url.pathname === '/api/v1/labels') return say(['__name__', 'code']);
    if (url.pathname === '/api/v1/metadata') return say({ web_errors: [{ type: 'counter', help: 'h', unit: '' }] });
    const query = url.searchParams.get('query') ?? '';
    if (refuses !== undefined && query.includes(refuses)) {
      response.writeHead(422).end(JSON.stringify({ status: 'error', errorType: 'execution', error: 'too many' }));
      return;
    }
    const parts = [
      ...query.matchAll(/label_replace\(count\((last_over_time\()?(\{.*?\})(?:\[1h\]\))?\),"promwire_number","(\d+)"/g),
    ];
    const found = parts.filter(([, past, selector = '']) => (past ? lately : now).includes(selector));
    say({
      resultType: 'vector',
      result: found.map(([, , , n = '']) => ({ metric: { promwire_number: n }, value: [1, '3'] })),
    });
  });
  open.push(standIn.stop);
  return standIn;
}

async function askedOf(standIn: StandIn, asked: readonly AskedSeries[]): Promise<SeriesAnswers> {
  const direct = directPrometheus({ url: standIn.url });
  open.push(direct.close);
  return await askSeries(prometheusOver({ name: 'one' }, direct.transport), asked, signal);
}

const isThere = ({ present }: SeriesAnswers, { selector }: AskedSeries): unknown => {
  const answer = present[selector];
  return answer?.kind === 'ok' ? answer.value : answer?.kind;
};

describe('the series that are asked for', () => {
  const up = of('web_up', ['job', 'web']);
  const rare = of('web_rare', ['code', '500']);
  const gone = of('web_gone');

  it('are there now, or were in the last hour, or are not; of what is not stored nothing more is asked', async () => {
    const standIn = await prometheusWith({
      names: ['web_up', 'web_rare'],
      now: [up.selector],
      lately: [rare.selector],
    });
    const answers = await askedOf(standIn, [up, rare, gone, up]);
    expect([up, rare, gone].map((each) => isThere(answers, each))).toEqual([true, true, undefined]);
    expect(answers.metadata).toMatchObject({ value: { web_errors: 'counter' } });
    const queries = standIn.seen.flatMap(({ query }) => query.get('query') ?? []);
    expect(queries.filter((query) => query.includes('web_gone'))).toEqual([]);
  });

  it('tell the values of labels that no series has, and whether the metric has series at all', async () => {
    const bare = of('web_rare');
    const standIn = await prometheusWith({
      names: ['web_rare'],
      lately: [bare.selector],
      values: { '{__name__="web_rare"} code': ['200', '404'] },
    });
    const answers = await askedOf(standIn, [rare]);
    expect([rare, bare].map((each) => isThere(answers, each))).toEqual([false, true]);
    expect(answers.values['web_rare code']).toMatchObject({ value: ['200', '404'] });
  });

  it('tell the labels of a metric that has not the one that is asked for', async () => {
    const wrong = of('web_rare', ['cod', '500']);
    const standIn = await prometheusWith({
      names: ['web_rare'],
      lately: [of('web_rare').selector],
      values: { '{__name__="web_rare"} code': ['200'] },
    });
    const answers = await askedOf(standIn, [wrong, rare]);
    expect(answers.labels).toMatchObject({ web_rare: { value: ['__name__', 'code'] } });
    const asked = standIn.seen.filter(({ path }) => path === '/api/v1/labels');
    expect(asked.map(({ query }) => query.get('match[]'))).toEqual(['{__name__="web_rare"}']);
    expect((await askedOf(standIn, [rare])).labels).toEqual({});
  });

  it('lead to the evaluation first of what has series, where not every expression is evaluated', async () => {
    const evaluated = (metric: string): AskedSeries => ({ ...of(metric), evaluate: `${metric} / other` });
    const many = Array.from({ length: 200 }, (_, i) => evaluated(`web_absent_${i}`));
    const standIn = await prometheusWith({ names: ['web_up'], now: [of('web_up').selector] });
    const { unevaluated } = await askedOf(standIn, [...many, evaluated('web_up')]);
    expect(unevaluated).toBe(141);
    const queries = standIn.seen.flatMap(({ query }) => query.get('query') ?? []);
    expect(queries).toContain('count(web_up / other\n)');
  });

  it('are asked for in few questions of a bounded length', async () => {
    const many = Array.from({ length: 400 }, (_, i) => of(`web_${i}`, ['job', 'web']));
    const standIn = await prometheusWith({
      names: many.map(({ metric = '' }) => metric),
      now: many.map(({ selector }) => selector),
    });
    const answers = await askedOf(standIn, many);
    expect(many.every((each) => isThere(answers, each) === true)).toBe(true);
    expect(standIn.seen.length).toBeLessThan(30);
    expect(Math.max(...standIn.seen.map(({ query }) => query.toString().length))).toBeLessThan(4000);
  });

  it('are unknown one by one where a question with several is refused', async () => {
    const asked = [up, of('web_b'), of('web_c'), of('web_d')];
    const standIn = await prometheusWith({
      names: asked.map(({ metric = '' }) => metric),
      now: asked.map(({ selector }) => selector),
      lately: asked.map(({ selector }) => selector),
      refuses: 'web_c',
    });
    const answers = await askedOf(standIn, asked);
    expect(asked.map((each) => isThere(answers, each))).toEqual([true, true, 'unknown', true]);
  });

  it('are not asked for where the names are not told', async () => {
    const standIn = await startStandIn((_request, response) => response.writeHead(503).end('x'));
    open.push(standIn.stop);
    const answers = await askedOf(standIn, [up]);
    expect(answers).toMatchObject({ names: { kind: 'unknown' }, present: {}, values: {} });
    expect(standIn.seen).toHaveLength(2);
  });

  it('hide values of labels that may be credentials', async () => {
    const secret = of('web_up', ['token', 'x']);
    const standIn = await prometheusWith({
      names: ['web_up'],
      values: { '{__name__="web_up"} token': ['hunter2hunter2'] },
    });
    expect(JSON.stringify(await askedOf(standIn, [secret]))).not.toContain('hunter2');
  });
});
