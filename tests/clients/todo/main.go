// The to-do service as a program of its own (`provided.al2023`): asks the Runtime API itself, signs its own requests for S3.
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

var version = "v1"

type item struct {
	Id    string `json:"id"`
	Title string `json:"title"`
}

type event struct {
	HttpMethod     string
	PathParameters map[string]string
	Body           string
}

func digest(bytes []byte) string {
	sum := sha256.Sum256(bytes)
	return hex.EncodeToString(sum[:])
}

func mac(key []byte, text string) []byte {
	made := hmac.New(sha256.New, key)
	made.Write([]byte(text))
	return made.Sum(nil)
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func read(answer *http.Response) []byte {
	defer answer.Body.Close()
	return must(io.ReadAll(answer.Body))
}

// Nothing for an object that is not there.
func s3(method, key string, body []byte, query string) []byte {
	path := "/" + os.Getenv("BUCKET") + "/" + key
	request := must(http.NewRequest(method, os.Getenv("AWS_ENDPOINT_URL")+path+"?"+query, bytes.NewReader(body)))
	date := time.Now().UTC().Format("20060102T150405Z")
	names := []string{"host", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"}
	values := []string{request.URL.Host, digest(body), date, os.Getenv("AWS_SESSION_TOKEN")}
	lines := ""
	for i, name := range names {
		lines += name + ":" + values[i] + "\n"
		request.Header.Set(name, values[i])
	}
	signed := strings.Join(names, ";")
	canonical := strings.Join([]string{method, path, query, lines, signed, digest(body)}, "\n")
	key4 := []byte("AWS4" + os.Getenv("AWS_SECRET_ACCESS_KEY"))
	scope := []string{date[:8], os.Getenv("AWS_REGION"), "s3", "aws4_request"}
	for _, part := range scope {
		key4 = mac(key4, part)
	}
	in := strings.Join(scope, "/")
	signature := hex.EncodeToString(mac(key4, strings.Join([]string{"AWS4-HMAC-SHA256", date, in, digest([]byte(canonical))}, "\n")))
	request.Header.Set("Authorization", fmt.Sprintf("AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s",
		os.Getenv("AWS_ACCESS_KEY_ID"), in, signed, signature))
	answer := must(http.DefaultClient.Do(request))
	text := read(answer)
	if answer.StatusCode == 404 {
		return nil
	}
	if answer.StatusCode >= 300 {
		panic(fmt.Sprintf("S3 answers %d: %s", answer.StatusCode, text))
	}
	return text
}

func handle(asked event) (int, []byte) {
	id, one := asked.PathParameters["id"]
	switch {
	case asked.HttpMethod == "POST" && !one:
		var made item
		must(0, json.Unmarshal([]byte(asked.Body), &made))
		random := make([]byte, 16)
		must(rand.Read(random))
		made.Id = hex.EncodeToString(random)
		text := must(json.Marshal(made))
		s3("PUT", "items/"+made.Id, text, "")
		return 201, text
	case asked.HttpMethod == "GET" && !one:
		var listed struct{ Contents []struct{ Key string } }
		must(0, xml.Unmarshal(s3("GET", "", nil, "list-type=2&prefix=items%2F"), &listed))
		var found [][]byte
		for _, each := range listed.Contents {
			found = append(found, s3("GET", each.Key, nil, ""))
		}
		return 200, append(append([]byte("["), bytes.Join(found, []byte(","))...), ']')
	case asked.HttpMethod == "DELETE" && one:
		s3("DELETE", "items/"+id, nil, "")
		return 200, []byte("{}")
	case asked.HttpMethod == "GET":
		if found := s3("GET", "items/"+id, nil, ""); found != nil {
			return 200, found
		}
	}
	return 404, []byte(`{"message":"no item"}`)
}

func main() {
	api := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"
	for {
		next := must(http.Get(api + "next"))
		var asked event
		must(0, json.Unmarshal(read(next), &asked))
		status, body := handle(asked)
		answer := must(json.Marshal(map[string]any{"statusCode": status, "headers": map[string]string{"x-todo": version},
			"body": string(body)}))
		read(must(http.Post(api+next.Header.Get("Lambda-Runtime-Aws-Request-Id")+"/response", "application/json",
			bytes.NewReader(answer))))
	}
}
