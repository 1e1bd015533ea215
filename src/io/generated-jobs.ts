/** The names of the jobs in a configuration that the operator generated. It holds credentials: nothing else comes out. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';

/** prometheus-operator v0.93.0 pkg/prometheus/common.go. */
const KEY = 'prometheus.yaml.gz';
/** A Secret holds at most 1 MiB; configurations shrink to a twentieth or less. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_OUTLINE = 4 * 1024 * 1024;
const MAX_SECTIONS = 100;
/** Names of the operator's own jobs ("scrapeconfig/" before 0.70). Any other may hold anything, a credential as well. */
const OWN =
  /^(?:(?:serviceMonitor|podMonitor)\/[-a-z0-9]{1,63}\/[-.a-z0-9]{1,253}\/\d{1,4}|(?:probe|scrape[Cc]onfig)\/[-a-z0-9]{1,63}\/[-.a-z0-9]{1,253})$/;

const unzip = promisify(gunzip);

/**
 * @param data `data` of the Secret prometheus-NAME or prom-agent-NAME, of any type.
 * @returns the names in order, or why they are not known, as a clause that holds nothing of the text.
 */
export async function jobsOfGenerated(
  data: unknown,
): Promise<{ readonly jobs: readonly string[] } | { readonly problem: string }> {
  const value: unknown =
    typeof data === 'object' && data !== null && Object.hasOwn(data, KEY) && Reflect.get(data, KEY);
  if (typeof value !== 'string') return { problem: `it has no key ${KEY}` };
  if (value === '') return { problem: `${KEY} in it is empty: the operator has not written it yet` };
  const text = await unzipped(value);
  if (text.kind === 'problem') return { problem: text.problem };
  const jobs = jobsIn(text.bytes.toString('utf8'));
  return jobs ? { jobs } : { problem: `${KEY} in it is not in the form that the operator writes` };
}

async function unzipped(
  base64: string,
): Promise<{ readonly kind: 'text'; readonly bytes: Buffer } | { readonly kind: 'problem'; readonly problem: string }> {
  try {
    return { kind: 'text', bytes: await unzip(Buffer.from(base64, 'base64'), { maxOutputLength: MAX_BYTES }) };
  } catch (error) {
    // Not by instanceof: errors of Node's core are of another realm under a test runner.
    const long = (error as { readonly code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    return {
      kind: 'problem',
      problem: `${KEY} in it is ${long ? `longer than ${MAX_BYTES / 1024 / 1024} MiB` : 'not gzip, or cut off'}`,
    };
  }
}

/** undefined: it is not what the operator writes. */
function jobsIn(text: string): readonly string[] | undefined {
  const outline = outlineOf(text);
  if (outline === undefined) return undefined;
  // What the parser has against it would quote it, so that is never told.
  const document = parseDocument(outline, { prettyErrors: false });
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  const list = document.contents.get('scrape_configs', true);
  if (!isSeq(list)) return undefined;
  return list.items.flatMap((item) => {
    const name = isMap(item) ? item.get('job_name', true) : undefined;
    return isScalar(name) && typeof name.value === 'string' && OWN.test(name.value) ? [name.value] : [];
  });
}

/**
 * The lines that are not indented: the sections, and of each job its first line, which is its name. Everything inside
 * a job is indented, texts of several lines as well, so nothing in one passes for a job; and the credentials are gone.
 * A whole configuration takes seconds to parse, its outline none.
 */
function outlineOf(text: string): string | undefined {
  const lines: string[] = [];
  let length = 0;
  let sections = 0;
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from);
    const to = end === -1 ? text.length : end;
    if (text[from] !== ' ' && to > from) {
      length += to - from;
      if (!text.startsWith('- ', from)) sections += 1;
      if (length > MAX_OUTLINE || sections > MAX_SECTIONS) return undefined;
      lines.push(text.slice(from, to));
    }
    from = to + 1;
  }
  return `${lines.join('\n')}\n`;
}
