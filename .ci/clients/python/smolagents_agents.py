# /// script
# requires-python = ">=3.10"
# dependencies = ["smolagents[openai]==1.26.0"]
# ///
# Needs a language model.
"""smolagents: an agent that calls tools, and one that writes code."""

from smolagents import CodeAgent, OpenAIModel, ToolCallingAgent

trivet = OpenAIModel("trivet", api_base="http://localhost:3000/v1", api_key="any")
agent = ToolCallingAgent(tools=[], model=trivet)
print(agent.run("Who has the spare key to the roastery?"))

assert "Agnes Pell" in agent.run("Who has the spare key to the roastery?")
streaming = ToolCallingAgent(tools=[], model=trivet, stream_outputs=True)
assert "Agnes Pell" in streaming.run("Who has the spare key to the roastery?")
assert "Agnes Pell" in CodeAgent(tools=[], model=trivet).run("Who has the spare key to the roastery?")
