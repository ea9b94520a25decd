// openai-go: text, whole and streamed. Its accumulator takes every chunk.
package main

import (
	"context"
	"fmt"
	"strings"

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
	must(err)
	text := answer.Choices[0].Message.Content
	check(strings.Contains(text, "Agnes Pell"), text)
	fmt.Println(text)

	asked.StreamOptions = openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)}
	asked.Tools = []openai.ChatCompletionToolUnionParam{
		openai.ChatCompletionFunctionTool(openai.FunctionDefinitionParam{Name: "weather"}),
	}
	stream := client.Chat.Completions.NewStreaming(context.Background(), asked)
	whole := openai.ChatCompletionAccumulator{}
	for stream.Next() {
		check(whole.AddChunk(stream.Current()), "a chunk that the accumulator refuses")
	}
	must(stream.Err())
	check(whole.Choices[0].Message.Content == text, whole.Choices[0].Message.Content)

	input := responses.ResponseNewParamsInputUnion{OfString: openai.String(question)}
	response, err := client.Responses.New(context.Background(), responses.ResponseNewParams{Model: "trivet", Input: input})
	must(err)
	check(response.OutputText() == text, response.OutputText())
	events := client.Responses.NewStreaming(context.Background(), responses.ResponseNewParams{Model: "trivet", Input: input})
	said := ""
	for events.Next() {
		said += events.Current().Delta
	}
	must(events.Err())
	check(said == text, said)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func check(holds bool, but string) {
	if !holds {
		panic(but)
	}
}
