# /// script
# requires-python = ">=3.10"
# dependencies = ["pydantic-ai-slim[openai]==2.68.0"]
# ///
"""Pydantic AI: text, whole and streamed, with a tool that the question does not need."""

from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

trivet = OpenAIChatModel("trivet", provider=OpenAIProvider(base_url="http://localhost:3000/v1", api_key="any"))
agent = Agent(trivet, instructions="You help the people of a roastery.")
print(agent.run_sync("Who has the spare key to the roastery?").output)

import asyncio


@agent.tool_plain
def weather(town: str) -> str:
    """Tells the weather of a town."""
    return f"It rains in {town}."


first = agent.run_sync("Who has the spare key to the roastery?")
assert "Agnes Pell" in first.output, first
cited = first.all_messages()[-1].parts[0].citations[0].sources[0]
assert cited.title == "Keys, alarm and the gas valve", cited
second = agent.run_sync("Where is the main gas valve?", message_history=first.all_messages())
assert "green door" in second.output, second


async def streamed():
    async with agent.run_stream("Who has the spare key to the roastery?") as result:
        return "".join([part async for part in result.stream_text(delta=True)])


assert asyncio.run(streamed()) == first.output
