# /// script
# requires-python = ">=3.10"
# dependencies = ["openai==3.57.0"]
# ///
# Needs a language model.
"""OpenAI's SDK: typed answers and calls of a function that must be called, whole and streamed."""

import json

from openai import OpenAI, pydantic_function_tool
from pydantic import BaseModel


class Holder(BaseModel):
    name: str
    trade: str


client = OpenAI(base_url="http://localhost:3000/v1", api_key="any")
messages = [{"role": "user", "content": "Who has the spare key to the roastery?"}]
answer = client.chat.completions.parse(model="trivet", messages=messages, response_format=Holder)
print(answer.choices[0].message.parsed.name)

AGNES = Holder(name="Agnes Pell", trade="baker")
FORCED = {"tools": [pydantic_function_tool(Holder)], "tool_choice": {"type": "function", "function": {"name": "Holder"}}}


def typed():
    assert answer.choices[0].message.parsed == AGNES
    again = client.chat.completions.with_raw_response.parse(model="trivet", messages=messages, response_format=Holder)
    assert again.headers["x-cache"] == "HIT", again.headers
    json_object = client.chat.completions.create(
        model="trivet", messages=messages, response_format={"type": "json_object"}
    )
    assert json.loads(json_object.choices[0].message.content)["name"] == "Agnes Pell"
    with client.chat.completions.stream(model="trivet", messages=messages, response_format=Holder) as stream:
        assert stream.get_final_completion().choices[0].message.parsed == AGNES


def called():
    message = client.chat.completions.parse(model="trivet", messages=messages, **FORCED).choices[0]
    assert message.finish_reason in ("stop", "tool_calls"), message
    assert message.message.tool_calls[0].function.parsed_arguments == AGNES, message
    with client.chat.completions.stream(model="trivet", messages=messages, **FORCED) as stream:
        for _ in stream:
            pass
        call = stream.get_final_completion().choices[0].message.tool_calls[0].function
        assert (call.name, call.parsed_arguments) == ("Holder", AGNES), call


def responses():
    question = messages[0]["content"]
    assert client.responses.parse(model="trivet", input=question, text_format=Holder).output_parsed == AGNES
    with client.responses.stream(model="trivet", input=question, text_format=Holder) as stream:
        assert stream.get_final_response().output_parsed == AGNES
    tool = {"type": "function", "name": "holder", "parameters": Holder.model_json_schema()}
    forced = {"tools": [tool], "tool_choice": {"type": "function", "name": "holder"}}
    call = client.responses.create(model="trivet", input=question, **forced).output[0]
    assert (call.type, call.name) == ("function_call", "holder"), call
    assert Holder.model_validate_json(call.arguments) == AGNES
    with client.responses.stream(model="trivet", input=question, **forced) as stream:
        last = stream.get_final_response().output[0]
        assert Holder.model_validate_json(last.arguments) == AGNES


for part in (typed, called, responses):
    part()
