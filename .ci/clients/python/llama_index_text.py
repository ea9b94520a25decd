# /// script
# requires-python = ">=3.10"
# dependencies = ["llama-index-llms-openai-like==0.8.1"]
# ///
"""LlamaIndex: a language model, whole and streamed, and an agent with a tool that the question does not need."""

from llama_index.core.llms import ChatMessage
from llama_index.llms.openai_like import OpenAILike

trivet = OpenAILike(api_base="http://localhost:3000/v1", api_key="any", model="trivet", is_chat_model=True)
answer = trivet.chat([ChatMessage("Who has the spare key to the roastery?")])
print(answer.message.content, answer.raw.trivet["metadata"]["match"])

import asyncio

from llama_index.core.agent.workflow import FunctionAgent

QUESTION = "Who has the spare key to the roastery?"
assert "Agnes Pell" in answer.message.content, answer
assert trivet.chat([ChatMessage(QUESTION)]).raw.trivet["metadata"]["match"] == "exact"
assert list(trivet.stream_chat([ChatMessage(QUESTION)]))[-1].message.content == answer.message.content
assert "Agnes Pell" in trivet.complete(QUESTION).text


def weather(town: str) -> str:
    """Tells the weather of a town."""
    return f"It rains in {town}."


async def agent():
    tooled = OpenAILike(
        api_base="http://localhost:3000/v1",
        api_key="any",
        model="trivet",
        is_chat_model=True,
        is_function_calling_model=True,
    )
    return str(await FunctionAgent(tools=[weather], llm=tooled).run(QUESTION))


assert "Agnes Pell" in asyncio.run(agent())
