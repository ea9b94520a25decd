// A language model of a script: a server with OpenAI's streaming chat completions that knows one fact, and only when the prompt holds it. It does
// what a well-behaved model does with a form that is asked for:
//   response_format json_object or json_schema   JSON that fills the schema
//   tool_choice required, or one function named  a call of that function, or of the one that ends the program's loop
//   DSPy's fields, smolagents' code              as the prompt says: both frameworks ask in words
//   else                                         a sentence that cites the first passage
// It prints its base URL. A forced call of an unknown function, and a parameter that it does not know, are a 400.
import { once } from 'node:events';
import { createServer } from 'node:http';

const FACT = { name: 'Agnes Pell', trade: 'baker' };
const SENTENCE = 'Agnes Pell, the baker next door, has the spare key. [1]';
const UNKNOWN = 'The notes say nothing about this.';

const text = ({ content }) =>
  typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('');

/** A value that satisfies a JSON Schema as programs write them. */
function fill(schema, root = schema, name = '') {
  if (schema.$ref) return fill(at(root, schema.$ref), root, name);
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices) return fill(choices[0], root, name);
  if (schema.enum) return schema.enum[0];
  if ('const' in schema) return schema.const;
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, value]) => [key, fill(value, root, key)]),
      );
    case 'array':
      return [fill(schema.items ?? {}, root, name)];
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return FACT[name] ?? SENTENCE;
  }
}

function at(root, reference) {
  return reference
    .split('/')
    .slice(1)
    .reduce((value, key) => value[key], root);
}

/** What DSPy's adapter for JSON asks for when it may not send a schema: "a JSON object in the following order of fields: `name`, then `trade`". */
function objectInWords(asked) {
  const wanted = asked.slice(asked.lastIndexOf('JSON object in the following order of fields'));
  const names = [...wanted.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, FACT[name] ?? SENTENCE])));
}

/** What DSPy's adapter for text finds the fields in: "starting with the field `[[ ## answer ## ]]`, … ending with the marker for `[[ ## completed ## ]]`". */
function fields(asked) {
  const wanted = asked.slice(asked.lastIndexOf('Respond with the corresponding output fields'));
  return [...wanted.matchAll(/`(\[\[ ## (\w+) ## \]\])`/g)]
    .map(([, mark, name]) => (name === 'completed' ? mark : `${mark}\n${FACT[name] ?? SENTENCE}\n`))
    .join('\n');
}

function says(messages) {
  const all = messages.map(text).join('\n');
  if (!all.includes(FACT.name)) return UNKNOWN;
  if (all.includes('Respond with the corresponding output fields')) return fields(all);
  if (all.includes('JSON object in the following order of fields')) return objectInWords(all);
  if (all.includes('<code>') && all.includes('final_answer('))
    return `Thought: The notes say it.\n<code>\nfinal_answer(${JSON.stringify(SENTENCE)})\n</code>`;
  return SENTENCE;
}

function called({ tools = [], tool_choice: choice }) {
  const functions = tools.map((tool) => tool.function);
  const name = choice.function?.name;
  const wanted = name
    ? functions.find((one) => one.name === name)
    : (functions.find((one) => one.name.startsWith('final')) ?? functions[0]);
  return (
    wanted && { name: wanted.name, arguments: JSON.stringify(fill(wanted.parameters ?? { type: 'object' })) }
  );
}

const KNOWN = new Set(
  (
    'model messages stream stream_options temperature top_p max_tokens max_completion_tokens seed stop presence_penalty ' +
    'frequency_penalty response_format tools tool_choice parallel_tool_calls user reasoning_effort verbosity'
  ).split(' '),
);

/** The deltas of the answer's one choice, and why it ended. */
function answer(request) {
  const unknown = Object.keys(request).find((name) => !KNOWN.has(name));
  if (unknown) return { refusal: `Unknown parameter: '${unknown}'.` };
  const { messages, response_format: format, tool_choice: choice } = request;
  if (choice && choice !== 'auto' && choice !== 'none') {
    const call = called(request);
    if (!call) return { refusal: 'tool_choice names no function of tools.' };
    const [opening, ...rest] = pieces(call.arguments);
    const id = {
      index: 0,
      id: 'call_1',
      type: 'function',
      function: { name: call.name, arguments: opening },
    };
    const deltas = [id, ...rest.map((more) => ({ index: 0, function: { arguments: more } }))];
    return { deltas: deltas.map((one) => ({ tool_calls: [one] })), finish: 'tool_calls' };
  }
  const words =
    format?.type === 'json_schema'
      ? JSON.stringify(fill(format.json_schema.schema))
      : format?.type === 'json_object'
        ? JSON.stringify(FACT)
        : says(messages);
  return { deltas: pieces(words).map((content) => ({ content })), finish: 'stop' };
}

const pieces = (words) => words.match(/[\s\S]{1,12}/g) ?? [''];

const server = createServer(async (request, response) => {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  const asked = JSON.parse(body || '{}');
  const { refusal, deltas, finish } = answer(asked);
  if (refusal) {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message: refusal, type: 'invalid_request_error' } }));
    return;
  }
  response.setHeader('content-type', 'text/event-stream');
  const chunk = (choices, more) =>
    response.write(`data: ${JSON.stringify({ object: 'chat.completion.chunk', choices, ...more })}\n\n`);
  for (const delta of deltas) chunk([{ index: 0, delta, finish_reason: null }]);
  chunk([{ index: 0, delta: {}, finish_reason: finish }]);
  chunk([], { usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 } });
  response.end('data: [DONE]\n\n');
});
await once(server.listen(Number(process.argv[2] ?? 0), '127.0.0.1'), 'listening');
console.log(`http://127.0.0.1:${server.address().port}/v1`);
