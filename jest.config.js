const { availableParallelism } = require('node:os');
const { typescript, ecmascript } = require('./test/support/typescript.cjs');

// Jest below Node 24.9 cannot require() ES modules, so the ES modules that our CommonJS build requires are transformed too.
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
  testEnvironment: '<rootDir>/test/support/environment.cjs',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testRegex: '\\.spec\\.ts$',
  setupFiles: ['reflect-metadata'],
  testTimeout: 30_000,
  // Tests wait for engines about as long as they compute. Jest alone would give a machine of two cores one worker.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  reporters: ['default', '<rootDir>/test/support/durations.reporter.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', typescript],
    '/node_modules/.+\\.m?js$': ['@swc/jest', ecmascript],
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
