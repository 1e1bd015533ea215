// Preloaded into what is measured: writes {mib, cpuMs} of this process to the file that PROMWIRE_BENCH_USED names.
import { writeFileSync } from 'node:fs';
import process from 'node:process';

process.on('exit', () => {
  const file = process.env.PROMWIRE_BENCH_USED;
  if (!file) return;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeFileSync(
    file,
    JSON.stringify({ mib: maxRSS / 1024, userMs: userCPUTime / 1000, systemMs: systemCPUTime / 1000 }),
  );
});
