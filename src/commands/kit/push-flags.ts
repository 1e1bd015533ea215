/** Where findings are put as metrics, besides what is printed. */
import type { Flag } from './flag.ts';

export const PUSH_FLAGS = {
  pushgatewayUrl: {
    name: 'pushgateway-url',
    value: 'URL',
    help: 'also put the findings, as -o prometheus prints them, into this Pushgateway, as job promwire',
  },
  pushgatewayInstance: {
    name: 'pushgateway-instance',
    value: 'NAME',
    form: { pattern: /^[-._:]*[a-zA-Z0-9][-._:a-zA-Z0-9]*$/, words: 'Letters, digits and . : _ - are allowed.' },
    with: { flag: 'pushgateway-url', why: 'it is the label instance of what is put there' },
    help: 'with --pushgateway-url: next to what others put there, as instance NAME; needed for a part of the cluster',
  },
  pushgatewayHeader: {
    name: 'pushgateway-header',
    value: 'FILE',
    many: true,
    with: { flag: 'pushgateway-url', why: 'it is sent there' },
    help: 'file with a line "Name: value" sent to --pushgateway-url; may repeat',
  },
  pushgatewayCa: {
    name: 'pushgateway-ca',
    value: 'FILE',
    with: { flag: 'pushgateway-url', why: 'it is asked there' },
    help: 'CA certificates for --pushgateway-url',
  },
} as const satisfies Record<string, Flag>;
