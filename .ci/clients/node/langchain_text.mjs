// LangChain.js: a chat model, whole and streamed, and an agent with a tool that the question does not need.
import { ChatOpenAI } from '@langchain/openai';
const configuration = { baseURL: 'http://localhost:3000/v1' };
const trivet = new ChatOpenAI({ model: 'trivet', apiKey: 'any', configuration });
const answer = await trivet.invoke('Who has the spare key to the roastery?');
console.log(answer.content);

import assert from 'node:assert/strict';
import { createAgent, tool } from 'langchain';
import { z } from 'zod';

const question = 'Who has the spare key to the roastery?';
assert.match(answer.text, /Agnes Pell/);
let streamed = '';
for await (const part of await trivet.stream(question)) streamed += part.text;
assert.equal(streamed, answer.text);

const weather = tool(({ town }) => `It rains in ${town}.`, {
  name: 'weather',
  description: 'Tells the weather of a town.',
  schema: z.object({ town: z.string() }),
});
const agent = createAgent({
  model: trivet,
  tools: [weather],
  systemPrompt: 'You help the people of a roastery.',
});
const { messages } = await agent.invoke({ messages: [{ role: 'user', content: question }] });
assert.match(messages.at(-1).text, /Agnes Pell/);
const next = { role: 'user', content: 'Where is the main gas valve?' };
assert.match((await agent.invoke({ messages: [...messages, next] })).messages.at(-1).text, /green door/);
