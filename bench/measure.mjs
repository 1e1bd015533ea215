// Preloaded into what is measured: writes the peak memory in MiB to the file that PROMWIRE_BENCH_RSS names.
import { writeFileSync } from 'node:fs';
import process from 'node:process';

process.on('exit', () => {
  const file = process.env.PROMWIRE_BENCH_RSS;
  if (file) writeFileSync(file, String(process.resourceUsage().maxRSS / 1024));
});
