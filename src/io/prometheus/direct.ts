import { openAddress } from '../http/address.ts';
import type { AddressOptions } from '../http/address.ts';
import { newContact } from './contact.ts';
import type { Contact } from './contact.ts';
import type { Transport } from './index.ts';

/** A Prometheus at an URL. `name` is the URL without credentials; `contact` of this run; `close` ends idle connections. */
export interface DirectPrometheus {
  readonly name: string;
  readonly transport: Transport;
  readonly contact: Contact;
  readonly close: () => void;
}

/** Transport for --prometheus-url. @throws as openAddress */
export function directPrometheus(options: AddressOptions): DirectPrometheus {
  const { name, send, close } = openAddress(options);
  return {
    name,
    transport: async (path, params, signal) => await send({ path, params }, signal),
    contact: newContact(true),
    close,
  };
}
