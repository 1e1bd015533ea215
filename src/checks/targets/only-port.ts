/** The only port that containers declare, "http 8080", in the place of one that is not declared. */
import { speaksNoHttp } from '../../kube/service.ts';
import { meantPort } from './meant-port.ts';

/** Of "redis 6379": does it speak no HTTP? */
export function isForeign(port: string): boolean {
  const [name = '', number] = port.split(' ').slice(-2);
  return speaksNoHttp(name, Number(number));
}

/** Is one digit another? */
function isSlip(a: string, b: string): boolean {
  return a.length === b.length && [...a].filter((digit, i) => digit !== b[i]).length === 1;
}

/** The only declared port, where it may be the one that is asked for. */
export function onlyPort(asked: string | number, declared: readonly string[]): string | undefined {
  const [only = '', more] = declared;
  const [name = '', number] = only.split(' ');
  if (more !== undefined || only === '' || name === '(no' || isForeign(only)) return undefined;
  const port = { name, port: Number(number), targetPort: null };
  if (typeof asked === 'string') return meantPort(asked, [port]);
  // Another number is another port, unless it is one digit away or called after metrics.
  return isSlip(String(asked), number ?? '') ? name : meantPort('metrics', [port]);
}
