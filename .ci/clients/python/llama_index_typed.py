# /// script
# requires-python = ">=3.10"
# dependencies = ["llama-index-llms-openai-like==0.8.1"]
# ///
# Needs a language model.
"""LlamaIndex: a typed answer, by a function that must be called and by a schema."""

from llama_index.core.prompts import PromptTemplate
from llama_index.llms.openai_like import OpenAILike
from pydantic import BaseModel


class Holder(BaseModel):
    name: str
    trade: str


AGNES = Holder(name="Agnes Pell", trade="baker")
QUESTION = PromptTemplate("Who has the spare key to the roastery?")
for schema in (False, True):
    trivet = OpenAILike(
        api_base="http://localhost:3000/v1",
        api_key="any",
        model="trivet",
        is_chat_model=True,
        is_function_calling_model=not schema,
        should_use_structured_outputs=schema,
    )
    assert trivet.structured_predict(Holder, QUESTION) == AGNES
    # Streamed, LlamaIndex lets the model choose whether to call the function.
    assert not schema or list(trivet.stream_structured_predict(Holder, QUESTION))[-1] == AGNES
