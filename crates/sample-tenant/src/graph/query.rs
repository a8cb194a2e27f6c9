//! Query options of a list (`$top`, `$skip`, `$skiptoken`, `$count`, `$filter`) and the page they lead to.
//! `$select`, `$orderby` and `$expand` are not documented for these resources; `$select` is let pass unused,
//! the others are refused.

use axum::http::Uri;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::{
    graph::{
        GraphError,
        filter::{Filter, Item},
    },
    state::State,
};

/// The largest `$top` and `$skip` that are taken; far above what the tenant holds.
const LARGEST: usize = 10_000;

/// A list request, read from its address.
#[derive(Debug, Default)]
pub(crate) struct Query {
    top: Option<usize>,
    skip: usize,
    /// Where the page begins, after `$skip`, when a `nextLink` is followed.
    from: usize,
    count: bool,
    filter: Option<Filter>,
    /// The options to repeat in a `nextLink`.
    repeated: Vec<(String, String)>,
}

impl Query {
    /// Reads the options; `fields` are the properties that `$filter` may name, `kind` the type's name in errors.
    pub(crate) fn parse(uri: &Uri, kind: &str, fields: &[&str]) -> Result<Self, GraphError> {
        let mut query = Self::default();
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            query.take(&name, &value, kind, fields)?;
        }
        Ok(query)
    }

    fn take(&mut self, name: &str, value: &str, kind: &str, fields: &[&str]) -> Result<(), GraphError> {
        match name {
            "$top" => self.top = Some(number(name, value)?).filter(|top| *top > 0),
            "$skip" => self.skip = number(name, value)?,
            "$skiptoken" => {
                self.from = decode(value)?;
                return Ok(());
            }
            "$count" => self.count = boolean(name, value)?,
            "$filter" => self.filter = Some(Filter::parse(value, kind, fields)?),
            "$select" => {}
            _ if name.starts_with('$') => {
                return Err(GraphError::bad_request(format!("The query option '{name}' is not supported.")));
            }
            _ => {}
        }
        self.repeated.push((name.to_owned(), value.to_owned()));
        Ok(())
    }

    /// Whether the caller chose the page size.
    pub(crate) fn has_top(&self) -> bool {
        self.top.is_some()
    }

    /// Filters, pages and writes the answer. `full_page` is the page size without `$top`, and its upper bound;
    /// `render` is called for the items of the page only.
    pub(crate) fn answer<T: Item>(
        &self,
        state: &State,
        uri: &Uri,
        (items, full_page): (Vec<T>, usize),
        render: impl Fn(&T) -> Value,
    ) -> Value {
        let matching: Vec<T> = match &self.filter {
            Some(filter) => items.into_iter().filter(|item| filter.accepts(item)).collect(),
            None => items,
        };
        let size = self.top.unwrap_or(full_page).min(full_page);
        let begin = self.skip.saturating_add(self.from).min(matching.len());
        let end = (begin + size).min(matching.len());
        let mut answer = json!({ "@odata.context": context(state, uri) });
        if self.count {
            answer["@odata.count"] = matching.len().into();
        }
        if end < matching.len() {
            answer["@odata.nextLink"] = self.next_link(state, uri, self.from + size).into();
        }
        answer["value"] = matching[begin..end].iter().map(render).collect();
        answer
    }

    fn next_link(&self, state: &State, uri: &Uri, from: usize) -> String {
        let mut options = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.repeated {
            options.append_pair(name, value);
        }
        let options = options.append_pair("$skiptoken", &encode(from)).finish();
        format!("{}{}?{}", state.root(), uri.path(), options.replace("%24", "$"))
    }
}

/// The `@odata.context` of an answer: the metadata address of the version asked for.
fn context(state: &State, uri: &Uri) -> String {
    let path = uri.path().trim_start_matches('/');
    let (version, resource) = path.split_once('/').unwrap_or((path, ""));
    format!("{}/{version}/$metadata#{}", state.root(), resource)
}

/// The `@odata.context` of an answer with one item.
pub(crate) fn entity_context(state: &State, uri: &Uri) -> String {
    let list = context(state, uri);
    let list = list.rsplit_once('/').map_or(list.as_str(), |(list, _)| list);
    format!("{list}/$entity")
}

fn number(name: &str, value: &str) -> Result<usize, GraphError> {
    value.trim().parse().ok().filter(|number| *number <= LARGEST).ok_or_else(|| {
        let range = format!("must be a whole number from 0 to {LARGEST}");
        GraphError::bad_request(format!("Invalid value '{value}' for {name}: it {range}."))
    })
}

fn boolean(name: &str, value: &str) -> Result<bool, GraphError> {
    value.parse().map_err(|_| {
        GraphError::bad_request(format!("Invalid value '{value}' for {name}: use true or false."))
    })
}

fn encode(from: usize) -> String {
    BASE64URL.encode(format!("from:{from}"))
}

fn decode(token: &str) -> Result<usize, GraphError> {
    BASE64URL
        .decode(token)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| text.strip_prefix("from:")?.parse().ok())
        .filter(|from| *from <= LARGEST)
        .ok_or_else(|| GraphError::bad_request("The $skiptoken is not one that this service gave."))
}
