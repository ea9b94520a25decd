"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Child = void 0;
const node_child_process_1 = require("node:child_process");
const node_readline_1 = require("node:readline");
/** A TypeScript program in a process of its own, which speaks in lines. */
class Child {
    lines;
    process;
    ended;
    constructor(script, args) {
        this.process = (0, node_child_process_1.spawn)(process.execPath, ['-r', '@swc-node/register', script, ...args]);
        this.process.stderr.pipe(process.stderr);
        this.lines = (0, node_readline_1.createInterface)({ input: this.process.stdout })[Symbol.asyncIterator]();
        this.ended = new Promise((resolve) => {
            this.process.once('close', () => {
                resolve();
            });
        });
    }
    say(line) {
        this.process.stdin.write(`${line}\n`);
    }
    /** @throws {Error} when the process ended */
    async hear() {
        const { value, done } = await this.lines.next();
        if (done)
            throw new Error('The child ended.');
        return value;
    }
    /** SIGKILL; resolves when it is gone and all it said can be heard. */
    async kill() {
        this.process.kill('SIGKILL');
        await this.ended;
    }
    /** @returns its exit code; null when a signal ended it */
    async leave() {
        this.process.stdin.end();
        await this.ended;
        return this.process.exitCode;
    }
}
exports.Child = Child;
//# sourceMappingURL=child.js.map