import { PromwireError } from '../errors.ts';
import { openGrafana as open } from '../io/grafana/dashboards.ts';
import type { Grafana, GrafanaRefusal } from '../io/grafana/index.ts';
import { openAddress } from '../io/http/address.ts';
import type { AddressOptions } from '../io/http/address.ts';
import { patient } from '../io/http/patient.ts';

/** The HTTP API of a Grafana; `close` ends idle connections. Throws PromwireError as grafanaError makes it, or 'usage'. */
export async function openGrafana(
  options: Omit<AddressOptions, 'of'>,
  signal: AbortSignal = new AbortController().signal,
): Promise<{ readonly grafana: Grafana; readonly close: () => void }> {
  const { name, send, close } = openAddress({ ...options, of: 'grafana' });
  try {
    const opened = await open(name, patient(name, send), signal);
    if (opened.kind === 'refused') throw grafanaError(opened);
    return { grafana: opened.grafana, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** A refusal that ends the command. */
export function grafanaError({ reason, detail, next }: GrafanaRefusal): PromwireError {
  switch (reason) {
    case 'unreachable':
      return new PromwireError('unreachable', detail, next);
    case 'unauthorized':
    case 'forbidden':
      return new PromwireError('forbidden', detail, next);
    case 'not-found':
    case 'provisioned':
    case 'conflict':
    case 'invalid':
      return new PromwireError('failed', detail, next);
  }
}
