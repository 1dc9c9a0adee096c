package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

func handle(ctx context.Context, event json.RawMessage) (map[string]any, error) {
	if string(event) == `"fail"` {
		return nil, errors.New("as asked")
	}
	if string(event) == `"exit"` {
		os.Exit(3)
	}
	told, _ := lambdacontext.FromContext(ctx)
	deadline, _ := ctx.Deadline()
	fmt.Println("a line of go")
	return map[string]any{"event": event, "arn": told.InvokedFunctionArn, "id": told.AwsRequestID,
		"left": time.Until(deadline).Milliseconds(), "client": told.ClientContext.Custom}, nil
}

func main() { lambda.Start(handle) }
