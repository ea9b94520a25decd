/**
 * How Node reads our TypeScript in tests: Jest by its transform, and child processes and worker threads by `-r` this file.
 *
 * `@swc-node/register` does the latter too. It loads the TypeScript compiler first, which takes 0.3 s of a processor in each thread.
 * An application has two threads, and the suite starts several hundred applications. This takes 0.02 s.
 */
const { readFileSync } = require('node:fs');

const optionsFor = (parser) => ({
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2022',
    parser,
    keepClassNames: true,
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
});
const typescript = optionsFor({ syntax: 'typescript', decorators: true });
const ecmascript = optionsFor({ syntax: 'ecmascript' });

require.extensions['.ts'] = (module, filename) => {
  const { transformSync } = require('@swc/core');
  module._compile(transformSync(readFileSync(filename, 'utf8'), { filename, ...typescript }).code, filename);
};

module.exports = { typescript, ecmascript };
