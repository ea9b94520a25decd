# /// script
# requires-python = ">=3.10"
# dependencies = ["openai==3.57.0"]
# ///
"""OpenAI's SDK: chat, completions and Responses, whole and streamed; vectors, models and errors."""

import openai
from openai import OpenAI

client = OpenAI(base_url="http://localhost:3000/v1", api_key="any")
messages = [{"role": "user", "content": "Who has the spare key to the roastery?"}]
answer = client.chat.completions.create(model="trivet", messages=messages)
print(answer.choices[0].message.content, answer.trivet["metadata"]["match"])

QUESTION = messages[0]["content"]
TOOL = {
    "type": "function",
    "function": {"name": "weather", "parameters": {"type": "object", "properties": {"town": {"type": "string"}}}},
}


def whole():
    assert "Agnes Pell" in answer.choices[0].message.content, answer
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens
    assert "Agnes Pell" in answer.trivet["sources"][0]["content"]
    cited = answer.choices[0].message.annotations[0].url_citation
    assert answer.choices[0].message.content[cited.start_index : cited.end_index] == "[1]", cited
    assert cited.title == "Keys, alarm and the gas valve" and cited.url.startswith("http://localhost:3000/notes/"), cited
    again = client.chat.completions.with_raw_response.create(model="trivet", messages=messages)
    assert again.headers["x-cache"] == "HIT", again.headers
    assert again.parse().choices == answer.choices
    bypassed = {"Cache-Control": "no-store"}
    fresh = client.chat.completions.with_raw_response.create(model="trivet", messages=messages, extra_headers=bypassed)
    assert fresh.headers["x-cache"] == "BYPASS", fresh.headers


def streamed():
    options = {"include_usage": True}
    chunks = list(
        client.chat.completions.create(model="trivet", messages=messages, stream=True, stream_options=options)
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == answer.choices[0].message.content, text
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].usage is not None and chunks[-1].choices == []
    with client.chat.completions.stream(model="trivet", messages=messages) as stream:
        for _ in stream:
            pass
        assert stream.get_final_completion().choices[0].message.content == text


def tools():
    """A question is the same one with tools that nobody has to call."""
    more = {"tools": [TOOL], "tool_choice": "auto", "parallel_tool_calls": True}
    offered = client.chat.completions.with_raw_response.create(model="trivet", messages=messages, **more)
    assert offered.headers["x-cache"] == "HIT", offered.headers
    assert offered.parse().choices == answer.choices


def doors():
    """The question that was asked through the door for chats is a hit through the others."""
    response = client.responses.with_raw_response.create(model="trivet", input=QUESTION)
    assert response.headers["x-cache"] == "HIT", response.headers
    assert response.parse().output_text == answer.choices[0].message.content
    events = list(client.responses.create(model="trivet", input=QUESTION, stream=True))
    assert events[-1].type == "response.completed", events[-1]
    assert events[-1].response.output_text == answer.choices[0].message.content
    with client.responses.stream(model="trivet", input=QUESTION) as stream:
        assert stream.get_final_response().output_text == answer.choices[0].message.content
    completion = client.completions.with_raw_response.create(model="trivet", prompt=QUESTION)
    assert completion.headers["x-cache"] == "HIT", completion.headers
    assert completion.parse().choices[0].text == answer.choices[0].message.content


def conversations():
    said = [{"role": "assistant", "content": answer.choices[0].message.content}]
    part = {"type": "text", "text": "When is she in at the bakery next door?"}
    followed = messages + said + [{"role": "user", "content": [part]}]
    first, again = (
        client.chat.completions.with_raw_response.create(model="trivet", messages=followed) for _ in range(2)
    )
    assert (first.headers["x-cache"], again.headers["x-cache"]) == ("MISS", "HIT")


def vectors():
    texts = ["the bakery", "a bakery", "the bakery"]
    by_default = client.embeddings.create(model="trivet", input=texts)
    floats = client.embeddings.create(model="trivet", input=texts, encoding_format="float")
    assert [one.index for one in by_default.data] == [0, 1, 2]
    assert [one.embedding for one in by_default.data] == [one.embedding for one in floats.data]
    first, second, third = (one.embedding for one in floats.data)
    assert first == third != second
    assert abs(sum(number * number for number in first) - 1) < 1e-5
    assert floats.usage.prompt_tokens > 0


def models():
    names = [model.id for model in client.models.list()]
    assert names[0] == "trivet", names
    assert [client.models.retrieve(name).id for name in names] == names


def errors():
    refused = failure(openai.BadRequestError, lambda: client.chat.completions.create(model="trivet", messages=messages, n=2))
    assert (refused.param, refused.code) == ("n", "unsupported_parameter"), refused
    empty = failure(openai.BadRequestError, lambda: client.embeddings.create(model="trivet", input=["a", ""]))
    assert empty.param == "input[1]", empty
    missing = failure(openai.NotFoundError, lambda: client.models.retrieve("gpt-4"))
    assert missing.code == "model_not_found" and missing.request_id, missing


def failure(kind, call):
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"There was no {kind.__name__}.")


for part in (whole, streamed, conversations, vectors, models, errors, tools, doors):
    part()
