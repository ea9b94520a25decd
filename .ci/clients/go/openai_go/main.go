// openai-go: text, whole and streamed. Its accumulator takes every chunk.
package main

import (
	"context"
	"fmt"
	"strings"

	"clients/asserts"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/responses"
)

const question = "Who has the spare key to the roastery?"

func main() {
	client := openai.NewClient(option.WithBaseURL("http://localhost:3000/v1"), option.WithAPIKey("any"))
	messages := []openai.ChatCompletionMessageParamUnion{openai.UserMessage(question)}
	asked := openai.ChatCompletionNewParams{Model: "trivet", Messages: messages}
	answer, err := client.Chat.Completions.New(context.Background(), asked)
	asserts.NoError(err)
	text := answer.Choices[0].Message.Content
	asserts.That(strings.Contains(text, "Agnes Pell"), text)
	fmt.Println(text)

	asked.StreamOptions = openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)}
	asked.Tools = []openai.ChatCompletionToolUnionParam{
		openai.ChatCompletionFunctionTool(openai.FunctionDefinitionParam{Name: "weather"}),
	}
	stream := client.Chat.Completions.NewStreaming(context.Background(), asked)
	whole := openai.ChatCompletionAccumulator{}
	for stream.Next() {
		asserts.That(whole.AddChunk(stream.Current()), "a chunk that the accumulator refuses")
	}
	asserts.NoError(stream.Err())
	asserts.That(whole.Choices[0].Message.Content == text, whole.Choices[0].Message.Content)

	input := responses.ResponseNewParamsInputUnion{OfString: openai.String(question)}
	response, err := client.Responses.New(context.Background(), responses.ResponseNewParams{Model: "trivet", Input: input})
	asserts.NoError(err)
	asserts.That(response.OutputText() == text, response.OutputText())
	events := client.Responses.NewStreaming(context.Background(), responses.ResponseNewParams{Model: "trivet", Input: input})
	said := ""
	for events.Next() {
		said += events.Current().Delta
	}
	asserts.NoError(events.Err())
	asserts.That(said == text, said)
}
