"""What schemathesis cannot know about the API by its description alone."""

import json
import os
import uuid

import schemathesis

# The smallest thing that is taken as a PDF: without it no certificate would ever be filed.
PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Closes answers: a field that the description does not name is a fault. Bodies that are read strictly say so already."""
    schemas = raw_schema["components"]["schemas"]
    parts = {part.get("$ref") for schema in schemas.values() for part in schema.get("allOf", [])}
    for name, schema in schemas.items():
        if "allOf" in schema:
            schema["unevaluatedProperties"] = False
        elif "properties" in schema and f"#/components/schemas/{name}" not in parts and name not in OPEN:
            schema.setdefault("additionalProperties", False)


# A request inside a batch has the fields of a single one; a problem is part of each error.
OPEN = {"BatchRequest", "Problem"}


@schemathesis.hook
def before_call(context, case, kwargs):
    """Takes a fresh key each time, as callers do: a key that was used for another call is a 400 and shows nothing else.

    Puts a real document into forms that are meant to fit, and names what is there.
    """
    key = (case.headers or {}).get("Idempotency-Key")
    if key and key.isascii() and key.isprintable():
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
    if not os.environ["CERTLANE_KEY"]:
        (case.headers or {}).pop("Authorization", None)
    fits = case.meta is not None and case.meta.generation.mode.is_positive
    if fits and case.operation.path.startswith("/api/v1/"):
        name_filed(case)
    if fits and isinstance(case.body, dict) and "file" in case.body:
        case.body["file"] = [PAPER] if case.operation.path == "/tax/certificates" else PAPER


# What fuzz.js filed by Commenda's face, by the names of parameters and fields.
FILED = json.loads(os.environ["CERTLANE_FILED"])


def name_filed(case):
    """Names what is there: lists of Commenda's face are of a customer, whose id no link leads into a query or a body."""
    if case.method == "DELETE":
        return
    for holder in (case.path_parameters, case.query, case.body):
        if isinstance(holder, dict):
            holder.update({name: value for name, value in FILED.items() if name in holder})
