"""snowloader: sweeps that check themselves, deltas with deletions, loaders of documents, OAuth."""

import os
import socket
from datetime import datetime, timedelta, timezone

import requests
from snowloader import (
    AttachmentLoader,
    CatalogLoader,
    ChangeLoader,
    CMDBLoader,
    IncidentLoader,
    KnowledgeBaseLoader,
    ProblemLoader,
    RelationshipLoader,
    SnowConnection,
    SnowConnectionError,
    TableLoader,
)

from steps import ADDRESS, refused, run

# The client wants a name with a dot, and no resolver has to know those below localhost (RFC 6761).
HOST = ADDRESS.replace("127.0.0.1", "instance.localhost")
resolve = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **named: resolve(
    "127.0.0.1" if host == "instance.localhost" else host, *rest, **named
)
ADMIN = {"username": "admin", "password": "admin"}
CLIENT = {"client_id": os.environ["CLIENT_ID"], "client_secret": os.environ["CLIENT_SECRET"]}
MANY = "correlation_display=many"


def connection(**options):
    return SnowConnection(HOST, verify=os.environ["SSL_CERT_FILE"], **{**ADMIN, **options})


def a_sweep_counts_itself_by_offset_and_by_key():
    with connection(page_size=40) as conn:
        assert conn.get_count("incident", query=MANY) == 250
        for keyset in (False, True):
            rows = list(conn.get_records("incident", query=MANY, verify=True, keyset=keyset))
            assert len({row["sys_id"] for row in rows}) == 250
        assert len(list(conn.get_records("incident", query=MANY, limit=75))) == 75


def pages_are_fetched_side_by_side():
    with connection(page_size=30, display_value="all") as conn:
        rows = list(conn.concurrent_get_records("incident", query=MANY, max_workers=4, fields=["sys_id", "caller_id"]))
        assert len({row["sys_id"]["value"] for row in rows}) == 250
        assert {row["caller_id"]["display_value"] for row in rows} == {"Beth Anglin"}


def a_delta_tells_new_and_deleted_records():
    since = datetime.now(timezone.utc) - timedelta(minutes=30)
    with connection(display_value="false") as conn:
        gone = next(conn.get_records("incident", query=MANY + "^correlation_id=m7", fields=["sys_id"]))["sys_id"]
        deleted = requests.delete(f"{HOST}/api/now/table/incident/{gone}", auth=("admin", "admin"))
        assert deleted.status_code == 204
        report = conn.reconcile("task", since, query=MANY, fields=["number"])
        assert len(report.added) + len(report.updated) == 249, str(report)
        assert [(row["sys_id"], row["table"]) for row in report.deleted] == [(gone, "incident")]


def every_loader_makes_documents():
    with connection() as conn:
        for loader, words in [
            (IncidentLoader, "INC"),
            (ChangeLoader, "CHG"),
            (ProblemLoader, "PRB"),
            (CMDBLoader, "LNX-001"),
            (KnowledgeBaseLoader, "phone"),
            (CatalogLoader, "laptop"),
        ]:
            documents = loader(connection=conn).load()
            assert any(words in document.page_content for document in documents), loader
        assert TableLoader(connection=conn, table="sys_user_group").load()


def relations_and_files_are_loaded():
    with connection() as conn:
        items = {row["name"]: row["sys_id"] for row in conn.get_records("cmdb_ci", query="nameINLNX-001,APP-001")}
        kind = next(conn.get_records("cmdb_rel_type", query="name=Runs on::Runs"))["sys_id"]
        relation = {"parent": items["APP-001"], "child": items["LNX-001"], "type": kind}
        made = requests.post(f"{HOST}/api/now/table/cmdb_rel_ci", json=relation, auth=("admin", "admin"))
        assert made.status_code == 201
        [document] = RelationshipLoader(connection=conn).load()
        assert "LNX-001" in document.page_content
        [server] = CMDBLoader(connection=conn, query="name=LNX-001", include_relationships=True).load()
        assert "APP-001" in server.page_content, server.page_content
        note = {"table_name": "cmdb_ci", "table_sys_id": items["LNX-001"], "file_name": "note.txt"}
        headers = {"Content-Type": "text/plain"}
        path = f"{HOST}/api/now/attachment/file"
        sent = requests.post(path, params=note, data="kept", headers=headers, auth=("admin", "admin"))
        assert sent.status_code == 201
        [(row, content)] = AttachmentLoader(connection=conn).iter_files()
        assert content == b"kept" and row["file_name"] == "note.txt"


def tokens_are_fetched_and_refusals_told():
    with connection(**CLIENT) as conn:
        assert conn.auth_type == "oauth"
        assert conn.get_count("incident", query=MANY) == 249
        error = refused(SnowConnectionError, lambda: list(conn.get_records("no_such_table")))
        assert error.status_code == 400 and "Invalid table" in str(error), str(error)
        error = refused(SnowConnectionError, lambda: conn.get_record("incident", "0" * 32))
        assert error.status_code == 404
    with connection(client_id="none", client_secret="none") as conn:
        assert refused(SnowConnectionError, lambda: conn.get_count("incident")).status_code == 401


run(
    a_sweep_counts_itself_by_offset_and_by_key,
    pages_are_fetched_side_by_side,
    a_delta_tells_new_and_deleted_records,
    every_loader_makes_documents,
    relations_and_files_are_loaded,
    tokens_are_fetched_and_refusals_told,
)
