import { JWT, startApp, type NoteDraft, type Person, type TestApp } from './app';
import { late } from './late';
import { startFaultServer, type FaultServer } from './fault-server';
import { startModelServer, type ModelServer } from './model-server';

type Env = Readonly<Record<string, string>>;

export interface Given {
  /** Started before the tests of the block and ended after them. */
  readonly app: TestApp;
  /** Somebody in a tenant of their own, for each test anew. */
  readonly me: Person;
}

export interface GivenModel extends Given {
  readonly model: ModelServer;
  /** Calls of the model since the test began. */
  modelCalls(): number;
  /** Resolves when there have been `count` of them. */
  arrived(count: number): Promise<void>;
}

export interface GivenFaults extends Given {
  readonly server: FaultServer;
}

export interface Wanted {
  /** Beside `JWT`. */
  readonly env?: Env;
  /** What each test's person has written. */
  readonly note?: NoteDraft;
}

/** One application for the tests of a block, set up by Jest's hooks: what is returned may be used in hooks and tests. */
export function withApp({ env = {}, note }: Wanted = {}): Given {
  return appOf(() => env, note);
}

/** The same with a model server that does as it is told. */
export function withModel({ env = {}, note }: Wanted = {}): GivenModel {
  const { server: model, ...given } = withServer(startModelServer, {
    envOf: (server) => ({ ...server.env, ...env }),
    note,
  });
  let before = 0;
  beforeEach(() => {
    before = model.prompts.length;
  });
  return {
    ...given,
    model,
    modelCalls: () => model.prompts.length - before,
    arrived: (count) => model.arrived(before + count),
  };
}

/** The same with a server for answers or vectors that plays what such servers do wrong. */
export function withFaults(envOf: (server: FaultServer) => Env): GivenFaults {
  return withServer(startFaultServer, { envOf });
}

interface ServerUse<Server> {
  readonly envOf: (server: Server) => Env;
  readonly note?: NoteDraft | undefined;
}

/** The same with any server that an application is told of by its environment. */
export function withServer<Server extends { close(): Promise<void> }>(
  start: () => Promise<Server>,
  { envOf, note }: ServerUse<Server>,
): Given & { server: Server } {
  let started: Server | undefined;
  const server = late(() => started);
  beforeAll(async () => {
    started = await start();
  });
  const given = appOf(() => envOf(server), note);
  afterAll(() => started?.close());
  return { ...given, server };
}

function appOf(envOf: () => Env, note?: NoteDraft): Given {
  let app: TestApp | undefined;
  let me: Person | undefined;
  beforeAll(async () => {
    app = await startApp({ ...JWT, ...envOf() });
  });
  beforeEach(async () => {
    me = app?.newcomer();
    if (note) await me?.write(note);
  });
  afterAll(() => app?.close());
  return { app: late(() => app), me: late(() => me) };
}
