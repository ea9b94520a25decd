"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const node_readline_1 = require("node:readline");
const data_dir_lock_1 = require("../../../src/database/data-dir-lock");
/**
 * Tries to take the lock of the folder in argv on every line `take` and releases it on `release`; answers `won`,
 * `held`, `released` or the error.
 */
async function main(dataDir) {
    let lock = null;
    console.log('up');
    for await (const line of (0, node_readline_1.createInterface)({ input: process.stdin })) {
        if (line === 'release') {
            await lock?.release();
            lock = null;
            console.log('released');
            continue;
        }
        try {
            lock = await data_dir_lock_1.DataDirLock.acquire(dataDir);
            console.log('won');
        }
        catch (error) {
            console.log(error instanceof data_dir_lock_1.DataDirHeldError ? 'held' : String(error));
        }
    }
}
void main(process.argv[2] ?? '');
//# sourceMappingURL=lock.child.js.map