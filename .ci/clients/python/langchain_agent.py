# /// script
# requires-python = ">=3.10"
# dependencies = ["langchain==1.5.2", "langchain-openai==1.7.4"]
# ///
"""LangChain: an agent with a tool that the question does not need."""

from langchain.agents import create_agent
from langchain_openai import ChatOpenAI


def weather(town: str) -> str:
    """Tells the weather of a town."""
    return f"It rains in {town}."


trivet = ChatOpenAI(base_url="http://localhost:3000/v1", api_key="any", model="trivet")
agent = create_agent(trivet, tools=[weather], system_prompt="You help the people of a roastery.")
turns = agent.invoke({"messages": [{"role": "user", "content": "Who has the spare key to the roastery?"}]})
print(turns["messages"][-1].content)

assert "Agnes Pell" in turns["messages"][-1].text, turns
parts = agent.stream(
    {"messages": turns["messages"] + [{"role": "user", "content": "Where is the main gas valve?"}]},
    stream_mode="messages",
)
followed = "".join(part.text for part, _ in parts)
assert "green door" in followed, followed
