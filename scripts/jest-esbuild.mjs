// Jest transformer: strips types with the compiler that also builds the bundle. Types are checked by tsc.
import { transformSync } from 'esbuild';

export default {
  process(source, file) {
    const { code, map } = transformSync(source, {
      loader: 'ts',
      format: 'esm',
      target: 'node20',
      sourcemap: true,
      sourcefile: file,
    });
    return { code, map };
  },
};
