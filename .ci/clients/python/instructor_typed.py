# /// script
# requires-python = ">=3.10"
# dependencies = ["instructor==1.17.0"]
# ///
# Needs a language model.
"""instructor: a typed answer in each of its modes for OpenAI's API, whole and as it comes."""

import instructor
from openai import OpenAI
from pydantic import BaseModel


class Holder(BaseModel):
    name: str
    trade: str


trivet = OpenAI(base_url="http://localhost:3000/v1", api_key="any")
client = instructor.from_openai(trivet)
messages = [{"role": "user", "content": "Who has the spare key to the roastery?"}]
print(client.chat.completions.create(model="trivet", messages=messages, response_model=Holder))

# What it gives is a class of its own, which is equal to nothing.
AGNES = {"name": "Agnes Pell", "trade": "baker"}
for mode in (instructor.Mode.TOOLS, instructor.Mode.JSON, instructor.Mode.JSON_SCHEMA):
    client = instructor.from_openai(trivet, mode=mode)
    asked = {"model": "trivet", "messages": messages, "response_model": Holder}
    assert client.chat.completions.create(**asked).model_dump() == AGNES, mode
    assert list(client.chat.completions.create_partial(**asked))[-1].model_dump() == AGNES, mode
