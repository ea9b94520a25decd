// go-openai: text, whole and streamed, and with a tool that the question does not need.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"clients/asserts"

	openai "github.com/sashabaranov/go-openai"
)

func main() {
	config := openai.DefaultConfig("any")
	config.BaseURL = "http://localhost:3000/v1"
	client := openai.NewClientWithConfig(config)
	messages := []openai.ChatCompletionMessage{{Role: "user", Content: "Who has the spare key to the roastery?"}}
	asked := openai.ChatCompletionRequest{Model: "trivet", Messages: messages}
	answer, err := client.CreateChatCompletion(context.Background(), asked)
	asserts.NoError(err)
	text := answer.Choices[0].Message.Content
	asserts.That(strings.Contains(text, "Agnes Pell"), text)
	fmt.Println(text)

	asserts.That(streamed(client, asked) == text, "the stream says something else")
	object := map[string]any{"type": "object", "properties": map[string]any{}}
	weather := openai.FunctionDefinition{Name: "weather", Parameters: object}
	asked.Tools = []openai.Tool{{Type: openai.ToolTypeFunction, Function: &weather}}
	asserts.That(streamed(client, asked) == text, "with tools, the stream says something else")
	again, err := client.CreateChatCompletion(context.Background(), asked)
	asserts.NoError(err)
	asserts.That(again.Header().Get("X-Cache") == "HIT", again.Header().Get("X-Cache"))
}

func streamed(client *openai.Client, asked openai.ChatCompletionRequest) string {
	stream, err := client.CreateChatCompletionStream(context.Background(), asked)
	asserts.NoError(err)
	defer stream.Close()
	text := ""
	for {
		part, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return text
		}
		asserts.NoError(err)
		text += part.Choices[0].Delta.Content
	}
}
