//! Examples of answers, put together from those of their parts.

use serde_json::{Map, Value};

use super::complete::named;

/// What something looks like by its schema: as an example there says, else by its parts. Null: nobody has said.
pub(super) fn example(schema: &Value, schemas: &Value) -> Value {
    let whole = named(schema, schemas).unwrap_or(schema);
    let said = [&schema["example"], &whole["example"], &whole["examples"][0], &whole["enum"][0], &whole["const"]];
    if let Some(said) = said.into_iter().find(|said| !said.is_null()) {
        return said.clone();
    }
    if let Some(properties) = whole["properties"].as_object() {
        let parts = properties.iter().map(|(name, property)| (name.clone(), example(property, schemas)));
        return Map::from_iter(parts).into();
    }
    if let Some(parts) = whole["allOf"].as_array() {
        let parts = parts.iter().map(|part| example(part, schemas)).filter_map(|part| match part {
            Value::Object(fields) => Some(fields),
            _ => None,
        });
        return parts.flatten().collect::<Map<_, _>>().into();
    }
    match &whole["items"] {
        Value::Null => Value::Null,
        items => vec![example(items, schemas)].into(),
    }
}
