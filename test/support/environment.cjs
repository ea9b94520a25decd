const { readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { TestEnvironment } = require('jest-environment-node');

const PGLITE = join(dirname(require.resolve('@electric-sql/pglite')), 'pglite.wasm');

let program;

/**
 * Jest's own environment for Node, in a process that keeps PGlite's program from file to file. V8 compiles a function of it at its
 * first call, and shares that among all threads for as long as somebody keeps the program. An engine starts with 0.4 s of a processor
 * then. It takes 0.75 s where each engine compiles for itself (Node 20).
 */
module.exports = class extends TestEnvironment {
  async setup() {
    program ??= await WebAssembly.compile(readFileSync(PGLITE));
    await super.setup();
  }
};
