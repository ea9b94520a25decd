// Needs a language model.
// openai-go: typed answers and calls of a function that must be called, whole and streamed. Its accumulator takes every chunk.
package main

import (
	"context"
	"encoding/json"

	"clients/asserts"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/responses"
	"github.com/openai/openai-go/v3/shared"
)

const question = "Who has the spare key to the roastery?"

type holder struct {
	Name  string `json:"name"`
	Trade string `json:"trade"`
}

var (
	ctx    = context.Background()
	client = openai.NewClient(option.WithBaseURL("http://localhost:3000/v1"), option.WithAPIKey("any"))
	text   = map[string]any{"type": "string"}
	schema = map[string]any{
		"type":                 "object",
		"properties":           map[string]any{"name": text, "trade": text},
		"required":             []string{"name", "trade"},
		"additionalProperties": false,
	}
)

func main() {
	asked := openai.ChatCompletionNewParams{
		Model:    "trivet",
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage(question)},
	}
	typed := asked
	typed.ResponseFormat = openai.ChatCompletionNewParamsResponseFormatUnion{
		OfJSONSchema: &shared.ResponseFormatJSONSchemaParam{
			JSONSchema: shared.ResponseFormatJSONSchemaJSONSchemaParam{Name: "holder", Schema: schema},
		},
	}
	forced := asked
	forced.Tools = []openai.ChatCompletionToolUnionParam{
		openai.ChatCompletionFunctionTool(openai.FunctionDefinitionParam{Name: "holder", Parameters: schema}),
	}
	forced.ToolChoice = openai.ToolChoiceOptionFunctionToolChoice(
		openai.ChatCompletionNamedToolChoiceFunctionParam{Name: "holder"},
	)
	for _, message := range []openai.ChatCompletionMessage{whole(typed), streamed(typed)} {
		isAgnes(message.Content)
	}
	for _, message := range []openai.ChatCompletionMessage{whole(forced), streamed(forced)} {
		asserts.That(message.ToolCalls[0].Function.Name == "holder", message.ToolCalls[0].Function.Name)
		isAgnes(message.ToolCalls[0].Function.Arguments)
	}
	response()
}

func whole(asked openai.ChatCompletionNewParams) openai.ChatCompletionMessage {
	answer, err := client.Chat.Completions.New(ctx, asked)
	asserts.NoError(err)
	return answer.Choices[0].Message
}

func streamed(asked openai.ChatCompletionNewParams) openai.ChatCompletionMessage {
	stream := client.Chat.Completions.NewStreaming(ctx, asked)
	answer := openai.ChatCompletionAccumulator{}
	finished := false
	for stream.Next() {
		chunk := stream.Current()
		asserts.That(answer.AddChunk(chunk), "a chunk that the accumulator refuses: "+chunk.RawJSON())
		_, text := answer.JustFinishedContent()
		_, call := answer.JustFinishedToolCall()
		finished = finished || text || call
	}
	asserts.NoError(stream.Err())
	asserts.That(finished, "the accumulator saw no end of the answer")
	return answer.Choices[0].Message
}

func response() {
	answer, err := client.Responses.New(ctx, responses.ResponseNewParams{
		Model: "trivet",
		Input: responses.ResponseNewParamsInputUnion{OfString: openai.String(question)},
		Text: responses.ResponseTextConfigParam{
			Format: responses.ResponseFormatTextConfigParamOfJSONSchema("holder", schema),
		},
	})
	asserts.NoError(err)
	isAgnes(answer.OutputText())
}

func isAgnes(arguments string) {
	var found holder
	asserts.NoError(json.Unmarshal([]byte(arguments), &found))
	asserts.That(found == holder{"Agnes Pell", "baker"}, arguments)
}
