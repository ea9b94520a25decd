// Needs a language model.
// AI SDK: a typed output and a tool that must be called, by chat completions and by Responses.
import assert from 'node:assert/strict';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, Output, streamText, tool } from 'ai';
import { z } from 'zod';

const baseURL = 'http://localhost:3000/v1';
const openai = createOpenAI({ baseURL, apiKey: 'any' });
const compatible = createOpenAICompatible({ name: 'trivet', baseURL, supportsStructuredOutputs: true });
const holder = z.object({ name: z.string(), trade: z.string() });
const prompt = 'Who has the spare key to the roastery?';
const agnes = { name: 'Agnes Pell', trade: 'baker' };
for (const model of [compatible('trivet'), openai.chat('trivet'), openai('trivet')]) {
  const typed = { model, prompt, output: Output.object({ schema: holder }) };
  assert.deepEqual((await generateText(typed)).output, agnes, model.provider);
  assert.deepEqual(await streamText(typed).output, agnes, model.provider);
  const forced = { model, prompt, tools: { holder: tool({ inputSchema: holder }) }, toolChoice: 'required' };
  assert.deepEqual((await generateText(forced)).toolCalls[0].input, agnes, model.provider);
  assert.deepEqual((await streamText(forced).toolCalls)[0].input, agnes, model.provider);
}
