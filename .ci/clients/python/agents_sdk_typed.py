# /// script
# requires-python = ">=3.10"
# dependencies = ["openai-agents==0.24.0"]
# ///
# Needs a language model.
"""OpenAI's Agents SDK: a typed output over both APIs, and a tool that must be called."""

from agents import Agent, ModelSettings, OpenAIProvider, RunConfig, Runner, function_tool
from pydantic import BaseModel


class Holder(BaseModel):
    name: str
    trade: str


@function_tool
def remember(name: str, trade: str) -> str:
    """Writes down who holds something."""
    return f"{name} is a {trade}."


QUESTION = "Who has the spare key to the roastery?"
for use_responses in (True, False):
    trivet = OpenAIProvider(base_url="http://localhost:3000/v1", api_key="any", use_responses=use_responses)
    run = RunConfig(model_provider=trivet, tracing_disabled=True)
    typed = Agent(name="Typed", model="trivet", output_type=Holder)
    found = Runner.run_sync(typed, QUESTION, run_config=run).final_output
    assert found == Holder(name="Agnes Pell", trade="baker"), found
    forced = Agent(
        name="Forced",
        model="trivet",
        tools=[remember],
        tool_use_behavior="stop_on_first_tool",
        model_settings=ModelSettings(tool_choice="required"),
    )
    assert Runner.run_sync(forced, QUESTION, run_config=run).final_output == "Agnes Pell is a baker."
