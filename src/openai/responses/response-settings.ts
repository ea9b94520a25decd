import type { ResponseRequest } from './responses.schema';
import type { TextFormatBody, ToolBody } from './tools.schema';

/**
 * What a response says of the request that it answers. What was left out is the operator's choice, and is not known here. Of tools
 * it has the functions: no others could be called here.
 */
export function settingsOf(body: ResponseRequest) {
  const { text, reasoning, user, safety_identifier, prompt_cache_key } = body;
  return {
    background: false,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    max_tool_calls: null,
    metadata: body.metadata ?? {},
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: null,
    reasoning: { effort: reasoning?.effort ?? null, summary: null },
    service_tier: 'default',
    // Nothing is kept that could be retrieved by its id.
    store: false,
    temperature: body.temperature ?? null,
    text: { format: formatOf(text?.format), verbosity: text?.verbosity ?? null },
    tool_choice: body.tool_choice ?? 'auto',
    tools: (body.tools ?? []).flatMap(functionOf),
    top_logprobs: 0,
    top_p: body.top_p ?? null,
    truncation: 'disabled',
    // These are texts, or are not there.
    user: user ?? undefined,
    safety_identifier: safety_identifier ?? undefined,
    prompt_cache_key: prompt_cache_key ?? undefined,
  };
}

function formatOf(format: TextFormatBody | null | undefined) {
  if (format?.type !== 'json_schema') return { type: format?.type ?? 'text' };
  const { type, name, schema, description, strict } = format;
  return { type, name, schema, description: description ?? undefined, strict: strict ?? false };
}

function functionOf(tool: ToolBody) {
  if (tool.type !== 'function') return [];
  const { type, name, description = null, parameters = null, strict = null } = tool;
  return [{ type, name, description, parameters, strict }];
}
