// OpenAI's SDK: chat, completions and Responses, whole and streamed.
import OpenAI from 'openai';
const openai = new OpenAI({ baseURL: 'http://localhost:3000/v1', apiKey: 'any' });
const messages = [{ role: 'user', content: 'Who has the spare key to the roastery?' }];
const answer = await openai.chat.completions.create({ model: 'trivet', messages });
console.log(answer.choices[0].message.content, answer.trivet.metadata.match);

import assert from 'node:assert/strict';

const { content } = answer.choices[0].message;
const question = messages[0].content;
assert.match(content, /Agnes Pell/);
assert.match(answer.trivet.sources[0].content, /Agnes Pell/);
const cited = answer.choices[0].message.annotations[0].url_citation;
assert.equal(content.slice(cited.start_index, cited.end_index), '[1]');
assert.match((await fetch(cited.url)).headers.get('content-type'), /text\/html|application\/json/);

const again = await openai.chat.completions.create({ model: 'trivet', messages }).withResponse();
assert.equal(again.response.headers.get('x-cache'), 'HIT');

const stream = openai.chat.completions.stream({
  model: 'trivet',
  messages,
  stream_options: { include_usage: true },
});
assert.equal((await stream.finalChatCompletion()).choices[0].message.content, content);
assert.ok(await stream.totalUsage());

const weather = {
  type: 'function',
  function: { name: 'weather', parameters: { type: 'object', properties: { town: { type: 'string' } } } },
};
const offered = await openai.chat.completions
  .create({ model: 'trivet', messages, tools: [weather] })
  .withResponse();
assert.equal(offered.response.headers.get('x-cache'), 'HIT');
assert.deepEqual(offered.data.choices, answer.choices);
const run = openai.chat.completions.runTools({
  model: 'trivet',
  messages,
  tools: [{ type: 'function', function: { ...weather.function, function: () => 'rain', parse: JSON.parse } }],
});
assert.equal(await run.finalContent(), content);

const other = await openai.responses.create({ model: 'trivet', input: question }).withResponse();
assert.equal(other.response.headers.get('x-cache'), 'HIT');
assert.equal(other.data.output_text, content);
assert.equal(
  (await openai.responses.stream({ model: 'trivet', input: question }).finalResponse()).output_text,
  content,
);
const completion = await openai.completions.create({ model: 'trivet', prompt: question }).withResponse();
assert.equal(completion.response.headers.get('x-cache'), 'HIT');
assert.equal(completion.data.choices[0].text, content);
