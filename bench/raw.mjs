// The floor: the same lists as `promwire check`, with nothing but node:https and JSON.parse. Keeps every item.
// node bench/raw.mjs KUBECONFIG(JSON) PATH… where each PATH is a list as it was asked for; prints the number of items.
import { readFileSync } from 'node:fs';
import https from 'node:https';
import process from 'node:process';

const [file, ...paths] = process.argv.slice(2);
const { clusters, users } = JSON.parse(readFileSync(file, 'utf8'));
const { server: url, 'certificate-authority-data': ca } = clusters[0].cluster;
const server = new URL(url);
const agent = new https.Agent({ keepAlive: true, maxSockets: 6, ca: Buffer.from(ca, 'base64') });
const headers = { accept: 'application/json', authorization: `Bearer ${users[0].user.token}` };

const get = (path, accept) =>
  new Promise((resolve, reject) => {
    https
      .get({ host: server.hostname, port: server.port, path, agent, headers: { ...headers, ...accept } }, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => resolve({ status: answer.statusCode, body: Buffer.concat(chunks).toString('utf8') }));
        answer.on('error', reject);
      })
      .on('error', reject);
  });

const items = [];
const list = async (path) => {
  const accept = path.includes('/customresourcedefinitions')
    ? { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' }
    : {};
  let token = '';
  do {
    const { status, body } = await get(`${path}${token === '' ? '' : `&continue=${token}`}`, accept);
    if (status === 404) return;
    if (status !== 200) throw new Error(`${path}: ${status}`);
    const page = JSON.parse(body);
    items.push(...(page.items ?? []));
    token = page.metadata?.continue ?? '';
  } while (token !== '');
};

const waiting = [...paths];
const worker = async () => {
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) await list(path);
};
await Promise.all(Array.from({ length: 6 }, worker));
agent.destroy();
process.stdout.write(`${items.length}\n`);
