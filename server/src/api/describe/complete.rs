//! What holds for every call and so is written once: version, key, common errors, links.

use serde_json::{Map, Value, json};

use super::problems;

/// A thing that addresses name.
struct Thing {
    /// The name of its id in addresses.
    parameter: &'static str,
    /// The name of the id's schema.
    schema: &'static str,
    /// The type of the error where there is no such thing.
    not_found: &'static str,
}

const THINGS: [Thing; 6] = [
    Thing { parameter: "customer_id", schema: "CustomerId", not_found: "CUSTOMER_NOT_FOUND" },
    Thing { parameter: "certificate_request_id", schema: "RequestId", not_found: "CERTIFICATE_REQUEST_NOT_FOUND" },
    Thing { parameter: "certificate_id", schema: "CertificateId", not_found: "CERTIFICATE_NOT_FOUND" },
    Thing { parameter: "snapshot_id", schema: "SnapshotId", not_found: "SNAPSHOT_NOT_FOUND" },
    Thing { parameter: "webhook_endpoint_id", schema: "WebhookEndpointId", not_found: "WEBHOOK_ENDPOINT_NOT_FOUND" },
    Thing { parameter: "webhook_delivery_id", schema: "WebhookDeliveryId", not_found: "WEBHOOK_DELIVERY_NOT_FOUND" },
];

/// Answers that every call can get, by their names among the components.
const COMMON: [(&str, u16, &str); 4] = [
    ("Unauthorized", 401, "UNAUTHORIZED"),
    ("TooOften", 429, "RATE_LIMITED"),
    ("LargeHeaders", 431, "ERROR"),
    ("Unavailable", 503, "ERROR"),
];

/// Answers that only some can get.
const MORE: [(&str, u16, &str); 3] =
    [("Forbidden", 403, "FORBIDDEN"), ("TooLarge", 413, "ERROR"), ("OtherType", 415, "ERROR")];

/// Headers of every answer of success, and whether they are always there.
const HEADERS: [(&str, bool, &str); 5] = [
    ("X-Request-Id", true, "The id of this call; tell it to the operator when something is odd."),
    ("X-API-Version", true, "The version of the shapes in this answer."),
    ("RateLimit-Limit", false, "How many calls fit into a burst."),
    ("RateLimit-Remaining", false, "How many of them are left."),
    ("RateLimit-Reset", false, "In how many seconds all of them are there again."),
];

/// Adds to each operation what no handler says by itself, and to each schema what its attributes cannot say.
pub(super) fn complete(api: &mut Value) {
    name_objects(&mut api["components"]["schemas"]);
    allow_blanks(&mut api["components"]["schemas"]);
    let links = Links::find(api);
    let schemas = api["components"]["schemas"].take();
    for (path, item) in fields(&mut api["paths"]) {
        for (method, operation) in fields(item) {
            let call = Call { path, method };
            call.add_parameters(operation);
            call.settle_body(operation, &schemas);
            call.add_answers(operation);
            links.add(path, operation, &schemas);
        }
    }
    api["components"]["schemas"] = schemas;
    add_components(&mut api["components"]);
}

/// An object, name by name; nothing where it is none.
fn fields(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}

/// `object` says what a thing is: its only value is the one of the example.
fn name_objects(schemas: &mut Value) {
    for (_, schema) in fields(schemas) {
        let whole = schema.pointer_mut("/properties/object").and_then(Value::as_object_mut);
        if let Some(object) = whole
            && let Some(word) = object.remove("example")
        {
            object.insert("const".to_owned(), word);
        }
    }
}

/// In what is sent, an empty text is the same as null: forms and spreadsheets know no null.
fn allow_blanks(schemas: &mut Value) {
    let before = schemas.clone();
    for (name, schema) in fields(schemas) {
        if schema["additionalProperties"] == false || name == "BatchRequest" {
            fields(&mut schema["properties"]).for_each(|(_, property)| allow_blank(property, &before));
        }
    }
}

fn allow_blank(property: &mut Value, schemas: &Value) {
    let null = json!({ "type": "null" });
    let mut text = match property["oneOf"].as_array() {
        Some(either) if either.contains(&null) => either.iter().find(|one| **one != null).cloned().unwrap_or_default(),
        _ if property["type"] == json!(["string", "null"]) => json!({ "type": "string", "format": property["format"] }),
        _ => return,
    };
    if named(&text, schemas).unwrap_or(&text)["type"] != "string" {
        return;
    }
    let described =
        [&*property, &text].map(|told| told["description"].clone()).into_iter().find(|told| !told.is_null());
    if let Some(text) = text.as_object_mut() {
        text.retain(|name, value| name != "description" && !value.is_null());
    }
    *property = json!({ "anyOf": [text, { "enum": ["", null] }] });
    if let Some(described) = described {
        property["description"] = described;
    }
}

/// One operation: where, and how.
struct Call<'a> {
    path: &'a str,
    method: &'a str,
}

impl Call<'_> {
    fn things(&self) -> impl Iterator<Item = &'static Thing> {
        THINGS.iter().filter(|thing| names(self.path, thing))
    }

    fn add_parameters(&self, operation: &mut Value) {
        let mut parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let described = |parameters: &[Value], name: &str| parameters.iter().any(|known| known["name"] == name);
        for thing in self.things().filter(|thing| !described(&parameters, thing.parameter)).collect::<Vec<_>>() {
            parameters.push(json!({
                "name": thing.parameter, "in": "path", "required": true, "schema": { "$ref": schema(thing.schema) },
            }));
        }
        parameters.push(json!({ "$ref": "#/components/parameters/Version" }));
        if self.method == "post" {
            parameters.push(json!({ "$ref": "#/components/parameters/IdempotencyKey" }));
        }
        operation["parameters"] = parameters.into();
    }

    /// No body at all is an empty object, so it may be left out where no field is needed.
    fn settle_body(&self, operation: &mut Value, schemas: &Value) {
        let Some(body) = operation.get_mut("requestBody") else { return };
        let content = &body["content"]["application/json"]["schema"];
        let needs = content.is_null() || named(content, schemas).is_none_or(|schema| schema.get("required").is_some());
        body["required"] = needs.into();
    }

    fn add_answers(&self, operation: &mut Value) {
        let has_body = operation.get("requestBody").is_some();
        for (status, answer) in fields(&mut operation["responses"]) {
            match status.parse().unwrap_or(0) {
                ..300 => settle_success(status, answer),
                // Types were merely listed.
                _ => *answer = json!({ "types": answer["description"] }),
            }
        }
        let conflicts = operation["responses"].get("409").is_some();
        let unknown = operation["responses"].get("404").is_some();
        let mut add = |status: u16, types: &[&str]| {
            let answer = &mut operation["responses"][status.to_string()];
            let listed = answer["types"].as_str().unwrap_or_default().to_owned();
            let all = listed.split(", ").filter(|kind| !kind.is_empty()).chain(types.iter().copied());
            *answer = problems::answer(status, &all.collect::<Vec<_>>());
        };
        add(400, &self.mistakes(has_body));
        let missing: Vec<_> = self.things().map(|thing| thing.not_found).collect();
        match &missing[..] {
            [] if unknown => add(404, &[]),
            [] => {}
            // What is no part of any address at all is not there either.
            things => add(404, &[things, &["ERROR"]].concat()),
        }
        if self.method == "post" {
            add(409, &["IDEMPOTENCY_KEY_IN_USE", "IDEMPOTENCY_ANSWER_LOST"]);
        } else if conflicts {
            add(409, &[]);
        }
        self.add_common_answers(&mut operation["responses"], has_body);
    }

    /// The types of a 400.
    fn mistakes(&self, has_body: bool) -> Vec<&'static str> {
        let mut types =
            vec!["INCORRECT_TYPE", "UNRECOGNIZED_FIELD", "MISSING_FIELD", "TESTMODE_NOT_SUPPORTED", "ERROR"];
        types.extend(has_body.then_some("INVALID_EMAIL"));
        types.extend((self.method == "post").then_some("IDEMPOTENCY_KEY_REUSED"));
        types
    }

    fn add_common_answers(&self, answers: &mut Value, has_body: bool) {
        let more =
            MORE.into_iter().filter(|(_, status, _)| if *status == 403 { self.method != "get" } else { has_body });
        for (name, status, _) in COMMON.into_iter().chain(more) {
            answers[status.to_string()] = json!({ "$ref": format!("#/components/responses/{name}") });
        }
    }
}

fn settle_success(status: &str, answer: &mut Value) {
    if answer["description"].as_str().is_none_or(str::is_empty) {
        answer["description"] = if status == "201" { "It was made." } else { "It is done." }.into();
    }
    let headers =
        HEADERS.map(|(name, ..)| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") })));
    answer["headers"] = Map::from_iter(headers).into();
}

fn names(path: &str, thing: &Thing) -> bool {
    path.split('/').any(|part| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) == Some(thing.parameter))
}

fn schema(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

/// The schema that a reference leads to.
fn named<'a>(reference: &Value, schemas: &'a Value) -> Option<&'a Value> {
    schemas.get(reference["$ref"].as_str()?.strip_prefix("#/components/schemas/")?)
}

/// What can be done with each thing: the operations whose address names it.
struct Links(Vec<(&'static Thing, Vec<String>)>);

impl Links {
    fn find(api: &Value) -> Self {
        let about = |thing: &'static Thing| {
            let paths = api["paths"].as_object().into_iter().flatten().filter(|(path, _)| names(path, thing));
            let operations = paths.flat_map(|(_, item)| item.as_object().into_iter().flatten());
            let ids = operations.filter_map(|(_, operation)| operation["operationId"].as_str().map(str::to_owned));
            (thing, ids.collect())
        };
        Self(THINGS.iter().map(about).collect())
    }

    /// Leads on from the ids in an operation's answer of success to all that can be done with what they name.
    fn add(&self, path: &str, operation: &mut Value, schemas: &Value) {
        for (_, answer) in fields(&mut operation["responses"]).filter(|(status, _)| status.starts_with('2')) {
            let links: Map<_, _> = ids(&answer["content"]["application/json"]["schema"], schemas)
                .flat_map(|(way, id)| self.from(path, &way, id))
                .collect();
            if !links.is_empty() {
                answer["links"] = links.into();
            }
        }
    }

    /// Not to what the call itself was about: its caller knows the way.
    fn from<'a>(&'a self, path: &str, way: &str, id: &Value) -> impl Iterator<Item = (String, Value)> + use<'a> {
        let named = self.0.iter().find(|(thing, _)| id["$ref"] == schema(thing.schema) && !names(path, thing));
        let way = format!("$response.body#{way}");
        named.into_iter().flat_map(move |(thing, operations)| {
            let way = way.clone();
            let link = move |id: &String| json!({ "operationId": id, "parameters": { thing.parameter: way } });
            operations.iter().map(move |id| (id.clone(), link(id)))
        })
    }
}

/// The values in an answer that are always there and may be ids, with the way to each; of a list those of its first row.
fn ids<'a>(answer: &Value, schemas: &'a Value) -> impl Iterator<Item = (String, &'a Value)> {
    let whole = named(answer, schemas).unwrap_or(&Value::Null);
    let always = |name: &str| whole["required"].as_array().is_none_or(|names| names.iter().any(|known| known == name));
    properties(whole, schemas).filter(move |(name, _)| always(name)).map(move |(name, property)| {
        let row = named(&property["items"], schemas);
        match row.and_then(|row| properties(row, schemas).find(|(name, _)| *name == "id")) {
            Some((_, id)) => (format!("/{name}/0/id"), id),
            None => (format!("/{name}"), property),
        }
    })
}

/// The properties of an object, and of those that it is made of.
fn properties<'a>(whole: &'a Value, schemas: &'a Value) -> Box<dyn Iterator<Item = (&'a String, &'a Value)> + 'a> {
    let own = whole["properties"].as_object().into_iter().flatten();
    let parts = whole["allOf"].as_array().into_iter().flatten();
    Box::new(own.chain(parts.flat_map(move |part| properties(named(part, schemas).unwrap_or(part), schemas))))
}

/// What operations refer to.
fn add_components(components: &mut Value) {
    components["parameters"] = json!({
        "Version": {
            "name": "X-API-Version", "in": "header", "required": false,
            "description": "The version of the shapes that you speak; without it the newest.",
            "schema": { "type": "string", "enum": super::tax::VERSIONS },
        },
        "IdempotencyKey": {
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "1 to 255 letters, digits and signs of your choice. The same call with the same key gets the \
                            first answer for 24 hours, and nothing happens twice.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" },
        },
    });
    let answers = COMMON.into_iter().chain(MORE);
    let answers = answers.map(|(name, status, kind)| (name.to_owned(), problems::answer(status, &[kind])));
    components["responses"] = Map::from_iter(answers).into();
    let header = |(name, always, about): (&str, bool, &str)| {
        let kind = if name.starts_with("RateLimit") { "integer" } else { "string" };
        (name.to_owned(), json!({ "description": about, "required": always, "schema": { "type": kind } }))
    };
    components["headers"] = Map::from_iter(HEADERS.map(header)).into();
}
