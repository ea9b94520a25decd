import type { FunctionCall, Turn } from '../core';

/**
 * What other models' tools did, as text: a model server refuses messages of tools where no tools are sent. The ids of calls are left
 * out, because they are drawn anew in each conversation and would keep every follow-up from its cached answer.
 */
export function calledText(calls: readonly FunctionCall[]): string {
  return calls.map((call) => `[Called ${call.name} with ${call.arguments}]`).join('\n');
}

/** @param tool its name, where it is known */
export function resultTurn(tool: string | undefined, output: string): Turn {
  return { role: 'user', text: `[Result of ${tool ?? 'a tool'}]\n${output}` };
}
