# /// script
# requires-python = ">=3.10"
# dependencies = ["langchain-openai==1.7.4"]
# ///
"""LangChain: a chat model, whole, streamed and in a chain."""

from langchain_openai import ChatOpenAI

trivet = ChatOpenAI(base_url="http://localhost:3000/v1", api_key="any", model="trivet", include_response_headers=True)
answer = trivet.invoke("Who has the spare key to the roastery?")
print(answer.content, answer.response_metadata["headers"]["x-cache"])

from langchain_core.prompts import ChatPromptTemplate

assert "Agnes Pell" in answer.text, answer
assert trivet.invoke("who has the spare key to the roastery").response_metadata["headers"]["x-cache"] == "HIT"
assert "".join(part.text for part in trivet.stream("Who has the spare key to the roastery?")) == answer.text
prompt = ChatPromptTemplate([("system", "Answer in English."), ("human", "{question}")])
chained = (prompt | trivet).invoke({"question": "Who has the spare key to the roastery?"})
assert "Agnes Pell" in chained.text, chained
