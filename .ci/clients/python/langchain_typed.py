# /// script
# requires-python = ">=3.10"
# dependencies = ["langchain==1.5.2", "langchain-openai==1.7.4"]
# ///
# Needs a language model.
"""LangChain: typed answers by each of its methods, and of an agent."""

from langchain.agents import create_agent
from langchain_openai import ChatOpenAI
from pydantic import BaseModel


class Holder(BaseModel):
    """Who holds something."""

    name: str
    trade: str


trivet = ChatOpenAI(base_url="http://localhost:3000/v1", api_key="any", model="trivet")
holder = trivet.with_structured_output(Holder).invoke("Who has the spare key to the roastery?")
print(holder.name)

AGNES = Holder(name="Agnes Pell", trade="baker")
QUESTION = "Who has the spare key to the roastery?"
assert holder == AGNES
for method in ("function_calling", "json_mode", "json_schema"):
    typed = trivet.with_structured_output(Holder, method=method)
    assert typed.invoke(QUESTION) == AGNES, method
    assert list(typed.stream(QUESTION))[-1] == AGNES, method
agent = create_agent(trivet, tools=[], response_format=Holder)
assert agent.invoke({"messages": [{"role": "user", "content": QUESTION}]})["structured_response"] == AGNES
