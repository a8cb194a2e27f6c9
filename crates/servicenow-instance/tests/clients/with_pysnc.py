"""ServiceNow's own client: GlideRecord over the Table API, attachments, batches."""

import io

from pysnc import ServiceNowClient, exceptions

from steps import ADDRESS, refused, run

ITIL = ServiceNowClient(ADDRESS, ("itil", "itil"))
ADMIN = ServiceNowClient(ADDRESS, ("admin", "admin"))


def creates_reads_updates_and_deletes():
    record = ADMIN.GlideRecord("incident")
    record.initialize()
    record.short_description = "Printer on fire"
    record.impact, record.urgency = 2, 2
    sys_id = str(record.insert())
    assert record.number.get_value().startswith("INC00"), record.number
    assert record.priority == "3", record.priority

    again = ADMIN.GlideRecord("incident")
    assert again.get(sys_id)
    assert again.get_display_value("priority") == "3 - Moderate"
    again.state = 2
    again.work_notes = "looked at it"
    assert str(again.update()) == sys_id
    assert again.get_display_value("state") == "In Progress"
    assert "looked at it" in again.get_display_value("work_notes")
    assert again.sys_mod_count == "1"

    assert again.delete()
    assert not ADMIN.GlideRecord("incident").get(sys_id)


def keeps_an_id_of_its_own():
    record = ADMIN.GlideRecord("incident")
    record.initialize()
    record.set_new_guid_value("c0ffee00c0ffee00c0ffee00c0ffee00")
    record.short_description = "known beforehand"
    assert str(record.insert()) == "c0ffee00c0ffee00c0ffee00c0ffee00"
    assert "Unique Key violation" in str(refused(exceptions.RoleException, record.insert))
    assert record.delete()


def pages_through_hundreds():
    records = ADMIN.GlideRecord("incident", batch_size=60)
    records.fields = "sys_id,correlation_id"
    records.add_query("correlation_display", "many")
    records.order_by("sys_id")
    records.query()
    assert len(records) == 250, len(records)
    seen = [record.get_value("correlation_id") for record in records]
    assert len(seen) == 250 and len(set(seen)) == 250, len(set(seen))


def limits_over_pages():
    records = ADMIN.GlideRecord("incident", batch_size=10)
    records.add_query("correlation_display", "many")
    records.limit = 25
    records.query()
    assert sum(1 for _ in records) == 25


def queries_with_conditions():
    def count(fill):
        records = ADMIN.GlideRecord("incident")
        records.add_query("correlation_display", "many")
        fill(records)
        records.query()
        return records.get_row_count()

    assert count(lambda records: records.add_query("short_description", "CONTAINS", "number 24")) == 11
    assert count(lambda records: records.add_query("short_description", "STARTSWITH", "number 24")) == 11
    assert count(lambda records: records.add_query("number", "IN", "none,of,these")) == 0
    assert count(lambda records: records.add_not_null_query("caller_id")) == 250
    assert count(lambda records: records.add_null_query("caller_id")) == 0
    either = lambda records: records.add_query("correlation_id", "m1").add_or_condition("correlation_id", "m2")
    assert count(either) == 2
    assert count(lambda records: records.add_encoded_query("caller_id.user_name=beth.anglin")) == 250


def walks_over_references():
    record = ADMIN.GlideRecord("incident")
    record.fields = ["caller_id", "caller_id.email", "caller_id.manager", "nothing"]
    record.add_query("correlation_id", "m7")
    record.query()
    assert record.next()
    assert record.get_display_value("caller_id") == "Beth Anglin"
    assert record.get_value("caller_id.email") == "beth.anglin@example.com"
    assert record.get_value("nothing") is None


def joins_and_counts_related_records():
    groups = ADMIN.GlideRecord("sys_user_group")
    join = groups.add_join_query("sys_user_grmember", join_table_field="group")
    join.add_query("user.user_name", "beth.anglin")
    groups.query()
    members = ADMIN.GlideRecord("sys_user_grmember")
    members.add_query("user.user_name", "beth.anglin")
    members.query()
    assert groups.get_row_count() == members.get_row_count() > 0

    users = ADMIN.GlideRecord("sys_user")
    users.add_rl_query("incident", "caller_id", ">=250", True)
    users.query()
    assert [user.get_value("user_name") for user in users] == ["beth.anglin"]


def uploads_and_downloads():
    record = ADMIN.GlideRecord("incident")
    assert record.get("correlation_id", "m1")
    content = bytes(range(256)) * 300
    record.add_attachment("all bytes.bin", io.BytesIO(content), content_type="application/x-test")
    files = record.get_attachments()
    assert len(files) == 1
    for file in files:
        assert file.file_name == "all bytes.bin", file.file_name
        assert file.read() == content
        file.delete()
    assert len(record.get_attachments()) == 0


def changes_many_in_batches():
    records = ADMIN.GlideRecord("incident", batch_size=20)
    records.add_query("correlation_display", "many")
    records.add_query("correlation_id", "STARTSWITH", "m24")
    records.query()
    for record in records:
        record.short_description = "all at once"
    assert records.update_multiple()
    changed = ADMIN.GlideRecord("incident")
    changed.add_query("short_description", "all at once")
    changed.query()
    assert changed.get_row_count() == 11
    assert changed.delete_multiple()
    changed = ADMIN.GlideRecord("incident")
    changed.add_query("short_description", "all at once")
    changed.query()
    assert changed.get_row_count() == 0


def long_queries_go_through_a_batch():
    records = ADMIN.GlideRecord("incident")
    ids = ",".join(["m1", "m2"] + [f"{number:032x}" for number in range(400)])
    records.add_query("correlation_id", "IN", ids)
    records.query()
    assert records.get_row_count() == 2


def refusals_are_told_apart():
    record = ITIL.GlideRecord("no_such_table")
    refused(exceptions.RequestException, record.query)
    nobody = ServiceNowClient(ADDRESS, ("admin", "wrong"))
    error = refused(exceptions.AuthenticationException, nobody.GlideRecord("incident").query)
    assert "not authenticated" in str(error).lower(), error
    assert "required to provide auth information" in str(error).lower(), error
    users = ITIL.GlideRecord("sys_user_has_role")
    users.initialize()
    users.user = "6816f79cc0a8016401c5a33be04be441"
    refused(exceptions.RoleException, users.insert)
    closed = ITIL.GlideRecord("incident")
    assert closed.get("correlation_id", "m1")
    closed.state = 7
    error = refused(exceptions.RoleException, closed.update)
    assert "Resolution code" in str(error), error


run(
    creates_reads_updates_and_deletes,
    keeps_an_id_of_its_own,
    pages_through_hundreds,
    limits_over_pages,
    queries_with_conditions,
    walks_over_references,
    joins_and_counts_related_records,
    uploads_and_downloads,
    changes_many_in_batches,
    long_queries_go_through_a_batch,
    refusals_are_told_apart,
)
