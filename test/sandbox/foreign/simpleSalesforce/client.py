"""Parts of a visit by simple-salesforce: `client.py PART [JSON]` prints what it read as one JSON document."""

import csv
import json
import os
import sys
import time
from datetime import datetime, timedelta, timezone

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import SalesforceError

URL = os.environ["SALESFORCE_URL"]


class ToSandbox(HTTPAdapter):
    """The client's login host is fixed: what goes there goes to the sandbox."""

    def send(self, request, **kwargs):
        request.url = request.url.replace("https://login.salesforce.com", URL)
        return super().send(request, **kwargs)


def connect(user="python@acme.example", timeout=None, session_id=None):
    session = requests.Session()
    session.mount("https://login.salesforce.com", ToSandbox())
    if timeout is not None:
        send = session.request
        session.request = lambda *args, **kwargs: send(*args, timeout=timeout, **kwargs)
    if session_id is not None:
        return Salesforce(session_id=session_id, instance_url=URL, session=session, version="62.0")
    return Salesforce(username=user, password="word", security_token="token", session=session, version="62.0")


def plain(record):
    """A record without `attributes`, its parents and children too."""
    if isinstance(record, list):
        return [plain(one) for one in record]
    if isinstance(record, dict):
        return {name: plain(value) for name, value in record.items() if name != "attributes"}
    return record


def error(act):
    """What the client sees of a refusal."""
    try:
        act()
    except SalesforceError as refused:
        return {"status": refused.status, "content": refused.content}
    return None


def login(sf, _):
    return {"instance": sf.sf_instance, "user": sf.restful("../../oauth2/userinfo")["preferred_username"]}


def records(sf, wish):
    made = sf.Lead.create({"LastName": "Doe", "Company": "Acme", "Email": "doe@example.com"})
    lead = made["id"]
    read = sf.Lead.get(lead)
    updated = sf.Lead.update(lead, {"LastName": "Dœ", "Email": None})
    again = sf.Lead.get(lead)
    key = f"Ext__c/{wish['quoted']}"
    upserted = [sf.Lead.upsert(key, {"LastName": name, "Company": "Acme"}) for name in ("Roe", "Roebuck")]
    by_key = sf.Lead.get_by_custom_id("Ext__c", wish["key"])
    deleted = sf.Lead.delete(lead)
    return {
        "made": made,
        "read": plain(read),
        "updated": updated,
        "again": plain(again),
        "upserted": upserted,
        "byKey": plain(by_key),
        "deleted": deleted,
        "gone": error(lambda: sf.Lead.get(lead)),
        "refused": error(lambda: sf.Lead.create({"LastName": "Doe"})),
    }


def queries(sf, wish):
    page = sf.query(wish["many"])
    following = sf.query_more(page["nextRecordsUrl"], identifier_is_url=True)
    return {
        "first": [page["totalSize"], page["done"], len(page["records"])],
        "second": [following["totalSize"], following["done"], len(following["records"])],
        "all": [row["Id"] for row in sf.query_all(wish["many"])["records"]],
        "iterated": len(list(sf.query_all_iter(wish["many"]))),
        "withDeleted": plain(sf.query_all(wish["deleted"], include_deleted=True)["records"]),
        "withoutDeleted": plain(sf.query_all(wish["deleted"])["records"]),
        "nested": plain(sf.query(wish["nested"])["records"]),
        "counted": sf.query(wish["count"])["totalSize"],
        "malformed": error(lambda: sf.query("SELECT Id FROM Lead WHERE")),
    }


def bulk2(sf, wish):
    rows = wish["rows"]
    inserted = sf.bulk2.Lead.insert(records=rows, wait=1)
    job = inserted[0]["job_id"]
    everything = sf.bulk2.Lead.get_all_ingest_records(job)
    upserted = sf.bulk2.Lead.upsert(records=wish["upserts"], external_id_field="Ext__c", wait=1)
    pages = list(sf.bulk2.Lead.query(wish["query"], max_records=wish["page"], wait=1))
    ids = [{"Id": row["Id"]} for page in pages for row in csv.DictReader(page.splitlines())]
    updated = sf.bulk2.Lead.update(records=[{**one, "Company": "Updated"} for one in ids[:5]], wait=1)
    deleted = sf.bulk2.Lead.delete(records=ids[:2], wait=1)
    return {
        "inserted": inserted,
        "everything": everything,
        "upserted": upserted,
        "pages": [list(csv.DictReader(page.splitlines())) for page in pages],
        "updated": updated,
        "deleted": deleted,
        "withDeleted": sum(len(page.splitlines()) - 1 for page in sf.bulk2.Lead.query_all(wish["query"], wait=1)),
    }


def bulk1(sf, wish):
    inserted = sf.bulk.Lead.insert(wish["rows"])
    ids = [{"Id": one["id"]} for one in inserted if one["success"]]
    updated = sf.bulk.Lead.update([{**one, "Company": "Updated"} for one in ids], batch_size=2)
    upserted = sf.bulk.Lead.upsert(wish["upserts"], "Ext__c")
    read = sf.bulk.Lead.query(wish["query"])
    deleted = sf.bulk.Lead.delete(ids[:1])
    return {
        "inserted": inserted,
        "updated": updated,
        "upserted": upserted,
        "read": plain(read),
        "deleted": deleted,
        "withDeleted": plain(sf.bulk.Lead.query_all(wish["query"])),
    }


def changes(sf, wish):
    now = datetime.now(timezone.utc).replace(microsecond=0)
    kept, gone = (sf.Contact.create({"LastName": name})["id"] for name in ("Kept", "Gone"))
    sf.Contact.delete(gone)
    window = (now - timedelta(days=1), now + timedelta(minutes=5))
    return {
        "kept": kept,
        "gone": gone,
        "updated": sf.Contact.updated(*window),
        "deleted": sf.Contact.deleted(*window),
        "tooOld": error(lambda: sf.Contact.updated(now - timedelta(days=31), now)),
    }


def describes(sf, _):
    lead = sf.Lead.describe()
    fields = {field["name"]: field for field in lead["fields"]}
    return {
        "objects": [one["name"] for one in sf.describe()["sobjects"]],
        "keyPrefix": lead["keyPrefix"],
        "fields": {name: [fields[name]["type"], fields[name]["length"]] for name in ("LastName", "Email", "Ext__c")},
        "required": sorted(
            name
            for name, field in fields.items()
            if field["createable"] and not field["nillable"] and not field["defaultedOnCreate"]
        ),
        "basic": sf.Lead.metadata()["objectDescribe"],
        "limits": sf.limits()["DailyApiRequests"],
        "usage": list(sf.api_usage["api-usage"]),
        "sandbox": sf.is_sandbox(),
    }


def composite(sf, wish):
    answer = sf.restful("composite", method="POST", json=wish["requests"])
    return {"answers": [[one["referenceId"], one["httpStatusCode"], one["body"]] for one in answer["compositeResponse"]]}


def attempt(_, wish):
    """One call, and what the client makes of its answer; `session`: with a session id only, which it cannot renew."""
    sf = connect(timeout=wish.get("timeout"), session_id=wish.get("session"))
    began = time.monotonic()
    try:
        seen = {"answer": ATTEMPTS[wish["call"]](sf, wish)}
    except SalesforceError as refused:
        seen = {"error": type(refused).__name__, "status": refused.status, "code": refused.content[0]["errorCode"]}
    except requests.RequestException as broken:
        seen = {"error": type(broken).__name__}
    return {**seen, "ms": round((time.monotonic() - began) * 1000)}


ATTEMPTS = {
    "create": lambda sf, wish: sf.Lead.create(wish["records"][0])["id"],
    "query": lambda sf, wish: plain(sf.query_all(wish["soql"])["records"]),
    "bulk": lambda sf, wish: sf.bulk2.Lead.insert(records=wish["records"], wait=1),
    "collection": lambda sf, wish: sf.restful(
        "composite/sobjects",
        method="POST",
        json={"records": [{"attributes": {"type": "Lead"}, **record} for record in wish["records"]]},
    ),
}


def rows(sf, wish):
    return {name: plain(sf.query_all(soql, include_deleted=True)["records"]) for name, soql in wish.items()}


ALL = (login, records, queries, bulk2, bulk1, changes, describes, composite, attempt, rows)
PARTS = {part.__name__: part for part in ALL}

if __name__ == "__main__":
    wish = json.loads(sys.argv[2]) if len(sys.argv) > 2 else {}
    part = PARTS[sys.argv[1]]
    print(json.dumps(part(None if part is attempt else connect(), wish)))
