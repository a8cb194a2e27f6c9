"""snowpy3: keys, records, several at once, changes and deletions by query, over JSONv2."""

import os

from snowpy3 import SNOWPY3
from snowpy3.Connection import Auth

from steps import ADDRESS, run

CONNECTION = Auth("admin", "admin", ADDRESS, verify=os.environ["REQUESTS_CA_BUNDLE"])
INCIDENTS = SNOWPY3.Incident(CONNECTION)
MANY = {"correlation_display": "many"}


def lists_keys_and_fetches_records():
    assert len(INCIDENTS.list(MANY)["records"]) == 250
    assert len(INCIDENTS.list_by_query("correlation_display=many^correlation_idINm1,m2")["records"]) == 2
    record = INCIDENTS.fetch_one({"correlation_id": "m9"})
    assert record["number"] == "INC0900009" and record["state"] == "New", record
    assert record["__status"] == "success"
    among = INCIDENTS.fetch_all({"correlation_id": ["m3", "m4"]})["records"]
    assert {row["correlation_id"] for row in among} == {"m3", "m4"}
    assert not INCIDENTS.fetch_all_by_query("correlation_id=none")["records"]


def creates_one_and_several():
    made = INCIDENTS.create({"short_description": "by snowpy3", "impact": "1", "urgency": "1"})["records"]
    assert [row["priority"] for row in made] == ["1"], made
    several = {"records": [{"short_description": "by snowpy3"}, {"short_description": "by snowpy3"}]}
    assert len(INCIDENTS.create_multiple(several)["records"]) == 2


def changes_and_deletes_by_query():
    changed = INCIDENTS.update({"short_description": "by snowpy3"}, {"state": "2"})["records"]
    assert [row["state"] for row in changed] == ["2"] * 3
    assert len(INCIDENTS.last_updated(5)["records"]) >= 3
    gone = INCIDENTS.delete(changed[0]["sys_id"])["records"]
    assert gone[0]["sys_id"] == changed[0]["sys_id"]
    INCIDENTS.delete_multiple("short_description=by snowpy3")
    assert INCIDENTS.list({"short_description": "by snowpy3"})["records"] == []


def reads_other_tables():
    for table, words in [(SNOWPY3.User, "beth.anglin"), (SNOWPY3.Group, "Network"), (SNOWPY3.Server, "LNX-001")]:
        rows = table(CONNECTION).fetch_all({})["records"]
        assert any(words in (row.get("user_name"), row.get("name")) for row in rows), table


run(
    lists_keys_and_fetches_records,
    creates_one_and_several,
    changes_and_deletes_by_query,
    reads_other_tables,
)
