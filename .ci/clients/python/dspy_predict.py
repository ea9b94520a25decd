# /// script
# requires-python = ">=3.10"
# dependencies = ["dspy==3.4.1"]
# ///
# Needs a language model.
"""DSPy: `Predict` and a chain of thought, with its adapters for text and for JSON."""

import dspy

trivet = dspy.LM("openai/trivet", api_base="http://localhost:3000/v1", api_key="any", cache=False)
dspy.configure(lm=trivet)
print(dspy.Predict("question -> answer")(question="Who has the spare key to the roastery?").answer)

QUESTION = "Who has the spare key to the roastery?"
for adapter in (dspy.ChatAdapter(), dspy.JSONAdapter()):
    with dspy.context(adapter=adapter):
        assert "Agnes Pell" in dspy.Predict("question -> answer")(question=QUESTION).answer
        assert dspy.Predict("question -> name, trade")(question=QUESTION).trade == "baker"
        assert "Agnes Pell" in dspy.ChainOfThought("question -> answer")(question=QUESTION).answer
