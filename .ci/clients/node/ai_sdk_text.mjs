// AI SDK: text by chat completions and by Responses, whole, streamed and with a tool that the question does not need.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText } from 'ai';
const trivet = createOpenAICompatible({ name: 'trivet', baseURL: 'http://localhost:3000/v1' });
const prompt = 'Who has the spare key to the roastery?';
const { text } = await generateText({ model: trivet('trivet'), prompt });
console.log(text);

import assert from 'node:assert/strict';
import { createOpenAI } from '@ai-sdk/openai';
import { stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';

const openai = createOpenAI({ baseURL: 'http://localhost:3000/v1', apiKey: 'any' });
const weather = tool({
  description: 'Tells the weather of a town.',
  inputSchema: z.object({ town: z.string() }),
  execute: ({ town }) => `It rains in ${town}.`,
});
assert.match(text, /Agnes Pell/);
for (const model of [trivet('trivet'), openai.chat('trivet'), openai('trivet')]) {
  const asked = { model, prompt, tools: { weather }, stopWhen: stepCountIs(3) };
  const whole = await generateText(asked);
  assert.equal(whole.text, text, model.provider);
  assert.equal(whole.response.headers['x-cache'], 'HIT', model.provider);
  const errors = [];
  assert.equal(
    await streamText({ ...asked, onError: ({ error }) => errors.push(error) }).text,
    text,
    errors[0],
  );
}
const messages = [
  { role: 'user', content: prompt },
  { role: 'assistant', content: text },
  { role: 'user', content: 'Where is the main gas valve?' },
];
assert.match((await generateText({ model: openai('trivet'), messages })).text, /green door/);
for (const model of [openai.chat('trivet'), openai('trivet')]) {
  const titles = (await generateText({ model, prompt })).sources.map(({ title }) => title);
  assert.deepEqual(titles, ['Keys, alarm and the gas valve'], model.provider);
}
