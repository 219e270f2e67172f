// Parts of a visit by go-salesforce: `client PART [JSON]` prints what it read as one JSON document.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/k-capehart/go-salesforce/v3"
)

// Wish is what the suite asks for.
type Wish struct {
	Records   []map[string]any
	Updates   []map[string]any
	Upserts   []map[string]any
	Query     string
	File      string
	AllOrNone bool
}

// Lead is a row as the client reads it.
type Lead struct {
	Id       string
	LastName string
	Company  string
}

// Findings of one part, by name.
type Findings map[string]any

var parts = map[string]func(*salesforce.Salesforce, Wish) Findings{
	"login":       login,
	"single":      single,
	"collections": collections,
	"composite":   composite,
	"bulk":        bulk,
}

func main() {
	wish := Wish{}
	if len(os.Args) > 2 {
		must("", json.Unmarshal([]byte(os.Args[2]), &wish))
	}
	sf, err := salesforce.Init(salesforce.Creds{Domain: os.Getenv("SALESFORCE_URL"), AccessToken: "gopher@acme.example"})
	must("", err)
	must("", json.NewEncoder(os.Stdout).Encode(parts[os.Args[1]](sf, wish)))
}

// must ends the process with what the client complained of.
func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func login(_ *salesforce.Salesforce, wish Wish) Findings {
	domain := os.Getenv("SALESFORCE_URL")
	password := must(salesforce.Init(salesforce.Creds{
		Domain: domain, Username: "gopher@acme.example", Password: "word", SecurityToken: "token",
		ConsumerKey: "app", ConsumerSecret: "secret",
	}))
	credentials := must(salesforce.Init(salesforce.Creds{Domain: domain, ConsumerKey: "app", ConsumerSecret: "secret"}))
	return Findings{
		"instances": []string{password.GetInstanceUrl(), credentials.GetInstanceUrl()},
		"asUser":    must(password.InsertOne("Lead", wish.Records[0])),
		"asApp":     must(credentials.InsertOne("Lead", wish.Records[0])),
	}
}

func single(sf *salesforce.Salesforce, wish Wish) Findings {
	made := must(sf.InsertOne("Lead", wish.Records[0]))
	must("", sf.UpdateOne("Lead", map[string]any{"Id": made.Id, "Company": "Updated"}))
	created := must(sf.UpsertOne("Lead", "Ext__c", wish.Upserts[0]))
	updated := must(sf.UpsertOne("Lead", "Ext__c", wish.Upserts[1]))
	read := query(sf, wish.Query)
	must("", sf.DeleteOne("Lead", map[string]any{"Id": made.Id}))
	_, refused := sf.InsertOne("Lead", map[string]any{"LastName": "No company"})
	return Findings{
		"made": made, "created": created, "updated": updated, "read": read, "left": query(sf, wish.Query),
		"refused": refused.Error(),
	}
}

func collections(sf *salesforce.Salesforce, wish Wish) Findings {
	inserted := must(sf.InsertCollection("Lead", wish.Records, 200))
	upserted := must(sf.UpsertCollection("Lead", "Ext__c", wish.Upserts, 200))
	read := query(sf, wish.Query)
	updates := []map[string]any{}
	for _, lead := range read {
		updates = append(updates, map[string]any{"Id": lead.Id, "Company": "Updated"})
	}
	updated := must(sf.UpdateCollection("Lead", updates, 200))
	again := query(sf, wish.Query)
	deleted := must(sf.DeleteCollection("Lead", updates[:2], 200))
	return Findings{
		"inserted": inserted, "upserted": upserted, "read": read, "updated": updated, "again": again,
		"deleted": deleted, "left": query(sf, wish.Query),
	}
}

func composite(sf *salesforce.Salesforce, wish Wish) Findings {
	inserted := must(sf.InsertComposite("Lead", wish.Records, 2, wish.AllOrNone))
	upserted := must(sf.UpsertComposite("Lead", "Ext__c", wish.Upserts, 2, wish.AllOrNone))
	updates := []map[string]any{}
	for _, lead := range query(sf, wish.Query) {
		updates = append(updates, map[string]any{"Id": lead.Id, "Company": "Updated"})
	}
	findings := Findings{"inserted": inserted, "upserted": upserted, "read": query(sf, wish.Query)}
	if len(updates) > 0 {
		findings["updated"] = must(sf.UpdateComposite("Lead", updates, 2, wish.AllOrNone))
		findings["again"] = query(sf, wish.Query)
		findings["deleted"] = must(sf.DeleteComposite("Lead", updates, 2, wish.AllOrNone))
		findings["left"] = query(sf, wish.Query)
	}
	return findings
}

func bulk(sf *salesforce.Salesforce, wish Wish) Findings {
	inserted := results(sf, must(sf.InsertBulk("Lead", wish.Records, 1000, true)))
	upserted := results(sf, must(sf.UpsertBulk("Lead", "Ext__c", wish.Upserts, 1000, true)))
	must("", sf.QueryBulkExport(wish.Query, wish.File))
	iterated := []Lead{}
	iterator := must(sf.QueryBulkIterator(wish.Query))
	for iterator.Next() {
		page := []Lead{}
		must("", iterator.Decode(&page))
		iterated = append(iterated, page...)
	}
	must("", iterator.Error())
	updates := []map[string]any{}
	for _, lead := range iterated {
		updates = append(updates, map[string]any{"Id": lead.Id, "Company": "Updated"})
	}
	updated := results(sf, must(sf.UpdateBulk("Lead", updates, 1000, true)))
	again := query(sf, wish.Query)
	deleted := results(sf, must(sf.DeleteBulk("Lead", ids(updates[:2]), 1000, true)))
	return Findings{
		"inserted": inserted, "upserted": upserted, "iterated": iterated, "updated": updated, "again": again,
		"deleted": deleted, "left": query(sf, wish.Query),
	}
}

func query(sf *salesforce.Salesforce, soql string) []Lead {
	leads := []Lead{}
	must("", sf.Query(soql, &leads))
	return leads
}

func ids(records []map[string]any) []map[string]any {
	only := []map[string]any{}
	for _, record := range records {
		only = append(only, map[string]any{"Id": record["Id"]})
	}
	return only
}

func results(sf *salesforce.Salesforce, jobs []string) []salesforce.BulkJobResults {
	found := []salesforce.BulkJobResults{}
	for _, job := range jobs {
		found = append(found, must(sf.GetJobResults(job)))
	}
	return found
}
