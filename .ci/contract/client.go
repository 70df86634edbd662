// Prints a region's cases, by the client generated from the contract:
//
//	BASE_URL=http://localhost:8080 TOKEN=… go run . kongsvingerregionen
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"

	"forankring.no/forankring/contract/generated/client"
)

func main() {
	region := "kongsvingerregionen"
	if len(os.Args) > 1 {
		region = os.Args[1]
	}
	if err := printCases(context.Background(), required("BASE_URL"), required("TOKEN"), region); err != nil {
		log.Fatal(err)
	}
}

func required(name string) string {
	value := os.Getenv(name)
	if value == "" {
		log.Fatalf("%s is not set", name)
	}
	return value
}

func printCases(ctx context.Context, baseURL, token, region string) error {
	login := func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+token)
		return nil
	}
	api, err := client.NewClientWithResponses(baseURL, client.WithRequestEditorFn(login))
	if err != nil {
		return err
	}
	for page := (client.ListCasesParams{}); ; {
		answer, err := api.ListCasesWithResponse(ctx, region, &page)
		if err != nil {
			return err
		}
		if answer.JSON200 == nil {
			return fmt.Errorf("%s: %s", answer.Status(), answer.Body)
		}
		for _, c := range answer.JSON200.Items {
			fmt.Printf("%s\t%s\t%s\n", c.Number, c.State, c.Title)
		}
		if page.Cursor = answer.JSON200.Next; page.Cursor == nil {
			return nil
		}
	}
}
