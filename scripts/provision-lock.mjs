// One provisioner at a time: a lock file that names its holder, taken over when the holder is gone.
import fs from 'node:fs';
import os from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 500;
const TOLD_EVERY = 60;

/** When process `pid` began, in clock ticks since boot: tells a reused pid from the holder. '' when it is gone. */
const beganAt = (pid) => {
  try {
    return fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ')[19] ?? '';
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return '';
    throw error;
  }
};

const readHolder = (file) => {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Runs `work` while holding `file`; waits for another living holder on this machine and says so through `log`. */
export const withLock = async (file, log, work) => {
  const mine = `${os.hostname()} ${process.pid} ${beganAt(process.pid)}`;
  for (let round = 0; ; round += 1) {
    try {
      // Written aside and linked, so that nobody ever reads a half-written lock.
      const draft = `${file}.${process.pid}`;
      fs.writeFileSync(draft, mine);
      try {
        fs.linkSync(draft, file);
      } finally {
        fs.rmSync(draft, { force: true });
      }
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = readHolder(file);
    if (holder === undefined) continue;
    const [host, pid, began] = holder.split(' ');
    if (host === os.hostname() && beganAt(Number(pid)) !== began) {
      fs.rmSync(file, { force: true });
      continue;
    }
    if (round % TOLD_EVERY === 0) log(`waiting for process ${pid}, which is building the test bed (lock: ${file})`);
    await delay(POLL_MS);
  }
  const release = () => {
    if (readHolder(file) === mine) fs.rmSync(file, { force: true });
  };
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
};
