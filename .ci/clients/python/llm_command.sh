# /// script
# dependencies = ["llm==0.36"]
# ///
# `llm`, the command: a question, one in a conversation and one with a tool that it does not need.
cat >"$(dirname "$(llm logs path)")/extra-openai-models.yaml" <<'END'
- { model_id: trivet, model_name: trivet, api_base: "http://localhost:3000/v1", supports_tools: true, supports_schema: true }
END
llm -m trivet 'Who has the spare key to the roastery?'

set -euo pipefail
holds() { grep -F "$1" || { echo "no $1" >&2; exit 1; }; }
llm -m trivet --no-stream 'Who has the spare key to the roastery?' | holds 'Agnes Pell'
llm -m trivet -c 'Where is the main gas valve?' | holds 'green door'
llm -m trivet -T llm_version 'Who has the spare key to the roastery?' | holds 'Agnes Pell'
