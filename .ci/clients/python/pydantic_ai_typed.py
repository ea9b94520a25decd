# /// script
# requires-python = ">=3.10"
# dependencies = ["pydantic-ai-slim[openai]==2.68.0"]
# ///
# Needs a language model.
"""Pydantic AI: a typed output in each of its modes, whole and streamed."""

import asyncio

from pydantic import BaseModel
from pydantic_ai import Agent, NativeOutput, PromptedOutput, ToolOutput
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider


class Holder(BaseModel):
    name: str
    trade: str


AGNES = Holder(name="Agnes Pell", trade="baker")
QUESTION = "Who has the spare key to the roastery?"
trivet = OpenAIChatModel("trivet", provider=OpenAIProvider(base_url="http://localhost:3000/v1", api_key="any"))


async def streamed(agent):
    async with agent.run_stream(QUESTION) as result:
        return await result.get_output()


for output in (Holder, ToolOutput(Holder), NativeOutput(Holder), PromptedOutput(Holder)):
    agent = Agent(trivet, output_type=output)
    assert agent.run_sync(QUESTION).output == AGNES, output
    assert asyncio.run(streamed(agent)) == AGNES, output
