//! What can be ordered.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::Method;
use axum::response::Response;
use serde_json::{Value, json};

use super::super::call::Call;
use super::only;
use super::words::money;
use crate::engine::{Record, Selection, Session};
use crate::query::{Operator, Query};
use crate::refusals::Refusal;

const CATALOGS: &str = "sc_catalog";
const CATEGORIES: &str = "sc_category";
const ITEMS: &str = "sc_cat_item";

/// `GET /catalogs`
pub(crate) async fn catalogs(call: Call) -> Result<Response, Refusal> {
    only(&call, &Method::GET)?;
    let call = Arc::new(call);
    let body = call.read(|call, session| {
        let mut query = Query::equals("active", "true").ordered_by("title");
        if let Some(words) = call.params.get("sysparm_text") {
            query = query.and("title", Operator::Contains, words);
        }
        let found = session.select(CATALOGS, &page(call, query))?;
        let told: Result<Vec<Value>, Refusal> =
            found.iter().map(|found| catalog_told(session, found)).collect();
        Ok(json!({ "result": told? }))
    });
    Ok(call.ok(&body.await?))
}

/// `GET /catalogs/{sys_id}`
pub(crate) async fn catalog(Path(id): Path<String>, call: Call) -> Result<Response, Refusal> {
    only(&call, &Method::GET)?;
    let call = Arc::new(call);
    let body = call.read(move |_, session| {
        let found = require(session, CATALOGS, &id)?;
        let mut told = catalog_told(session, &found)?;
        let categories: Vec<Value> = categories_of(session, &id, true)?
            .iter()
            .map(|category| {
                json!({
                    "sys_id": category.sys_id(),
                    "title": category.get("title"),
                    "description": text_or_null(category, "description"),
                    "header_image": "",
                })
            })
            .collect();
        told["categories"] = Value::Array(categories);
        Ok(json!({ "result": told }))
    });
    Ok(call.ok(&body.await?))
}

/// `GET /catalogs/{sys_id}/categories`
pub(crate) async fn categories(Path(id): Path<String>, call: Call) -> Result<Response, Refusal> {
    only(&call, &Method::GET)?;
    let call = Arc::new(call);
    let body = call.read(move |call, session| {
        require(session, CATALOGS, &id)?;
        let top = call.params.flag("sysparm_top_level_only");
        let found = categories_of(session, &id, top)?;
        let from = usize::try_from(call.params.offset()).unwrap_or(usize::MAX);
        let most = usize::try_from(call.params.limit()).unwrap_or(usize::MAX);
        let told: Result<Vec<Value>, Refusal> = found
            .iter()
            .skip(from)
            .take(most)
            .map(|category| {
                let mut told = category_told(category);
                told["count"] = json!(count(session, "category", category.sys_id())?);
                told["subcategories"] =
                    Value::Array(children(session, category)?.iter().map(named).collect());
                Ok(told)
            })
            .collect();
        Ok(json!({ "result": told? }))
    });
    Ok(call.ok(&body.await?))
}

/// `GET /categories/{sys_id}`
pub(crate) async fn category(Path(id): Path<String>, call: Call) -> Result<Response, Refusal> {
    only(&call, &Method::GET)?;
    let call = Arc::new(call);
    let body = call.read(move |_, session| {
        let category = require(session, CATEGORIES, &id)?;
        let mut told = category_told(&category);
        let below: Result<Vec<Value>, Refusal> = children(session, &category)?
            .iter()
            .map(|child| {
                let mut below = named(child);
                below["count"] = json!(count(session, "category", child.sys_id())?);
                below["parent"] = json!(id);
                below["subcategories"] = json!([]);
                below["isParentCategory"] = json!(false);
                Ok(below)
            })
            .collect();
        told["child_categories"] = Value::Array(below?);
        Ok(json!({ "result": told }))
    });
    Ok(call.ok(&body.await?))
}

/// `GET /items`
pub(crate) async fn items(call: Call) -> Result<Response, Refusal> {
    only(&call, &Method::GET)?;
    let call = Arc::new(call);
    let body = call.read(|call, session| {
        let mut query = Query::equals("active", "true");
        for (parameter, path, operator) in [
            ("sysparm_text", "name", Operator::Contains),
            ("sysparm_category", "category", Operator::Equals),
            ("sysparm_catalog", "sc_catalogs", Operator::Contains),
        ] {
            if let Some(value) = call.params.get(parameter) {
                query = query.and(path, operator, value);
            }
        }
        let found = session.select(ITEMS, &page(call, query.ordered_by("order").ordered_by("name")))?;
        let told: Result<Vec<Value>, Refusal> = found.iter().map(|item| item_told(session, item)).collect();
        Ok(json!({ "result": told? }))
    });
    Ok(call.ok(&body.await?))
}

/// `GET /items/{sys_id}`
pub(crate) async fn item(Path(id): Path<String>, call: Call) -> Result<Response, Refusal> {
    only(&call, &Method::GET)?;
    let call = Arc::new(call);
    let body = call.read(move |_, session| {
        let item = orderable(session, &id)?;
        let mut told = item_told(session, &item)?;
        told["categories"] = match &told["category"] {
            Value::Null => json!([]),
            category => json!([category]),
        };
        told["variables"] = Value::Array(questions(session, &item)?.iter().map(question).collect());
        told["ui_policy"] = json!([]);
        told["data_lookup"] = json!([]);
        told["client_script"] = json!({ "onChange": [], "onSubmit": [], "onLoad": [] });
        Ok(json!({ "result": told }))
    });
    Ok(call.ok(&body.await?))
}

/// `GET /items/{sys_id}/variables`
pub(crate) async fn variables(Path(id): Path<String>, call: Call) -> Result<Response, Refusal> {
    only(&call, &Method::GET)?;
    let call = Arc::new(call);
    let body = call.read(move |_, session| {
        let item = orderable(session, &id)?;
        Ok(json!({ "result": questions(session, &item)?.iter().map(question).collect::<Vec<_>>() }))
    });
    Ok(call.ok(&body.await?))
}

fn page(call: &Call, query: Query) -> Selection {
    Selection { query, limit: Some(call.params.limit()), offset: call.params.offset() }
}

fn require(session: &Session, table: &str, id: &str) -> Result<Record, Refusal> {
    let found = session.find(table, id)?.filter(|found| found.is_true("active"));
    found.ok_or_else(|| Refusal::invalid_parameter("sys_id", id))
}

/// An active item that the caller may see.
pub(super) fn orderable(session: &Session, id: &str) -> Result<Record, Refusal> {
    let found = session.find(ITEMS, id)?.filter(|found| found.is_true("active"));
    found.ok_or_else(Refusal::not_orderable)
}

/// The questions an item asks.
pub(super) fn questions(session: &Session, item: &Record) -> Result<Vec<Record>, Refusal> {
    let query =
        Query::equals("cat_item", item.sys_id()).and("active", Operator::Equals, "true").ordered_by("order");
    session.trusted(|session| session.select("item_option_new", &Selection::of(query)))
}

fn question(row: &Record) -> Value {
    json!({
        "id": row.sys_id(),
        "name": row.get("name"),
        "label": row.get("question_text"),
        "type": row.number("type").unwrap_or(6),
        "friendly_type": "string",
        "mandatory": row.is_true("mandatory"),
        "read_only": row.is_true("read_only"),
        "value": row.get("default_value"),
        "displayvalue": row.get("default_value"),
        "help_text": "",
        "active": true,
        "children": [],
    })
}

fn categories_of(session: &Session, catalog: &str, top: bool) -> Result<Vec<Record>, Refusal> {
    let mut query = Query::equals("sc_catalog", catalog).and("active", Operator::Equals, "true");
    if top {
        query = query.and("parent", Operator::IsEmpty, "");
    }
    session.select(CATEGORIES, &Selection::of(query.ordered_by("title")))
}

fn children(session: &Session, category: &Record) -> Result<Vec<Record>, Refusal> {
    let query = Query::equals("parent", category.sys_id()).and("active", Operator::Equals, "true");
    session.select(CATEGORIES, &Selection::of(query.ordered_by("title")))
}

fn count(session: &Session, field: &str, id: &str) -> Result<u64, Refusal> {
    let operator = if field == "sc_catalogs" { Operator::Contains } else { Operator::Equals };
    session.count(ITEMS, &Query::equals("active", "true").and(field, operator, id))
}

fn named(record: &Record) -> Value {
    json!({ "sys_id": record.sys_id(), "title": record.get("title") })
}

fn text_or_null(record: &Record, field: &str) -> Value {
    if record.is_empty(field) { Value::Null } else { json!(record.get(field)) }
}

fn catalog_told(session: &Session, catalog: &Record) -> Result<Value, Refusal> {
    let id = catalog.sys_id();
    Ok(json!({
        "title": catalog.get("title"),
        "sys_id": id,
        "has_categories": !categories_of(session, id, false)?.is_empty(),
        "has_items": count(session, "sc_catalogs", id)? > 0,
        "description": catalog.get("description"),
        "desktop_image": "",
    }))
}

fn category_told(category: &Record) -> Value {
    json!({
        "title": category.get("title"),
        "sys_id": category.sys_id(),
        "description": text_or_null(category, "description"),
        "full_description": null,
        "icon": "",
        "header_icon": "",
        "homepage_image": "",
    })
}

fn item_told(session: &Session, item: &Record) -> Result<Value, Refusal> {
    let ids = item.get("sc_catalogs").split(',').filter(|id| !id.is_empty());
    let mut catalogs = Vec::new();
    for id in ids {
        catalogs.extend(session.find(CATALOGS, id)?.as_ref().map(named));
    }
    let category = session.find(CATEGORIES, item.get("category"))?;
    let price = price_of(item);
    Ok(json!({
        "sys_id": item.sys_id(),
        "name": item.get("name"),
        "short_description": text_or_null(item, "short_description"),
        "description": item.get("description"),
        "sys_class_name": item.table(),
        "type": "catalog_item",
        "category": category.as_ref().map(named),
        "catalogs": catalogs,
        "order": item.number("order").unwrap_or_default(),
        "price": money(price),
        "localized_price": money(price),
        "price_currency": "USD",
        "local_currency": "USD",
        "recurring_price": money(0.0),
        "localized_recurring_price": money(0.0),
        "recurring_price_currency": "USD",
        "recurring_frequency": null,
        "show_price": price > 0.0,
        "show_quantity": true,
        "show_wishlist": false,
        "show_delivery_time": true,
        "mandatory_attachment": false,
        "request_method": "",
        "availability": "on_desktop",
        "picture": "",
        "icon": "",
        "kb_article": "",
        "content_type": "",
        "url": "",
    }))
}

pub(super) fn price_of(item: &Record) -> f64 {
    item.get("price").parse().unwrap_or_default()
}
