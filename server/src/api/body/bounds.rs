//! What is read of a body has bounds: nothing that is sent takes much more room than it took on its way.

use std::{cell::Cell, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

/// What an error begins with that is about the length of a list.
pub(super) const TOO_MANY: &str = "too many entries: ";

/// A list of so many entries at most. What is beyond is counted and not kept. (Written, it shows a default in the description.)
#[derive(Serialize)]
#[serde(transparent)]
pub(in crate::api) struct List<T, const MOST: usize>(pub(in crate::api) Vec<T>);

impl<T, const MOST: usize> Default for List<T, MOST> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for List<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T, const MOST: usize>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Entries<T, MOST> {
            type Value = List<T, MOST>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a sequence")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while entries.len() < MOST {
                    match list.next_element()? {
                        Some(entry) => entries.push(entry),
                        None => return Ok(List(entries)),
                    }
                }
                let mut all = MOST;
                while list.next_element::<IgnoredAny>()?.is_some() {
                    all += 1;
                }
                if all == MOST {
                    return Ok(List(entries));
                }
                Err(A::Error::custom(format_args!("{TOO_MANY}here are {all} entries; give {MOST} at most.")))
            }
        }

        deserializer.deserialize_seq(Entries(PhantomData))
    }
}

/// A value of any shape, if it has so many parts at most: each value counts, also inside of others. Kept as a tree, eight
/// bytes of a body may be a hundred times as many. None: it has more, and they were passed over.
pub(in crate::api) struct Small<const MOST: usize>(pub(in crate::api) Option<Value>);

impl<const MOST: usize> Small<MOST> {
    /// A whole body, which is read no further than needed. None: it is no JSON, too.
    pub(super) fn of(json: &[u8]) -> Self {
        let part = Part { left: &Cell::new(MOST), beyond: Beyond::Stop };
        Self(part.deserialize(&mut serde_json::Deserializer::from_slice(json)).ok().flatten())
    }
}

impl<'de, const MOST: usize> Deserialize<'de> for Small<MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Part { left: &Cell::new(MOST), beyond: Beyond::PassOver }.deserialize(deserializer).map(Self)
    }
}

/// Reads one value, as long as some may be kept.
#[derive(Clone, Copy)]
struct Part<'a> {
    left: &'a Cell<usize>,
    beyond: Beyond,
}

/// What becomes of values that are not kept.
#[derive(Clone, Copy)]
enum Beyond {
    /// They are read and dropped, so that what stands after them can be read.
    PassOver,
    /// They end the reading.
    Stop,
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Value>, D::Error> {
        match (self.left.get().checked_sub(1), self.beyond) {
            (Some(left), _) => {
                self.left.set(left);
                deserializer.deserialize_any(self)
            }
            (None, Beyond::PassOver) => IgnoredAny::deserialize(deserializer).map(|_| None),
            (None, Beyond::Stop) => Err(D::Error::custom("more values than are kept")),
        }
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Option<Value>, E> {
        Ok(Some(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Option<Value>, E> {
        Ok(Some(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Option<Value>, E> {
        Ok(Some(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Option<Value>, E> {
        Ok(Some(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Option<Value>, E> {
        Ok(Some(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Option<Value>, E> {
        Ok(Some(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Option<Value>, A::Error> {
        let mut parts = Some(Vec::new());
        while let Some(part) = list.next_element_seed(self)? {
            parts = parts.zip(part).map(|(mut parts, part)| {
                parts.push(part);
                parts
            });
        }
        Ok(parts.map(Value::Array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Option<Value>, A::Error> {
        let mut fields = Some(Map::new());
        while let Some(name) = object.next_key()? {
            let value = object.next_value_seed(self)?;
            fields = fields.zip(value).map(|(mut fields, value)| {
                fields.insert(name, value);
                fields
            });
        }
        Ok(fields.map(Value::Object))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_says_how_many_entries_it_has() {
        let read = |json: &str| serde_json::from_str::<List<u8, 3>>(json);
        assert_eq!(read("[1,2,3]").unwrap().0, [1, 2, 3]);
        assert_eq!(read("[]").unwrap().0.len(), 0);
        let error = read("[1,2,3,{},\"x\"]").err().unwrap().to_string();
        assert!(error.starts_with("too many entries: here are 5 entries; give 3 at most."), "{error}");
        assert!(read("[1,2,3,4").err().unwrap().is_eof());
    }

    #[test]
    fn a_small_value_is_kept_and_a_large_one_is_not() {
        let read = |value: &Value| {
            let kept = serde_json::from_value::<Small<6>>(value.clone()).unwrap().0;
            assert_eq!(Small::<6>::of(value.to_string().as_bytes()).0, kept);
            kept
        };
        for small in [json!(null), json!([1, -2, 3.5, true, "x"]), json!({ "a": { "b": [null] }, "c": 1 })] {
            assert_eq!(read(&small), Some(small));
        }
        for large in [json!([1, 2, 3, 4, 5, 6]), json!({ "a": { "b": [null, {}, []] }, "c": 1 }), json!([[[[[[[]]]]]]])]
        {
            assert_eq!(read(&large), None, "{large}");
        }
        assert_eq!(Small::<6>::of(b"[1,").0, None);
    }
}
