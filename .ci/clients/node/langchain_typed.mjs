// Needs a language model.
// LangChain.js: typed answers by each of its methods, and of an agent.
import assert from 'node:assert/strict';
import { ChatOpenAI } from '@langchain/openai';
import { createAgent } from 'langchain';
import { z } from 'zod';

const trivet = new ChatOpenAI({
  model: 'trivet',
  apiKey: 'any',
  configuration: { baseURL: 'http://localhost:3000/v1' },
});
const Holder = z.object({ name: z.string(), trade: z.string() });
const question = 'Who has the spare key to the roastery?';
const agnes = { name: 'Agnes Pell', trade: 'baker' };
for (const method of ['jsonSchema', 'functionCalling', 'jsonMode']) {
  assert.deepEqual(
    await trivet.withStructuredOutput(Holder, { method, name: 'holder' }).invoke(question),
    agnes,
    method,
  );
}
const agent = createAgent({ model: trivet, tools: [], responseFormat: Holder });
const { structuredResponse } = await agent.invoke({ messages: [{ role: 'user', content: question }] });
assert.deepEqual(structuredResponse, agnes);
