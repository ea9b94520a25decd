# /// script
# requires-python = ">=3.10"
# dependencies = ["haystack-ai==3.4.1"]
# ///
"""Haystack: a chat generator, whole, streamed and with a tool that the question does not need."""

from haystack.components.generators.chat import OpenAIChatGenerator
from haystack.dataclasses import ChatMessage
from haystack.utils import Secret

trivet = OpenAIChatGenerator(Secret.from_token("any"), "trivet", api_base_url="http://localhost:3000/v1")
answer = trivet.run([ChatMessage.from_user("Who has the spare key to the roastery?")])["replies"][0]
print(answer.text)

from typing import Annotated

from haystack.tools import tool


@tool
def weather(town: Annotated[str, "the town"]) -> str:
    """Tells the weather of a town."""
    return f"It rains in {town}."


question = [ChatMessage.from_user("Who has the spare key to the roastery?")]
assert "Agnes Pell" in answer.text, answer
assert trivet.run(question, tools=[weather])["replies"][0].text == answer.text
parts = []
trivet.run(question, streaming_callback=lambda part: parts.append(part.content))
assert "".join(parts) == answer.text, parts
