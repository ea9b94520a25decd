// Needs a language model.
// OpenAI's SDK: typed answers and calls of a function that must be called, whole and streamed.
import OpenAI from 'openai';
import { zodFunction, zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
const openai = new OpenAI({ baseURL: 'http://localhost:3000/v1', apiKey: 'any' });
const messages = [{ role: 'user', content: 'Who has the spare key to the roastery?' }];
const Holder = z.object({ name: z.string(), trade: z.string() });
const response_format = zodResponseFormat(Holder, 'holder');
const answer = await openai.chat.completions.parse({ model: 'trivet', messages, response_format });
console.log(answer.choices[0].message.parsed.name);

import assert from 'node:assert/strict';

const agnes = { name: 'Agnes Pell', trade: 'baker' };
assert.deepEqual(answer.choices[0].message.parsed, agnes);
const again = await openai.chat.completions
  .create({ model: 'trivet', messages, response_format })
  .withResponse();
assert.equal(again.response.headers.get('x-cache'), 'HIT');
const stream = openai.chat.completions.stream({ model: 'trivet', messages, response_format });
assert.deepEqual((await stream.finalChatCompletion()).choices[0].message.parsed, agnes);

const forced = {
  model: 'trivet',
  messages,
  tools: [zodFunction({ name: 'holder', parameters: Holder })],
  tool_choice: { type: 'function', function: { name: 'holder' } },
};
const call = (completion) => completion.choices[0].message.tool_calls[0].function;
const whole = call(await openai.chat.completions.parse(forced));
assert.deepEqual([whole.name, whole.parsed_arguments], ['holder', agnes]);
const streamed = call(await openai.chat.completions.stream(forced).finalChatCompletion());
assert.deepEqual([streamed.name, streamed.parsed_arguments], ['holder', agnes]);

const input = messages[0].content;
const text = { format: zodTextFormat(Holder, 'holder') };
assert.deepEqual((await openai.responses.parse({ model: 'trivet', input, text })).output_parsed, agnes);
assert.deepEqual(
  (await openai.responses.stream({ model: 'trivet', input, text }).finalResponse()).output_parsed,
  agnes,
);
const tools = [{ type: 'function', name: 'holder', parameters: z.toJSONSchema(Holder), strict: true }];
const must = { model: 'trivet', input, tools, tool_choice: 'required' };
for (const response of [
  await openai.responses.create(must),
  await openai.responses.stream(must).finalResponse(),
]) {
  assert.equal(response.output[0].type, 'function_call');
  assert.deepEqual(JSON.parse(response.output[0].arguments), agnes);
}
