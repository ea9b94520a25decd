import { startApp, type Person } from '../../support/app';
import { KILN, onFleet, startFleet, type Fleet } from '../../support/fleet';
import { startModelServer, type ModelServer } from '../../support/model-server';

interface Completion {
  readonly choices: readonly { readonly message: { readonly tool_calls?: readonly ToolCall[] } }[];
  readonly trivet: { readonly metadata: object };
}

interface ToolCall {
  readonly id: string;
  readonly function: { readonly name: string; readonly arguments: string };
}

const FIRED = '{"fired":"Thursday"}';

const tool = {
  type: 'function',
  function: {
    name: 'report',
    parameters: { type: 'object', properties: { fired: { type: 'string' } }, required: ['fired'] },
  },
};
const forced = {
  model: 'trivet',
  messages: [{ role: 'user', content: KILN.question }],
  tools: [tool],
  tool_choice: 'required',
};

onFleet('an answer that calls functions', () => {
  let model: ModelServer;
  let fleet: Fleet;

  beforeAll(async () => {
    model = await startModelServer();
    fleet = await startFleet(model.env, 1);
  });
  afterAll(async () => {
    await fleet.close();
    await model.close();
  });

  const ask = async (as: Person): Promise<Completion> => {
    const { status, body } = await as.call<Completion>('POST', '/v1/chat/completions', { json: forced });
    expect([status, body]).toEqual([200, expect.anything()]);
    return body;
  };
  const called = ({ choices }: Completion) =>
    choices[0]?.message.tool_calls?.map((call) => ({ ...call.function, id: typeof call.id }));

  it('is read back from Redis by an instance that was started after it', async () => {
    model.callWith(() => [
      { name: 'report', arguments: FIRED },
      { name: 'report', arguments: '{"fired":"Friday"}' },
    ]);
    const [first] = fleet.instances;
    const tenant = `pottery-${String(process.pid)}-${String(Date.now())}`;
    const ann = first?.as({ sub: 'ann', tenant }) as Person;
    await ann.write(KILN.note);
    const told = await ask(ann);
    await first?.stored();
    const calls = model.prompts.length;
    const cold = await startApp(fleet.env, fleet.database);
    try {
      await fleet.sharing();
      const found = await ask(cold.as({ sub: 'ann', tenant }));
      expect(called(found)).toEqual([
        { name: 'report', arguments: FIRED, id: 'string' },
        { name: 'report', arguments: '{"fired":"Friday"}', id: 'string' },
      ]);
      expect(called(found)).toEqual(called(told));
      expect(found.trivet.metadata).toMatchObject({ match: 'exact', layer: 'l1' });
      expect(model.prompts).toHaveLength(calls);
    } finally {
      await cold.stop();
    }
  });
});
