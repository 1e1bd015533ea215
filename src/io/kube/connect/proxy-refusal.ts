/** A proxy that answered, and refused. `code` is what failure.ts tells it by. */
export class ProxyRefusal extends Error {
  readonly code = 'PROXY_REFUSED';
}
