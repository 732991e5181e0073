//! What holds for every call and so is written once: version, key, common errors, links.

use serde_json::{Map, Value, json};

use super::{
    examples::example,
    faces::{Envelope, FACES, Face, Thing},
    problems,
};

/// Headers of answers, and whether they are always there.
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
    let schemas = api["components"]["schemas"].take();
    for face in FACES {
        complete_face(face, &mut api["paths"], &schemas);
    }
    api["components"]["schemas"] = schemas;
    add_components(&mut api["components"]);
}

fn complete_face(face: &'static Face, paths: &mut Value, schemas: &Value) {
    for (_, item) in of(face, paths) {
        for (_, operation) in fields(item) {
            let name = operation["operationId"].as_str().unwrap_or_default();
            operation["operationId"] = format!("{}{name}", face.operations).into();
        }
    }
    let links = Links::find(face, paths);
    for (path, item) in of(face, paths) {
        for (method, operation) in fields(item) {
            let call = Call { face, path, method };
            call.add_parameters(operation);
            call.settle_body(operation, schemas);
            call.add_answers(operation, schemas);
            links.add(path, operation, schemas);
        }
    }
}

/// The addresses of a face.
fn of<'a>(face: &'static Face, paths: &'a mut Value) -> impl Iterator<Item = (&'a String, &'a mut Value)> {
    fields(paths).filter(|(path, _)| path.starts_with(face.root))
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
            let properties = schema.get_mut("properties").into_iter().flat_map(fields);
            properties.for_each(|(_, property)| allow_blank(property, &before));
        }
    }
}

fn allow_blank(property: &mut Value, schemas: &Value) {
    let null = json!({ "type": "null" });
    let mut text = match property["oneOf"].as_array() {
        Some(either) if either.contains(&null) => either.iter().find(|one| **one != null).cloned().unwrap_or_default(),
        // A list of words says by itself whether the empty text is one.
        _ if property["type"] == json!(["string", "null"]) && property["enum"].is_null() => {
            json!({ "type": "string", "format": property["format"] })
        }
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

/// One operation: whose, where, and how.
struct Call<'a> {
    face: &'static Face,
    path: &'a str,
    method: &'a str,
}

impl Call<'_> {
    fn things(&self) -> impl Iterator<Item = &'static Thing> {
        self.face.things.iter().filter(|thing| names(self.path, thing))
    }

    fn add_parameters(&self, operation: &mut Value) {
        let mut parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let described = |parameters: &[Value], name: &str| parameters.iter().any(|known| known["name"] == name);
        for thing in self.things().filter(|thing| !described(&parameters, thing.parameter)).collect::<Vec<_>>() {
            parameters.push(json!({
                "name": thing.parameter, "in": "path", "required": true, "schema": { "$ref": schema(thing.schema) },
            }));
        }
        let repeatable = (self.method == "post").then_some(&"IdempotencyKey");
        let common = self.face.parameters.iter().chain(repeatable);
        parameters.extend(common.map(|name| json!({ "$ref": format!("#/components/parameters/{name}") })));
        operation["parameters"] = parameters.into();
    }

    /// No body at all is an empty object, so it may be left out where no field is needed.
    fn settle_body(&self, operation: &mut Value, schemas: &Value) {
        let Some(body) = operation.get_mut("requestBody") else { return };
        let content = &body["content"]["application/json"]["schema"];
        let needs = content.is_null() || named(content, schemas).is_none_or(|schema| schema.get("required").is_some());
        body["required"] = needs.into();
    }

    fn add_answers(&self, operation: &mut Value, schemas: &Value) {
        let has_body = operation.get("requestBody").is_some();
        for (status, answer) in fields(&mut operation["responses"]) {
            match status.parse().unwrap_or(0) {
                ..300 => self.settle_success(status, answer, schemas),
                // Types were merely listed.
                _ => *answer = json!({ "types": answer["description"] }),
            }
        }
        let answers = &mut operation["responses"];
        let conflicts = answers.get("409").is_some();
        let unknown = answers.get("404").is_some();
        self.add(answers, 400, &self.mistakes(has_body));
        let missing: Vec<_> = self.things().map(|thing| thing.not_found).collect();
        match &missing[..] {
            [] if unknown => self.add(answers, 404, &[]),
            [] => {}
            // What is no part of any address at all is not there either.
            things => self.add(answers, 404, &[things, &[self.face.nothing]].concat()),
        }
        if self.method == "post" {
            self.add(answers, 409, &["IDEMPOTENCY_KEY_IN_USE", "IDEMPOTENCY_ANSWER_LOST"]);
        } else if conflicts {
            self.add(answers, 409, &[]);
        }
        self.add_common_answers(answers, has_body);
    }

    /// An error with the types that were listed, and with these.
    fn add(&self, answers: &mut Value, status: u16, types: &[&str]) {
        let answer = &mut answers[status.to_string()];
        let listed = answer["types"].as_str().unwrap_or_default().to_owned();
        let all = listed.split(", ").filter(|kind| !kind.is_empty()).chain(types.iter().copied());
        *answer = problems::answer(self.face.shape, status, &all.collect::<Vec<_>>());
    }

    /// The types of a 400.
    fn mistakes(&self, has_body: bool) -> Vec<&'static str> {
        let in_bodies = if has_body { self.face.in_bodies } else { &[] };
        let repeatable = (self.method == "post").then_some(&"IDEMPOTENCY_KEY_REUSED");
        self.face.mistakes.iter().chain(in_bodies).chain(repeatable).copied().collect()
    }

    fn add_common_answers(&self, answers: &mut Value, has_body: bool) {
        for (name, status, kind) in self.face.common {
            let concerned = match status {
                403 => self.method != "get",
                408 | 413 | 415 => has_body,
                _ => true,
            };
            if answers.get(status.to_string()).is_some() {
                self.add(answers, *status, &[kind]);
            } else if concerned {
                answers[status.to_string()] =
                    json!({ "$ref": format!("#/components/responses/{}{name}", self.face.answers) });
            }
        }
    }

    fn settle_success(&self, status: &str, answer: &mut Value, schemas: &Value) {
        if answer["description"].as_str().is_none_or(str::is_empty) {
            answer["description"] = if status == "201" { "It was made." } else { "It is done." }.into();
        }
        if let Some(Envelope { message, .. }) = &self.face.envelope
            && let Some(content) = answer.pointer("/content/application~1json/schema")
        {
            let mut whole = example(content, schemas);
            whole[message] = answer["description"].clone();
            answer["content"]["application/json"]["example"] = whole;
        }
        let header = |name: &&str| ((*name).to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }));
        answer["headers"] = self.face.headers.iter().map(header).collect::<Map<_, _>>().into();
    }
}

fn names(path: &str, thing: &Thing) -> bool {
    path.split('/').any(|part| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) == Some(thing.parameter))
}

fn schema(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

/// The schema that a reference leads to.
pub(super) fn named<'a>(reference: &Value, schemas: &'a Value) -> Option<&'a Value> {
    schemas.get(reference["$ref"].as_str()?.strip_prefix("#/components/schemas/")?)
}

/// What can be done with each thing of a face: the operations whose address names it.
struct Links {
    face: &'static Face,
    operations: Vec<(&'static Thing, Vec<String>)>,
}

impl Links {
    fn find(face: &'static Face, paths: &mut Value) -> Self {
        let mut operations: Vec<_> = face.things.iter().map(|thing| (thing, Vec::new())).collect();
        for (path, item) in of(face, paths) {
            let ids: Vec<_> = fields(item).filter_map(|(_, operation)| operation["operationId"].as_str()).collect();
            for (_, about) in operations.iter_mut().filter(|(thing, _)| names(path, thing)) {
                about.extend(ids.iter().map(ToString::to_string));
            }
        }
        Self { face, operations }
    }

    /// Leads on from the ids in an operation's answer of success to all that can be done with what they name.
    fn add(&self, path: &str, operation: &mut Value, schemas: &Value) {
        for (_, answer) in fields(&mut operation["responses"]).filter(|(status, _)| status.starts_with('2')) {
            let Some(content) = answer.pointer("/content/application~1json/schema") else { continue };
            let (way, data) = self.inside(content, schemas);
            let links: Map<_, _> =
                ids(data, schemas).flat_map(|(rest, id)| self.from(path, &format!("{way}{rest}"), id)).collect();
            if !links.is_empty() {
                answer["links"] = links.into();
            }
        }
    }

    /// What was asked for, and the way to it.
    fn inside<'a>(&self, content: &'a Value, schemas: &'a Value) -> (String, &'a Value) {
        let Some(Envelope { data, .. }) = &self.face.envelope else { return (String::new(), content) };
        let whole = named(content, schemas).unwrap_or(content);
        (format!("/{data}"), &whole["properties"][data])
    }

    /// Not to what the call itself was about: its caller knows the way.
    fn from<'a>(&'a self, path: &str, way: &str, id: &Value) -> impl Iterator<Item = (String, Value)> + use<'a> {
        let named = self.operations.iter().find(|(thing, _)| id["$ref"] == schema(thing.schema) && !names(path, thing));
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
            "description": "1 to 255 letters, digits, signs and blanks of your choice. The same call with the same key gets the \
                            first answer for 24 hours, and nothing happens twice.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]([ -~]*[!-~])?$" },
        },
    });
    let answers = FACES.into_iter().flat_map(|face| {
        let named = |(name, status, kind): &(&str, u16, &str)| {
            (format!("{}{name}", face.answers), problems::answer(face.shape, *status, &[kind]))
        };
        face.common.iter().map(named)
    });
    components["responses"] = Map::from_iter(answers).into();
    let header = |(name, always, about): (&str, bool, &str)| {
        let kind = if name.starts_with("RateLimit") { "integer" } else { "string" };
        (name.to_owned(), json!({ "description": about, "required": always, "schema": { "type": kind } }))
    };
    components["headers"] = Map::from_iter(HEADERS.map(header)).into();
}
