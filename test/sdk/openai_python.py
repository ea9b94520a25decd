"""OpenAI's Python SDK against a running Trivet, unchanged but for the base URL.

Usage: python openai_python.py <http://host:port> <token of a new tenant> <key that is no token>
Exits with 1 and a traceback at the first thing that is not as the SDK's users expect it.
"""

import sys

import openai
from openai import OpenAI

QUESTION = "When does the bakery open on Sundays?"
OPENING = "The bakery opens at nine on Sundays."


def main(url: str, token: str, no_token: str) -> None:
    client = OpenAI(base_url=f"{url}/v1", api_key=token)
    # The SDK's own way to call what it has no method for.
    notes = OpenAI(base_url=url, api_key=token)
    notes.post("/notes", cast_to=object, body={"title": "Bakery hours", "body": OPENING})
    chats(client)
    streams(client)
    conversations(client)
    vectors(client)
    models(client)
    errors(client, OpenAI(base_url=f"{url}/v1", api_key=no_token))
    print(f"openai {openai.__version__} for Python: all passed")


def ask(client: OpenAI, messages: list[dict[str, object]], **more: object):
    return client.chat.completions.with_raw_response.create(model="trivet", messages=messages, **more)


def chats(client: OpenAI) -> None:
    question = [{"role": "user", "content": QUESTION}]
    first = ask(client, question)
    answer = first.parse()
    assert "nine" in answer.choices[0].message.content, answer
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens
    assert answer.trivet["sources"][0]["content"] == OPENING
    assert first.headers["x-cache"] == "MISS"
    again = ask(client, question)
    assert again.headers["x-cache"] == "HIT"
    assert again.parse().choices == answer.choices
    fresh = ask(client, question, extra_headers={"Cache-Control": "no-store"})
    assert fresh.headers["x-cache"] == "BYPASS"


def streams(client: OpenAI) -> None:
    stream = client.chat.completions.create(
        model="trivet",
        messages=[{"role": "user", "content": QUESTION}],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert "nine" in text, text
    assert chunks[0].choices[0].delta.role == "assistant"
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].usage is not None and chunks[-1].choices == []


def conversations(client: OpenAI) -> None:
    messages: list[dict[str, object]] = [{"role": "user", "content": QUESTION}]
    answer = ask(client, messages).parse().choices[0].message
    messages += [
        answer.model_dump(),
        {"role": "user", "content": [{"type": "text", "text": "Is the bakery open on Sundays?"}]},
    ]
    first, again = ask(client, messages), ask(client, messages)
    assert first.headers["x-cache"] == "MISS", first.headers["cache-status"]
    assert again.headers["x-cache"] == "HIT", again.headers["cache-status"]


def vectors(client: OpenAI) -> None:
    texts = ["the bakery", "a bakery", "the bakery"]
    by_default = client.embeddings.create(model="trivet", input=texts)
    floats = client.embeddings.create(model="trivet", input=texts, encoding_format="float")
    assert [one.index for one in by_default.data] == [0, 1, 2]
    assert [one.embedding for one in by_default.data] == [one.embedding for one in floats.data]
    first, second, third = (one.embedding for one in floats.data)
    assert first == third != second
    assert abs(sum(number * number for number in first) - 1) < 1e-5
    assert floats.usage.prompt_tokens > 0


def models(client: OpenAI) -> None:
    names = [model.id for model in client.models.list()]
    assert "trivet" in names, names
    assert [client.models.retrieve(name).id for name in names] == names


def errors(client: OpenAI, stranger: OpenAI) -> None:
    question = [{"role": "user", "content": QUESTION}]
    refused = failure(openai.BadRequestError, lambda: ask(client, question, n=2))
    assert (refused.param, refused.code) == ("n", "unsupported_parameter"), refused
    empty = failure(openai.BadRequestError, lambda: client.embeddings.create(model="trivet", input=["a", ""]))
    assert empty.param == "input[1]", empty
    missing = failure(openai.NotFoundError, lambda: client.models.retrieve("gpt-4"))
    assert missing.code == "model_not_found", missing
    unknown = failure(openai.AuthenticationError, stranger.models.list)
    assert unknown.code == "invalid_api_key", unknown
    assert unknown.request_id


def failure(kind: type, call) -> openai.APIStatusError:
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"There was no {kind.__name__}.")


if __name__ == "__main__":
    main(*sys.argv[1:])
