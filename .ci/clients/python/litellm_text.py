# /// script
# requires-python = ">=3.10"
# dependencies = ["litellm==1.110.2"]
# ///
"""LiteLLM: whole, streamed, with tools that the question does not need, and Responses."""

from litellm import completion, responses

trivet = {"model": "openai/trivet", "api_base": "http://localhost:3000/v1", "api_key": "any"}
messages = [{"role": "user", "content": "Who has the spare key to the roastery?"}]
answer = completion(**trivet, messages=messages)
print(answer.choices[0].message.content)

TOOL = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {}}}}
text = answer.choices[0].message.content
assert "Agnes Pell" in text, answer
assert answer.choices[0].message.annotations[0]["url_citation"]["title"] == "Keys, alarm and the gas valve", answer
again = completion(**trivet, messages=messages, tools=[TOOL], metadata={"trace": "1"}, user="ann")
assert again.choices[0].message.content == text
assert again._hidden_params["additional_headers"]["llm_provider-x-cache"] == "HIT", again._hidden_params
parts = completion(**trivet, messages=messages, stream=True)
assert "".join(part.choices[0].delta.content or "" for part in parts) == text
response = responses(**trivet, input=messages[0]["content"])
assert response.output[-1].content[0].text == text, response
