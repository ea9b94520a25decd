const { availableParallelism } = require('node:os');

// Jest below Node 24.9 cannot require() ES modules, so the ES modules that our CommonJS build requires are transformed too.
const swc = (parser) => [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2022',
      parser,
      keepClassNames: true,
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    },
  },
];
const esModules = [
  '@nestjs',
  'cookie',
  'content-disposition',
  'file-type',
  'load-esm',
  'es-toolkit',
  'uuid',
  '@huggingface',
];

// Tests see a copy of the environment, in which the service cannot say this to the library; see minilm.embedding.ts.
process.env.ORT_DISABLE_TELEMETRY = '1';

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testRegex: '\\.spec\\.ts$',
  setupFiles: ['reflect-metadata'],
  testTimeout: 30_000,
  // Tests wait for engines about as long as they compute. Jest alone would give a machine of two cores one worker.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  reporters: ['default', '<rootDir>/test/support/durations.reporter.ts'],
  transform: {
    '^.+\\.ts$': swc({ syntax: 'typescript', decorators: true }),
    '/node_modules/.+\\.m?js$': swc({ syntax: 'ecmascript' }),
  },
  // The first lookahead anchors on the last node_modules of a nested path.
  transformIgnorePatterns: [`/node_modules/(?!.*/node_modules/)(?!(?:${esModules.join('|')})/)`],
  coverageDirectory: 'coverage',
  collectCoverageFrom: [
    'src/**/*.ts',
    '!src/**/*.spec.ts',
    '!src/**/*.main.ts',
    '!src/main.ts',
    '!src/**/*.worker.ts',
  ],
  coverageReporters: ['text-summary', 'lcov'],
};
