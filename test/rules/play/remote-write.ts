/** Prometheus' remote write protocol 1.0, as far as it takes to send samples: protobuf in a snappy block. */

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  /** null: the series ends here (Prometheus' staleness marker). */
  readonly value: number | null;
  /** Unix time in milliseconds. */
  readonly time: number;
}

/** The one NaN that means "gone" to Prometheus. */
const STALE = Buffer.from('020000000000f07f', 'hex');

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

/** A field that holds bytes. */
function bytes(field: number, content: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
}

function labelsOf(labels: Sample['labels']): Buffer {
  const pairs = Object.entries(labels)
    .filter(([, value]) => value !== '')
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat(
    pairs.map(([name, value]) => bytes(1, Buffer.concat([bytes(1, Buffer.from(name)), bytes(2, Buffer.from(value))]))),
  );
}

function sampleOf({ value, time }: Sample): Buffer {
  const number = Buffer.alloc(8);
  if (value === null) STALE.copy(number);
  else number.writeDoubleLE(value);
  return Buffer.concat([varint(9), number, varint(16), varint(time)]);
}

/** A snappy block of literals only. */
function snappy(content: Buffer): Buffer {
  const parts = [varint(content.length)];
  for (let at = 0; at < content.length; at += 65_536) {
    const part = content.subarray(at, at + 65_536);
    parts.push(Buffer.from([0xf4, (part.length - 1) & 255, (part.length - 1) >> 8]), part);
  }
  return Buffer.concat(parts);
}

/** Encodes series once and for all: their labels are most of the work. */
const encoded = new WeakMap<Sample['labels'], Buffer>();

/** Sends the samples; those of one series in the order of time. Throws what Prometheus answers when it refuses. */
export async function remoteWrite(url: string, samples: readonly Sample[]): Promise<void> {
  const series = samples.map((sample) => {
    const labels = encoded.get(sample.labels) ?? labelsOf(sample.labels);
    encoded.set(sample.labels, labels);
    return bytes(1, Buffer.concat([labels, bytes(2, sampleOf(sample))]));
  });
  const answer = await fetch(`${url}/api/v1/write`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
      'x-prometheus-remote-write-version': '0.1.0',
    },
    body: new Uint8Array(snappy(Buffer.concat(series))),
  });
  if (!answer.ok) throw new Error(`remote write: ${answer.status} ${await answer.text()}`);
}
