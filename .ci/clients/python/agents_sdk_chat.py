# /// script
# requires-python = ">=3.10"
# dependencies = ["openai-agents==0.24.0"]
# ///
"""OpenAI's Agents SDK over chat completions: an agent with a tool that the question does not need, and a conversation."""

from agents import Agent, OpenAIProvider, RunConfig, Runner, function_tool

trivet = OpenAIProvider(base_url="http://localhost:3000/v1", api_key="any", use_responses=False)
run = RunConfig(model_provider=trivet, tracing_disabled=True)
agent = Agent(name="Helper", instructions="You help the people of a roastery.", model="trivet")
print(Runner.run_sync(agent, "Who has the spare key to the roastery?", run_config=run).final_output)

import asyncio

from openai import AsyncOpenAI


@function_tool
def weather(town: str) -> str:
    """Tells the weather of a town."""
    return f"It rains in {town}."


QUESTION = "Who has the spare key to the roastery?"
tooled = agent.clone(tools=[weather])
first = Runner.run_sync(tooled, QUESTION, run_config=run)
assert "Agnes Pell" in first.final_output, first
turns = first.to_input_list() + [{"role": "user", "content": "Where is the main gas valve?"}]
assert "green door" in Runner.run_sync(tooled, turns, run_config=run).final_output


async def streamed():
    # The connections of the provider above belong to another event loop.
    client = AsyncOpenAI(base_url="http://localhost:3000/v1", api_key="any")
    run = RunConfig(model_provider=OpenAIProvider(openai_client=client, use_responses=False), tracing_disabled=True)
    result = Runner.run_streamed(tooled, QUESTION, run_config=run)
    async for _ in result.stream_events():
        pass
    assert result.final_output == first.final_output


asyncio.run(streamed())
