"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const node_child_process_1 = require("node:child_process");
const node_fs_1 = require("node:fs");
const node_os_1 = require("node:os");
const node_path_1 = require("node:path");
const lock_file_1 = require("../../../src/database/lock-file");
const child_1 = require("./child");
const STARTERS = 6;
const ROUNDS = 40;
describe('several starts that find the lock of a dead process at once', () => {
    let dataDir;
    let starters;
    beforeAll(async () => {
        dataDir = (0, node_fs_1.mkdtempSync)((0, node_path_1.join)((0, node_os_1.tmpdir)(), 'trivet-test-'));
        starters = Array.from({ length: STARTERS }, () => new child_1.Child((0, node_path_1.join)(__dirname, 'lock.child.ts'), [dataDir]));
        await Promise.all(starters.map((starter) => starter.hear()));
    });
    afterAll(async () => {
        await Promise.all(starters.map((starter) => starter.leave()));
        (0, node_fs_1.rmSync)(dataDir, { recursive: true, force: true });
    });
    const all = (word) => Promise.all(starters.map((starter) => {
        starter.say(word);
        return starter.hear();
    }));
    it('let exactly one of them have the folder, every time', async () => {
        const dead = (0, node_child_process_1.spawnSync)(process.execPath, ['-e', '']).pid;
        const wins = [];
        for (let round = 0; round < ROUNDS; round++) {
            const left = JSON.parse((0, lock_file_1.describeSelf)());
            (0, node_fs_1.writeFileSync)((0, node_path_1.join)(dataDir, 'lock'), JSON.stringify({ ...left, pid: dead, process_start: 'boot:1' }));
            const answers = await all('take');
            expect(answers.filter((answer) => answer !== 'held')).toEqual(['won']);
            wins.push(answers.indexOf('won'));
            await all('release');
        }
        expect(wins).toHaveLength(ROUNDS);
        expect((0, node_fs_1.readdirSync)(dataDir)).toEqual([]);
    });
    it('leave nothing behind when the process just exits', async () => {
        const child = new child_1.Child((0, node_path_1.join)(__dirname, 'lock.child.ts'), [dataDir]);
        await child.hear();
        child.say('take');
        expect(await child.hear()).toBe('won');
        expect((0, node_fs_1.readdirSync)(dataDir)).toEqual(['lock']);
        expect(await child.leave()).toBe(0);
        expect((0, node_fs_1.readdirSync)(dataDir)).toEqual([]);
    });
});
//# sourceMappingURL=lock-race.spec.js.map