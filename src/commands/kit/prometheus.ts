/** The Prometheus of --prometheus-url. */
import { PromwireError } from '../../errors.ts';
import { readFileFor } from '../../io/http/address.ts';
import { directPrometheus } from '../../io/prometheus/direct.ts';
import type { DirectPrometheus } from '../../io/prometheus/direct.ts';
import type { Context } from './command.ts';
import type { Flags } from './flags.ts';

type PrometheusFlags = Flags<'prometheusUrl' | 'prometheusTokenFile' | 'prometheusCa' | 'prometheusHeader'>;

/** undefined without --prometheus-url. Throws PromwireError 'usage'. */
export function directOf(
  flags: PrometheusFlags,
  { env, sent }: Pick<Context, 'env' | 'sent'>,
): DirectPrometheus | undefined {
  const { prometheusUrl: url, prometheusTokenFile: tokenFile, prometheusCa: caFile } = flags;
  if (url === undefined) {
    const alone = [
      ...(tokenFile === undefined ? [] : ['--prometheus-token-file']),
      ...(caFile === undefined ? [] : ['--prometheus-ca']),
      ...(flags.prometheusHeader.length === 0 ? [] : ['--prometheus-header']),
    ];
    if (alone.length === 0) return undefined;
    throw new PromwireError(
      'usage',
      `${alone.join(', ')} without --prometheus-url: through the API server Prometheus is asked as you are known there`,
      'Add --prometheus-url, such as https://prometheus.example.com.',
    );
  }
  return directPrometheus({
    url,
    headers: headersIn('--prometheus-header', flags.prometheusHeader),
    env,
    sent,
    ...(tokenFile === undefined ? {} : { tokenFile }),
    ...(caFile === undefined ? {} : { caFile }),
  });
}

/** Lines "Name: value" of files: a header may hold a token, which must not be on a command line. */
export function headersIn(flag: string, files: readonly string[]): readonly string[] {
  const texts = files.map((file) => readFileFor(flag, file));
  return texts.flatMap((text) => text.split(/\r?\n/).filter((line) => line.trim() !== ''));
}
