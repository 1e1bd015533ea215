import net from 'node:net';

/** bedtool's namespace makes all of 10.244.0.0/16 local; each bed takes 4096 of these addresses. */
const BEDS = 16;
const THIRD_OCTETS_PER_BED = 16;
const CLAIM_PORT = 65_000;
const FIRST_POD = 10;

/** The addresses of one bed, claimed as long as it lives, so that two beds in one namespace do not meet. */
export interface Subnet {
  /** Where the control plane listens: no loopback address, the API refuses those as endpoints. */
  readonly controlPlane: string;
  /** The next pod address; each is given out once. */
  nextPodAddress(): string;
  /** The first `count` addresses that nextPodAddress gives. */
  firstPodAddresses(count: number): readonly string[];
  release(): Promise<void>;
}

const listen = (address: string): Promise<net.Server | NodeJS.ErrnoException> =>
  new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', resolve);
    // Exclusive: the kernel refuses a second claim and drops this one when the process dies.
    server.listen({ host: address, port: CLAIM_PORT, exclusive: true }, () => resolve(server));
  });

export const claimSubnet = async (): Promise<Subnet> => {
  for (let bed = 0; bed < BEDS; bed += 1) {
    const base = bed * THIRD_OCTETS_PER_BED;
    const controlPlane = `10.244.${base}.1`;
    const claim = await listen(controlPlane);
    if (!(claim instanceof net.Server)) {
      if (claim.code === 'EADDRINUSE') continue;
      if (claim.code === 'EADDRNOTAVAIL') {
        throw new Error('the test bed runs only inside its network namespace: node scripts/in-netns.mjs COMMAND…', {
          cause: claim,
        });
      }
      throw claim;
    }
    claim.unref();
    let given = FIRST_POD;
    const addressOf = (number: number): string => `10.244.${base + Math.floor(number / 256)}.${number % 256}`;
    const nextPodAddress = (): string => {
      const number = given;
      given += 1;
      if (number >= THIRD_OCTETS_PER_BED * 256) throw new Error('this bed has given out all its pod addresses');
      return addressOf(number);
    };
    return {
      controlPlane,
      nextPodAddress,
      firstPodAddresses: (count) => Array.from({ length: count }, (_, index) => addressOf(FIRST_POD + index)),
      release: () => new Promise((resolve) => claim.close(() => resolve())),
    };
  }
  throw new Error(`${BEDS} beds run in this namespace already`);
};
