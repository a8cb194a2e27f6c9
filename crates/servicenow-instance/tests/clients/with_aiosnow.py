"""aiosnow: models whose fields check every value and its display value."""

import asyncio
import os
import tempfile

from aiosnow import Client
from aiosnow.exceptions import NoItems, RequestError
from aiosnow.models import AttachmentModel
from aiosnow.models.table.declared import IncidentModel

from steps import HOST, run


def inside(step):
    """The step with a model of incidents, as a plain function."""

    async def with_model():
        client = Client(HOST, basic_auth=("admin", "admin"))
        async with IncidentModel(client, table_name="incident") as incidents:
            await step(incidents)

    def plain():
        asyncio.run(with_model())

    plain.__name__ = step.__name__
    return plain


@inside
async def creates_reads_updates_and_deletes(incidents):
    made = await incidents.create({"short_description": "made by aiosnow", "impact": 1, "urgency": 2})
    number = made["number"]
    found = await incidents.get_one(IncidentModel.number == number)
    assert found["sys_id"] == made["sys_id"]
    assert (found["priority"].key, found["priority"].value) == (2, "2 - High"), found["priority"]
    changed = await incidents.update(IncidentModel.number == number, {"state": 2})
    assert (changed["state"].key, changed["state"].value) == (2, "In Progress")
    assert (await incidents.delete(IncidentModel.number == number)).status == 204
    try:
        await incidents.get_one(IncidentModel.number == number)
    except NoItems:
        return
    raise AssertionError("the record is still there")


@inside
async def streams_pages(incidents):
    query = IncidentModel.correlation_display == "many"
    seen = set()
    async for _, record in incidents.stream(query, limit=1000, page_size=60):
        seen.add(record["correlation_id"])
    assert len(seen) == 250, len(seen)


@inside
async def combines_conditions(incidents):
    either = (IncidentModel.correlation_id == "m1") | (IncidentModel.correlation_id == "m2")
    found = await incidents.get((IncidentModel.correlation_display == "many") & either)
    assert len(found) == 2
    starts = IncidentModel.short_description.starts_with("number 24")
    assert len(await incidents.get(starts, limit=50)) == 11


@inside
async def uploads_and_downloads(incidents):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "note.txt"), "w") as file:
            file.write("kept by the instance")
        record = IncidentModel.correlation_id == "m9"
        uploaded = await incidents.upload_file(record, os.path.join(folder, "note.txt"))
        assert uploaded["file_name"] == "note.txt"
        back = os.path.join(folder, "back")
        os.mkdir(back)
        await incidents.download_file(AttachmentModel.sys_id == uploaded["sys_id"], back)
        with open(os.path.join(back, "note.txt")) as file:
            assert file.read() == "kept by the instance"


@inside
async def refusals_are_told(incidents):
    try:
        await incidents.update("0" * 32, {"state": 2})
    except RequestError as error:
        assert "No Record found" in str(error), error
        return
    raise AssertionError("an unknown record was changed")


run(
    creates_reads_updates_and_deletes,
    streams_pages,
    combines_conditions,
    uploads_and_downloads,
    refusals_are_told,
)
