# /// script
# requires-python = ">=3.10"
# dependencies = ["pydantic-ai-slim[openai]==2.68.0"]
# ///
# Needs a language model.
"""Pydantic AI over Responses: text, a tool that the question does not need, and a typed output."""

import asyncio

from pydantic import BaseModel
from pydantic_ai import Agent, NativeOutput
from pydantic_ai.models.openai import OpenAIResponsesModel
from pydantic_ai.providers.openai import OpenAIProvider


class Holder(BaseModel):
    name: str
    trade: str


AGNES = Holder(name="Agnes Pell", trade="baker")
QUESTION = "Who has the spare key to the roastery?"
trivet = OpenAIResponsesModel("trivet", provider=OpenAIProvider(base_url="http://localhost:3000/v1", api_key="any"))
agent = Agent(trivet, instructions="You help the people of a roastery.")


@agent.tool_plain
def weather(town: str) -> str:
    """Tells the weather of a town."""
    return f"It rains in {town}."


async def streamed():
    async with agent.run_stream(QUESTION) as result:
        return "".join([part async for part in result.stream_text(delta=True)])


first = agent.run_sync(QUESTION)
assert "Agnes Pell" in first.output, first
assert "Agnes Pell" in agent.run_sync(QUESTION, message_history=first.all_messages()).output
assert asyncio.run(streamed()) == first.output
for output in (Holder, NativeOutput(Holder)):
    assert Agent(trivet, output_type=output).run_sync(QUESTION).output == AGNES, output
